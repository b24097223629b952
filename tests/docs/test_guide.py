"""The guide is true: its examples give what they show, its commands print it, and all pages are listed."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
from tests.docs.blocks import FENCE, GUIDE, ROOT, blocks, console_examples, failures, matches, write_houses
from tests.export.c.compiled import CPP, compile_c

from rosenblatt.cli.app import run

PAGES = sorted(page for page in GUIDE.glob("*.md") if page.name != "index.md")
WITH_PYTHON = [page for page in (*PAGES, ROOT / "docs" / "index.md") if blocks(page, "python")]
CONSOLES = [page for page in PAGES if blocks(page, "console")]
LANGUAGES = {"python", "console", "cpp", "sh", "text", "json", "{picture}", "{include}", "{toctree}"}


def named(page: Path) -> str:
    return page.stem


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    write_houses(tmp_path)


@pytest.mark.parametrize("page", WITH_PYTHON, ids=named)
def test_examples_give_what_they_show(page: Path) -> None:
    assert failures(page) == ""


ARDUINO = """
#define A0 14
struct Port { void begin(long); void print(const char *); void println(double); };
extern Port Serial;
int analogRead(int);
int digitalRead(int);
void analogWrite(int, int);
void delay(unsigned long);
"""


def test_sketches_compile_with_the_headers_of_their_page(tmp_path: Path) -> None:
    page = GUIDE / "export.md"
    assert failures(page) == ""  # writes the headers
    sketches = blocks(page, "cpp")
    assert len(sketches) == 2
    for sketch in sketches:
        compile_c(tmp_path, ARDUINO + sketch.code, "-c", "-Wno-conversion", language=CPP)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_code_escapes_its_test(page: Path) -> None:
    assert all(">>>" in block.code for block in blocks(page, "python"))
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    assert {language.split()[0] for _, language, _ in found if language.split()} <= LANGUAGES


@pytest.mark.parametrize("page", CONSOLES, ids=named)
def test_commands_print_what_is_shown(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rosenblatt.pages.report.render_report", lambda run: "<html>")  # seconds of pictures
    small = '<svg width="9pt" height="9pt" viewBox="0 0 9 9"/>'
    monkeypatch.setattr("rosenblatt.plots.Display.to_svg", lambda *_, **__: small)
    for command, shown, line in console_examples(page):
        program, *arguments = shlex.split(command)
        assert program == "rosenblatt"
        code = run(arguments)
        printed = "".join(capsys.readouterr())
        assert matches(printed, shown), f"{page.name}:{line}: {command}\n{printed}"
        assert code == (2 if shown.startswith("error:") else 0)


def test_the_commands_at_a_glance_work_one_after_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rosenblatt.pages.report.render_report", lambda run: "<html>")
    monkeypatch.setattr("rosenblatt.pages.gallery.write_gallery", lambda folder, png: [folder])
    write_houses(tmp_path)
    page = (GUIDE / "command-line.md").read_text(encoding="utf-8")
    commands = re.findall(r"`(rosenblatt [^`]+)`", page.split("##")[0])
    assert len(commands) >= 9
    for command in commands:
        assert run(shlex.split(command)[1:]) == 0, f"{command}: {capsys.readouterr().err}"


def test_every_page_of_the_guide_is_listed_once() -> None:
    listed = [
        line
        for block in blocks(GUIDE / "index.md", "{toctree}")
        for line in block.code.splitlines()
        if line and not line.startswith(":")
    ]
    assert sorted(listed) == [page.stem for page in PAGES]


def test_the_speed_page_has_no_figure_of_its_own() -> None:
    page = (GUIDE / "speed.md").read_text(encoding="utf-8")
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    markers = re.findall(r'^:(?:start-after|end-before): "(.*)"$', page, re.M)
    assert len(markers) == 5
    assert all(results.count(marker) == 1 for marker in markers)
    prose = FENCE.sub("", page)
    assert set(re.findall(r"\d[\d.,e-]*\d|\d", prose)) <= set(re.findall(r"\d[\d.,e-]*\d|\d", results))


@pytest.mark.parametrize(
    "room", ["", ".callbacks", ".gates", ".insight", ".plots", ".recording", ".trace", ".training"]
)
def test_every_public_name_is_in_the_api(room: str) -> None:
    listed = (ROOT / "docs" / "api" / "index.md").read_text(encoding="utf-8")
    public = importlib.import_module(f"rosenblatt{room}").__all__
    assert [name for name in public if not re.search(rf"[\s.`]{name}[\s`]", listed)] == []
