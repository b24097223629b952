"""README's lines run and give what their comments say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.docs.blocks import ROOT, blocks, write_houses

from rosenblatt.cli.app import run

README = ROOT / "README.md"
LINES = [line for block in blocks(README, "sh") for line in block.code.splitlines() if line.strip()]
COMMANDS = [line for line in LINES if line.startswith("rosenblatt ")]


def test_the_lines_print_what_their_comments_say(capsys: pytest.CaptureFixture[str]) -> None:
    ten_lines, questions = blocks(README, "python")
    names: dict[str, object] = {}
    exec(ten_lines.code, names)
    printed = capsys.readouterr().out
    for number in ("0.09175764", "0.91716798", "0.95430494", "0.04269456"):
        assert number in printed
    for said in re.findall(r"#[^#\n]*?(\d+ converged|\(\d+, \d+\))", ten_lines.code):
        assert said in printed
    exec(questions.code, names)
    printed = capsys.readouterr().out
    for said in ("( 0 * 1 ) + ( 1 * 1 ) - 0.5 = 0.5 (True)", "Not separable", "of 1,000"):
        assert said in printed, printed


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_its_make_targets_are_there(line: str) -> None:
    target = shlex.split(line, comments=True)[1]
    assert re.search(rf"^{target}:.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_nothing_but_make_and_rosenblatt_is_asked_of_a_shell() -> None:
    assert all(line.startswith(("make ", "rosenblatt ")) for line in LINES)
    assert LINES[0].startswith("make run")
    assert LINES[1].startswith("make test")


def test_it_is_short_and_sends_nobody_to_the_package_index() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert "`pip install .`" in text
    named = re.compile(r"pip install[^`\n.]*\brosenblatt\b|['\"]rosenblatt\[")
    pages = [
        README,
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "src").rglob("*.ts*"),
    ]
    assert [str(page) for page in pages if named.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.long
def test_its_commands_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_houses(tmp_path)
    assert COMMANDS
    for line in COMMANDS:
        assert run(shlex.split(line, comments=True)[1:]) == 0, capsys.readouterr().err
