"""One row, in any of the forms in which people hold one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from rosenblatt.data.sources.frames import to_polars
from rosenblatt.errors import TableError, listing, nearest, shown

if TYPE_CHECKING:
    import polars

RowLike: TypeAlias = object
"""A sequence of values, a mapping from names to values, or a table with one row."""

HOW = "give the values in their order, a mapping from names to values, or a table with one row"


def values_of(row: RowLike) -> list[object] | dict[str, object]:
    """Return a row's values by name, or in their order if they have no names.

    A row is a sequence, a mapping, a one-row frame, a pandas Series, or an array of shape (n_features,) or
    (1, n_features). Raises TableError for anything else.
    """
    if isinstance(row, Mapping):
        return {str(name): _plain(value) for name, value in row.items()}
    if hasattr(row, "columns") or hasattr(row, "column_names"):
        frame = _one_row(to_polars(row))  # type: ignore[arg-type]  # raises for other objects
        return {column.name: column[0] for column in frame.iter_columns()}
    index = getattr(row, "index", None)
    if index is not None and not callable(index):  # a Series of pandas
        values = [_plain(value) for value in np.asarray(row, dtype=object)]
        named = all(isinstance(name, str) for name in index)
        return dict(zip(index, values, strict=True)) if named else values
    return _in_order(row)


def named_values(
    row: RowLike, names: Sequence[str], *, known_names: bool = True, may_have: Sequence[str] = ()
) -> dict[str, object]:
    """Return the values of the features ``names`` in their order, and those of other allowed columns.

    Without ``known_names`` a row with other names is read in its order; ``may_have`` are the target and
    ignored columns. Raises TableError if values are missing or too many.
    """
    values = values_of(row)
    if isinstance(values, dict) and not known_names and set(values) != set(names):
        values = list(values.values())
    if isinstance(values, list):
        if len(values) != len(names):
            raise TableError(
                f"the model knows {len(names)} features ({listing(names)}), "
                f"got a row of {len(values)} values: {HOW}"
            )
        return dict(zip(names, values, strict=True))
    lacking = [name for name in names if name not in values]
    strange = [name for name in values if name not in names and name not in may_have]
    if lacking:
        near = next((text for name in lacking if (text := nearest(name, strange))), "")
        unknown = f"; unknown columns: {listing(strange)}{near}" if strange else ""
        raise TableError(
            f"the row has no value for {listing(lacking)}: the model was trained on {listing(names)}{unknown}"
        )
    if strange:
        raise TableError(
            f"the model does not know {listing(strange)}{nearest(strange[0], names)}; it was trained on "
            f"{listing(names)}: leave the others out"
        )
    beside = {name: values[name] for name in values if name in may_have}
    return {name: values[name] for name in names} | beside


def frame_of(row: RowLike, values: Mapping[str, object]) -> polars.DataFrame:
    """Return a row's values as a frame of one row; the columns of a frame keep their types."""
    import polars

    if not isinstance(row, Mapping) and (hasattr(row, "columns") or hasattr(row, "column_names")):
        return to_polars(row)  # type: ignore[arg-type]
    try:
        return polars.DataFrame([polars.Series(name, [value]) for name, value in values.items()])
    except (TypeError, ValueError, polars.exceptions.PolarsError) as error:
        raise TableError(
            f"the row contains a value that is not possible in a table ({error}): {HOW}"
        ) from None


def numbers_in(values: Mapping[str, object]) -> list[float]:
    """Return values as numbers; the TableError for one that is not finite names its feature."""
    numbers = []
    for name, value in values.items():
        try:
            number = float(value)  # type: ignore[arg-type]  # other values raise the error below
        except (TypeError, ValueError):
            number = float("nan")
        if not np.isfinite(number):
            raise TableError(f"{name} must be a finite number, got {shown(value)}: correct it")
        numbers.append(number)
    return numbers


def _one_row(frame: polars.DataFrame) -> polars.DataFrame:
    if frame.height != 1:
        raise TableError(f"one row can be explained, got a table of {frame.height:,} rows: take one of them")
    return frame


def known_or_none(value: object) -> object:
    """Return a value, or None for NaN, which is a missing value."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _in_order(row: Any) -> list[object]:  # noqa: ANN401  # the caller may give any object
    if hasattr(row, "toarray"):
        row = row.toarray()
    if not isinstance(row, str | bytes) and hasattr(row, "__iter__"):
        values = list(row)
        if len(values) == 1 and isinstance(values[0], list | tuple | np.ndarray):
            values = list(values[0])
        if not any(isinstance(value, list | tuple | dict | np.ndarray) for value in values):
            return [_plain(value) for value in values]
    raise TableError(f"one row can be explained, got {shown(row)}: {HOW}")


def _plain(value: object) -> object:
    """Return a NumPy scalar as a Python value, and a missing value of pandas as None."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if type(value).__name__ in ("NAType", "NaTType") else value
