"""Some prepared samples of a run, for its pictures and its diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.trial.parts import Part, Prepared

MOST_SAMPLES = 600


@dataclass(frozen=True)
class Samples:
    """Some prepared samples of a run, for its figures; ``inputs`` has shape (n_samples, n_inputs).

    ``labels`` are in the table's words, (n_samples,) or (n_samples, n_targets); ``part`` is ``"training"`` or
    ``"test"``; ``rows`` and ``sequence`` count from 1, the rows are None in old folders.
    """

    inputs: NDArray[np.float64]
    labels: NDArray[np.generic]
    part: NDArray[np.str_]
    rows: NDArray[np.int64] | None = None
    sequence: NDArray[np.int64] | None = None


def choose_samples(prepared: Prepared) -> Samples:
    """Choose at most 600 samples: single ones drawn, sequences whole, a stream around its split."""
    training, test = prepared.training, prepared.test
    n_training, n_rows = len(training.inputs), len(training.inputs) + len(test.inputs)
    if training.sequences is None:
        rows = np.arange(n_rows)
        if n_rows > MOST_SAMPLES:
            rows = np.sort(np.random.default_rng(0).choice(n_rows, MOST_SAMPLES, replace=False))
        first, second = rows[rows < n_training], rows[rows >= n_training] - n_training
        sequence = None
    else:
        room = max(1, min(MOST_SAMPLES, n_rows) * n_training // n_rows)
        is_stream = training.sequences.column is None
        first = _of_sequences(training, room, from_end=is_stream)
        second = _of_sequences(test, MOST_SAMPLES - room)
        numbers = [
            np.searchsorted(_offsets(part), rows, side="right")
            for part, rows in ((training, first), (test, second))
        ]
        apart = 0 if is_stream else training.sequences.n_sequences
        sequence = np.concatenate([numbers[0], numbers[1] + apart])
    return Samples(
        inputs=np.concatenate([training.inputs[first], test.inputs[second]]),
        labels=np.concatenate([_of_steps(training)[first], _of_steps(test)[second]]),
        part=np.repeat(np.array(["training", "test"]), [len(first), len(second)]),
        rows=np.concatenate([training.step_rows[first], test.step_rows[second]]),
        sequence=sequence,
    )


def _of_sequences(part: Part, room: int, *, from_end: bool = False) -> IntArray:
    """Which of a part's steps are kept: whole sequences, or as much of the first as there is room for."""
    offsets, n_steps = _offsets(part), len(part.inputs)
    if from_end:
        return np.arange(max(0, n_steps - room), n_steps)
    whole = offsets[offsets <= room]
    return np.arange(int(whole[-1]) if len(whole) > 1 else min(room, n_steps))


def _offsets(part: Part) -> IntArray:
    assert part.sequences is not None
    return part.sequences.offsets


def _of_steps(part: Part) -> NDArray[np.generic]:
    """The truth at each row of the inputs; a sequence that is answered once has it throughout."""
    cut = part.sequences
    if cut is None or len(part.truth) == cut.n_steps:
        return part.truth
    return np.repeat(part.truth, cut.lengths, axis=0)
