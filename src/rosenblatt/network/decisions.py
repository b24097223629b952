"""What a network's outputs say when each of them has to decide."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray, IntArray


def decide(activation: str, outputs: FloatArray, output_groups: tuple[int, ...]) -> FloatArray | IntArray:
    """Turn the activations of the last layer into decisions.

    Parameters
    ----------
    activation : str
        The last layer's.
    outputs : ndarray of shape (n_samples, n_outputs)
    output_groups : tuple of int
        Widths of the groups over which a softmax runs.

    Returns
    -------
    ndarray of shape (n_samples, n_outputs)
        0 and 1; of an activation that decides nothing, such as ``identity``, the outputs as they are.
    """
    if activation == "softmax":
        groups = np.split(outputs, np.cumsum(output_groups)[:-1], axis=1)
        return np.hstack([_largest(group) for group in groups])
    thresholds = {"step": 0.5, "logistic": 0.5, "tanh": 0.0}
    return (outputs > thresholds[activation]).astype(np.int64) if activation in thresholds else outputs


def _largest(group: FloatArray) -> IntArray:
    chosen = np.zeros(group.shape, np.int64)
    chosen[np.arange(len(group)), group.argmax(axis=1)] = 1
    return chosen
