"""The header of a table: which line it is, what it names, and columns without a name.

A header is recognised by its texts above columns of numbers. The first rows also show whether title lines
come before it, whether the next line holds units, and whether the first line is itself a sample.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from warnings import warn

from rosenblatt.data.reading import Reading
from rosenblatt.errors import TableError, TableWarning, listing

_MARKERS = frozenset(
    ("", "-", "--", ".", "?", "na", "n/a", "n.a.", "nan", "null", "none", "<na>", "#n/a", "\\n", "#value!")
)
_VALUE = re.compile(
    r"[^\w\s]{0,3}\s?[+\-−]?(\d[\d.,'’\s_]*|[.,]\d+)([eE][+-]?\d+)?\s?[%€$£¥]?"  # a number
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d.*)?"  # a date, perhaps with a time
    r"|\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"  # a time
)
_UNIT_TEXTS = """
% ° °c °f c f k degc degf deg rad m mm cm dm km µm um nm in ft yd mi kg g mg µg ug t lb lbs oz l ml dl s
ms µs us ns sec min h hr d day days week month year years yr a ma v mv kv w kw kwh mw j kj n kn pa kpa
hpa mbar bar psi hz khz mhz ghz mol mmol ppm ppb db m/s km/h mph m² m2 m³ m3 kg/m3 g/l mg/l mg/dl rpm usd
eur gbp $ € £
"""
_UNITS = frozenset(_UNIT_TEXTS.split())

_NO_HEADER = "if that {} is a sample, give --no-header; the columns are then called column_1, column_2, ..."


@dataclass(frozen=True)
class Row:
    """One of the first rows that are not blank: its number in the file, and its stripped values."""

    number: int
    values: tuple[str, ...]

    @property
    def n_filled(self) -> int:
        """Number of values that are not blank."""
        return sum(value != "" for value in self.values)


@dataclass(frozen=True)
class Heading:
    """The columns' names, ``""`` where there is none, and the number of rows before the first sample."""

    names: tuple[str, ...]
    n_rows: int


def find_heading(rows: Sequence[Row], where: str, reading: Reading, line: str = "line") -> Heading:
    """Find the header among the first rows of a table.

    Parameters
    ----------
    rows : sequence of Row
        The first rows that are not blank, at least one.
    where : str
        The place of the table, for messages.
    reading : Reading
        Whether there is a header.
    line : str, default="line"
        What a row is called in messages.

    Raises
    ------
    TableError
        When the header is in a later line, or names a column twice.

    Warns
    -----
    TableWarning
        When the first line looks like a sample, or the second one like units.
    """
    first, body = rows[0], rows[1:]
    if not reading.header:
        return Heading(tuple(f"column_{place}" for place in range(1, len(first.values) + 1)), 0)
    _reject_titles(rows, where, line)
    names = _with_row_names(first.values, body)
    head = _Head(names, body[1:])
    has_units = head.is_above_units(body)
    if has_units:
        _reject_units_above(head, body[0], where, line)
        units = listing([value for value in body[0].values if value], 5)
        warn(
            f"{line} {body[0].number:,} of {where} looks like units ({units}), not like a sample: it is left "
            "out",
            TableWarning,
            stacklevel=2,
        )
    else:
        head = _Head(names, body)
    is_sample = head.looks_like_a_sample()
    remedy = (
        f"if that {line} is a sample, give --no-header; the columns are then called column_1, column_2, ..."
    )
    _reject_doubled(names, first.number, where, line, remedy if is_sample else "")
    if is_sample:
        warn(
            f"the first {line} of {where} looks like values, not like column names ({listing(names, 5)}): "
            f"{remedy}",
            TableWarning,
            stacklevel=2,
        )
    return Heading(names, 2 if has_units else 1)


def is_value(text: str) -> bool:
    """Whether a text is a number, date or time in any usual form, rather than a name."""
    return _VALUE.fullmatch(text) is not None


def _is_missing(text: str) -> bool:
    return text.lower() in _MARKERS


# ---- What the first rows are ---------------------------------------------------------------------


