"""Reader of text tables: CSV and TSV, from a file or from standard input.

The rules:

- The first line that is not blank names the columns. Names are stripped of blanks; they must not be empty and
  must be unique.
- A ``.tsv`` file is separated by tabs. A ``.csv`` file and standard input are separated by commas; by
  semicolons, tabs or bars when the header has these and no comma.
- Values are stripped of blanks. ``NA``, ``N/A``, ``n/a``, ``NaN``, ``nan``, ``NULL``, ``null``, ``?`` and
  empty ones are missing values. Lines without any value are skipped.
- The type of a column depends on ALL its values: integers, else numbers, else ``true`` and ``false``, else
  text. A column of digits in which any value has a leading zero or more than 18 digits (``007``, an account
  number) holds names, not quantities, and is text. In a table separated by semicolons, numbers may have a
  decimal comma.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from warnings import warn

from rosenblatt.data.sources.frames import Source
from rosenblatt.errors import TableError, TableWarning, counted, listing

if TYPE_CHECKING:
    import polars

MISSING_WORDS = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?")
SEPARATORS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def open_csv(content: Path | bytes, name: str, where: str, separator: str | None = None) -> Source:
    """Return a text table as a source; ``where`` is its place for messages, ``name`` its short name.

    The separator is by default found from the header. Raises TableError, now or on reading, when the text is
    empty or not UTF-8, a name in the header is missing or repeated, or a line has too many or too few values.
    """
    separator, names = _header(content, where, separator)
    return Source(name, where, names, lambda columns: _read(content, where, separator, names, columns))


def _text(content: Path | bytes) -> TextIO:
    """Open the text; the csv module interprets line ends."""
    stream = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def _header(content: Path | bytes, where: str, separator: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the separator and the columns' names."""
    try:
        with _text(content) as lines:
            first = next((line for line in lines if line.strip()), "")
            if not first:
                raise TableError(
                    f"{where} is empty: a table needs a line with the column names and a line for each sample"
                )
            if "\0" in first:
                raise TableError(
                    f"{where} is not a text table, because its first line contains a zero byte: save the "
                    "table as CSV"
                )
            if first.endswith("\r"):
                raise TableError(
                    f"the lines of {where} end with a carriage return only: save it with the line ends of "
                    "Windows or Unix"
                )
            separator = separator or _separator_of(first)
            row = next(csv.reader(chain([first], lines), delimiter=separator))
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content, where) from error
    except csv.Error as error:
        raise TableError(
            f"the first line of {where} cannot be read ({error}): save the table as CSV"
        ) from error
    names = tuple(name.strip() for name in row)
    _check_names(names, where)
    return separator, names


