"""Kinds of plain text columns: digits, names of digits, numbers, truths or text, by what all values have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rosenblatt.data.reading import Reading
from rosenblatt.data.values.markers import MISSING_WORDS

if TYPE_CHECKING:
    import polars

QUESTIONS: Mapping[str, Callable[[polars.Series], polars.Series]] = {
    "digits": lambda values: values.str.contains(r"^[+-]?\d+$"),
    "names": lambda values: values.str.contains(r"^[+-]?(0\d|\d{19})"),
    "numbers": lambda values: plain_numbers(values),
    "truths": lambda values: values.str.to_lowercase().is_in(["true", "false"]),
}
"""Of each value: does it have this kind? Null or False if not."""


def present_texts(texts: polars.Series, reading: Reading) -> polars.Series:
    """Return texts without blanks at their ends, missing ones as nulls."""
    stripped = texts.str.strip_chars()
    return stripped.set(stripped.is_in([*MISSING_WORDS, *reading.na]).fill_null(False), None)


def plain_numbers(values: polars.Series) -> polars.Series:
    """Return plain numbers; other texts as nulls."""
    import polars

    return values.cast(polars.Float64, strict=False)


def in_kind(values: polars.Series, kind: str) -> polars.Series:
    """Return values of a kind, texts or numbers, in its type."""
    import polars

    if kind == "empty":
        return values.cast(polars.Null)
    if kind == "digits":
        return values.cast(polars.Int64)
    return values.str.to_lowercase() == "true" if kind == "truths" else values


def count_kinds(texts: polars.Series, reading: Reading, counts: Counter[str]) -> None:
    """Count how many values of a column that is read in blocks have each kind.

    Only a kind that all values so far have is asked for again, which is what `kind_of_counts` asks.
    """
    values = present_texts(texts, reading)
    n_before = counts["value"]
    counts["value"] += len(values) - values.null_count()
    for kind, ask in QUESTIONS.items():
        if counts["digits" if kind == "names" else kind] == (
            counts["value"] if kind == "names" else n_before
        ):
            answer = ask(values)
            counts[kind] += len(answer) - answer.null_count() if kind == "numbers" else int(answer.sum() or 0)


def as_kind(texts: polars.Series, kind: str, reading: Reading) -> polars.Series:
    """Return a block of a column in the type of the kind of all its values."""
    values = present_texts(texts, reading)
    return in_kind(plain_numbers(values) if kind == "numbers" else values, kind)


def kind_of_counts(counted: Mapping[str, int]) -> str:
    """Return the kind of a column from how many of its values have it."""
    present = counted["value"]
    if present == 0:
        return "empty"
    if counted["digits"] == present:
        return "names" if counted["names"] else "digits"
    if counted["numbers"] == present:
        return "numbers"
    return "truths" if counted["truths"] == present else "text"
