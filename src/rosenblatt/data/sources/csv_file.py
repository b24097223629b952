"""Reader of text tables from a file or from standard input: CSV, TSV and other separated values.

The rules:

- Above the table, blank lines, comments (lines that begin with ``#``) and Excel's ``sep=;`` are skipped.
- The separator is a tab, semicolon, bar or comma, or a run of spaces: the one that cuts the first lines into
  equally many values. A ``.tsv`` file is separated by tabs if its header has one.
- The first line names the columns (see `find_heading`). Names are stripped of blanks and must be unique.
- Values are text as it was written; empty ones are nulls. Lines without any value are skipped. The meaning of
  the values is found by `type_columns`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rosenblatt.data.memory import require_memory
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.frames import Source
from rosenblatt.data.sources.heading import Row, find_heading, is_value
from rosenblatt.data.sources.texts import filled_rows, frame_of, named_columns, no_rows, rows_of
from rosenblatt.data.sources.unpacking import Content
from rosenblatt.errors import TableError, counted

if TYPE_CHECKING:
    from _csv import Reader as _Reader

    import polars

SEPARATORS = (",", ";", "\t", "|")
"""The separators other than spaces, in the order in which they are looked for in a single line."""

SPACES = " "
_BY_CERTAINTY = ("\t", ";", "|", ",")  # a comma may be part of a number
_SAMPLE_LINES, _FEW_LINES, _SAMPLE_LENGTH = 60, 8, 50_000  # few lines of thousands of columns are enough
_TIMES_FILE = (
    6  # memory to read a text and find the types of its columns; measured: 5.7 times a file of numbers
)


@dataclass(frozen=True)
class _Line:
    """A line of text with its number in the file, from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Layout:
    """How a text is laid out: separator, names (``""`` for none), and the lines before the first sample."""

    separator: str
    names: tuple[str, ...]
    before: int
    has_samples: bool = True


def open_csv(content: Content, reading: Reading | None = None, *, is_tsv: bool = False) -> Source:
    """Read a text table and return it as a source; ``is_tsv`` prefers tabs as separators.

    Raises TableError when the text is empty or not UTF-8, a name in the header is repeated, the header is
    not in the first line, or a line has too many or too few values.
    """
    layout = layout_of(content, reading or Reading(), is_tsv=is_tsv)
    if layout.has_samples:
        columns = named_columns(layout.names, _columns(content, layout), content.where)
    else:
        columns = no_rows(layout.names)
    return Source(
        content.name,
        content.where,
        tuple(columns),
        lambda names: frame_of(columns, names),
        has_texts=True,
        decimal_comma=layout.separator == ";",
    )


def layout_of(content: Content, reading: Reading, *, is_tsv: bool = False) -> Layout:
    """Return how a text is laid out, by its first lines; raise TableError as `open_csv` does."""
    where = content.where
    try:
        lines, separator = _sample(content, reading)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content) from error
    if separator is None:
        separator = "\t" if is_tsv and "\t" in lines[0].text else _separator_of(lines)
    try:
        rows = list(_rows(lines, separator))
    except csv.Error as error:
        raise TableError(
            f"the first lines of {where} cannot be read ({error}): save the table as CSV"
        ) from error
    heading = find_heading(rows, where, reading)
    samples = rows[heading.n_rows :]
    before = samples[0].number - 1 if samples else 0
    return Layout(separator, heading.names, before, has_samples=bool(samples))


def _text(content: Content) -> TextIO:
    """Open the text; the csv module interprets line ends."""
    stream = content.data.open("rb") if isinstance(content.data, Path) else io.BytesIO(content.data)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


# ---- The first lines -----------------------------------------------------------------------------


