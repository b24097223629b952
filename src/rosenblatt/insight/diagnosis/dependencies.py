"""Long-term dependencies that a network has not learned: distant inputs that correlate with its errors.

Legend: a judged step is one with a target; for n of them, ``errors`` is the targets minus the outputs,
(n, n_outputs), and ``read`` is the input a number of steps before, or at a step of the sequence,
(n, n_inputs).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt._typing import FloatArray, IntArray

CHANCE = 1e-3
"""The probability that any of the tested correlations is significant by chance."""
BLOCKS = 30
"""Parts whose sums are compared: the sequences, or this many stretches of a stream."""
WEAK = 0.25
"""A weaker correlation is not reported, however significant: it explains a sixteenth of the variance. A
network that has learned Reber's grammar reaches 0.18, one that has not learned a bracket 0.35 and more."""
NEAR = 2
"""The inputs of this many last steps are known to the network, and their influence is removed."""
ROUNDING = 1e-6
"""A remainder below this share of the values is rounding."""
MOST_BACK = 100
"""Steps over which gradients and correlations are followed at most."""


@dataclass(frozen=True)
class Dependency:
    """An input whose value at a distant step correlates with the error of an output, at ``n`` judged steps.

    ``step`` counts from 0 in each sequence, None if all distances are equal; ``distance`` is the median.
    """

    feature: int
    output: int
    step: int | None
    distance: int
    correlation: float
    n: int


def unlearned_dependency(
    X: FloatArray, offsets: IntArray, judged: IntArray, outputs: FloatArray, errors: FloatArray, reach: int
) -> Dependency | None:
    """Find the input, at least ``reach`` steps before, that correlates most significantly with the errors.

    ``judged`` are the rows of the concatenated sequences ``X`` that have a target, ascending. The influence
    of the outputs and of the last inputs is removed from both by least squares. The sums of the products over
    each sequence, or stretch of a stream, are taken as independent, so that their total divided by the root
    of their sum of squares is approximately normal; Bonferroni's bound corrects for the number of tests. The
    result is None if no correlation is beyond chance.
    """
    begins, block = begins_of(offsets, judged), _blocks(offsets, judged)
    best, found, n_tested = 0.0, None, 0
    for step, places, rows in _distant(offsets, judged, reach):
        if len(np.unique(block[places])) < BLOCKS:
            continue
        known = _known(X, begins, judged, outputs, places)
        read, wrong = (_remainder(known, each) for each in (X[rows], errors[places]))
        score, correlation = _agreement(read, wrong, block[places])
        n_tested += score.size
        score[np.abs(correlation) < WEAK] = 0
        feature, output = np.unravel_index(int(np.abs(score).argmax()), score.shape)
        if abs(score[feature, output]) > best:
            best = float(abs(score[feature, output]))
            distance = int(np.median(judged[places] - rows))
            size = float(correlation[feature, output])
            found = Dependency(int(feature), int(output), step, distance, size, len(places))
    if not n_tested:
        return None
    from scipy.special import ndtri  # late: it takes longer to import than all of ours

    return found if best > -ndtri(CHANCE / (2 * n_tested)) else None


def _blocks(offsets: IntArray, judged: IntArray) -> IntArray:
    """The sequence of each judged step; if there are few, the stretch of the steps."""
    if len(offsets) > BLOCKS:
        return sequence_of(offsets, judged)
    return np.arange(len(judged)) * BLOCKS // max(1, len(judged))


def _distant(
    offsets: IntArray, judged: IntArray, reach: int
) -> Iterator[tuple[int | None, IntArray, IntArray]]:
    """Distant steps, by their distance and then by their place: judged steps and the rows to compare."""
    begins = begins_of(offsets, judged)
    depth = judged - begins
    for back in range(reach, min(MOST_BACK, int(depth.max())) + 1):
        places = np.flatnonzero(depth >= back)
        yield None, places, judged[places] - back
    if len(offsets) > BLOCKS:
        for step in range(min(MOST_BACK, int(depth.max()) - reach + 1)):
            places = np.flatnonzero(depth - step >= reach)
            yield step, places, begins[places] + step


def sequence_of(offsets: IntArray, rows: IntArray) -> IntArray:
    """Return the number of the sequence that each row belongs to, from 0."""
    return np.searchsorted(offsets, rows, side="right") - 1


def begins_of(offsets: IntArray, rows: IntArray) -> IntArray:
    """Return the first row of the sequence that each row belongs to."""
    begins: IntArray = offsets[sequence_of(offsets, rows)]
    return begins


def _known(
    X: FloatArray, begins: IntArray, judged: IntArray, outputs: FloatArray, places: IntArray
) -> NDArray[np.float64]:
    """What the network knows at judged steps, and a constant, as columns."""
    near = [X[np.maximum(judged[places] - back, begins[places])] for back in range(NEAR)]
    columns = np.column_stack([np.ones(len(places)), outputs[places], *near]).astype(np.float64)
    if columns.shape[1] > len(places) // 4:
        columns = columns[:, : 1 + outputs.shape[1]]
    return columns


def _remainder(known: NDArray[np.float64], values: FloatArray) -> NDArray[np.float64]:
    """Values minus their least-squares fit by what is known."""
    plain = values.astype(np.float64)
    fitted = np.linalg.pinv(known.T @ known, hermitian=True) @ (known.T @ plain)
    left: NDArray[np.float64] = plain - known @ fitted
    left[:, np.linalg.norm(left, axis=0) <= ROUNDING * np.linalg.norm(plain, axis=0)] = 0
    return left


def _agreement(
    read: NDArray[np.float64], errors: NDArray[np.float64], block: IntArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The agreement of each input with each error in standard errors, and the correlation."""
    products = np.einsum("ni,no->nio", read, errors)
    sums = np.add.reduceat(products, np.flatnonzero(np.diff(block, prepend=-1)))
    total, spread = sums.sum(axis=0), np.sqrt(np.sum(sums**2, axis=0))
    sizes = np.outer(np.linalg.norm(read, axis=0), np.linalg.norm(errors, axis=0))
    significance = np.divide(total, spread, out=np.zeros_like(total), where=spread > 0)
    return significance, np.divide(total, sizes, out=np.zeros_like(total), where=sizes > 0)
