"""A figure as an SVG element."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rosenblatt.plots.base.palette import dark
from rosenblatt.plots.base.svg import figure_to_svg


def figure() -> Figure:
    made = Figure(figsize=(2, 1))
    ax = made.add_axes((0, 0, 1, 1))
    ax.plot([0, 1 / 3, 1], [0, 1, 2 / 3])
    ax.add_patch(Rectangle((0, 0), 0.5, 0.5, clip_on=True))
    ax.text(0.5, 0.5, "a & b < c", family="DejaVu Sans")
    return made


def test_text_is_text_in_the_readers_own_font() -> None:
    root = ET.fromstring(figure_to_svg(figure(), "one"))
    texts = [
        element for element in root.iter("{http://www.w3.org/2000/svg}text") if element.text == "a & b < c"
    ]
    assert len(texts) == 1
    around = root.find("{http://www.w3.org/2000/svg}g")
    assert around is not None
    assert texts[0] in list(around)
    assert around.get("font-family", "").startswith("system-ui")
    assert texts[0].get("font-family") is None


def test_it_has_the_figures_size_in_points() -> None:
    root = ET.fromstring(figure_to_svg(figure(), "one"))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("144pt", "72pt", "0 0 144 72")


def test_coordinates_have_no_more_than_two_decimals() -> None:
    root = ET.fromstring(figure_to_svg(figure(), "one"))
    for element in root.iter():
        for number in element.get("d", "").replace("M", " ").replace("L", " ").replace("z", " ").split():
            assert len(number.partition(".")[2]) <= 2


def test_without_words_it_names_nothing() -> None:
    root = ET.fromstring(figure_to_svg(figure(), "one"))
    assert root.get("aria-labelledby") is None
    assert root.find("{http://www.w3.org/2000/svg}title") is None


def test_the_name_begins_every_id_and_words_are_escaped() -> None:
    svg = figure_to_svg(figure(), "one", title="<b>", description="x\0y")
    root = ET.fromstring(svg)
    assert [element.text for element in root[:2]] == ["<b>", "x�y"]
    assert all((element.get("id") or "one-").startswith("one-") for element in root.iter())


def test_every_colour_is_an_attribute_and_has_a_counterpart_on_dark_paper() -> None:
    root = ET.fromstring(figure_to_svg(figure(), "one"))
    rules = root.find("{http://www.w3.org/2000/svg}style")
    assert rules is not None
    shown = {element.get(kind) for element in root.iter() for kind in ("fill", "stroke")} - {None, "none"}
    assert len(shown) >= 3
    for colour in shown:
        assert f"light-dark({colour},{dark(str(colour))})" in (rules.text or "")
    assert "@media print{svg:root{color-scheme:light}}" in (rules.text or "")
