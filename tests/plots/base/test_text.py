"""Texts that fit the room they have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some_

from rosenblatt.plots.base.text import fitted, width, wrapped
from rosenblatt.views.words import plain


@given(some_.text(max_size=80), some_.floats(30, 300))
def test_a_fitted_text_fits(text: str, room: float) -> None:
    shown = fitted(text, room, 9)
    assert width(shown, 9) <= room
    assert shown == (plain(text) or "(empty)") or shown.endswith("…")


def test_a_very_long_text_is_fitted_without_measuring_all_of_it() -> None:
    assert width(fitted("word " * 100_000, 100, 9), 9) <= 100


@given(some_.lists(some_.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=20))
def test_wrapped_text_keeps_every_word_and_its_room(parts: list[str]) -> None:
    lines = wrapped(" ".join(parts), 120, 9)
    assert lines.split() == parts
    assert all(width(line, 9) <= 120 for line in lines.split("\n"))
