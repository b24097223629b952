"""Checks of a network's parameters: each function returns a valid value or raises PlanError."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError, require_known
from rosenblatt.formulas.activations import ACTIVATIONS

CELLS = ("elman", "jordan")
LEARNED = "learned"


def checked_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes as a tuple of integers: inputs, hidden layers, outputs."""
    if isinstance(layer_sizes, str) or not isinstance(layer_sizes, Iterable):
        raise PlanError(
            f"layer_sizes must be a sequence of integers, got {layer_sizes!r}: for example (2, 1)"
        )
    sizes = tuple(layer_sizes)
    if len(sizes) < 2:
        raise PlanError(f"layer_sizes needs at least inputs and outputs, got {sizes}: for example (2, 1)")
    for size in sizes:
        if not _is_positive_integer(size):
            raise PlanError(f"layer_sizes must be positive integers, got {sizes}: drop or replace {size!r}")
    return tuple(int(size) for size in sizes)


def checked_activations(activations: Sequence[str], n_layers: int) -> tuple[str, ...]:
    """Return the names, one for each layer after the inputs."""
    if isinstance(activations, str) or not isinstance(activations, Iterable):
        raise PlanError(f"activations must be one name per layer, got {activations!r}: use a tuple")
    names = tuple(activations)
    if len(names) != n_layers:
        raise PlanError(f"activations must name each of the {n_layers} layers after the inputs, got {names}")
    for name in names:
        if name not in tuple(ACTIVATIONS):
            require_known("activation", name, ACTIVATIONS)
    if "softmax" in names[:-1]:
        raise PlanError(f"softmax is for the output layer, got {names}: use another in the hidden layers")
    return names


def checked_groups(output_groups: Sequence[int] | None, n_outputs: int) -> tuple[int, ...]:
    """Return the widths of the groups of outputs; by default one group of all."""
    if output_groups is None:
        return (n_outputs,)
    groups = tuple(output_groups) if isinstance(output_groups, Iterable) else (output_groups,)
    if not all(_is_positive_integer(width) for width in groups) or sum(groups) != n_outputs:
        raise PlanError(f"output_groups must be positive integers that add up to {n_outputs}, got {groups}")
    return tuple(int(width) for width in groups)


def _is_positive_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value > 0)


def checked_parameters(parameters: ArrayLike | None, dtype: DTypeLike | None, length: int) -> FloatArray:
    """Return the flat vector: the given one if possible, else zeros or a copy."""
    if parameters is None:
        return np.zeros(length, dtype=checked_dtype(np.float64 if dtype is None else dtype))
    array = np.asarray(parameters)
    if dtype is None:
        dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
    array = np.ascontiguousarray(array, dtype=checked_dtype(dtype))
    if array.shape != (length,):
        raise PlanError(f"parameters must have shape ({length},) for these layers, got {array.shape}")
    return array


def checked_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Return float32 or float64 as a dtype."""
    try:
        checked = np.dtype(dtype)
    except TypeError as error:
        raise PlanError(f"dtype must be float32 or float64, got {dtype!r}") from error
    if checked not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise PlanError(f"dtype must be float32 or float64, got {checked}")
    return checked


def checked_cell(cell: str | None, n_hidden_layers: int) -> str | None:
    """Return the cell, None for a feed-forward network."""
    if cell is None:
        return None
    require_known("cell", cell, CELLS)
    if cell == "elman" and n_hidden_layers == 0:
        raise PlanError(
            "the context of an elman network are the values of hidden layers, but this network has none: "
            "add one, or use cell='jordan'"
        )
    return cell


def checked_initial_context(initial_context: object, cell: str | None) -> float | str:
    """Return the initial context: a number, or ``learned``."""
    if isinstance(initial_context, str):
        if initial_context != LEARNED:
            raise PlanError(f"initial_context must be a number or 'learned', got {initial_context!r}")
        if cell is None:
            raise PlanError("initial_context='learned' needs context neurons: give a cell, elman or jordan")
        return LEARNED
    if not isinstance(initial_context, Real) or isinstance(initial_context, bool):
        raise PlanError(f"initial_context must be a number or 'learned', got {initial_context!r}")
    if not math.isfinite(float(initial_context)):
        raise PlanError(f"initial_context must be finite, got {initial_context!r}: 0.5 is Elman's")
    return float(initial_context)
