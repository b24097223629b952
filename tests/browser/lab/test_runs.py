"""Runs in the lab as readers see them: the film of a run, a run from a server, and what is shown alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.looking import SCHEMES, OpenPage, axe, screenshot
from tests.lab.test_server import serving

from rosenblatt.cli.app import run

if TYPE_CHECKING:
    from playwright.sync_api import Page

CURVE = ".curve"
WIDTHS = (360, 820, 1400)
RUNS = {
    "xor": ("xor", "--max-iter", "60", "--record", "epochs"),
    "memory": ("temporal-xor", "--max-iter", "10", "--record", "epochs"),
    "unrecorded": ("xor", "--max-iter", "60"),
    "steps": ("iris", "--model", "perceptron", "--max-iter", "3", "--record", "steps"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the runs, each with its page beside it."""
    made = tmp_path_factory.mktemp("runs")
    for name, words in RUNS.items():
        assert run(["train", *words, "--out", str(made / name), "--repeats", "0", "--json"]) == 0
        assert run(["lab", str(made / name), "--to", str(made / f"{name}.html")]) == 0
    assert run(["replay", str(made / "xor"), "--film", str(made / "film.html"), "--json"]) == 0
    return made


def is_at(page: Page, text: str) -> None:
    """Wait until the curve says this of the moment."""
    from playwright.sync_api import expect

    expect(page.locator(CURVE)).to_have_attribute("aria-valuetext", re.compile(text), timeout=15_000)


def opened(open_page: OpenPage, path: Path, width: int = 1400, scheme: str = "light") -> Page:
    page = open_page(path, width, scheme)
    page.locator("#play").wait_for(timeout=10_000)
    return page


@pytest.mark.long
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["film", "memory", "unrecorded"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    name: str, scheme: str, folder: Path, open_page: OpenPage
) -> None:
    for width in WIDTHS:
        page = opened(open_page, folder / f"{name}.html", width, scheme)
        screenshot(page, f"run-{name}-{width}-{scheme}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert axe(page) == []


def test_a_film_is_played_rested_on_and_continued_by_keyboard(folder: Path, open_page: OpenPage) -> None:
    page = opened(open_page, folder / "film.html")
    is_at(page, r"epoch 60 \(recorded\), loss")
    page.locator(CURVE).focus()
    for key, epoch in (("Home", 0), ("ArrowRight", 1), (".", 2), ("ArrowLeft", 1), ("End", 60)):
        page.keyboard.press(key)
        is_at(page, rf"epoch {epoch} \(recorded\)")
    page.keyboard.press("[")
    assert page.locator(".pace").inner_text() == "8 snapshots a second"
    page.keyboard.press("]")
    page.keyboard.press(" ")
    is_at(page, r"epoch ([3-9]|1\d) \(recorded\)")
    page.keyboard.press(" ")
    page.keyboard.press("g")
    is_at(page, r"epoch 60, loss")
    assert "first differ" in (said := page.locator(".timeline").inner_text()) or "identical" in said
    page.keyboard.press("Control+z")


def test_a_run_is_rested_on_by_mouse_and_asked_about(folder: Path, open_page: OpenPage) -> None:
    from playwright.sync_api import expect

    page = opened(open_page, folder / "xor.html")
    page.locator(CURVE).click()  # in its middle
    is_at(page, r"epoch (2[5-9]|3[0-4]) \(recorded\)")
    page.get_by_text("Why does a weight change?").click()
    expect(page.locator("#ask")).to_contain_text("gradient", timeout=10_000)
    assert page.locator(".fault").count() == 0
    page.get_by_text("Continue from here").click()
    is_at(page, r"epoch 60, loss")


def test_steps_of_a_perceptron_are_shown_one_by_one(folder: Path, open_page: OpenPage) -> None:
    page = opened(open_page, folder / "steps.html")
    page.locator(CURVE).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    is_at(page, r"epoch 0, batch \d+ \(recorded\)")
    page.locator(CURVE).click()  # in its middle
    is_at(page, r"epoch 1, batch \d+ \(recorded\)")


def test_a_recurrent_run_is_shown_as_matrices_and_not_continued(folder: Path, open_page: OpenPage) -> None:
    page = opened(open_page, folder / "memory.html")
    assert "sequences" in page.locator("#answer").inner_text()
    assert page.locator(".matrix canvas").count() == 2
    assert "does not train recurrent networks" in page.locator(".hint").inner_text()
    assert page.get_by_text("Continue from here").count() == 0
    page.locator(".matrix canvas").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert re.search(r"h1\.\d before", page.locator("#network").inner_text())
    page.locator(CURVE).focus()
    page.keyboard.press("g")
    is_at(page, r"epoch 10 \(recorded\)")


def test_an_unrecorded_run_names_the_command_and_is_trained_again(folder: Path, open_page: OpenPage) -> None:
    page = opened(open_page, folder / "unrecorded.html")
    assert "--record epochs --out RUN" in page.locator(".timeline").inner_text()
    assert page.locator("#play").is_disabled()
    page.get_by_text("Train it here").click()
    is_at(page, r"epoch 60, loss")
    assert "grey: before the change" in page.locator(".timeline").inner_text()


def test_a_server_hands_out_the_states_of_a_run(folder: Path, open_page: OpenPage) -> None:
    with serving(str(folder / "xor")) as served:
        page = open_page(served.link)
        page.locator("#play").wait_for(timeout=10_000)
        page.locator(CURVE).focus()
        page.keyboard.press("Home")
        page.keyboard.press("g")
        is_at(page, r"epoch 60, loss")
        page.locator("select").first.select_option("moons")
        is_at(page, r"epoch 0$")
