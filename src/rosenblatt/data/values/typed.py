"""The types of text columns, found from all their values, and the values converted to these types.

- Values are stripped of blanks. ``NA``, ``N/A``, ``n/a``, ``NaN``, ``nan``, ``NULL``, ``null``, ``?`` and
  empty values are missing values.
- The type of a column depends on ALL its values: integers, else numbers, else ``true`` and ``false``, else
  text. A column of digits in which any value has a leading zero or more than 18 digits (``007``, an account
  number) holds names, not quantities, and is text.

Columns are stacked on each other, in groups of about a million values, and each question is asked once for a
whole group: a question asked of each of many thousand short columns takes longer than reading them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosenblatt.data.reading import Reading
from rosenblatt.data.values.forms import NumberForm

if TYPE_CHECKING:
    import polars

MISSING_WORDS = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?")
_STACKED = 1_000_000


@dataclass(frozen=True)
class TypedFrame:
    """A frame whose columns have types.

    ``forms`` has the form of each column whose numbers are not plain; ``notes`` are sentences about the
    columns for the reader of a screen or a report.
    """

    frame: polars.DataFrame
    forms: Mapping[str, NumberForm] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def type_columns(
    frame: polars.DataFrame,
    reading: Reading | None = None,
    known: Mapping[str, NumberForm] | None = None,
    *,
    decimal_comma: bool = False,
) -> TypedFrame:
    """Convert columns of text to the types of their values.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of text as it was written; an absent value is null. Columns of other types are returned
        unchanged.
    reading : Reading, optional
        What is known about the values.
    known : mapping, optional
        Forms of columns that are known already, such as those a model was trained with.
    decimal_comma : bool, default=False
        Whether a comma may be the decimal sign.
    """
    import polars

    reading, known = reading or Reading(), known or {}
    forms: dict[str, NumberForm] = {}
    typed: dict[str, polars.Series] = {}
    for group in _groups([column for column in frame.iter_columns() if column.dtype == polars.String]):
        for column, form in _typed_group(group, reading, known, decimal_comma):
            typed[column.name] = column
            if form is not None:
                forms[column.name] = form
    return TypedFrame(
        polars.DataFrame([typed.get(column.name, column) for column in frame.iter_columns()]), forms
    )


def _groups(columns: Sequence[polars.Series]) -> Iterator[Sequence[polars.Series]]:
    """Yield the columns in groups of about a million values."""
    size = max(1, _STACKED // max(1, len(columns[0]))) if columns else 1
    yield from (columns[first : first + size] for first in range(0, len(columns), size))


def _typed_group(
    group: Sequence[polars.Series], reading: Reading, known: Mapping[str, NumberForm], decimal_comma: bool
) -> Iterator[tuple[polars.Series, NumberForm | None]]:
    """Yield each column of a group in its type, and its form if its numbers are not plain."""
    import polars

    n_rows = len(group[0])
    stacked = polars.concat(group, rechunk=True).alias("value").to_frame()
    value = polars.col("value")
    stripped = value.str.strip_chars()
    missing = stripped.is_in([*MISSING_WORDS, *reading.na])
    asked = {
        "digits": value.str.contains(r"^[+-]?\d+$"),
        "names": value.str.contains(r"^[+-]?(0\d|\d{19})"),
        "numbers": value.cast(polars.Float64, strict=False),
        "truths": value.str.to_lowercase().is_in(["true", "false"]),
    }
    if decimal_comma:
        asked["commas"] = value.str.replace(",", ".", literal=True).cast(polars.Float64, strict=False)
    found = stacked.select(polars.when(~missing).then(stripped).alias("value")).with_columns(**asked)
    counts = {}
    for answer in found.iter_columns():
        holds = answer.fill_null(False) if answer.dtype == polars.Boolean else answer.is_not_null()
        counts[answer.name] = holds.to_numpy().reshape(len(group), n_rows).sum(axis=1)
    for place, column in enumerate(group):
        counted = {name: int(count[place]) for name, count in counts.items()}
        kind, form = _type_of(counted)
        typed = found[kind if kind in ("numbers", "commas") else "value"].slice(place * n_rows, n_rows)
        if kind == "empty":
            typed = typed.cast(polars.Null)
        elif kind == "digits":
            typed = typed.cast(polars.Int64)
        elif kind == "truths":
            typed = typed.str.to_lowercase() == "true"
        yield typed.alias(column.name), form


def _type_of(counted: Mapping[str, int]) -> tuple[str, NumberForm | None]:
    """Return the type of a column from how many of its values have it, and the form of its numbers."""
    present = counted["value"]
    if present == 0:
        return "empty", None
    if counted["digits"] == present:
        return ("text" if counted["names"] else "digits"), None
    if counted["numbers"] == present:
        return "numbers", None
    if counted.get("commas") == present:
        return "commas", NumberForm(decimal=",")
    return ("truths" if counted["truths"] == present else "text"), None