def _separator_of(line: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", line)
    return next((separator for separator in SEPARATORS if separator in unquoted), ",")


def _check_names(names: tuple[str, ...], where: str) -> None:
    if "" in names:
        raise TableError(
            f"column {names.index('') + 1} of {where} has no name in the header: give it one, or write the "
            "file without its index (pandas: to_csv(..., index=False))"
        )
    above = "if that line is a sample, insert a line with the column names above it"
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        remedy = (
            above if all(_NUMBER.fullmatch(name) for name in doubled) else "give each column its own name"
        )
        raise TableError(f"the first line of {where} names more than one column {listing(doubled)}: {remedy}")
    if any(_NUMBER.fullmatch(name) and "." in name for name in names):
        found = f"looks like values, not like column names ({listing(names, 5)})"
        warn(f"the first line of {where} {found}: {above}", TableWarning, stacklevel=2)


def _read(
    content: Path | bytes, where: str, separator: str, names: tuple[str, ...], columns: Sequence[str]
) -> polars.DataFrame:
    """Read twice: first to find the type of each column, then to convert its values to this type."""
    import polars
    from polars.exceptions import PolarsError

    # While reading, columns are named by their place: polars treats some names, such as "*", as patterns.
    places = [str(place) for place in range(len(names))]
    wanted = [str(names.index(name)) for name in columns]
    table = polars.scan_csv(content, separator=separator, infer_schema=False, new_columns=places, glob=False)
    rows = table.filter(polars.any_horizontal(polars.all() != ""))
    facts = {
        f"{fact} {place}": count
        for place in wanted
        for fact, count in _facts(place, decimal_comma=separator == ";").items()
    }
    try:
        counts = rows.select(last=polars.col(places[-1]).count(), rows=polars.len(), **facts)
        found = counts.collect(engine="streaming").row(0, named=True)
        if found["last"] < found["rows"]:  # a line that is too short has missing values at its end
            _check_lines(content, where, separator, len(names))
        frame = rows.select(_typed(place, found) for place in wanted).collect(engine="streaming")
    except PolarsError as error:
        _check_lines(content, where, separator, len(names))
        raise _stray_quote(content, where) from error
    frame.columns = list(columns)
    return frame


def _value(place: str) -> polars.Expr:
    """Return a column's stripped texts, missing ones as nulls."""
    import polars

    stripped = polars.col(place).str.strip_chars()
    return polars.when(~stripped.is_in(MISSING_WORDS)).then(stripped).alias(place)


def _facts(place: str, *, decimal_comma: bool) -> dict[str, polars.Expr]:
    """Return the counts by which a column's type is found."""
    import polars

    value = _value(place)
    facts = {
        "present": value.count(),
        "digits": value.str.contains(r"^[+-]?\d+$").sum(),
        "names": value.str.contains(r"^[+-]?(0\d|\d{19})").sum(),
        "numbers": value.cast(polars.Float64, strict=False).count(),
        "truths": value.str.to_lowercase().is_in(["true", "false"]).sum(),
    }
    if decimal_comma:
        facts["commas"] = _point(value).cast(polars.Float64, strict=False).count()
    return facts


def _point(value: polars.Expr) -> polars.Expr:
    return value.str.replace(",", ".", literal=True)


def _typed(place: str, found: Mapping[str, int]) -> polars.Expr:
    """Return the expression that converts a column to the type of all its values."""
    import polars

    value, present = _value(place), found[f"present {place}"]
    if present == 0:
        return value.cast(polars.Null)
    if found[f"digits {place}"] == present:
        return value if found[f"names {place}"] else value.cast(polars.Int64)
    if found[f"numbers {place}"] == present:
        return value.cast(polars.Float64)
    if found.get(f"commas {place}") == present:
        return _point(value).cast(polars.Float64)
    if found[f"truths {place}"] == present:
        return value.str.to_lowercase() == "true"
    return value


def _check_lines(content: Path | bytes, where: str, separator: str, width: int) -> None:
    """Raise for the first line that is not UTF-8 or has a different number of values than the header."""
    begin = 0
    try:
        with _text(content) as lines:
            reader = csv.reader(lines, delimiter=separator, strict=True)
            for row in reader:
                if row and len(row) != width:
                    found, named = counted(len(row), "value"), counted(width, "column")
                    raise TableError(
                        f"line {begin + 1} of {where} has {found}, but the header names {named}: correct "
                        'that line (a value that contains a separator must be in quotes, "like, this")'
                    )
                begin = reader.line_num
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content, where) from error
    except csv.Error as error:
        raise TableError(
            f"line {begin + 1} of {where} cannot be read ({error}): look for a quote that is not closed"
        ) from error


def _stray_quote(content: Path | bytes, where: str) -> TableError:
    """Return the error for lines that have the right length but cannot be read."""
    with _text(content) as lines:
        place = next((number for number, line in enumerate(lines, 1) if line.count('"') % 2), None)
    found = f"line {place} of {where} has" if place else f"{where} has"
    return TableError(
        f'{found} a quote inside a value: put the value in quotes and double the quote inside it, "5"" nail"'
    )


def _wrong_encoding(content: Path | bytes, where: str) -> TableError:
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                found = f"byte 0x{error.object[error.start]:02x} in line {number}"
                break
    return TableError(f"{where} is not UTF-8 text ({found}): save it as UTF-8 (in Excel: 'CSV UTF-8')")
