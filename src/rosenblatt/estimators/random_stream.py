"""The random stream that a seed stands for."""

from __future__ import annotations

import threading
from numbers import Integral

import numpy as np
from sklearn.utils import check_random_state


class _Streams(threading.local):
    """One stream for each thread, seeded anew for each fit: making one costs more than a small training."""

    def __init__(self) -> None:
        self.stream = np.random.RandomState(0)


_streams = _Streams()


def random_stream(seed: int | np.random.RandomState | None) -> np.random.RandomState:
    """Return the stream for an estimator's ``random_state``, as scikit-learn's ``check_random_state`` would.

    Parameters
    ----------
    seed : int, RandomState or None
        An int begins a stream, the same each time; None is NumPy's global stream.

    Returns
    -------
    RandomState
        For an int it is valid only until the next call in the same thread.
    """
    if isinstance(seed, Integral):
        _streams.stream.seed(int(seed))
        return _streams.stream
    stream: np.random.RandomState = check_random_state(seed)
    return stream