def _sample(content: Content, reading: Reading) -> tuple[list[_Line], str | None]:
    """Return the header and the lines after it, without blank ones, and the separator of a ``sep=`` line."""
    separator, comment = None, None
    with _text(content) as text:
        numbered = (_Line(number, line) for number, line in enumerate(text, 1) if line.strip())
        lines: list[_Line] = []
        length = 0
        for line in numbered:
            if line.number <= reading.skip_lines:
                continue
            if not lines:
                if declared := re.fullmatch(r'"?sep=(.)"?', line.text.strip("\r\n "), re.IGNORECASE):
                    separator = declared[1]
                    continue
                if line.text.startswith("#"):
                    comment = line
                    continue
                _require_text(line, content.where)
            lines.append(line)
            length += len(line.text)
            if len(lines) == _SAMPLE_LINES or (length > _SAMPLE_LENGTH and len(lines) > _FEW_LINES):
                break
    if comment is not None and (not lines or _names_columns(comment, lines, separator)):
        lines.insert(0, comment)
    if not lines:
        raise TableError(_empty(content.where, reading))
    return lines, separator


def _require_text(line: _Line, where: str) -> None:
    if "\0" in line.text:
        raise TableError(
            f"{where} is not a text table, because its first line contains a zero byte: save the table as CSV"
        )


def _empty(where: str, reading: Reading) -> str:
    if reading.skip_lines:
        return f"{where} has no line after the {reading.skip_lines:,} skipped ones: give a lower --skip-lines"
    return f"{where} is empty: a table needs a line with the column names and a line for each sample"


def _names_columns(comment: _Line, lines: Sequence[_Line], separator: str | None) -> bool:
    """Whether a line that begins with ``#`` is the header, such as ``#id,age``, rather than a comment."""
    separator = separator or _separator_of(lines)
    (names, first, *others) = _rows([comment, *lines[:2]], separator)
    if len(names.values) < 2 or len(names.values) != len(first.values) or any(map(is_value, names.values)):
        return False
    if any(map(is_value, first.values)):
        return True
    has_header = any(is_value(value) for row in others for value in row.values)
    return not has_header and not comment.text.startswith("# ")


def _separator_of(lines: Sequence[_Line]) -> str:
    """Return the separator that cuts the lines into equally many values from the first possible line on."""
    starts = {separator: _regular_from(lines, separator) for separator in _BY_CERTAINTY}
    found = [(start, place) for place, start in enumerate(starts.values()) if start is not None]
    if found:
        return _BY_CERTAINTY[min(found)[1]]
    unquoted = re.sub(r'"[^"]*"', "", lines[0].text)
    in_first = next((separator for separator in SEPARATORS if separator in unquoted), None)
    return in_first or (SPACES if _regular_from(lines, SPACES) is not None else ",")


def _regular_from(lines: Sequence[_Line], separator: str) -> int | None:
    """Return the first row from which on all rows have equally many values, at least two, or None."""
    try:
        widths = [len(row.values) for row in _rows(lines, separator)]
    except csv.Error:
        return None
    start = len(widths)
    while start > 0 and widths[start - 1] == widths[-1]:
        start -= 1
    n_regular = len(widths) - start
    many = 2 * n_regular >= len(widths) and (n_regular > 1 or len(widths) == 1)
    return start if many and widths[-1] > 1 else None


def _rows(lines: Sequence[_Line], separator: str) -> Iterator[Row]:
    """Yield the rows of the lines that are not blank, with the number of their first line."""
    reader = reader_of((line.text for line in lines), separator)
    begin = 0
    for values in reader:
        row = Row(lines[begin].number, tuple(value.strip() for value in values))
        if row.n_filled:
            yield row
        begin = reader.line_num


def reader_of(lines: Iterable[str], separator: str, *, strict: bool = False) -> _Reader:
    """Return the csv module's reader; between runs of spaces, tabs are spaces too."""
    if separator != SPACES:
        return csv.reader(lines, delimiter=separator, strict=strict)
    plain = (line.replace("\t", " ").strip() + "\n" for line in lines)
    return csv.reader(plain, delimiter=" ", skipinitialspace=True, strict=strict)


