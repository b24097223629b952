"""The frame of the lab in a browser: training, rewinding, branches, addresses, lessons, layout, keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.looking import OpenPage, axe, screenshot

from rosenblatt.lab import lessons
from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    from playwright.sync_api import Page

LESSONS = Path(lessons.__file__).parent / "lessons"
CURVE = ".curve"
END = r"epoch 2,055, loss 0\.0690, 4 of 4 samples right"


@pytest.fixture(scope="module")
def lab_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab as one file, with XOR, Iris and AND."""
    path = tmp_path_factory.mktemp("lab") / "lab.html"
    path.write_text(page_of(Opened.of(RunSettings.from_dict({"table": "xor"}))), encoding="utf-8")
    return path


@pytest.fixture
def lab(open_page: OpenPage, lab_file: Path) -> Callable[..., Page]:
    """Open the lab at an address."""

    def opened(address: str = "", width: int = 1400, **options: object) -> Page:
        page = open_page(f"{lab_file.absolute().as_uri()}{address}", width, **options)
        page.locator("#play").wait_for(timeout=10_000)
        return page

    return opened


def is_at(page: Page, text: str) -> None:
    """Wait until the curve says this of the moment."""
    from playwright.sync_api import expect

    expect(page.locator(CURVE)).to_have_attribute("aria-valuetext", re.compile(text), timeout=15_000)


def shows(page: Page, place: str, text: str) -> None:
    from playwright.sync_api import expect

    expect(page.locator(place).first).to_contain_text(re.compile(text), timeout=10_000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def to_the_stop(page: Page) -> None:
    press(page, "Train to the next stop")
    is_at(page, END)


def weights(page: Page) -> str:
    """All parameters at the moment, as the table of the network shows them."""
    page.locator("#network").get_by_role("button", name="as a table").click()
    text = page.locator("#network dialog[open] table").inner_text()
    page.keyboard.press("Escape")
    return text


def drag(page: Page, share: float) -> None:
    page.locator(CURVE).scroll_into_view_if_needed()
    box = page.locator(CURVE).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + share * box["width"], box["y"] + 60, steps=8)
    page.mouse.up()


# ---- Training and rewinding ------------------------------------------------------------------------------


def test_at_first_sight_xor_waits_at_epoch_0_with_play_focused(lab: Callable[..., Page]) -> None:
    page = lab()
    is_at(page, "^epoch 0$")
    assert page.evaluate("() => document.activeElement.id") == "play"
    shows(page, ".hint", "Play trains it")


def test_training_ends_where_the_command_ends(lab: Callable[..., Page]) -> None:
    page = lab()
    to_the_stop(page)
    shows(page, ".hint", "the loss did not improve by 1e−4 in 10 epochs|did not improve by 0.0001")
    shows(page, "#answer", "4 of 4 right")


def test_play_pause_epoch_batch_and_speed_by_keys(lab: Callable[..., Page]) -> None:
    page = lab("#table=iris-petals")
    page.keyboard.press(".")
    is_at(page, "^epoch 1,")
    page.keyboard.press(",")
    is_at(page, "^epoch 1, batch 1")
    page.keyboard.press(",")
    is_at(page, "^epoch 1, batch 2")
    page.keyboard.press("ArrowLeft")
    is_at(page, r"^epoch 1, loss")
    page.locator("body").press("]")
    page.locator("body").press("]")
    shows(page, ".pace", "as fast as possible")
    page.locator("#play").press("Space")
    page.wait_for_timeout(300)
    page.locator("#play").press("Space")
    at = page.locator(CURVE).get_attribute("aria-valuenow")
    page.wait_for_timeout(200)
    assert page.locator(CURVE).get_attribute("aria-valuenow") == at
    page.keyboard.press("Home")
    is_at(page, "^epoch 0$")
    page.keyboard.press("End")
    is_at(page, f"^epoch {int(at or 0):,}")