class _Head:
    """A header above the first rows, with what each column holds below it: values, texts or nothing."""

    def __init__(self, names: Sequence[str], body: Sequence[Row]) -> None:
        self.names = names
        self.n_rows = len(body)
        cells = [row.values for row in body if len(row.values) == len(names)]
        columns = list(zip(*cells, strict=True)) if cells else [()] * len(names)
        self.below = [[text for text in column if not _is_missing(text)] for column in columns]
        self.numeric = [
            place for place, texts in enumerate(self.below) if texts and all(map(is_value, texts))
        ]
        numeric = set(self.numeric)
        self.texts = [place for place, texts in enumerate(self.below) if texts and place not in numeric]

    def looks_like_a_sample(self) -> bool:
        """Whether the names are values of their columns."""
        above = [self.names[place] for place in self.numeric]
        values = [name for name in above if not _is_missing(name)]
        if not all(map(is_value, values)):
            return False  # a text above numbers is a name
        recurring = sum(self.names[place] in self.below[place] for place in self.texts)
        if not values:
            return self.n_rows > 1 and len(self.texts) > 1 and 2 * recurring > len(self.texts)
        if recurring or any("." in value for value in values):
            return True
        if _count_up(values) or (self.texts and all(map(self._is_label, self.texts))):
            return False
        return 2 * sum(map(self._is_inside, self.numeric)) >= len(self.numeric)

    def is_above_units(self, body: Sequence[Row]) -> bool:
        """Whether the first row of the body, which is not in this head, holds units: texts above numbers."""
        if len(body) < 2 or len(body[0].values) != len(self.names):
            return False
        row, numeric = body[0].values, set(self.numeric)
        above = [row[place] for place in self.numeric if not _is_missing(row[place])]
        if not above or any(is_value(text) for text in row) or any(is_value(self.names[n]) for n in numeric):
            return False
        if all(map(_is_unit, above)):
            return True
        others = [row[place] for place in range(len(row)) if place not in numeric]
        bare = all(_is_missing(text) or _is_unit(text) for text in others)
        return len(body) > 2 and (bare or len(above) > 1)

    def _is_label(self, place: int) -> bool:
        """Whether the name of a column of few texts is none of them, as that of a column is not."""
        texts = self.below[place]
        return self.names[place] not in texts and 2 * len(set(texts)) <= len(texts)

    def _is_inside(self, place: int) -> bool:
        """Whether a name that is a number is near the numbers of its column."""
        numbers = [number for text in self.below[place] if (number := _number(text)) is not None]
        name = _number(self.names[place])
        if not numbers or name is None:
            return True
        low, high = min(numbers), max(numbers)
        beyond = max(high - low, 1.0) / 2
        return low - beyond <= name <= high + beyond


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _count_up(names: Sequence[str]) -> bool:
    """Whether at least three names count the columns from 0 or 1."""
    return len(names) > 2 and list(names) in (
        [str(number) for number in range(first, first + len(names))] for first in (0, 1)
    )


def _with_row_names(names: tuple[str, ...], body: Sequence[Row]) -> tuple[str, ...]:
    """Return the names, with ``""`` above the row names that R writes without a name."""
    longer = [row.values for row in body if row.n_filled and len(row.values) == len(names) + 1]
    if not longer or len(longer) < len(body) or all(values[-1] == "" for values in longer):
        return names
    starts = [values[0] for values in longer]
    counted_up = starts == [str(number) for number in range(1, len(starts) + 1)]
    named = len(set(starts)) == len(starts) and not any(is_value(start) for start in starts)
    return ("", *names) if counted_up or named else names


def _reject_titles(rows: Sequence[Row], where: str, line: str) -> None:
    """Raise TableError if a later row looks like the header, and those above it like titles."""
    for place in range(1, min(len(rows) - 1, 20)):
        found, above, below = rows[place], rows[:place], rows[place + 1 :]
        if not _could_be_header(found) or found.n_filled < max(row.n_filled for row in below):
            continue
        wide = [row for row in below if len(row.values) == len(found.values)]
        if 2 * len(wide) <= len(below):
            continue
        fewer = all(2 * row.n_filled <= found.n_filled for row in above)
        shorter = all(len(row.values) < len(found.values) for row in above)
        numbers = any(is_value(value) for row in wide for value in row.values)
        at_start = all(row.values[0] != "" and row.n_filled == 1 for row in above)
        if (numbers and (fewer or (shorter and place > 1))) or (fewer and at_start and found.n_filled > 2):
            titles = listing([value for row in above for value in row.values if value], 3)
            raise TableError(
                f"{line} {found.number:,} of {where} looks like the header ({listing(found.values, 5)}), and "
                f"what is above it like a title ({titles}): skip it with --skip-lines {found.number - 1}"
            )


def _could_be_header(row: Row) -> bool:
    values = row.values
    return (
        len(values) > 1
        and all(value and not is_value(value) for value in values)
        and len(set(values)) == len(values)
    )


def _is_unit(text: str) -> bool:
    return text.lower() in _UNITS or re.fullmatch(r"\(.*\)|\[.*\]|\{.*\}|<.*>", text) is not None


def _reject_units_above(head: _Head, below: Row, where: str, line: str) -> None:
    """Raise TableError if the second row is the header, and the first one holds units or names of groups."""
    given = [name for name in head.names if name]
    units_first = all(_is_unit(head.names[place]) for place in head.numeric)
    spoilt = units_first or len(given) < len(head.names) or len(set(given)) < len(given)
    if (
        spoilt
        and _could_be_header(below)
        and not all(_is_unit(below.values[place]) for place in head.numeric)
    ):
        raise TableError(
            f"{line} {below.number:,} of {where} looks like the header ({listing(below.values, 5)}), not the "
            f"{line} above it ({listing(given, 5)}): skip that with --skip-lines {below.number - 1}"
        )


def _reject_doubled(names: Sequence[str], number: int, where: str, line: str, remedy: str) -> None:
    doubled = [name for name, n in Counter(names).items() if n > 1 and name]
    if doubled:
        places = [str(place) for place, name in enumerate(names, 1) if name == doubled[0]]
        all_ = "both" if len(places) == 2 else "all"
        found = (
            f"columns {', '.join(places[:-1])} and {places[-1]} of {where} are {all_} called {doubled[0]!r}"
        )
        more = f", and {listing(doubled[1:], 5)} occur more than once too" if len(doubled) > 1 else ""
        if not remedy and not all(map(is_value, doubled)):
            remedy = "give each column its own name"
        raise TableError(f"{found} ({line} {number:,}){more}: {remedy or _NO_HEADER.format(line)}")