# ---- The samples ---------------------------------------------------------------------------------


def _columns(content: Content, layout: Layout) -> list[polars.Series]:
    """Return the columns as text, without blank lines."""
    from polars.exceptions import PolarsError

    n_bytes = len(content.data) if isinstance(content.data, bytes) else content.data.stat().st_size
    require_memory(_TIMES_FILE * n_bytes, f"loading {content.where}")
    width, columns = len(layout.names), None
    if layout.separator != SPACES:
        try:
            columns = parsed(content.data, layout.separator, layout.before)
        except PolarsError:
            columns = None
        else:
            filled = filled_rows(columns)
            if len(columns) == width and not columns[-1].gather(filled).null_count():
                return rows_of(columns, filled)
    regular = all(len(values) == width for values in records(content, layout))  # raises for a wrong line
    if layout.separator == SPACES or not regular:
        try:
            columns = parsed(rewritten(records(content, layout), width), ",", 0)
        except PolarsError:
            columns = None
    if columns is None or len(columns) != width:
        raise stray_quote(content)
    return rows_of(columns, filled_rows(columns))


def parsed(data: Path | bytes, separator: str, before: int) -> list[polars.Series]:
    """Return the columns of CSV as text, as polars reads them; ``before`` lines are skipped."""
    import polars

    return polars.read_csv(
        data, separator=separator, has_header=False, skip_lines=before, infer_schema=False, glob=False
    ).get_columns()


def records(content: Content, layout: Layout) -> Iterator[list[str]]:
    """Yield the records that are not blank; raise for the first line that is not UTF-8 or has a wrong length.

    Blank values at the end may be too many, and the last columns may lack values if they have no name.
    """
    where, width = content.where, len(layout.names)
    fewest = max((place for place, name in enumerate(layout.names, 1) if name), default=width)
    begin = layout.before
    try:
        with _text(content) as text:
            reader = reader_of(islice(text, layout.before, None), layout.separator, strict=True)
            for values in reader:
                if any(value.strip() for value in values):
                    if len(values) < fewest or any(value.strip() for value in values[width:]):
                        raise TableError(_wrong_length(begin + 1, where, values, width))
                    yield values
                begin = layout.before + reader.line_num
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content) from error
    except csv.Error as error:
        raise TableError(
            f"line {begin + 1} of {where} cannot be read ({error}): look for a quote that is not closed"
        ) from error


def rewritten(rows: Iterable[Sequence[str]], width: int) -> bytes:
    """Return records as CSV in which each has ``width`` values."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows(([*values, *[""] * (width - len(values))])[:width] for values in rows)
    return written.getvalue().encode()


def _wrong_length(line: int, where: str, values: Sequence[str], width: int) -> str:
    found = f"line {line} of {where} has {counted(len(values), 'value')}, but the header names"
    if values[0].startswith("#"):
        remedy = "remove it if it is a comment (only those above the header are skipped)"
    else:
        remedy = 'correct that line (a value that contains a separator must be in quotes, "like, this")'
    return f"{found} {counted(width, 'column')}: {remedy}"


def stray_quote(content: Content) -> TableError:
    """Return the error for lines that have the right length but cannot be read."""
    with _text(content) as lines:
        place = next((number for number, line in enumerate(lines, 1) if line.count('"') % 2), None)
    found = f"line {place} of {content.where} has" if place else f"{content.where} has"
    return TableError(
        f'{found} a quote inside a value: put the value in quotes and double the quote inside it, "5"" nail"'
    )


def _wrong_encoding(content: Content) -> TableError:
    data = content.data
    with data.open("rb") if isinstance(data, Path) else io.BytesIO(data) as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                found = f"byte 0x{error.object[error.start]:02x} in line {number}"
                break
    return TableError(
        f"{content.where} is not UTF-8 text ({found}): save it as UTF-8 (in Excel: 'CSV UTF-8')"
    )