@pytest.mark.long
def test_every_moment_comes_back_with_the_same_weights(lab: Callable[..., Page]) -> None:
    page = lab("#table=xor&at=700")
    is_at(page, "^epoch 700, loss")
    page.keyboard.press(",")  # four samples are one batch, and one epoch
    is_at(page, "^epoch 701, loss")
    page.keyboard.press("ArrowLeft")
    is_at(page, "^epoch 700, loss")
    middle = weights(page)
    to_the_stop(page)
    end = weights(page)
    drag(page, 0.2)
    assert weights(page) not in (middle, end)
    page.locator(CURVE).focus()
    page.keyboard.press("End")
    is_at(page, END)
    assert weights(page) == end
    for _ in range(7):
        page.keyboard.press("PageDown")
        page.wait_for_timeout(30)
    page.keyboard.press("Home")
    is_at(page, "^epoch 0$")


def test_a_drag_names_the_keyframe_and_then_shows_the_moment(lab: Callable[..., Page]) -> None:
    page = lab()
    to_the_stop(page)
    drag(page, 0.5)
    is_at(page, r"^epoch (9|1,0)\d\d, loss")
    assert "keyframe" not in (page.locator(".counter").text_content() or "")


def test_training_that_diverges_offers_the_last_finite_moment(lab: Callable[..., Page]) -> None:
    page = lab("#table=xor&hidden=4.identity&solver=sgd&rate=1e200")
    page.locator("#play").click()
    shows(page, ".hint", "epoch")
    page.locator(".hint").get_by_role("button", name=re.compile("Back to epoch")).click()
    is_at(page, r"^epoch \d")
    assert "NaN" not in weights(page)


# ---- Changes ---------------------------------------------------------------------------------------------


def test_a_changed_rate_is_a_mark_and_undo_takes_it_back(lab: Callable[..., Page]) -> None:
    page = lab("#table=xor&at=100")
    is_at(page, "^epoch 100, loss")
    page.locator(".summary").click()
    rate = page.locator("#settings").get_by_label("Rate")
    rate.fill("0.05")
    rate.press("Enter")
    shows(page, ".summary", r"rate 0\.05")
    page.locator("#play").press(".")
    is_at(page, "^epoch 101")
    page.keyboard.press("Control+z")
    shows(page, ".summary", r"rate 0\.001")
    is_at(page, "^epoch 100, loss")
    page.keyboard.press("Control+Shift+z")
    is_at(page, "^epoch 101")
    shows(page, ".summary", r"rate 0\.05")


def test_an_impossible_setting_is_refused_at_its_control(lab: Callable[..., Page]) -> None:
    page = lab()
    page.locator(".summary").click()
    rate = page.locator("#settings").get_by_label("Rate")
    rate.fill("-3")
    rate.press("Enter")
    shows(page, "#settings .fault", "Rate must be a number above 0, got -3")
    shows(page, ".summary", r"rate 0\.001")


def test_branches_start_alike_and_the_first_difference_is_named(lab: Callable[..., Page]) -> None:
    page = lab()
    to_the_stop(page)
    press(page, "same start, other seed")
    shows(page, ".timeline", "B and A start from different weights")
    press(page, "Delete branch B")
    is_at(page, "epoch")
    press(page, "same weights, other settings")
    page.locator(".summary").click()
    rate = page.locator("#settings").get_by_label("Rate")
    rate.fill("0.01")
    rate.press("Enter")
    page.locator("body").press("]")
    page.locator("body").press("]")
    press(page, "Train to the next stop")
    shows(page, ".timeline .note", "B and A first differ at epoch 1|C and A first differ at epoch 1")


def test_playing_from_a_past_moment_makes_a_branch(lab: Callable[..., Page]) -> None:
    page = lab()
    to_the_stop(page)
    drag(page, 0.5)
    page.locator("#play").click()
    page.wait_for_timeout(200)
    page.locator("#play").click()
    assert page.locator(".chip").count() == 2


# ---- Addresses and lessons ---------------------------------------------------------------------------


def test_an_address_opens_its_moment_and_is_written_again(lab: Callable[..., Page]) -> None:
    address = "#lab=1&table=xor&hidden=3.tanh&seed=4&rate=0.01&at=321"
    page = lab(address)
    is_at(page, "^epoch 321")
    shows(page, ".summary", r"rate 0\.01")
    press(page, "Share")
    page.wait_for_timeout(200)
    assert page.evaluate("() => location.hash") == address


def test_what_an_address_gets_wrong_is_said(lab: Callable[..., Page]) -> None:
    page = lab("#table=xor&rate=fast&colour=red&hidden=5.sin")
    shows(page, ".notices", "rate must be a number above 0, got fast")
    shows(page, ".notices", "no setting called colour")
    shows(page, ".notices", "hidden must be one of identity")
    is_at(page, "^epoch 0$")


