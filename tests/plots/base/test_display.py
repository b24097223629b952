"""What holds of every display."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from tests.plots.cases import CASES, HOSTILE
from tests.plots.looking import assert_readable, seen_texts, svg_texts

from rosenblatt.plots import ConfusionDisplay, Display, NetworkDisplay, SpreadDisplay
from rosenblatt.plots.base.style import HALF, drawn_for
from rosenblatt.plots.base.svg import NAMESPACE, figure_to_svg


@pytest.mark.parametrize("case", CASES)
def test_it_is_readable_as_a_picture_in_words_and_as_svg(case: str) -> None:
    display = CASES[case]().plot()
    assert_readable(display.figure_)
    for words in (display.title, display.description):
        assert_in_words(words)
    assert_whole(
        figure_to_svg(display.figure_, "name", title=display.title, description=display.description), display
    )


@pytest.mark.parametrize("case", CASES)
def test_drawn_for_a_phone_it_is_readable_too(case: str) -> None:
    with drawn_for(HALF):
        assert_readable(CASES[case]().plot(title=False).figure_)


def assert_in_words(words: str) -> None:
    """It is one line without control characters."""
    assert words == " ".join(words.split("\n"))
    assert words.strip()
    assert words.isprintable()
    assert "nan" not in words.lower().split()


def assert_whole(svg: str, display: Display) -> None:
    """The SVG is well formed, self-contained, made of text, and says what the display says."""
    root = ET.fromstring(svg)
    assert root.tag == f"{{{NAMESPACE}}}svg"
    assert root.get("role") == "img"
    said = {element.get("id"): element.text for element in root if element.get("id")}
    assert [said[name] for name in root.get("aria-labelledby", "").split()] == [
        display.title,
        display.description,
    ]
    assert not {element.tag.split("}")[1] for element in root.iter()} & {
        "image",
        "script",
        "metadata",
        "foreignObject",
    }
    assert svg.count("http") == 1, "only the namespace"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(identifier.startswith("name-") for identifier in ids)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href":
                assert value[1:] in ids
            if "url(#" in value:
                assert value.split("url(#")[1].split(")")[0] in ids
    drawn = svg_texts(svg)
    assert all(word in drawn for word in display.title.split())


@pytest.mark.parametrize(
    "case", ["network of digits", "boundary of ten classes on a plane", "10,000 epochs", "confusion of forty"]
)
def test_the_same_display_gives_the_same_bytes_and_not_too_many(case: str) -> None:
    first, second = CASES[case]().to_svg("a"), CASES[case]().to_svg("a")
    assert first == second
    assert len(first) < 250_000


def test_the_bytes_are_the_same_in_another_process() -> None:
    cases = ("network of xor", "boundary of three classes", "weights of iris")
    code = (
        "import hashlib; from tests.plots.cases import CASES;"
        f"print(hashlib.sha256(''.join(CASES[case]().to_svg() for case in {cases}).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout
    here = hashlib.sha256("".join(CASES[case]().to_svg() for case in cases).encode()).hexdigest()
    assert said.strip() == here


def test_drawing_never_imports_pyplot_nor_leaves_a_figure_behind() -> None:
    code = (
        "import io, sys; from rosenblatt.plots import SpreadDisplay;"
        "display = SpreadDisplay.from_scores([0.5, 0.6], 0.6, 0.5); display.to_svg(); display.plot();"
        "display.figure_.savefig(io.BytesIO(), format='png');"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_rosenblatt_does_not_import_matplotlib() -> None:
    code = "import sys, rosenblatt; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_readers_settings_neither_change_the_picture_nor_are_changed() -> None:
    plain = CASES["network of iris"]().to_svg()
    with mpl.rc_context(
        {"font.size": 30, "text.parse_math": True, "axes.facecolor": "red", "svg.fonttype": "path"}
    ):
        before = dict(mpl.rcParams)
        assert CASES["network of iris"]().to_svg() == plain
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "case",
    ["network of iris", "loss", "boundary of two classes", "weights of iris", "spread", "data of iris"],
)
def test_it_draws_on_given_axes_and_says_which(case: str) -> None:
    figure = Figure(figsize=(14, 6))
    left, right = figure.subplots(1, 2)
    display = CASES[case]()
    assert display.plot(left) is display
    assert (display.ax_, display.figure_) == (left, figure)
    assert left.has_data()
    assert not right.has_data()
    assert " ".join(left.get_title("left").split()) == display.title


def test_a_page_may_leave_the_title_away() -> None:
    display = CASES["spread"]()
    assert display.title not in [seen.text for seen in seen_texts(display.plot(title=False).figure_)]
    assert display.title in display.to_svg(title=False), "a screen reader is told it all the same"


def test_to_svg_leaves_the_axes_that_were_plotted_on() -> None:
    figure = Figure()
    display = CASES["spread"]().plot(figure.subplots())
    display.to_svg()
    assert display.figure_ is figure
    assert display._repr_svg_() == display.to_svg("figure")


@pytest.mark.parametrize("word", ["<script>alert", "$x^2$ costs $5"])
def test_hostile_names_are_written_as_they_are(word: str) -> None:
    display: Display = ConfusionDisplay.from_predictions(HOSTILE, HOSTILE, HOSTILE)
    svg = display.to_svg()
    assert word in svg_texts(svg)
    assert "<script" not in svg


def test_figures_of_different_names_share_no_id() -> None:
    both = [ET.fromstring(SpreadDisplay.from_scores([0.5], 0.6, 0.5).to_svg(name)) for name in ("one", "two")]
    first, second = ({element.get("id") for element in root.iter()} - {None} for root in both)
    assert first
    assert not first & second


def test_long_titles_are_broken_into_even_lines() -> None:
    display = NetworkDisplay.from_network(CASES["network of many layers"]().network)  # type: ignore[attr-defined]
    figure = display.plot().figure_
    lines = figure.get_suptitle().split("\n")
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.6 * max(map(len, lines))
