"""``rosenblatt figures``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Rosenblatt


def test_the_figures_are_drawn_and_it_says_where(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    drawn = rosenblatt("figures", "pictures")
    assert (drawn.code, drawn.err) == (0, "")
    lines = drawn.out.splitlines()
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert sorted(line.strip() for line in lines[:18]) == names[:18]
    assert names[18:] == ["index.html"]
    assert lines[-2:] == ["18 figures are in pictures", "The page that shows them: pictures/index.html"]
    assert max(map(len, lines)) <= 80


def test_a_file_in_its_place_is_one_line_and_code_2(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    refused = rosenblatt("figures", "taken")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "error: taken is a file, so no figures can be written to it: name a folder\n"


def test_without_a_folder_it_says_what_is_missing(rosenblatt: Rosenblatt) -> None:
    refused = rosenblatt("figures")
    assert refused.code == 2
    assert "DIR" in refused.err
    assert "rosenblatt figures --help" in refused.err