def numbers_named(say: str) -> list[str]:
    return re.findall(r"loss (?:is|was|of) (\d\.\d+)", say)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(path.stem for path in LESSONS.glob("*.json")))
def test_a_lesson_is_played_to_its_end_and_its_numbers_are_those_of_the_page(
    lab: Callable[..., Page], name: str
) -> None:
    lesson = json.loads((LESSONS / f"{name}.json").read_text(encoding="utf-8"))
    page = lab()
    page.locator("select", has_text="Lessons").select_option(lesson["title"])
    shows(page, ".lesson", re.escape(lesson["title"]))
    compared, said = 0, ""
    for at, step in enumerate(lesson["steps"]):
        shows(page, ".lesson", f"{at + 1} of {len(lesson['steps'])}")
        for number in numbers_named(step["say"])[:1]:
            loss = float(re.findall(r"loss (\d\.\d+)", said)[0])
            assert abs(loss - float(number)) <= 0.5 * 10 ** -len(number.split(".")[1]) + 1e-4, (said, step)
            compared += 1
        for right in re.findall(r"(\d) of 4 (?:are|samples are)? ?right", step["say"])[:1]:
            assert f"{right} of 4 samples right" in said
        if "ask" in step:
            assert page.locator("#play").is_disabled() or "play" not in lesson["only"]
            page.locator(".question input").nth(step["ask"]["right"]).check()
            shows(page, ".because", "^Right")
        if "epoch" in step.get("until", {}):
            page.locator("input[type=range]").first.fill("6")
            page.locator("#play").click()
            is_at(page, f"^epoch {step['until']['epoch']:,}")
        said = page.locator(CURVE).get_attribute("aria-valuetext") or ""
        if at + 1 < len(lesson["steps"]):
            page.locator(".lesson").get_by_role("button", name="Next").click()
    press(page, "End the lesson")
    assert page.locator(".lesson").count() == 0
    assert compared >= 2 or lesson["setup"].get("model") == "perceptron"


# ---- What people see ---------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("width", [360, 820, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    lab: Callable[..., Page], width: int, scheme: str
) -> None:
    page = lab("#table=xor&at=200", width, scheme=scheme, bypass_csp=True)
    is_at(page, "^epoch 200")
    complaints: list[str] = []

    def look(state: str) -> None:
        page.wait_for_timeout(100)
        complaints.extend(f"{state}: {each}" for each in axe(page))
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        complaints.extend([f"{state}: scrolls sideways, {wide} px"] if wide > width else [])
        screenshot(page, f"lab-{state}-{width}-{scheme}")

    look("trained")
    if width < 700:
        page.locator(".more").click()
    page.locator(".summary").click()
    press(page, "same start, other seed")
    look("settings")
    press(page, "Help")
    look("help")
    page.keyboard.press("Escape")
    page.locator("select", has_text="Lessons").select_option("XOR and its hidden layer")
    page.locator(".question").wait_for()
    look("lesson")
    assert complaints == []


def test_at_twice_the_size_every_verb_is_there(lab: Callable[..., Page]) -> None:
    page = lab("", 700, device_scale_factor=2)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 700
    for name in ("Play", "One epoch", "One batch", "Undo", "Help", "Take away", "Share"):
        assert page.get_by_role("button", name=name, exact=True).first.is_visible(), name


def test_single_characters_can_be_switched_off(lab: Callable[..., Page]) -> None:
    page = lab()
    press(page, "Help")
    page.get_by_label("Single characters act as keys").uncheck()
    page.keyboard.press("Escape")
    page.locator("#play").press(".")
    page.wait_for_timeout(200)
    is_at(page, "^epoch 0$")


def test_the_moment_is_said_politely_when_paused(lab: Callable[..., Page]) -> None:
    page = lab()
    to_the_stop(page)
    shows(page, "[aria-live=polite]", END)


def test_without_webassembly_the_page_says_so(open_page: OpenPage, lab_file: Path, browser: object) -> None:
    context = browser.new_context()  # type: ignore[attr-defined]
    context.add_init_script("delete globalThis.WebAssembly")
    page = context.new_page()
    page.goto(lab_file.absolute().as_uri())
    shows(page, ".broken", "WebAssembly")
    context.close()
