"""Figures 4, 12 and 15: activations, and what a bias does to them."""

from __future__ import annotations

from rosenblatt.formulas.activations import get_activation
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import ActivationDisplay, BiasDisplay
from rosenblatt.views.words import short


def figure_4() -> Picture:
    """The sigmoid."""
    logistic = get_activation("logistic")
    low, high = map(short, logistic.range)
    return Picture(
        4,
        "sigmoid",
        "The sigmoid",
        f"The logistic sigmoid, {logistic.formula}, turns any sum into a number between {low} and {high}: "
        "gradually, so that a small change of a weight changes the answer a little. That is what lets a "
        "network learn by small steps.",
        ActivationDisplay.from_names("logistic", span=6.0),
    )


def figure_12() -> Picture:
    """The curve shifted by its bias."""
    return Picture(
        12,
        "bias-shifts-the-curve",
        "A bias shifts the curve",
        "The weight makes the curve steep or flat, the activation gives it its shape, and the bias moves "
        "it to the left or to the right. Without a bias every curve would pass its middle at an input of 0.",
        BiasDisplay.from_name("logistic", (-4, -2, 0, 2, 4)),
    )


def figure_15() -> Picture:
    """The step."""
    step = get_activation("step")
    return Picture(
        15,
        "step",
        "The step",
        f"The step, {step.formula}, answers yes or no: a neuron with it fires or does not. Gates and the "
        "perceptron use it. Its slope is zero wherever it has one, so gradients cannot train it; the "
        "perceptron learns by a rule of its own.",
        ActivationDisplay.from_names("step"),
    )
