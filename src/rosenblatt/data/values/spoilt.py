"""Columns of numbers or dates that a few texts spoil: errors in a table, which are named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rosenblatt.data.values.dates import date_forms, may_be_date
from rosenblatt.data.values.markers import MARKERS
from rosenblatt.data.values.numbers import may_be_number, number_forms

if TYPE_CHECKING:
    import polars

LOOKED_AT = 20
"""Texts of a column by which it is decided whether a search for a form is worth its time."""
MOSTLY = 0.8
MOST_SPOILT, SHARE_SPOILT = 10, 0.05
"""More different texts than both, the share being of the rows, are no errors among numbers, but codes."""


def spoilt_values(texts: polars.Series) -> tuple[list[tuple[int, str]], str] | None:
    """Return the rows and texts that spoil a column of text, and the kind of all others: numbers or dates.

    None unless at least four fifths of the texts are plain numbers, numbers in one form, or dates, and some
    are not.
    """
    import polars

    present = texts.drop_nulls()
    n_texts = len(present)
    plain = texts.cast(polars.Float64, strict=False)
    if MOSTLY * n_texts <= len(plain) - plain.null_count():
        return _others(texts, plain.is_not_null(), "numbers")
    if not (like := _like_values(present.head(LOOKED_AT))):
        return None
    if (numbers := number_forms(polars.Series(like))) is not None:
        for form in numbers.forms:
            fits = texts.str.strip_chars().str.contains(form.pattern)
            if MOSTLY * n_texts <= int(fits.sum() or 0):
                return _others(texts, fits, f"numbers like {form.example}")
    elif (dates := date_forms(polars.Series(like))) is not None:
        form_of_dates = dates.forms[0]
        fits = texts.str.strip_chars().str.contains(form_of_dates.pattern)
        if MOSTLY * n_texts <= int(fits.sum() or 0):
            return _others(texts, fits, "dates or times")
    return None


def may_be_spoilt(blocks: Iterable[polars.Series]) -> bool:
    """Whether `spoilt_values` may find something in a column that is read in blocks; cheap for most texts."""
    import polars

    n_texts = n_plain = 0
    first: list[str] = []
    for block in blocks:
        present = block.drop_nulls()
        n_texts += len(present)
        n_plain += len(present) - present.cast(polars.Float64, strict=False).null_count()
        first += present.head(LOOKED_AT - len(first)).to_list()
    return MOSTLY * n_texts <= n_plain or bool(_like_values(first))


def _like_values(first: Iterable[str]) -> list[str]:
    """Return the texts that look like numbers or dates, if they are most of the first ones; else none."""
    texts = [text for text in first if text.lower() not in MARKERS]
    like = [text for text in texts if may_be_number(text) or may_be_date(text)]
    return like if len(like) >= MOSTLY * len(texts) else []


def _others(texts: polars.Series, fits: polars.Series, kind: str) -> tuple[list[tuple[int, str]], str] | None:
    places = (texts.is_not_null() & ~fits).fill_null(False).arg_true().to_list()
    n_different = texts.gather(places).n_unique()
    if n_different > MOST_SPOILT and n_different > SHARE_SPOILT * len(texts):
        return None  # codes such as A/5 21171, of which some have no letters
    return ([(place, texts[place]) for place in places], kind) if places else None
