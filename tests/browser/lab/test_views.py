"""The lab's views in a browser: each verb by mouse and keyboard, the main ones by touch; what axe finds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.looking import OpenPage, axe, screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.long

PLANE, NETWORK = "#answer .plane canvas", "#network .diagram"
TEXT_WIDTH, AXIS_HEIGHT, EDGE = 32, 26, 8
"""Room of the plane's axes in pixels: about what the numbers at its left take, and those below."""


def expects(page: Page, place: str, text: str) -> None:
    """Wait until an element's name or text matches."""
    from playwright.sync_api import expect

    element = page.locator(place).first
    if place in (PLANE, NETWORK):
        expect(element).to_have_attribute("aria-label", re.compile(text))
    else:
        expect(element).to_have_text(re.compile(text))


def press(element: Locator, *keys: str) -> None:
    """Press keys, one after the other, while an element has the focus."""
    element.focus()
    for key in keys:
        element.page.keyboard.press(key)


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where values of XOR's plane (from -0.25 to 1.25) lie in the window."""
    box = page.locator(PLANE).first.bounding_box()
    assert box is not None
    left, right = box["x"] + TEXT_WIDTH, box["x"] + box["width"] - EDGE
    top, bottom = box["y"] + EDGE, box["y"] + box["height"] - AXIS_HEIGHT
    return left + (x + 0.25) / 1.5 * (right - left), bottom - (y + 0.25) / 1.5 * (bottom - top)


def test_the_network_by_keyboard(open_lab: OpenPage) -> None:
    page = open_lab()
    network = page.locator(NETWORK)
    press(network, "ArrowRight", "ArrowRight", "ArrowDown", "Enter", "ArrowDown")
    expects(page, NETWORK, r"weight of h1\.\d from x2, ")
    page.keyboard.type("-2.5")
    page.keyboard.press("Enter")
    expects(page, NETWORK, r"weight of h1\.\d from x2, −2\.50$")
    expects(page, "#ask", r"Why it changes in the next step.*penalty × weight.*adam makes of this gradient")
    press(network, "ArrowDown")
    expects(page, NETWORK, r"bias of h1\.\d, ")
    press(network, "Escape", "Delete")
    expects(page, NETWORK, r"^Network 2-4-1")
    press(network, "Control+z")
    expects(page, NETWORK, r"^Network 2-5-1")


def test_the_network_by_mouse(open_lab: OpenPage) -> None:
    page = open_lab()
    page.get_by_role("button", name="One neuron less in hidden layer 1").click()
    expects(page, NETWORK, r"^Network 2-4-1")
    page.get_by_role("button", name="+ hidden layer").click()
    expects(page, NETWORK, r"^Network 2-4-4-1")
    page.get_by_label("Activation of hidden layer 2").select_option("relu")
    page.get_by_role("button", name="Remove hidden layer 1").click()
    expects(page, NETWORK, r"^Network 2-4-1")
    assert page.get_by_label("Activation of hidden layer 1").input_value() == "relu"
    box = page.locator(NETWORK).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 29)
    expects(page, NETWORK, r"neuron h1\.2, relu")
    page.locator("#network .slide").fill("1")
    page.locator("#network .slide").dispatch_event("change")
    expects(page, "#network .inspector", "neuron h1.2")
    assert page.locator("#network .inspector .value").input_value() == "1"
    page.get_by_role("button", name="Delete h1.2 and continue").click()
    expects(page, NETWORK, r"^Network 2-3-1")


def test_samples_by_keyboard(open_lab: OpenPage) -> None:
    page = open_lab()
    plane = page.locator(PLANE)
    press(plane, "ArrowRight", "Shift+ArrowUp", "2")
    expects(page, PLANE, "with 5 samples")
    press(plane, "Tab", "ArrowUp")
    expects(page, "#ask", r"sample 1: x1 = 0, x2 = 0\.075")
    press(plane, "2")
    expects(page, "#ask", r"It is 1")
    press(plane, "Delete")
    expects(page, PLANE, "with 4 samples")
    press(plane, "Enter")
    expects(page, "#ask", r"the place: x1 = 0, x2 = 0\.075")
    press(plane, *["Tab"] * 5)
    assert page.evaluate("document.activeElement.tagName") != "CANVAS"


def test_samples_by_mouse_and_touch(open_lab: OpenPage) -> None:
    page = open_lab(has_touch=True)
    page.mouse.click(*at(page, 0, 1))
    expects(page, "#ask", r"sample 2: x1 = 0, x2 = 1")
    page.mouse.move(*at(page, 0, 1))
    page.mouse.down()
    page.mouse.move(*at(page, 0.4, 0.6), steps=4)
    page.mouse.up()
    expects(page, "#ask", r"sample 2: x1 = 0\.\d+, x2 = 0\.\d+")
    page.get_by_role("button", name="Put samples: 1").click()
    page.mouse.click(*at(page, 0.8, 0.4))
    expects(page, PLANE, "with 5 samples")
    page.touchscreen.tap(*at(page, 0.2, 0.2))
    expects(page, PLANE, "with 6 samples")
    page.get_by_role("button", name="Delete samples").click()
    page.touchscreen.tap(*at(page, 0.2, 0.2))
    expects(page, PLANE, "with 5 samples")


