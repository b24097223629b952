"""Separability of a perceptron's training rows, and whether its weights cycle."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.errors import RosenblattError
from rosenblatt.fitting import Fit, advanced, begin
from rosenblatt.insight.separation.certificate import Certificate
from rosenblatt.insight.separation.proof import Question
from rosenblatt.insight.separation.texts import rows_text

QUICK = 50_000
"""The product of rows, inputs and neurons up to which linear programs take well under a second, ..."""
FEW_INPUTS = 64
"""... with no more inputs than this."""
MOST_EPOCHS = 200
"""Epochs after which the weights are compared with those at the end."""

FEW_NEURONS = 3
"""Neurons that are described one by one; of more only the names are listed."""
MOST_NAMES = 10
LAST_EPOCHS = 10
LONGEST_NAME = 40


@dataclass(frozen=True)
class Separation:
    """The separability of one neuron's class from the rest, on the training rows, in prepared inputs.

    ``margin`` is a plane's (the largest one's if ``largest``, else the neuron's own), 0 if not separable.
    ``most_mistakes`` is Novikoff's bound or None. ``rows``, from 1, contradict separability with weights
    ``shares`` of sum 1.
    """

    label: object
    separable: bool
    margin: float
    largest: bool
    most_mistakes: int | None
    mistakes: int
    rows: tuple[int, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, certificate: Certificate, mistakes: int, *, bounded: bool) -> Separation:
        """Summarise a certificate; ``bounded`` if Novikoff's bound holds."""
        found = certificate.contradiction
        return cls(
            label=certificate.label,
            separable=certificate.separable,
            margin=certificate.margin,
            largest=bool(np.isfinite(certificate.margin_limit)),
            most_mistakes=certificate.most_mistakes if bounded else None,
            mistakes=mistakes,
            rows=() if found is None else tuple(found.rows.tolist()),
            shares=() if found is None else tuple(found.weights.tolist()),
        )


@dataclass(frozen=True)
class Separations:
    """The separability of a perceptron's training rows, and the text that describes it.

    ``cycling``: the weights never settle but stay bounded (perceptron cycling theorem; Block & Levin, 1970),
    and are bit for bit the same after ``returns_after`` epochs (None if unknown). ``unknown`` classes take
    too long to examine.
    """

    text: str
    cycling: bool
    returns_after: int | None
    neurons: tuple[Separation, ...]
    unknown: tuple[object, ...] = ()

    @property
    def separable(self) -> bool:
        """Whether a plane is known for every class."""
        return not self.unknown and all(each.separable for each in self.neurons)


def examine_perceptron(
    fit: Fit,
    classes: Sequence[object],
    inputs: FloatArray,
    labels: NDArray[np.generic],
    rows: NDArray[np.int64],
) -> Separations | None:
    """Examine which classes are separable from the rest, and whether the perceptron cycles.

    Weights with all rows on their right sides are a proof; else linear programs are solved if that is quick.
    ``inputs`` are prepared, ``rows`` their numbers in the table. None without a bias or all rows, and if
    nothing is known.
    """
    parameters = fit.parameters
    if not parameters["fit_intercept"] or parameters["early_stopping"]:
        return None
    plain = parameters["penalty"] is None and parameters["class_weight"] is None
    samples = np.asarray(inputs, np.float64) + 0.0
    asked, other = (classes[1:], classes[0]) if len(classes) == 2 else (classes, None)
    quick = samples.shape[1] <= FEW_INPUTS and samples.size * len(asked) <= QUICK
    neurons, unknown = [], []
    made = np.concatenate(fit.mistakes, axis=1).sum(axis=1)
    weights = np.asarray(fit.weights_and_biases()[0], np.float64)
    for label, own_weights, mistakes in zip(asked, weights, made.tolist(), strict=True):
        question = Question(samples, np.asarray(labels == label), rows, label, other)
        certificate = _certificate(question, own_weights, quick=quick)
        if certificate is None:
            unknown.append(label)
        else:
            neurons.append(Separation.of(certificate, mistakes, bounded=plain))
    if not neurons:
        return None
    cycling = parameters["penalty"] is None and not all(each.separable for each in neurons)
    returns_after = None
    if cycling and quick and not parameters["shuffle"] and not parameters["average"]:
        returns_after = _epochs_to_return(fit, inputs, labels)
    found = Separations("", cycling, returns_after, tuple(neurons), tuple(unknown))
    return dataclasses.replace(found, text=describe(found, fit.history["mistakes"]))


