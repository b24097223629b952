"""Settings become the arguments that describe them, and reading these gives the settings again."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest

from rosenblatt.cli.commands import train as command
from rosenblatt.data.reading import Reading
from rosenblatt.errors import PlanError
from rosenblatt.run import RunSettings
from rosenblatt.trial.command import arguments_of

GIVEN: list[Mapping[str, Any]] = [
    {"table": "iris"},
    {"table": "a b.csv", "target": ("x", "y"), "ignore": ("z",), "keep": ("w w",), "task": "regression"},
    {"table": "xor", "model": "mlp", "hidden": (), "seed": 10, "test_size": 0.0, "learning_rate": 1e-7},
    {"table": "xor", "hidden": (5, 3), "activation": ("tanh", "relu"), "batch_size": 4, "max_iter": 7},
    {"table": "s.csv", "stream": True, "cell": "jordan", "record": "epochs", "missing": "drop"},
    {"table": "t.csv", "features": ("a", "b c"), "sequence": "n", "repeats": 0, "split": "random"},
    {"table": "w.csv", "features": ("a,b", 'c "d"', "e")},
    {"table": "u.csv", "options": {"tol": 1e-3, "early_stopping": True, "init": "he", "loss": "1"}},
    {
        "table": "v.csv",
        "reading": Reading(skip_lines=2, header=False, na=("-", "n a"), decimal=",", thousands="."),
    },
]


@pytest.mark.parametrize("given", GIVEN)
def test_the_command_reads_the_settings_again(given: Mapping[str, Any]) -> None:
    from rosenblatt.cli.app import run

    settings = RunSettings.from_dict(given)
    read = []

    def load(self: RunSettings) -> None:
        read.append(self)
        raise KeyboardInterrupt

    with patch.object(RunSettings, "load", load):
        run(arguments_of(settings))
    assert command is not None
    assert read == [settings]


def test_what_only_python_can_say_has_no_argument() -> None:
    with pytest.raises(PlanError, match="name the columns to keep"):
        arguments_of(RunSettings("a.csv", keep=True))
