"""Figures 4, 12 and 15: activations, and the effect of a bias."""

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
        f"The logistic sigmoid, {logistic.formula}, maps any sum to a number between {low} and "
        f"{high}. It is smooth: a small change of a weight causes a small change of the output. This "
        "allows a network to learn in small steps.",
        ActivationDisplay.from_names("logistic", span=6.0),
    )


def figure_12() -> Picture:
    """The curve shifted by its bias."""
    return Picture(
        12,
        "bias-shifts-the-curve",
        "A bias shifts the curve",
        "The weight determines how steep the curve is, the activation its shape, and the bias shifts it to "
        "the left or to the right. Without a bias the centre of every curve would be at an input of 0.",
        BiasDisplay.from_name("logistic", (-4, -2, 0, 2, 4)),
    )


def figure_15() -> Picture:
    """The step."""
    step = get_activation("step")
    return Picture(
        15,
        "step",
        "The step",
        f"The step, {step.formula}, has only the values 0 and 1. Gates and the perceptron use it. Its "
        "derivative is zero wherever it is defined, so gradients cannot train it; the perceptron has its own "
        "learning rule.",
        ActivationDisplay.from_names("step"),
    )
