"""The early-stopping split of one stream: its end is held out, and nothing is drawn."""

from __future__ import annotations

import math

import numpy as np

from rosenblatt.training import TrainingData
from rosenblatt.training.sequences import Sequences


def split_in_time(stream: Sequences, fraction: float) -> TrainingData:
    """Hold the end of a stream out.

    Parameters
    ----------
    stream : Sequences
        A single one.
    fraction : float
        The share of its targets to judge by.

    Returns
    -------
    TrainingData
        Views; what is held out begins after the last step that is learned from, and is judged as a sequence
        of its own.

    Raises
    ------
    ValueError
        If there would be fewer than two targets to judge by, or none to learn from.
    """
    judged = np.arange(len(stream.X)) if stream.targets is None else np.flatnonzero(stream.targets >= 0)
    n_held_out = math.ceil(fraction * len(judged))
    n_learned = len(judged) - n_held_out
    if n_held_out < 2 or n_learned < 1:
        raise ValueError(
            "The validation set is too small. Increase 'validation_fraction' or the length of the stream: "
            f"{fraction} of {len(judged)} targets leaves {n_held_out} to judge by and {n_learned} to learn "
            "from, at least 2 and 1 are needed"
        )
    cut = int(judged[n_learned - 1]) + 1
    return TrainingData(_part(stream, 0, cut, n_learned), _part(stream, cut, len(stream.X), n_learned))


def _part(stream: Sequences, begin: int, end: int, n_learned: int) -> Sequences:
    """The steps from ``begin`` to before ``end``: those of the first ``n_learned`` targets, or the others."""
    of_targets = slice(0, n_learned) if begin == 0 else slice(n_learned, None)
    targets = None
    if stream.targets is not None:
        own = stream.targets[begin:end]
        targets = own if begin == 0 else np.where(own < 0, own, own - n_learned)
    weight = stream.sample_weight
    return Sequences(
        stream.X[begin:end],
        stream.y[of_targets],
        None if weight is None else weight[of_targets],
        offsets=np.array([0, end - begin], np.int64),
        targets=targets,
    )
