"""Columns that do not describe a row, and suspicious values: identifiers, row numbers, spellings, far values.

Identifiers (texts that are nearly all different) and columns without a value are left out of the features;
the others are named in a note, with the option that leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import count_missing, kind_of
from rosenblatt.data.values.spoilt import spoilt_values
from rosenblatt.errors import column_options, counted, leave_out, listing, shown

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

    from rosenblatt.data.sources.stores import Columns

ENOUGH_ROWS = 20
"""Fewer rows may be all different, or count up, by chance."""
FEWEST_ROWS = 4
"""Of fewer rows it is not said that a column has one value only."""
NEARLY_ALL = 0.95
"""The share of different texts from which on a column identifies the rows."""
MOST_SPELLINGS = 10_000
"""Different texts that are compared with each other, at most."""
MOST_LISTED = 3
FAR = 10
"""Interquartile ranges of the other values."""
MOST_FAR = 3
FEWEST_NUMBERS = 8

_INDEX = re.compile(
    r"unnamed: ?\d+|index|idx|id|row([ _.-]?(id|names?|num(ber)?|no|nr|index))?|level_\d+|#", re.I
)
"""Names that programs give to an index."""
_PERHAPS_INDEX = re.compile(r"(?i:.*[ _.-](id|no|nr|key)|no|nr|obs|key)|.*[a-z0-9](Id|ID|No|Nr|Key)")
"""Names of an index if the values are whole numbers and all different."""


@dataclass(frozen=True)
class LeftOut:
    """Features that are left out by default, and a sentence for each reason."""

    columns: tuple[str, ...]
    sentences: tuple[str, ...]


def left_out(frame: Columns, features: Sequence[str]) -> LeftOut:
    """Return the features that are left out unless they are named: identifiers and empty columns."""
    empty: list[str] = []
    identifiers: dict[str, str] = {}
    for name in features:
        column = frame.get_column(name)
        n_rows = len(column) - column.null_count()
        if n_rows == 0:
            empty.append(name)
        elif kind_of(column.dtype) == "text" and n_rows >= ENOUGH_ROWS:
            n_texts = column.n_unique() - (n_rows < len(column))
            if n_texts >= NEARLY_ALL * n_rows and spoilt_values(column) is None:
                identifiers[name] = f"{n_texts:,} different texts in {counted(n_rows, 'row')}"
    sentences = []
    if empty:
        are, have = ("is", "it has") if len(empty) == 1 else ("are", "they have")
        sentences.append(f"{_columns(empty)} {are} left out, because {have} no value")
    if identifiers:
        names, one = tuple(identifiers), len(identifiers) == 1
        are, it = ("is", "it") if one else ("are", "them")
        texts = identifiers[names[0]] if one else f"{shown(names[0])}: {identifiers[names[0]]}"
        sentences.append(
            f"{_columns(names)} {are} left out, because nearly every row has a text of its own ({texts}), "
            f"which identifies rows and does not describe them; to use {it} anyway: "
            f"{column_options('keep', names)}"
        )
    return LeftOut((*empty, *identifiers), tuple(sentences))


def notes(frame: Columns, features: Sequence[str], targets: Sequence[str]) -> tuple[str, ...]:
    """Return sentences on constant columns, row numbers, and texts that differ only in case or spaces."""
    constant, numbering, indexes = [], [], []
    for name in features:
        column = frame.get_column(name)
        if len(column) >= FEWEST_ROWS and _is_constant(column):
            constant.append(name)
        elif kind_of(column.dtype) == "number" and not count_missing(column):
            if _counts_rows(column):
                numbering.append(name)
            elif _is_named_like_an_index(column):
                indexes.append(name)
    sentences = []
    if constant:
        holds = f"holds only the value {shown(frame.get_column(constant[0])[0])}"
        if len(constant) > 1:
            holds = "hold only one value each"
        sentences.append(f"{_columns(constant)} {holds}, which predicts nothing: {leave_out(constant)}")
    if numbering:
        verb = "numbers" if len(numbering) == 1 else "number"
        sentences.append(
            f"{_columns(numbering)} {verb} the rows; unless their order says something about the target, "
            f"{leave_out(numbering)}"
        )
    if indexes:
        verb, they = ("has", "it identifies") if len(indexes) == 1 else ("have", "they identify")
        sentences.append(
            f"{_columns(indexes)} {verb} the name of an index; if {they} rows, {leave_out(indexes)}"
        )
    return (*sentences, *_spellings(frame, features, targets))


def _columns(names: Sequence[str]) -> str:
    """Return ``column 'a'``, or ``5 columns ('a', 'b', 'c' and 2 more)``."""
    if len(names) == 1:
        return f"column {shown(names[0])}"
    return f"{len(names):,} columns ({listing(names, MOST_LISTED)})"


def _is_constant(column: polars.Series) -> bool:
    if kind_of(column.dtype) in ("number", "Boolean"):
        return not count_missing(column) and bool(column.min() == column.max())
    return kind_of(column.dtype) == "text" and column.null_count() == 0 and column.n_unique() == 1


def _counts_rows(column: polars.Series) -> bool:
    """Whether the numbers are as many consecutive ones as there are rows, in any order."""
    n_rows = len(column)
    if n_rows < ENOUGH_ROWS:
        return False
    low, high = float(str(column.min())), float(str(column.max()))
    return high - low == n_rows - 1 and column.n_unique() == n_rows and bool((column == column.floor()).all())


def _is_named_like_an_index(column: polars.Series) -> bool:
    name = column.name.strip()
    if _INDEX.fullmatch(name):
        return True
    if not _PERHAPS_INDEX.fullmatch(name) or not column.dtype.is_integer():
        return False
    return len(column) >= ENOUGH_ROWS and column.n_unique() == len(column)


def _spellings(frame: Columns, features: Sequence[str], targets: Sequence[str]) -> list[str]:
    """Return a sentence on columns whose texts differ only in case or spaces."""
    found = []
    for name in (*targets, *features):
        column = frame.get_column(name)
        if kind_of(column.dtype) == "text" and (pair := _same_text(column)):
            found.append((name, pair))
    if not found:
        return []
    (name, pair), others = found[0], [name for name, _ in found[1:]]
    who = "the target" if name in targets else "column"
    too = f" (and so does {_columns(others)})" if len(others) == 1 else ""
    too = f" (and so do {_columns(others)})" if len(others) > 1 else too
    return [
        f"{who} {shown(name)} holds texts that differ only in case or spaces, such as {listing(pair)}{too}; "
        "they count as different: write each of them in one way"
    ]


def _same_text(column: polars.Series) -> tuple[str, str] | None:
    """Return two texts that differ only in case or spaces, None if there are none."""
    texts = column.unique().drop_nulls()
    if len(texts) > MOST_SPELLINGS:
        return None
    known: dict[str, str] = {}
    for text in sorted(texts.to_list()):
        plain = " ".join(text.split()).casefold()
        if plain in known:
            return known[plain], text
        known[plain] = text
    return None


def far_values(column: polars.Series) -> dict[float, int]:
    """Return repeated values more than 10 interquartile ranges from all others, and how often they occur.

    The quartiles are those of the other values. At most three values are returned; columns of fewer than 8
    numbers, and those whose quartiles are equal, have none.
    """
    if not column.dtype.is_numeric():
        return {}
    values = column.to_numpy()
    if count_missing(column):
        values = values[~np.isnan(values.astype(np.float64))]
    found: dict[float, int] = {}
    while len(values) >= FEWEST_NUMBERS and len(found) < MOST_FAR:
        value = _farthest(values)
        if value is None:
            break
        is_it = values == value
        found[value] = int(np.count_nonzero(is_it))
        values = values[~is_it]
    return found


def _farthest(values: NDArray[np.number]) -> float | None:
    """Return the minimum or maximum if it is repeated and far from all others."""
    for end in (values.min(), values.max()):
        is_it = values == end
        others = values[~is_it]
        if np.count_nonzero(is_it) < 2 or len(others) < FEWEST_NUMBERS:
            continue
        place = len(others) // 4
        quarters = np.partition(others, (place, len(others) - 1 - place))
        spread = float(quarters[len(others) - 1 - place]) - float(quarters[place])
        gap = float(np.abs(others.astype(np.float64) - float(end)).min())
        if 0 < FAR * spread < gap:
            return float(end)
    return None


def far_notes(columns: Iterable[polars.Series]) -> tuple[str, ...]:
    """Return a sentence for each column with such values, and the option that makes them missing."""
    notes = []
    for column in columns:
        if found := far_values(column):
            texts = [f"{value:.15g}" for value in found]
            pairs = zip(texts, found.values(), strict=True)
            said = " and ".join(f"{text} ({counted(n, 'row')})" for text, n in pairs)
            options = " ".join(f"--na {text}" for text in texts)
            notes.append(
                f"column {column.name!r} holds {said}, more than {FAR} interquartile ranges from all its "
                "other values; if that means a missing value: "
                f"{options} (in Python: Reading(na={tuple(texts)}))"
            )
    return tuple(notes)
