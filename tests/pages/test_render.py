"""What the pages of figures share."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from tests.plots.cases import CASES, HOSTILE

from rosenblatt.pages import Figure, page_environment


def test_a_page_carries_its_style_and_forbids_everything_else() -> None:
    environment = page_environment("rosenblatt.pages.gallery")
    page = environment.from_string('{% extends "page.html.j2" %}{% block title %}T{% endblock %}').render()
    root = ET.fromstring(page)
    policy = next(each for each in root.iter("meta") if each.get("http-equiv"))
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'"
    assert "max-width" in (next(root.iter("style")).text or "")


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_are_escaped_and_stay_on_one_line(name: str) -> None:
    rendered = page_environment("rosenblatt.pages.gallery").from_string("<p>{{ name }}</p>").render(name=name)
    text = ET.fromstring(rendered).text or ""
    assert text.isprintable() or not text
    assert "<script" not in rendered


def test_a_figure_stands_with_caption_picture_and_words() -> None:
    display = CASES["network of xor"]()
    template = '{% from "figure.html.j2" import figures %}{{ figures([shown]) }}'
    shown = Figure.of("net", display)
    root = ET.fromstring(
        page_environment("rosenblatt.pages.report").from_string(template).render(shown=shown)
    )
    caption, broad, narrow, words = root
    assert (root.get("id"), caption.text, words.text) == ("net", display.title, display.description)
    assert [(each.get("class"), each[0].get("role")) for each in (broad, narrow)] == [
        ("picture broad", "img"),
        ("picture narrow", "img"),
    ]


def test_a_name_that_is_not_given_is_an_error() -> None:
    environment = page_environment("rosenblatt.pages.gallery")
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(TemplateNotFound):
        environment.get_template("none.html.j2")
