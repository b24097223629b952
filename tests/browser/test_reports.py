"""Reports of ten kinds of runs, and printed pages, as readers see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser.looking import PHONE, SCHEMES, SCREEN, OpenPage, Scheme, axe, faults, printed, screenshot
from tests.browser.runs import RUNS, trained


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.mark.parametrize("name", RUNS)
def test_a_report_is_whole_and_accessible_on_a_phone_and_on_a_screen(
    name: str, folder: Path, open_page: OpenPage
) -> None:
    report = trained(name, folder)
    assert report.stat().st_size < 1_500_000
    for width in (PHONE, SCREEN):
        for scheme in SCHEMES:
            page = open_page(report, width, scheme)
            screenshot(page, f"report-{name}-{width}-{scheme}")
            assert faults(page) == []
            assert axe(page) == []


def test_iris_prints_on_four_pages_and_paper_is_light(folder: Path, open_page: OpenPage) -> None:
    page = open_page(trained("iris", folder), SCREEN, "dark")
    assert printed(page) <= 4
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_figure_by_itself_follows_the_reader_too(
    scheme: Scheme, tmp_path: Path, open_page: OpenPage
) -> None:
    from rosenblatt.plots import SpreadDisplay

    file = tmp_path / "figure.svg"
    file.write_text(SpreadDisplay.from_scores([0.5, 0.6], 0.6, 0.5).to_svg(), encoding="utf-8")
    page = open_page(file, SCREEN, scheme)
    paper = page.evaluate("getComputedStyle(document.querySelector('path')).fill")
    assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 30)")
