"""One value for all hidden layers, or a list with a value for each: settled here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral

from rosenblatt.errors import PlanError, require_known
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS


def sizes_of_layers(hidden_layer_sizes: int | Sequence[int]) -> tuple[int, ...]:
    """Neurons of each hidden layer.

    Raises
    ------
    PlanError
        If one of them is not a positive integer.
    """
    sizes = tuple(hidden_layer_sizes) if isinstance(hidden_layer_sizes, Iterable) else (hidden_layer_sizes,)
    for size in sizes:
        if not isinstance(size, Integral) or size <= 0:
            raise PlanError(
                f"hidden_layer_sizes must be > 0, got {list(sizes)}: give a positive integer for each hidden "
                f"layer, or () for no hidden layer"
            )
    return tuple(int(size) for size in sizes)


def activations_of_layers(activation: str | Sequence[str], n_hidden: int) -> tuple[str, ...]:
    """The activation of each hidden layer.

    Raises
    ------
    PlanError
        If there is another number of names than of hidden layers, or an unknown one.
    """
    if isinstance(activation, str):
        return (activation,) * n_hidden
    names = tuple(activation)
    if len(names) != n_hidden:
        raise PlanError(
            f"activation must name each of the {n_hidden} hidden layers or be one name for all, "
            f"got {list(names)}"
        )
    for name in names:
        require_known("activation of a hidden layer", name, HIDDEN_ACTIVATIONS)
    return names


def dropout_of_layers(dropout: float | Sequence[float], n_hidden: int) -> tuple[float, ...]:
    """The share of each hidden layer's neurons that is silenced in a step; empty for none.

    Raises
    ------
    PlanError
        If there is another number of rates than of hidden layers.
    """
    if not isinstance(dropout, Iterable):
        return (float(dropout),) * n_hidden if dropout else ()
    rates = tuple(dropout)
    if len(rates) != n_hidden:
        raise PlanError(
            f"dropout must hold a rate for each of the {n_hidden} hidden layers or be one rate for all, "
            f"got {list(rates)}"
        )
    return rates if any(rates) else ()