def test_questions_are_answered(open_lab: OpenPage) -> None:
    page = open_lab("xor", "&at=300")
    page.get_by_role("button", name="Why does a weight change?").click()
    page.locator("#ask .whatif input").fill("9")
    expects(page, "#ask .whatif + p", r"right")
    page.get_by_role("button", name="Set it").click()
    expects(page, NETWORK, r"weight of h1\.1 from x1, \+9\.00")
    press(page.locator(NETWORK), "Escape")
    expects(page, "#ask", r"What h1\.1 does.*Without it")
    page.get_by_role("button", name="How many of 200 seeds").click()
    page.get_by_role("button", name="Train 200 seeds").click()
    expects(page, "#ask .seeds .result", r"of \d+ seeds solve it")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train them again").wait_for()
    page.get_by_role("button", name="the colours in words").click()
    expects(page, "#answer [role=status]", r"in \d+% of the plane")


def test_each_figure_is_a_table_too(open_lab: OpenPage) -> None:
    page = open_lab("iris", "&at=50")
    for region, name, heading, rows in (
        ("#network", "as a table", "neuron", 51),
        ("#answer", "samples as a table", "sepal length", 150),
        ("#answer", "confusion as a table", "true class", 3),
        ("#data", "Rows before and after preparation", "sepal length", 50),
    ):
        page.locator(region).get_by_role("button", name=name).click()
        dialog = page.locator("dialog[open]")
        assert heading in dialog.locator("thead").first.inner_text()
        assert dialog.locator("table").first.locator("tbody tr").count() == rows
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Predictions").click()
    page.locator("dialog[open] tbody button").first.click()
    expects(page, "#ask", "mistaken|right")


def test_inputs_axes_and_rule_can_be_chosen(open_lab: OpenPage) -> None:
    page = open_lab("iris")
    expects(page, PLANE, "Plane of petal length .* and petal width")
    page.locator(".axes select").first.select_option(label="sepal length (cm)")
    expects(page, PLANE, "Plane of sepal length .* and petal width")
    page.get_by_role("checkbox", name="petal length (cm)").uncheck()
    expects(page, NETWORK, "^Network 3-6-3")
    page.locator("#network .inline select").first.select_option("perceptron")
    expects(page, NETWORK, "^Network 3-3")
    page.get_by_role("checkbox", name="petal length (cm)").check()
    expects(page, NETWORK, "^Network 4-3")


def test_settings_refuse_what_is_impossible(open_lab: OpenPage) -> None:
    page = open_lab()
    page.locator(".summary").click()
    rate = page.get_by_label("Rate", exact=True)
    rate.fill("-1")
    rate.press("Enter")
    expects(page, "#settings .fault", "Rate must be a number above 0, got -1")
    rate.fill("0,05")
    rate.press("Enter")
    expects(page, ".summary", "rate 0.05")
    assert page.locator("#settings .fault").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 820, 1400])
def test_axe_finds_nothing(open_lab: OpenPage, width: int, scheme: str) -> None:
    page = open_lab("iris", "&at=60", width, scheme=scheme)
    tabs = page.locator(".tabs")
    if tabs.is_visible():
        tabs.get_by_text("Network").click()
    press(page.locator(NETWORK), "ArrowRight", "ArrowRight", "Enter")
    expects(page, NETWORK, "weight of h1")
    screenshot(page, f"lab-weight-{width}-{scheme}")
    found = axe(page)
    for name in ("Data", "Ask") if tabs.is_visible() else ():
        tabs.get_by_text(name).click()
        found += axe(page)
    page.locator("#answer summary").click()
    page.get_by_role("button", name="the colours in words").click()
    page.get_by_role("button", name="Predictions").click()
    found += axe(page)
    screenshot(page, f"lab-predictions-{width}-{scheme}")
    assert found == []


def test_a_server_answers_questions_and_reads_tables(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "a,b,kind\n" + "".join(f"{k},{k % 3},{'yn'[k % 2]}\n" for k in range(24))
    )
    command = [sys.executable, "-m", "rosenblatt", "lab", "xor"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            link = re.search(r"http\S+", server.stdout.readline())
            assert link is not None
            page = open_page(link.group(), 1400)
            page.set_default_timeout(30_000)
            page.get_by_role("button", name="Separable?").click()
            page.get_by_role("button", name="Can planes separate the classes?").click()
            page.get_by_text("Not separable").wait_for()
            page.get_by_label("Held out %").fill("25")
            page.keyboard.press("Enter")
            page.get_by_text("3 rows to train on, 1 held out").wait_for()
            page.set_input_files("#data input[type=file]", tmp_path / "own.csv")
            page.get_by_text("18 rows to train on, 6 held out").wait_for()
            expects(page, PLANE, "Plane of a and b with 24 samples")
        finally:
            server.terminate()
