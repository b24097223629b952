"""Texts that stand for a missing value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars

MISSING_WORDS = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?")
"""Texts that mean "missing" in every column of a file."""

MARKERS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "?",
        "none",
        "na",
        "n.a.",
        "n.a",
        "n/a",
        "nan",
        "nat",
        "null",
    }
    | {"<na>", "#n/a", "#na", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", r"\n"}
)
"""Texts in lower case that mean "missing" where all other values of the column are numbers or dates."""


def without_markers(values: polars.Series) -> polars.Series:
    """Return a column of stripped texts with its markers as nulls; the same object if it has none."""
    is_marker = values.str.to_lowercase().is_in(list(MARKERS)).fill_null(False)
    return values.set(is_marker, None) if is_marker.any() else values
