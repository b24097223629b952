"""The lessons run as plain scripts, and meet the tutorial's numbers."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.blocks import ROOT

LESSONS = ROOT / "docs" / "lessons"


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    def run(name: str) -> str:
        runpy.run_path(str(LESSONS / name), run_name="__main__")
        return capsys.readouterr().out

    return run


def test_there_are_three_lessons() -> None:
    assert sorted(file.name for file in LESSONS.glob("*.py")) == [
        "lesson_1_perceptron.py",
        "lesson_2_xor.py",
        "lesson_3_own_table.py",
    ]


@pytest.mark.long
def test_lesson_one_trains_on_iris_and_shows_how_far_to_trust_it(printed: Callable[[str], str]) -> None:
    out = printed("lesson_1_perceptron.py")
    assert "105 flowers for training, 45 for testing" in out
    assert "Accuracy 0.89: 40 of 45 right" in out
    assert "minimum 0.467, median 0.889, maximum 1.000" in out
    assert "nine splits in ten lie between 0.733 and 0.978" in out


@pytest.mark.long
def test_lesson_two_meets_the_tutorials_table(printed: Callable[[str], str]) -> None:
    out = printed("lesson_2_xor.py")
    assert "2055" in out
    for probability in ("0.09175764", "0.91716798", "0.95430494", "0.04269456"):
        assert probability in out


@pytest.mark.long
def test_lesson_three_reads_trains_and_predicts_a_table_of_ones_own(
    printed: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = printed("lesson_3_own_table.py")
    score, baseline, linear = (float(number) for number in re.findall(r"-?[0-9]\.[0-9]{3}", out)[:3])
    assert score > 0.85
    assert score > linear > baseline + 0.5
    assert (tmp_path / "runs" / "flats" / "model.safetensors").is_file()


@pytest.mark.parametrize("lesson", sorted(LESSONS.glob("*.py")), ids=lambda lesson: lesson.stem)
def test_each_lesson_ends_with_three_things_to_try(lesson: Path) -> None:
    end = lesson.read_text(encoding="utf-8").split("# Three things to try\n")[1]
    assert [f"\n# {number}. " in end for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_lesson_one_explains_the_proof_before_it_prints_it() -> None:
    text = (LESSONS / "lesson_1_perceptron.py").read_text(encoding="utf-8")
    assert text.index("**contradiction**") < text.index("print(separability(")


@pytest.mark.parametrize("lesson", sorted(LESSONS.glob("*.py")), ids=lambda lesson: lesson.stem)
def test_a_reader_meets_code_within_the_first_lines(lesson: Path) -> None:
    lines = lesson.read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("from rosenblatt"))
    assert first <= 24
