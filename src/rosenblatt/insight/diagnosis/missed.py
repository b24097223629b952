"""Missed: what was read so long ago that no slope comes there, and yet tells something about the errors.

Legend: of n judged steps, ``errors`` is what the outputs fall short of the targets, (n, n_outputs), and
``read`` what was read so many steps before, or at such a step of the sequence, (n, n_inputs).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from rosenblatt.insight.diagnosis.unrolled import MOST_BACK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt._typing import FloatArray, IntArray

CHANCE = 1e-3
"""How likely it may be that chance alone makes any of the questions asked answer yes."""
BLOCKS = 30
"""Parts that must agree; of a stream so many stretches, else the sequences."""
LEAST = 0.25
"""A correlation below this is not worth a word, however sure it is: it explains a sixteenth. A network that
has learned Reber's grammar comes to 0.18, one that has missed a bracket to 0.35 and more."""
NEAR = 2
"""What was read in the last so many steps is known to the network, and is left out of the question."""
NOTHING = 1e-6
"""What is left of values is nothing below this share of them: rounding."""


@dataclass(frozen=True)
class Missed:
    """An input whose value long ago goes with an error now.

    Attributes
    ----------
    feature, output : int
        Which input, and which output's error.
    step : int or None
        At which step of each sequence it was read, counted from 0; None if the distance is always the same.
    distance : int
        How many steps before, in the median.
    correlation : float
        Between the two, what the network knows left out.
    n : int
        Judged steps it was measured at.
    """

    feature: int
    output: int
    step: int | None
    distance: int
    correlation: float
    n: int


def missed(
    X: FloatArray, offsets: IntArray, judged: IntArray, outputs: FloatArray, errors: FloatArray, reach: int
) -> Missed | None:
    """Look for the input, from ``reach`` steps before or longer, that tells most about the errors.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_inputs)
        Sequences end to end.
    offsets : ndarray of int64, shape (n_sequences + 1,)
    judged : ndarray of int64, shape (n_targets,)
        The rows that have a target, ascending.
    outputs, errors : ndarray of shape (n_targets, n_outputs)
    reach : int
        Steps before.

    Returns
    -------
    Missed or None
        None if there is none, beyond chance.

    Notes
    -----
    A network that had made use of an input would leave errors that no longer go with it. So they are
    correlated, after the outputs and what was read at the last steps have been taken out of both by least
    squares. The products are summed in each sequence, or stretch of a stream, and these sums, not single
    steps, are taken as independent: their total beside the root of their squares is as good as normal. That
    many questions are asked is made up for by Bonferroni's bound.
    """
    begins, block = _begins(offsets, judged), _blocks(offsets, judged)
    surest, found, n_asked = 0.0, None, 0
    for step, places, rows in _questions(offsets, judged, reach):
        if len(np.unique(block[places])) < BLOCKS:
            continue
        known = _known(X, begins, judged, outputs, places)
        read, short = (_without(known, each) for each in (X[rows], errors[places]))
        score, correlation = _agreement(read, short, block[places])
        n_asked += score.size
        score[np.abs(correlation) < LEAST] = 0
        feature, output = np.unravel_index(int(np.abs(score).argmax()), score.shape)
        if abs(score[feature, output]) > surest:
            surest = float(abs(score[feature, output]))
            distance = int(np.median(judged[places] - rows))
            size = float(correlation[feature, output])
            found = Missed(int(feature), int(output), step, distance, size, len(places))
    return found if n_asked and surest > -ndtri(CHANCE / (2 * n_asked)) else None


def _blocks(offsets: IntArray, judged: IntArray) -> IntArray:
    """Which sequence each judged step is of; where these are few, which stretch of the steps."""
    if len(offsets) > BLOCKS:
        return np.searchsorted(offsets, judged, side="right") - 1
    return np.arange(len(judged)) * BLOCKS // max(1, len(judged))


def _questions(
    offsets: IntArray, judged: IntArray, reach: int
) -> Iterator[tuple[int | None, IntArray, IntArray]]:
    """So many steps before, then at such a step: for which judged steps, and which rows these are."""
    begins = _begins(offsets, judged)
    depth = judged - begins
    for back in range(reach, min(MOST_BACK, int(depth.max())) + 1):
        places = np.flatnonzero(depth >= back)
        yield None, places, judged[places] - back
    if len(offsets) > BLOCKS:
        for step in range(min(MOST_BACK, int(depth.max()) - reach + 1)):
            places = np.flatnonzero(depth - step >= reach)
            yield step, places, begins[places] + step


def _begins(offsets: IntArray, judged: IntArray) -> IntArray:
    """First row of each judged step's sequence."""
    begins: IntArray = offsets[np.searchsorted(offsets, judged, side="right") - 1]
    return begins


def _known(
    X: FloatArray, begins: IntArray, judged: IntArray, outputs: FloatArray, places: IntArray
) -> NDArray[np.float64]:
    """What the network knows at judged steps, and a constant, a column each."""
    near = [X[np.maximum(judged[places] - back, begins[places])] for back in range(NEAR)]
    columns = np.column_stack([np.ones(len(places)), outputs[places], *near]).astype(np.float64)
    if columns.shape[1] > len(places) // 4:
        columns = columns[:, : 1 + outputs.shape[1]]
    return columns


def _without(known: NDArray[np.float64], values: FloatArray) -> NDArray[np.float64]:
    """Values less what least squares make of what is known."""
    plain = values.astype(np.float64)
    fitted = np.linalg.pinv(known.T @ known, hermitian=True) @ (known.T @ plain)
    left: NDArray[np.float64] = plain - known @ fitted
    left[:, np.linalg.norm(left, axis=0) <= NOTHING * np.linalg.norm(plain, axis=0)] = 0
    return left


def _agreement(
    read: NDArray[np.float64], short: NDArray[np.float64], block: IntArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How surely each input goes with each error, in standard errors, and the correlation."""
    products = np.einsum("ni,no->nio", read, short)
    sums = np.add.reduceat(products, np.flatnonzero(np.diff(block, prepend=-1)))
    total, spread = sums.sum(axis=0), np.sqrt(np.sum(sums**2, axis=0))
    sizes = np.outer(np.linalg.norm(read, axis=0), np.linalg.norm(short, axis=0))
    sure = np.divide(total, spread, out=np.zeros_like(total), where=spread > 0)
    return sure, np.divide(total, sizes, out=np.zeros_like(total), where=sizes > 0)
