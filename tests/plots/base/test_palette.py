"""The palette: colours that stay apart, for colour-blind readers and on paper too."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rosenblatt.plots.base import palette

# Machado, Oliveira and Fernandes (2009), severity 1: linear RGB as colour-blind readers see it.
SEEN_BY = {
    "everyone": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopes": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopes": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopes": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(colour: str, seen: list[list[float]]) -> NDArray[np.float64]:
    """CIE L*a*b* of a colour as it is seen."""
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    xyz = np.array(to_xyz) @ np.clip(np.array(seen) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("reader", SEEN_BY)
def test_colours_of_one_meaning_stay_apart_for_every_reader(reader: str) -> None:
    groups = [
        palette.CLASS_COLOURS,
        (palette.POSITIVE, palette.NEGATIVE),
        (palette.TRAINING, palette.VALIDATION),
    ]
    groups += [tuple(map(palette.dark, group)) for group in groups]
    for group in groups:
        for one, other in combinations(group, 2):
            assert np.linalg.norm(lab(one, SEEN_BY[reader]) - lab(other, SEEN_BY[reader])) > 15, (one, other)


def light(colour: str) -> str:
    """The colour as it is on light paper."""
    return colour


PAPERS = [light, palette.dark]
TEXTS = [
    "INK",
    "MUTED",
    "POSITIVE",
    "NEGATIVE",
    "VALUE",
    "DERIVATIVE",
    "TISSUE_EDGE",
    "TRAINING",
    "VALIDATION",
]


@pytest.mark.parametrize("seen", PAPERS)
@pytest.mark.parametrize("name", [*TEXTS, "RULE"])
def test_text_has_a_contrast_of_four_and_a_half_and_lines_of_three_to_one(
    name: str, seen: Callable[[str], str]
) -> None:
    least = 4.5 if name in TEXTS else 3
    assert palette.contrast(seen(getattr(palette, name)), seen(palette.PAPER)) >= least


@pytest.mark.parametrize("seen", PAPERS)
@pytest.mark.parametrize("colour", palette.CLASS_COLOURS)
def test_a_mark_stands_out_on_paper_and_on_its_own_region(colour: str, seen: Callable[[str], str]) -> None:
    edge = seen(palette.edge(colour))
    assert palette.contrast(edge, seen(palette.PAPER)) >= 4
    assert palette.contrast(edge, seen(palette.tint(colour))) >= 3


@pytest.mark.parametrize("seen", PAPERS)
@pytest.mark.parametrize("ground", ["GROUND", "FAINT"])
def test_text_is_legible_on_the_quiet_grounds_too(ground: str, seen: Callable[[str], str]) -> None:
    for name in ("INK", "MUTED"):
        assert palette.contrast(seen(getattr(palette, name)), seen(getattr(palette, ground))) >= 4.5, name


def test_dark_paper_is_dark_and_what_is_faint_remains_faint() -> None:
    assert palette.dark(palette.PAPER) == palette.DARK_PAPER
    assert palette.contrast(palette.DARK_PAPER, "#000000") < 1.3
    for faint in (palette.FAINT, palette.GROUND):
        assert 1.08 < palette.contrast(palette.dark(faint), palette.DARK_PAPER) < 1.4


@given(st.from_regex("#[0-9a-f]{6}", fullmatch=True))
def test_lines_and_text_of_any_colour_have_their_contrast_on_dark_paper_too(colour: str) -> None:
    before = palette.contrast(colour, palette.PAPER)
    after = palette.contrast(palette.dark(colour), palette.DARK_PAPER)
    if 3 <= before <= 7 and colour not in palette.CLASS_COLOURS:
        assert after == pytest.approx(before, rel=0.04)
    assert after >= 0.97 * min(before, 7) if before >= 3 else after <= 1.03 * before or before < 1.1


def test_the_rules_of_an_svg_hold_both_values_of_each_colour_once() -> None:
    rules = palette.dark_rules([palette.INK, palette.PAPER, palette.INK], "svg")
    assert rules.count(f"light-dark({palette.INK},{palette.dark(palette.INK)})") == 1
    assert f'[stroke="{palette.PAPER}"]{{stroke:var(--ffffff)}}' in rules


def test_a_hundred_classes_have_a_colour_and_a_marker_of_their_own_together() -> None:
    pairs = set(zip(palette.class_colours(100), palette.class_markers(100), strict=True))
    assert len(pairs) == 100


def test_the_first_classes_leave_blue_and_orange_to_the_signs() -> None:
    for colour in palette.CLASS_COLOURS[:7]:
        for sign in (palette.POSITIVE, palette.NEGATIVE):
            assert np.linalg.norm(lab(colour, SEEN_BY["everyone"]) - lab(sign, SEEN_BY["everyone"])) > 25


def test_the_scale_of_values_darkens_in_even_steps() -> None:
    lightness = np.array([lab(colour, SEEN_BY["everyone"])[0] for colour in palette.VALUES])
    assert (np.diff(lightness) < -10).all()


def test_contrast_is_that_of_the_guidelines() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#777777") == 1


def test_mixing_half_and_half() -> None:
    assert palette.mixed("#ff0000", "#0000ff", 0.5) == "#800080"
