"""Lessons are checked as the page checks them, over the same files."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rosenblatt.errors import RosenblattError
from rosenblatt.lab import lessons

CASES = json.loads((Path(__file__).parent / "lessons" / "cases.json").read_text(encoding="utf-8"))
PAGE = Path(lessons.__file__).parent / "page" / "src"


@pytest.mark.parametrize("lesson", CASES["good"], ids=lambda lesson: lesson["title"])
def test_a_good_lesson_is_accepted(lesson: Any) -> None:
    assert lessons.check(json.dumps(lesson)) == lesson


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: case["key"])
def test_a_bad_lesson_is_refused_by_the_key_that_is_wrong(case: Any) -> None:
    with pytest.raises(RosenblattError, match=re.escape(case["key"])):
        lessons.check(json.dumps(case["lesson"]))


def test_the_settings_and_controls_are_those_of_the_page() -> None:
    address = (PAGE / "address.ts").read_text(encoding="utf-8")
    keys = address[
        address.index("export const KEYS") : address.index("\n};", address.index("export const KEYS"))
    ]
    assert re.findall(r"^  (\w+):", keys, re.MULTILINE) == list(lessons.SETTINGS)
    controls = (PAGE / "lesson.ts").read_text(encoding="utf-8").partition("export const CONTROLS = [")[2]
    assert re.findall(r'"(\w+)"', controls.partition("...")[0]) == list(lessons.VERBS)


def test_the_shipped_lessons_are_good() -> None:
    found = lessons.shipped()
    assert len(found) >= 3
    for text in found.values():
        assert lessons.check(text)["lesson"] == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "is a JSON file"),
        (b"\xff", "is not UTF-8 text"),
        (b" " * 65_537, "at most 65,536 bytes"),
        (b"[" * 60_000, "is a JSON file"),
        (b'{"lesson": 1, "lesson": 1}', "twice"),
        (b"[]", "the lesson must be an object"),
    ],
)
def test_a_file_that_is_no_lesson_is_refused_by_its_name(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(data)
    with pytest.raises(RosenblattError, match=words) as caught:
        lessons.read_lesson(path)
    assert "mine.json" in str(caught.value)
    with pytest.raises(RosenblattError, match="cannot be read"):
        lessons.read_lesson(tmp_path)
