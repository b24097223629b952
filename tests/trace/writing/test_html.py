"""HTML stands by itself, escapes names, and uses the palette's colours."""

import re
from html.parser import HTMLParser
from importlib.resources import files

from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.plots.base import palette
from rosenblatt.trace import trace, trace_update

GATE = Network((2, 1), ("step",), [1, -1, -0.5])
EVIL = "<script>alert(1)</script>\"'&"


class Outline(HTMLParser):
    """The tags of a page and its text, while every tag is closed in its turn."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.text, self.attributes = [], [], "", []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.attributes += attrs

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def test_the_arithmetic_is_there_with_true_signs():
    text = " ".join(Outline(trace(GATE, [0, 1]).to_html()).text.split())
    assert "o1 ( 0 × 1 ) + ( 1 × −1 ) − 0.5 = −1.5 (False)" in text
    assert "step a = 1 if z > 0 else 0" in text


def test_a_page_stands_by_itself_and_a_fragment_is_one_element():
    page, fragment = trace(GATE, [0, 1]).to_html(page=True), trace(GATE, [0, 1]).to_html()
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert Outline(fragment).tags[0] == "article"
    assert Outline(fragment).tags.count("article") == 1
    for name, value in Outline(page).attributes:
        assert name not in ("src", "href", "onload"), value
    assert "script" not in Outline(page).tags
    assert not re.search(r"url\(|@import|https?:", page)


def test_notebooks_show_the_fragment():
    traced = trace(GATE, [0, 1])
    assert traced._repr_html_() == traced.to_html()
    assert traced.neuron("o1")._repr_html_().startswith("<article")


def test_names_are_escaped_wherever_they_stand():
    plan = Plan("squared_error", "sgd")
    update = trace_update(
        Network((1, 1), ("identity",), [1, 0]), [1], 2, plan, input_names=[EVIL], output_names=[EVIL]
    )
    for page in (update.to_html(page=True), update.weight("o1", EVIL).to_html(page=True)):
        outline = Outline(page)
        assert "script" not in outline.tags
        assert EVIL in outline.text


def test_the_signs_of_weights_have_a_colour_and_a_dash_and_zero_has_none():
    html = trace(Network((3, 1), ("step",), [1, -1, 0, 0]), [1, 1, 1]).to_html()
    assert '<span class="weight positive">1</span>' in html
    assert '<span class="weight negative">−1</span>' in html
    assert '<span class="weight">0</span>' in html


def test_the_style_has_the_palettes_colours_alone():
    style = files("rosenblatt.trace.writing").joinpath("style.css").read_text(encoding="utf-8")
    known = {value for value in vars(palette).values() if isinstance(value, str) and value.startswith("#")}
    assert set(re.findall(r"#[0-9a-f]{6}\b", style)) <= known | set(map(palette.dark, known))
    for name in ("ink", "muted", "faint", "ground", "paper", "positive", "negative"):
        colour = getattr(palette, name.upper())
        assert f"--{name}: {colour};" in style
        assert f"--{name}: light-dark({colour}, {palette.dark(colour)})" in style
    assert "var(--positive)" in style.split(".positive")[1].split("}")[0]
    assert "var(--negative)" in style.split(".negative")[1].split("}")[0]
    assert "dashed" in style.split(".negative")[1].split("}")[0]


def test_the_style_touches_nothing_else_on_the_page():
    style = files("rosenblatt.trace.writing").joinpath("style.css").read_text(encoding="utf-8")
    for rule in re.findall(r"^\s*([^@{}\n][^{}]*)\{", style, re.MULTILINE):
        assert all(each.strip().startswith(".rosenblatt-arithmetic") for each in rule.split(",")), rule


def test_a_page_has_a_main_landmark_and_says_what_colours_and_signs_mean():
    page = trace(GATE, [0, 1]).to_html(page=True)
    assert Outline(page).tags.count("main") == 1
    assert "After = stands what the numbers as shown give" in Outline(page).text


def test_a_folded_sum_opens_to_all_its_terms_with_their_names():
    names = [f"x{place}" for place in range(12)]
    network = Network((12, 1), ("identity",), [*range(1, 13), 0])
    html = trace(network, [1] * 11 + [2], input_names=names).to_html()
    (opened,) = re.findall(r"<details>.*?</details>", html, re.DOTALL)
    text = " ".join(re.sub("<[^>]*>", " ", opened).split())
    assert text.startswith("Term by term x0 1 × 1 = 1 x1 1 × 2 = 2")
    assert text.endswith("x11 2 × 12 = 24")
