"""Examining whether planes can separate what a perceptron was trained on, quickly or not at all."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.run.separation_words import in_words
from rosenblatt.run.separations import Separation, Separations

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.history import History
    from rosenblatt.insight.separation.certificate import Certificate
    from rosenblatt.insight.separation.proof import Question
    from rosenblatt.run.attempt import Attempt
    from rosenblatt.run.parts import Prepared

QUICK = 50_000
"""So many numbers (rows, inputs and neurons multiplied) are examined well within a second ..."""

FEW_INPUTS = 64
"""... if a row has no more than so many."""

MOST_EPOCHS = 200
"""For so many epochs it is watched whether the weights come back."""


class TrainedPerceptron(Protocol):
    """What is asked of a perceptron."""

    history_: History
    mistakes_: NDArray[np.int32]
    coef_: FloatArray
    intercept_: FloatArray
    _listener: object

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """Return every parameter by name."""

    def partial_fit(self, X: FloatArray, y: NDArray[np.generic]) -> object:
        """Train one epoch more."""


def examine(attempt: Attempt) -> Separations | None:
    """Tell which classes a plane can tell from the rest, and whether the perceptron is going in circles.

    A neuron whose own weights have every training row on its side has proved it. For others linear
    programming is asked, where that is quick.

    Parameters
    ----------
    attempt : Attempt
        Trained.

    Returns
    -------
    Separations or None
        None for another model than a perceptron, for one that learned without a bias or from a part of the
        rows alone, and where nothing is known.
    """
    if attempt.model.kind != "perceptron":
        return None
    perceptron = cast("TrainedPerceptron", attempt.estimator)
    parameters = perceptron.get_params()
    if not parameters["fit_intercept"] or parameters["early_stopping"]:
        return None
    plain = parameters["penalty"] is None and parameters["class_weight"] is None
    made = np.atleast_2d(perceptron.mistakes_).sum(axis=1)
    weights = np.asarray(attempt.model.network.weights[0], np.float64)
    questions = _questions(attempt)
    quick = _is_quick(attempt.prepared, len(questions))
    neurons = []
    for question, own_weights, mistakes in zip(questions, weights.T, made.tolist(), strict=True):
        certificate = _certificate(question, own_weights, quick)
        if certificate is not None:
            neurons.append(_separation(certificate, mistakes, plain))
    if not neurons:
        return None
    cycling = parameters["penalty"] is None and not all(each.separable for each in neurons)
    returns_after = None
    if cycling and quick and not parameters["shuffle"] and not parameters["average"]:
        returns_after = _epochs_to_return(perceptron, attempt.prepared)
    examined = {each.label for each in neurons}
    unknown = tuple(question.label for question in questions if question.label not in examined)
    found = Separations("", cycling, returns_after, tuple(neurons), unknown)
    return dataclasses.replace(found, text=in_words(found, perceptron.history_["mistakes"]))


def _questions(attempt: Attempt) -> list[Question]:
    """One for each neuron."""
    from rosenblatt.insight.separation.proof import Question

    part, classes = attempt.prepared.training, attempt.model.classes or ()
    inputs = np.asarray(part.inputs, np.float64) + 0.0
    asked, other = (classes[1:], classes[0]) if len(classes) == 2 else (classes, None)
    return [Question(inputs, np.asarray(part.truth == label), part.rows, label, other) for label in asked]


def _is_quick(prepared: Prepared, n_neurons: int) -> bool:
    n_rows, n_inputs = prepared.training.inputs.shape
    return bool(n_inputs <= FEW_INPUTS and n_rows * n_inputs * n_neurons <= QUICK)


def _certificate(question: Question, weights: NDArray[np.float64], quick: bool) -> Certificate | None:
    if quick:
        try:
            return question.answer()
        except RosenblattError:
            return None
    plane = question.plane(weights)
    return None if plane is None else question.separated(plane)


def _separation(certificate: Certificate, mistakes: int, bounded: bool) -> Separation:
    found = certificate.contradiction
    return Separation(
        label=certificate.label,
        separable=certificate.separable,
        margin=certificate.margin,
        largest=bool(np.isfinite(certificate.margin_limit)),
        most_mistakes=certificate.most_mistakes if bounded else None,
        mistakes=mistakes,
        rows=() if found is None else tuple(found.rows.tolist()),
        shares=() if found is None else tuple(found.weights.tolist()),
    )


def _epochs_to_return(perceptron: TrainedPerceptron, prepared: Prepared) -> int | None:
    """After how many more epochs the weights are the same again; None if that takes too long.

    Without shuffling an epoch depends on nothing but the weights before it: if they return once, they return
    for ever.
    """
    weights, biases = perceptron.coef_, perceptron.intercept_
    walker = copy.copy(perceptron)
    walker._listener = None
    walker.history_ = type(perceptron.history_)()
    walker.coef_, walker.intercept_ = weights.copy(), biases.copy()
    for epochs in range(1, MOST_EPOCHS + 1):
        walker.partial_fit(prepared.training.inputs, prepared.targets)
        if np.array_equal(walker.coef_, weights) and np.array_equal(walker.intercept_, biases):
            return epochs
    return None
