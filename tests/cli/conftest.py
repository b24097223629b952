"""The command, carried out in process in a folder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rosenblatt.cli.app import run


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Rosenblatt = Callable[..., Outcome]


@pytest.fixture
def rosenblatt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Rosenblatt:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Outcome:
        code = run([str(each) for each in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return command


@pytest.fixture(autouse=True)
def _plain_report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures out: a second a run. A test that looks at the report asks for ``real_report``."""
    if "real_report" not in request.fixturenames:
        monkeypatch.setattr(
            "rosenblatt.pages.report.render_report", lambda run: f"<html>{run.table_summary.name}"
        )


@pytest.fixture
def real_report() -> None:
    """Write reports with all their pictures."""


@pytest.fixture
def weather(tmp_path: Path) -> Path:
    """A messy table: text columns, missing values, quotes, accents, a text target."""
    days = [
        "Berlin,21.5,0,yes,1200,good",
        "Hamburg,,12.5,no,800,bad",
        '"München, Süd",25.1,0.4,yes,1500,good',
        "Berlin,19.0,3.2,no,,bad",
        "Köln,23.3,0,yes,1100,good",
        "Hamburg,15.2,20.1,no,600,bad",
        "Berlin,22.0,0,,1300,good",
        "Köln,18.4,8.8,no,700,bad",
    ]
    path = tmp_path / "weather.csv"
    path.write_text(
        "\n".join(["city,temperature,rain,windy,visitors,mood", *(days * 5)]) + "\n", encoding="utf-8"
    )
    return path
