"""Data frames of pandas, polars and Arrow, converted to one plain form of polars, and sources of frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rosenblatt.data.columns import count_missing
from rosenblatt.errors import TableError, listing, nearest

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame


@dataclass(frozen=True)
class Source:
    """A table whose columns are known before its values are read.

    ``read`` reads the named columns, and only these, in the order given. ``where`` is the place for messages:
    a path, ``"standard input"``, ``"the DataFrame"``. With ``has_texts``, columns of text hold values as
    they were written, which get their types afterwards; ``decimal_comma`` says that their numbers may have a
    decimal comma.
    """

    name: str
    where: str
    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], polars.DataFrame]
    has_texts: bool = False
    decimal_comma: bool = False


def plain_frame(frame: polars.DataFrame) -> polars.DataFrame:
    """Return the frame with one representation of each kind of value.

    Missing values are nulls (also NaNs), categories are text, and numbers are integers of at most 64 bits or
    32- or 64-bit floats. Columns that have this form already are not copied.
    """
    changed = [plain for column in frame.iter_columns() if (plain := plain_column(column)) is not column]
    return frame.with_columns(changed) if changed else frame


def plain_column(column: polars.Series) -> polars.Series:
    """Return one column in the form of `plain_frame`; the column itself if it has this form already."""
    import polars

    dtype = column.dtype
    if dtype in (polars.Categorical, polars.Enum):
        return column.cast(polars.String)
    if dtype.is_decimal() or str(dtype) in ("Int128", "UInt128"):
        return column.cast(polars.Float64)
    if dtype.is_float():
        if dtype not in (polars.Float32, polars.Float64):
            column = column.cast(polars.Float32)
        return column.fill_nan(None) if count_missing(column) > column.null_count() else column
    return column


def pick(frame: polars.DataFrame, names: Sequence[str]) -> polars.DataFrame:
    """Return the named columns, not copied; ``frame.select`` would take ``"*"`` for a pattern."""
    import polars

    return polars.DataFrame([frame.get_column(name) for name in names])


def require_columns(names: Sequence[str], there: Sequence[str]) -> None:
    """Raise TableError if a column is missing from those that are there; the message names the nearest."""
    known = set(there)
    for name in names:
        if name not in known:
            found = f"its columns: {listing(there)}"
            raise TableError(f"the table has no column {name!r} ({found}){nearest(name, there)}")


def to_polars(frame: IntoDataFrame | IntoLazyFrame) -> polars.DataFrame:
    """Convert a data frame of any library that narwhals knows to polars, without its index.

    A lazy frame is computed; values are shared where the library allows it. Raises TableError when it is not
    a data frame, two columns have the same name, or a column mixes types.
    """
    import polars

    if isinstance(frame, polars.DataFrame):
        return frame
    if isinstance(frame, polars.LazyFrame):
        return frame.collect()
    import narwhals

    try:
        table = narwhals.from_native(frame)
    except TypeError as error:
        raise TableError(
            f"a table must be the name of a built-in table, a path, '-' or a data frame of pandas, polars or "
            f"Arrow; got {type(frame).__name__}: convert arrays to a data frame with named columns first"
        ) from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise TableError(f"the DataFrame cannot be used ({reason}): give each column its own name") from error
    try:
        if isinstance(table, narwhals.LazyFrame):
            return table.collect("polars").to_polars()
        return _of_pandas(frame) if table.implementation.is_pandas() else table.to_polars()
    except ImportError as error:
        raise TableError(f"reading this DataFrame needs pyarrow ({error}): pip install pyarrow") from error
    except (TypeError, ValueError) as error:
        remedy = "make all its values numbers, or all text"
        raise TableError(f"a column of the DataFrame mixes types ({error}): {remedy}") from error


def _of_pandas(frame: Any) -> polars.DataFrame:  # noqa: ANN401
    """Convert a frame of pandas, columns of NumPy's numbers all at once; one by one they take 0.1 ms each."""
    import polars

    of_dtype: dict[object, list[object]] = {}
    for name, dtype in zip(frame.columns, frame.dtypes, strict=True):
        is_plain = isinstance(dtype, np.dtype) and dtype.kind in "biuf" and dtype != np.float16
        of_dtype.setdefault(dtype if is_plain else None, []).append(name)
    columns: dict[object, object] = {}
    for dtype, names in of_dtype.items():
        own = frame[names]
        values = polars.from_pandas(own).iter_columns() if dtype is None else own.to_numpy().T
        columns |= zip(names, values, strict=True)
    return polars.DataFrame({str(name): columns[name] for name in frame.columns}, nan_to_null=True)


def reject_dates(frame: object) -> None:
    """Raise TableError if a column of a data frame holds dates or times; other things are accepted."""
    import narwhals

    table = narwhals.from_native(frame, pass_through=True)
    for name, dtype in table.schema.items() if isinstance(table, narwhals.DataFrame) else ():
        if dtype.is_temporal():
            raise TableError(
                f"column {name!r} holds dates or times, numbers are needed: convert it, for example to the "
                "days since a date, or drop it"
            )


def frame_source(frame: IntoDataFrame | IntoLazyFrame) -> Source:
    """Return a data frame as a source."""
    import polars

    table = to_polars(frame)
    for name, dtype in table.schema.items():
        if dtype == polars.Object:
            raise TableError(
                f"column {name!r} of the DataFrame holds Python objects: convert them to numbers or text"
            )
    library = type(frame).__module__.partition(".")[0]
    return Source(
        name="table",
        where=f"the DataFrame ({library}, {table.height} rows)",
        columns=tuple(table.columns),
        read=lambda columns: pick(table, columns),
    )
