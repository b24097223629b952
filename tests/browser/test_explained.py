"""Explained pages and the pages of figures, as readers see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser.looking import PHONE, SCHEMES, SCREEN, OpenPage, axe, faults, screenshot
from tests.browser.runs import trained

from rosenblatt.cli.app import run

TABLES = {"iris": "iris", "digits": "digits", "temporal-xor": "temporal-xor"}


@pytest.mark.parametrize("name", TABLES)
def test_an_explained_page_is_whole_and_accessible_and_its_sums_open(
    name: str, tmp_path: Path, open_page: OpenPage
) -> None:
    file = tmp_path / "row.html"
    assert run(["explain", str(trained(name, tmp_path).parent), TABLES[name], "--out", str(file)]) == 0
    for width in (PHONE, SCREEN):
        for scheme in SCHEMES:
            page = open_page(file, width, scheme)
            if page.locator("summary").count():
                page.locator("summary").last.click()
                assert page.locator("details[open] li").count() >= 2
            screenshot(page, f"explained-{name}-{width}-{scheme}")
            assert faults(page) == []
            assert axe(page) == []


def test_the_page_of_figures_is_accessible(tmp_path: Path, open_page: OpenPage) -> None:
    assert run(["figures", str(tmp_path / "figures")]) == 0
    for width in (PHONE, SCREEN):
        for scheme in SCHEMES:
            page = open_page(tmp_path / "figures" / "index.html", width, scheme)
            screenshot(page, f"figures-{width}-{scheme}")
            assert faults(page) == []
            assert axe(page) == []
