"""Checks of networks, samples, sequences, targets and dropout masks that are traced."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.training.data import one_hot


def require_network(network: object) -> None:
    """Raise PlanError unless it is a network; for an estimator the message names its network."""
    if not isinstance(network, Network):
        remedy = "give its network_, or use explain" if hasattr(network, "fit") else "give a Network"
        raise PlanError(f"a Network can be traced, got {type(network).__name__}: {remedy}")


def checked_sample(network: Network, x: ArrayLike) -> FloatArray:
    """Return a sample as a row of the network's dtype; for a recurrent network a sequence of rows."""
    wanted = f"give {network.n_inputs} number{'s' if network.n_inputs > 1 else ''}"
    try:
        with np.errstate(over="ignore"):
            X = np.asarray(x, dtype=network.dtype)
    except (TypeError, ValueError):
        raise PlanError(f"a sample must be a row of numbers, got {x!r:.100}: {wanted}") from None
    if X.ndim < 2:
        X = X.reshape(1, -1)
    one = X.shape[0] == 1 or (network.cell is not None and X.shape[0] > 1)
    if X.ndim != 2 or not one or X.shape[1] != network.n_inputs:
        raise PlanError(
            f"the network has {network.n_inputs} inputs, got a sample of shape {np.shape(x)}: {wanted}"
        )
    return X


def checked_masks(network: Network, masks: Sequence[ArrayLike | None] | None) -> list[FloatArray | None]:
    """Return a mask of shape (1, n_neurons) or None for each hidden layer."""
    n_hidden = network.n_layers - 1
    if masks is None:
        return [None] * n_hidden
    if len(masks) != n_hidden:
        raise PlanError(f"masks must hold one for each of the {n_hidden} hidden layers, got {len(masks)}")
    checked: list[FloatArray | None] = []
    for layer, mask in enumerate(masks):
        row = None if mask is None else np.asarray(mask, dtype=network.dtype).reshape(1, -1)
        width = network.layer_sizes[layer + 1]
        if row is not None and row.shape[1] != width:
            where = network.layer_name(layer)
            raise PlanError(f"the mask of {where} must have {width} numbers, got {row.shape[1]}")
        checked.append(row)
    return checked


def checked_steps(network: object, X: ArrayLike) -> FloatArray:
    """Return the steps of a sequence in the dtype of a recurrent network, shape (n_steps, n_inputs)."""
    require_network(network)
    assert isinstance(network, Network)
    if network.cell is None:
        raise PlanError("a network without context neurons has no sequences: use trace for each sample")
    wanted = f"give an array of shape (n_steps, {network.n_inputs})"
    try:
        with np.errstate(over="ignore"):
            steps = np.ascontiguousarray(np.asarray(X, dtype=network.dtype))
    except (TypeError, ValueError):
        raise PlanError(
            f"the steps of a sequence must be rows of numbers, got {X!r:.100}: {wanted}"
        ) from None
    if steps.ndim != 2 or not len(steps) or steps.shape[1] != network.n_inputs:
        raise PlanError(
            f"the network has {network.n_inputs} inputs, got steps of shape {np.shape(X)}: {wanted}"
        )
    return steps


def checked_targets(
    network: Network, y: Sequence[ArrayLike | None], n_steps: int, loss: str
) -> list[FloatArray | None]:
    """Return the target of each step as a row (1, n_outputs), or None; an error names its step."""
    get_loss(loss)
    if isinstance(y, str) or not hasattr(y, "__len__") or len(y) != n_steps:
        raise PlanError(
            f"y must hold a target for each of the {n_steps} steps, got {y!r:.100}: "
            "use None for a step without a target"
        )
    targets: list[FloatArray | None] = []
    for place, target in enumerate(y, start=1):
        try:
            targets.append(None if target is None else checked_target(network, target, loss))
        except PlanError as error:
            raise PlanError(f"step {place}: {error}") from None
    return targets


def checked_target(network: Network, y: ArrayLike, loss: str) -> FloatArray:
    """Return a target as a row of shape (1, n_outputs) of the network's dtype; PlanError if it does not fit.

    It has a number for each output, or for ``log_loss`` the index of the class for each group of outputs.
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
    """Return the class of a sample for the perceptron rule as an index; PlanError if it is not a class.

    ``y`` is the index of the class, for a single neuron 0 or 1, or -1 for 0; or a row with a 1 for the class.
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
"""Possible targets of losses that are not defined for all numbers."""


def _check(values: NDArray[np.float64], y: ArrayLike, loss: str) -> None:
    if loss in _POSSIBLE and not _POSSIBLE[loss][0](values):
        raise PlanError(f"a target for {loss} must be {_POSSIBLE[loss][1]}, got {y!r:.100}")
