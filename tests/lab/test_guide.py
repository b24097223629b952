"""The guide's page says what the page and the limits are."""

import json
import re
from pathlib import Path

from rosenblatt.lab import lessons, limits

ROOT = Path(lessons.__file__).parents[3]
GUIDE = (ROOT / "docs" / "guide" / "lab.md").read_text(encoding="utf-8")
KEYS = (Path(lessons.__file__).parent / "page" / "src" / "keys.ts").read_text(encoding="utf-8")


def test_the_guide_names_every_key_of_the_help() -> None:
    table = KEYS[KEYS.index("KEY_TABLE") :].partition("];")[0]
    rows = re.findall(r'^  \["([^"]+)",', table, re.MULTILINE)
    assert len(rows) >= 16
    actions = GUIDE.partition("## The numbers")[0].replace("`", "")
    for row in rows:
        for key in re.split(r", | and ", row):
            assert key in actions, key


def test_the_guide_names_the_limits_and_the_settings() -> None:
    section = GUIDE.partition("## Limits")[2].partition("## Safety")[0]
    for number in (
        limits.MOST_ROWS,
        limits.MOST_COLUMNS,
        limits.MOST_INPUTS,
        limits.MOST_CELLS,
        limits.MOST_LAYERS,
        limits.MOST_NEURONS,
        limits.MOST_SESSIONS,
        limits.MOST_QUESTIONS,
        int(limits.QUESTION_SECONDS),
        limits.MOST_TEXT // 1024,
        limits.MOST_BYTES // 10**6,
    ):
        assert f"{number:,}" in section
    sentence = GUIDE.partition("Keys of a set-up")[2].partition("Text is")[0]
    assert [name for name in lessons.SETTINGS if not re.search(rf"\b{name}\b", sentence)] == []


def test_the_lesson_of_the_guide_is_one() -> None:
    [text] = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    assert lessons.check(text) == json.loads(text)
