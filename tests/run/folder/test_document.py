import datetime
import json
import re
from pathlib import Path

import numpy as np
import pytest

from rosenblatt.errors import RosenblattError
from rosenblatt.run import Run
from rosenblatt.run.folder.arrays import Predictions
from rosenblatt.run.folder.document import from_document, plain, to_document, to_json


def read_back(run: Run, document: object) -> Run:
    seen = run.evaluation
    arrays = Predictions(seen.rows, seen.truth, seen.predicted, seen.probabilities)
    return from_document(document, run.model, run.history, arrays, run.samples)


@pytest.mark.parametrize("name", ["xor", "iris", "diabetes"])
def test_a_run_comes_back_from_its_document(name: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(name)
    document = json.loads(to_json(to_document(run)))
    again = read_back(run, document)
    for field in (
        "settings",
        "table_summary",
        "task",
        "n_training",
        "n_test",
        "findings",
        "stopped_by",
        "versions",
    ):
        assert getattr(again, field) == getattr(run, field)
    np.testing.assert_array_equal(again.evaluation.repeats, run.evaluation.repeats)
    assert to_document(again) == to_document(run)


def test_what_json_does_not_know_becomes_text_or_nothing() -> None:
    value = {
        1: np.float64("nan"),
        "b": (np.int8(3), np.bool_(True)),
        "c": datetime.date(2024, 5, 1),
        "d": {7}.__class__,
    }
    assert plain(value) == {"1": None, "b": [3, True], "c": "2024-05-01", "d": "<class 'set'>"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "has format 2, Rosenblatt .* reads formats up to 1"),
        ({"format": "1"}, "run.json.format must be an integer, got '1'"),
        ({"seconds": "long"}, "run.json.seconds must be a number, got 'long'"),
        ({"table": 3}, "run.json.table must be a mapping, got 3"),
        (
            {"findings": [{"kind": "x", "text": 5, "remedy": ""}]},
            r"run.json.findings\[0\].text must be text, got 5",
        ),
        ({"settings": {"table": "t", "surprise": 1}}, "setting must be one of"),
        ({"settings": {"table": "t", "model": "mpl"}}, "did you mean 'mlp'"),
    ],
)
def test_an_impossible_document_is_an_error_that_names_the_field(
    change: dict, message: str, xor: Run
) -> None:
    with pytest.raises(RosenblattError, match=message):
        read_back(xor, {**to_document(xor), **change})


def test_a_missing_field_is_named(xor: Run) -> None:
    document = to_document(xor)
    del document["stopped_by"]
    with pytest.raises(RosenblattError, match=r"run.json.stopped_by is not there"):
        read_back(xor, document)
    with pytest.raises(RosenblattError, match=r"run.json must be a mapping"):
        read_back(xor, [])


def test_every_field_is_described_for_those_who_read_it(xor: Run) -> None:
    text = (Path(__file__).parents[3] / "docs" / "file-format.md").read_text(encoding="utf-8")
    document = to_document(xor)
    names = {*document, *document["table"], *document["evaluation"], *document["table"]["columns"][0]}  # type: ignore[misc,index]
    assert names <= set(re.findall(r"`(\w+)`", text))
