"""The lab as someone meets it who never saw it: clicks are counted, and figures taken away are looked at."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.lab.test_views import NETWORK, PLANE, at, expects, press
from tests.browser.looking import OpenPage, axe, screenshot

from rosenblatt.lab.asks import Subject
from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.lab.stored import answers_at_the_end
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.long

MOST_CLICKS = 3


class Visitor:
    """Presses what can be seen, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, place: Locator) -> None:
        assert place.is_visible()
        place.click()
        self.clicks += 1

    def press_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)
        self.clicks += 1

    def opens_ask(self) -> None:
        """Open the questions where they are a sheet or a tab."""
        for place in (self.page.locator("button.opens"), self.page.locator(".tabs").get_by_text("Ask")):
            if place.is_visible() and place.get_attribute("aria-expanded") != "true":
                self.press(place)


def sees(page: Page, place: str, text: str) -> None:
    """Wait until a visible element says this."""
    page.locator(place).filter(has_text=re.compile(text)).first.wait_for(state="visible", timeout=10_000)


@pytest.mark.parametrize("width", [360, 820, 1400])
def test_four_things_are_found_with_at_most_three_clicks_each(open_lab: OpenPage, width: int) -> None:
    page = open_lab(width=width, has_touch=width < 700)

    starts = Visitor(page)
    starts.press(page.get_by_role("button", name="Play"))
    sees(page, ".counter", r"epoch\s*[1-9]")
    starts.press(page.get_by_role("button", name="Pause"))
    assert starts.clicks <= MOST_CLICKS

    asks_why = Visitor(page)
    expects(page, PLANE, "[0-3] of 4 right")
    sees(page, "#answer .legend", "ring: mistaken")
    ringed = [(x, y) for x in (0, 1) for y in (0, 1)]
    page.locator(PLANE).first.scroll_into_view_if_needed()
    asks_why.press_at(*at(page, *mistaken(page, ringed)))
    sees(page, "#ask .result", r"Predicted: [01]\. It is [01]: mistaken")
    sees(page, "#ask .sum", "product")
    assert asks_why.clicks <= MOST_CLICKS

    asks_what = Visitor(page)
    asks_what.opens_ask()
    asks_what.press(page.get_by_role("button", name="What does a hidden neuron do?"))
    sees(page, "#ask h3", "What h1.1 does")
    sees(page, "#ask p", "The sum of h1.1 is above 0 for")
    assert asks_what.clicks <= MOST_CLICKS

    goes_back = Visitor(page)
    epoch = int(page.locator(".curve").get_attribute("aria-valuenow") or 0)
    if page.locator("button.opens").get_attribute("aria-expanded") == "true" and width == 820:
        goes_back.press(page.locator("button.opens"))
    curve = page.locator(".curve")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    assert box is not None
    goes_back.press_at(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    assert 0 < int(curve.get_attribute("aria-valuenow") or 0) < epoch
    assert goes_back.clicks <= MOST_CLICKS


def mistaken(page: Page, places: list[tuple[int, int]]) -> tuple[int, int]:
    """A place whose sample is predicted wrongly: the predictions, mistakes first, name its inputs last."""
    page.get_by_role("button", name=re.compile("^Predictions")).click()
    cells = page.locator("dialog[open] tbody tr").first.locator("td").all_inner_texts()
    page.keyboard.press("Escape")
    found = int(cells[-2]), int(cells[-1])
    assert found in places
    return found


def test_every_figure_is_taken_away_as_outlines_and_as_a_picture(open_lab: OpenPage) -> None:
    page = open_lab("iris", "&at=30", accept_downloads=True)
    page.get_by_role("button", name="What does a hidden neuron do?").click()
    page.locator("#ask .carved").wait_for()
    page.get_by_role("button", name="same start, other seed").click()
    page.locator(".beside .plane").wait_for()
    page.get_by_role("button", name="Take away").click()
    for name in ("Plane", "Second plane", "Network", "Curve", "Neuron"):
        with page.expect_download() as taken:
            page.get_by_role("button", name=f"{name} (SVG)", exact=True).click()
        text = Path(taken.value.path()).read_text(encoding="utf-8")
        assert text.startswith("<svg"), name
        assert "<path" in text, name
        assert "<image" not in text, name
        with page.expect_download() as taken:
            page.get_by_role("button", name=f"{name} (PNG)", exact=True).click()
        assert Path(taken.value.path()).read_bytes().startswith(b"\x89PNG"), name
    with page.expect_download() as taken:
        page.get_by_role("button", name="Plane (SVG)", exact=True).click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert "petal length" in text
    assert "petal width" in text


def test_main_components_are_axes(open_lab: OpenPage) -> None:
    page = open_lab("iris", "&at=60")
    page.locator(".axes select").first.select_option(label="main component 1")
    expects(page, PLANE, "Plane of main component 1 and main component 2 with 150 samples")
    sees(page, "#answer .note", r"main components, with 96% of the inputs' variance")
    box = page.locator(PLANE).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    sees(page, "#ask .result", "Predicted: setosa")
    page.locator(".axes select").nth(1).select_option(label="sepal width (cm)")
    expects(page, PLANE, "Plane of petal length .* and sepal width")


def test_a_deleted_neuron_is_a_mark_and_its_course_goes_on(open_lab: OpenPage) -> None:
    page = open_lab("xor", "&at=300")
    press(page.locator(NETWORK), "ArrowRight", "ArrowRight", "Delete")
    expects(page, NETWORK, "^Network 2-4-1")
    expects(page, ".counter", "epoch 300")
    page.locator("#play").press(".")
    expects(page, ".counter", "epoch 301")
    press(page.locator(".curve"), "Shift+ArrowLeft")
    expects(page, ".counter", "epoch 300")
    press(page.locator(".curve"), "ArrowLeft")
    expects(page, ".counter", "epoch 299")
    expects(page, NETWORK, "^Network 2-5-1")
    page.keyboard.press("End")
    expects(page, NETWORK, "^Network 2-4-1")
    page.get_by_role("button", name="Take away").click()
    assert "state = without_neuron(state, 0, " in page.locator(".take pre").first.inner_text()


def test_the_perceptron_rule_changes_while_it_learns(open_lab: OpenPage) -> None:
    page = open_lab("iris-petals", "&model=perceptron&at=3")
    page.locator(".summary").click()
    page.get_by_label("Rate", exact=True).fill("0.25")
    page.keyboard.press("Enter")
    expects(page, ".summary", "rate 0.25")
    page.get_by_label("Penalty", exact=True).select_option("l2")
    page.locator("#play").press(".")
    expects(page, ".counter", "epoch 4")
    page.get_by_role("button", name="Take away").click()
    code = page.locator(".take pre").first.inner_text()
    assert "# Epoch 3: rate 0.25, penalty l2." in code
    assert (
        'replace(plan, penalty="l2", eta0=0.25)' in code or 'replace(plan, eta0=0.25, penalty="l2")' in code
    )


def test_the_size_of_a_layer_is_typed(open_lab: OpenPage) -> None:
    page = open_lab()
    size = page.get_by_label("Neurons in hidden layer 1")
    size.fill("17")
    size.press("Enter")
    expects(page, NETWORK, "^Network 2-17-1")
    size.fill("129")
    size.press("Enter")
    assert size.input_value() == "17"


def test_digits_are_no_keys_once_characters_are_switched_off(open_lab: OpenPage) -> None:
    page = open_lab()
    page.get_by_role("button", name="Help").click()
    page.get_by_label("Single characters act as keys").uncheck()
    page.keyboard.press("Escape")
    press(page.locator(NETWORK), "ArrowRight", "ArrowRight", "Enter", "5")
    assert page.evaluate("document.activeElement.className") == "diagram"
    press(page.locator(PLANE), "1")
    expects(page, PLANE, "with 4 samples")


VERBS = (
    "Play",
    "One epoch",
    "One epoch back",
    "One batch",
    "Train to the next stop",
    "Undo",
    "Redo",
    "Help",
    "Take away",
    "Share",
)


def test_forced_colours_keep_every_verb_and_what_is_pressed(open_lab: OpenPage) -> None:
    page = open_lab("xor", "&at=200", forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for name in VERBS:
        assert page.get_by_role("button", name=name, exact=True).first.is_visible(), name
    borders = (
        "element => [getComputedStyle(element).borderTopColor, getComputedStyle(element).borderTopWidth]"
    )
    tools = page.locator("#answer .tools button")
    assert tools.first.evaluate(borders) != tools.nth(1).evaluate(borders)
    screenshot(page, "lab-forced-colours")


@pytest.mark.parametrize("width", [640, 700, 960])
def test_at_200_percent_every_verb_is_there(open_lab: OpenPage, width: int) -> None:
    from playwright.sync_api import expect

    page = open_lab("xor", "&at=200", width, height=450, device_scale_factor=2)
    more = page.locator(".step.more")
    if more.is_visible():
        more.click()
    for name in VERBS:
        button = page.get_by_role("button", name=name, exact=True).first
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()
    page.get_by_role("button", name=re.compile("^rate 0.001")).click()
    page.get_by_label("Rate", exact=True).fill("0.01")
    page.keyboard.press("Enter")
    expects(page, ".summary", "rate 0.01")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    screenshot(page, f"lab-zoom-{width}")


def test_with_reduced_motion_there_are_at_most_four_pictures_a_second(open_lab: OpenPage) -> None:
    page = open_lab("xor", "&patience=inf&epochs=100000000")
    page.evaluate(
        """() => {
            globalThis.pictures = 0;
            const count = () => (globalThis.pictures += 1);
            const all = { subtree: true, characterData: true, childList: true };
            new MutationObserver(count).observe(document.querySelector(".counter"), all);
        }"""
    )
    page.locator("#play").click()
    page.wait_for_timeout(2000)
    pictures = page.evaluate("() => globalThis.pictures")
    assert 2 <= pictures <= 4 * 2 + 2


def test_a_file_answers_what_was_asked_when_it_was_written(open_page: OpenPage, tmp_path: Path) -> None:
    opened = Opened.of(RunSettings("xor"))
    path = tmp_path / "xor.html"
    page_text = page_of(opened, answers=answers_at_the_end(Subject(opened.settings)))
    path.write_text(page_text, encoding="utf-8")
    page = open_page(path)
    page.get_by_role("button", name="Separable?").click()
    page.get_by_role("button", name="Can planes separate the classes?").click()
    sees(page, "#ask pre", "Not separable")
    page.get_by_role("button", name="Explain this sample in full").click()
    sees(page, "#ask .note", "Stored in this file, for the network at epoch 2,0")
    sees(page, "#ask pre", "rosenblatt diagnose RUN")
    page.locator("select").first.select_option("and")
    assert page.get_by_role("button", name="Can planes separate the classes?").count() == 0