def _certificate(question: Question, weights: NDArray[np.float64], *, quick: bool) -> Certificate | None:
    if quick:
        try:
            return question.answer()
        except RosenblattError:
            return None
    plane = question.plane(weights)
    return None if plane is None else question.separated(plane)


def _epochs_to_return(fit: Fit, inputs: FloatArray, labels: NDArray[np.generic]) -> int | None:
    """Number of further epochs (not shuffled) after which the weights are the same again, or None."""
    start = weights, biases = fit.weights_and_biases()
    parameters = {**fit.parameters, "record": None, "record_path": None}
    for epochs in range(1, MOST_EPOCHS + 1):
        before = {"coef_": weights, "intercept_": biases}
        epoch = begin("Perceptron", parameters, inputs, labels, before=before, partial=True)
        advanced(epoch, 1)
        weights, biases = epoch.weights_and_biases()
        if np.array_equal(weights, start[0]) and np.array_equal(biases, start[1]):
            return epochs
    return None


# ---- In words ---------------------------------------------------------------------------------------------


def describe(found: Separations, mistakes: NDArray[np.float64]) -> str:
    """Return a few sentences on separations, given the mistakes of each epoch over all neurons."""
    total = len(found.neurons) + len(found.unknown)
    sentences = [_one(found.neurons[0])] if total == 1 else _several(found.neurons, total <= FEW_NEURONS)
    if found.unknown:
        sentences.append(f"Not examined, because it would take too long: {names(found.unknown)}.")
    if found.cycling:
        sentences.append(f"The perceptron cycles: {_cycle(found.returns_after, mistakes)}.")
    return " ".join(sentences)


def _one(neuron: Separation) -> str:
    if not neuron.separable:
        return f"Not separable: {rows_text(neuron.rows)} contradict each other."
    text, made = _measured(neuron)
    made = f" ({made})" if made else ""
    return f"Separable{'' if neuron.largest else ', as its own weights prove'}: {text}{made}."


def _several(neurons: Sequence[Separation], each_alone: bool) -> list[str]:
    sentences = []
    for separable, head in ((True, "Separable from the rest"), (False, "Not separable")):
        here = [each for each in neurons if each.separable == separable]
        details = [
            ", ".join(filter(None, _measured(each)))
            if separable
            else f"{rows_text(each.rows)} contradict each other"
            for each in here
        ]
        text = names([each.label for each in here])
        if each_alone:
            pairs = zip(here, details, strict=True)
            text = "; ".join(f"{_name(each.label)} ({detail})" for each, detail in pairs)
        sentences += [f"{head}: {text}."] if here else []
    return sentences


def _measured(neuron: Separation) -> tuple[str, str]:
    """The margin with the bound, and the mistakes made: ``margin 0.354, at most 51 mistakes``, ``made 9``."""
    text = f"margin {neuron.margin:.3g}{'' if neuron.largest else ' or more'}"
    if neuron.most_mistakes is None:
        return text, ""
    return f"{text}, at most {neuron.most_mistakes:,} mistakes", f"made {neuron.mistakes:,}"


def _cycle(returns_after: int | None, mistakes: NDArray[np.float64]) -> str:
    last = mistakes[-LAST_EPOCHS:]
    low, high = int(last.min()), int(last.max())
    number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    noun = "mistake" if low == high == 1 else "mistakes"
    epochs = f"each of its last {len(last)} epochs" if len(last) > 1 else "its one epoch"
    text = f"{number} {noun} in {epochs}"
    if returns_after is None:
        return text
    again = "every epoch" if returns_after == 1 else f"every {returns_after} epochs"
    return f"{text}, and its weights are the same again after {again}"


def names(labels: Sequence[object]) -> str:
    """Return ``a, b, c``; of many the first, and how many more."""
    listed = [_name(label) for label in labels[:MOST_NAMES]]
    more = len(labels) - len(listed)
    return ", ".join(listed) + (f" and {more} more" if more else "")


def _name(label: object) -> str:
    text = str(label)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
