"""In words: what planes can separate, and how a perceptron fares that has none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.separation.words import rows_text
from rosenblatt.run.separations import Separation, Separations

FEW_NEURONS = 3
"""Of more, each is no longer told by itself."""

MOST_NAMES = 10
LAST_EPOCHS = 10


def in_words(found: Separations, mistakes: NDArray[np.float64]) -> str:
    """Tell what was found.

    Parameters
    ----------
    found : Separations
        Its text is not looked at.
    mistakes : ndarray of shape (n_epochs,)
        The mistakes of each epoch, over all neurons.

    Returns
    -------
    str
        A few sentences; one where there are two classes and a plane.
    """
    total = len(found.neurons) + len(found.unknown)
    sentences = [_one(found.neurons[0])] if total == 1 else _several(found.neurons, total <= FEW_NEURONS)
    if found.unknown:
        sentences.append(f"Not examined, as it would take long: {names(found.unknown)}.")
    if found.cycling:
        sentences.append(f"The perceptron goes round and round: {_round(found.returns_after, mistakes)}.")
    return " ".join(sentences)


def _one(neuron: Separation) -> str:
    if not neuron.separable:
        return f"Not separable: {rows_text(neuron.rows)} contradict each other."
    text, made = _measured(neuron)
    beside = f" ({made})" if made else ""
    return f"Separable{'' if neuron.largest else ', as its own weights prove'}: {text}{beside}."


def _several(neurons: Sequence[Separation], each_alone: bool) -> list[str]:
    able = [each for each in neurons if each.separable]
    rest = [each for each in neurons if not each.separable]
    sentences = []
    if able:
        told = names([each.label for each in able])
        if each_alone:
            told = "; ".join(
                f"{_name(each.label)} ({', '.join(filter(None, _measured(each)))})" for each in able
            )
        sentences.append(f"Separable from the rest: {told}.")
    if rest:
        told = names([each.label for each in rest])
        if each_alone:
            told = "; ".join(
                f"{_name(each.label)} ({rows_text(each.rows)} contradict each other)" for each in rest
            )
        sentences.append(f"Not separable: {told}.")
    return sentences


def _measured(neuron: Separation) -> tuple[str, str]:
    """The margin with the bound, and the mistakes made: ``margin 0.354, at most 51 mistakes``, ``made 9``."""
    text = f"margin {neuron.margin:.3g}{'' if neuron.largest else ' or more'}"
    if neuron.most_mistakes is None:
        return text, ""
    return f"{text}, at most {neuron.most_mistakes:,} mistakes", f"made {neuron.mistakes:,}"


def _round(returns_after: int | None, mistakes: NDArray[np.float64]) -> str:
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
    """``a, b, c``; of many the first, and how many more."""
    told = [_name(label) for label in labels[:MOST_NAMES]]
    more = len(labels) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _name(label: object, longest: int = 40) -> str:
    text = str(label)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
