"""Reader of text tables: CSV and TSV, from a file or from standard input.

The rules:

- The first line that is not blank names the columns. Names are stripped of blanks; they must not be empty and
  must be unique.
- A ``.tsv`` file is separated by tabs. A ``.csv`` file and standard input are separated by commas; by
  semicolons, tabs or bars when the header has these and no comma.
- Values are text as it was written; empty ones are nulls. Lines without any value are
  skipped. What the values mean is found by `type_columns`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from warnings import warn

import numpy as np

from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.frames import Source
from rosenblatt.errors import TableError, TableWarning, counted, listing

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

SEPARATORS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class _Layout:
    """How a text is laid out: its separator, its columns' names, and the lines before the first row.

    ``before`` lines come before the header, or before the first row if there is no header.
    """

    separator: str
    names: tuple[str, ...]
    before: int


def open_csv(
    content: Path | bytes,
    name: str,
    where: str,
    reading: Reading | None = None,
    separator: str | None = None,
) -> Source:
    """Return a text table as a source; ``where`` is its place for messages, ``name`` its short name.

    The separator is by default found from the header. Raises TableError, now or on reading, when the text is
    empty or not UTF-8, a name in the header is missing or repeated, or a line has too many or too few values.
    """
    reading = reading or Reading()
    layout = _layout(content, where, reading, separator)
    return Source(
        name,
        where,
        layout.names,
        lambda columns: _read(content, where, layout, reading, columns),
        has_texts=True,
        decimal_comma=layout.separator == ";",
    )


def _text(content: Path | bytes) -> TextIO:
    """Open the text; the csv module interprets line ends."""
    stream = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def _layout(content: Path | bytes, where: str, reading: Reading, separator: str | None) -> _Layout:
    """Find the separator and the columns' names."""
    try:
        with _text(content) as text:
            lines = islice(text, reading.skip_lines, None)
            before, first = next(
                ((place, line) for place, line in enumerate(lines, reading.skip_lines) if line.strip()),
                (0, ""),
            )
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
    if not reading.header:
        return _Layout(separator, tuple(f"column_{place}" for place in range(1, len(row) + 1)), before)
    names = tuple(name.strip() for name in row)
    _check_names(names, where)
    return _Layout(separator, names, before)


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
    content: Path | bytes, where: str, layout: _Layout, reading: Reading, columns: Sequence[str]
) -> polars.DataFrame:
    """Read the named columns; every column is looked at for lines without any value."""
    import polars
    from polars.exceptions import NoDataError, PolarsError

    try:
        table = polars.read_csv(
            content,
            separator=layout.separator,
            has_header=False,
            skip_lines=layout.before,
            infer_schema=False,
            glob=False,
        )
    except NoDataError:
        table = polars.DataFrame([polars.Series(str(place), [], polars.String) for place in layout.names])
    except PolarsError as error:
        _check_lines(content, where, layout)
        raise _stray_quote(content, where) from error
    if reading.header:
        table = table.slice(1)
    texts = table.get_columns()
    filled = _filled_rows(texts)
    if len(texts) != len(layout.names) or texts[-1].gather(filled).null_count():
        _check_lines(content, where, layout)  # a line that is too short has missing values at its end
    places = {name: place for place, name in enumerate(layout.names)}
    chosen = polars.DataFrame([texts[places[name]].alias(name) for name in columns])
    return chosen if len(filled) == table.height else chosen[filled]


def _filled_rows(columns: Sequence[polars.Series]) -> NDArray[np.integer]:
    """Return the numbers of the rows with a value, from 0; most rows have one in their first column."""
    n_rows = len(columns[0])
    blank = np.arange(n_rows)
    for column in columns:
        if not len(blank):
            break
        values = column.gather(blank)
        blank = blank[(values.str.strip_chars().fill_null("") == "").to_numpy()]
    return np.delete(np.arange(n_rows), blank)


def _check_lines(content: Path | bytes, where: str, layout: _Layout) -> None:
    """Raise for the first line that is not UTF-8 or has a different number of values than the header."""
    begin, width = layout.before, len(layout.names)
    try:
        with _text(content) as text:
            lines = islice(text, layout.before, None)
            reader = csv.reader(lines, delimiter=layout.separator, strict=True)
            for row in reader:
                if row and len(row) != width:
                    found, named = counted(len(row), "value"), counted(width, "column")
                    raise TableError(
                        f"line {begin + 1} of {where} has {found}, but the header names {named}: correct "
                        'that line (a value that contains a separator must be in quotes, "like, this")'
                    )
                begin = layout.before + reader.line_num
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
