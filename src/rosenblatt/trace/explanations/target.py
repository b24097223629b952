"""What should come out, as a person says it and as a loss reads it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.training.data import one_hot


def checked_target(network: Network, y: ArrayLike, loss: str) -> FloatArray:
    """Return a target as a row (1, n_outputs) of the network's dtype.

    Parameters
    ----------
    network : Network
    y : array-like
        A number for each output. For ``log_loss`` also the index of the class; of several groups of outputs
        an index for each.
    loss : str
        A key of :data:`rosenblatt.formulas.losses.LOSSES`.

    Returns
    -------
    ndarray of shape (1, n_outputs)

    Raises
    ------
    PlanError
        If it has another length, or is nothing that the loss can be asked about.
    """
    values = _numbers(y)
    groups = network.output_groups
    if loss == "log_loss" and values.size == len(groups) != network.n_outputs:
        return _one_hot(values, groups, network)
    if values.size != network.n_outputs:
        or_class = f", or {_class_words(groups)}" if loss == "log_loss" else ""
        raise PlanError(
            f"the network has {network.n_outputs} outputs, got the target {y!r:.100}: "
            f"give {network.n_outputs} number{'s' if network.n_outputs > 1 else ''}{or_class}"
        )
    _check(values, y, loss)
    row: FloatArray = values.reshape(1, -1).astype(network.dtype)
    return row


def checked_class(network: Network, y: ArrayLike) -> int:
    """Return the class of a perceptron's sample as an index.

    Parameters
    ----------
    network : Network
    y : array-like
        The index of the class; for a single neuron 0 or 1, or -1 for 0. Or a row with a 1 at the class's
        output.

    Raises
    ------
    PlanError
        If it is no class.
    """
    values = _numbers(y)
    n_classes = max(2, network.n_outputs)
    if values.size == network.n_outputs > 1 and np.count_nonzero(values > 0) == 1:
        return int(np.argmax(values))
    index = values[0] if values.size == 1 else -2
    if network.n_outputs == 1 and index == -1:
        index = 0
    if index not in range(n_classes):
        raise PlanError(f"the class must be its index, 0 to {n_classes - 1}, got {y!r:.100}")
    return int(index)


def _numbers(y: ArrayLike) -> NDArray[np.float64]:
    try:
        values = np.asarray(y, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise PlanError(f"a target must be numbers, got {y!r:.100}: give classes by their index") from None
    if not np.isfinite(values).all():
        raise PlanError(f"a target must be finite numbers, got {y!r:.100}")
    return values


def _one_hot(values: NDArray[np.float64], groups: tuple[int, ...], network: Network) -> FloatArray:
    for index, width in zip(values.tolist(), groups, strict=True):
        if index not in range(width):
            raise PlanError(f"a class must be its index, 0 to {width - 1}, got {index:g}")
    return one_hot(values.astype(np.int32).reshape(1, -1), groups, network.dtype)


def _class_words(groups: tuple[int, ...]) -> str:
    return (
        "the index of the class"
        if len(groups) == 1
        else f"the index of the class of each of {len(groups)} groups"
    )


_POSSIBLE: dict[str, tuple[Callable[[NDArray[np.float64]], bool], str]] = {
    "log_loss": (lambda y: bool(((y >= 0) & (y <= 1)).all()), "shares from 0 to 1"),
    "binary_log_loss": (lambda y: bool(((y >= 0) & (y <= 1)).all()), "0 or 1 for each output"),
    "poisson": (lambda y: bool((y >= 0).all()), "counts of 0 or more"),
}
"""What a loss takes for a target, where it does not take any number."""


def _check(values: NDArray[np.float64], y: ArrayLike, loss: str) -> None:
    if loss in _POSSIBLE and not _POSSIBLE[loss][0](values):
        raise PlanError(f"a target for {loss} must be {_POSSIBLE[loss][1]}, got {y!r:.100}")
