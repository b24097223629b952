import json

import numpy as np
import polars as pl
import pytest

from rosenblatt.data import Preparation
from rosenblatt.errors import ModelFileError, TableError

FRAME = pl.DataFrame(
    {
        "x": [1.0, 2.0, 3.0, 4.0],
        "high": [0, 1, 0, 1],
        "voiced": [1, 1, 1, 1],
        "mood": ["good", "bad", "good", "good"],
        "heat": [10.0, 20.0, 10.0, 20.0],
        "rain": [0.0, 0.0, 4.0, 4.0],
    }
)


def fit(*targets, task="classification", frame=FRAME, **options):
    return Preparation.fit(frame, target=targets, features=["x"], task=task, **options)


def test_each_of_several_classes_is_encoded_and_decoded_by_itself():
    preparation = fit("mood", "high")
    assert preparation.target_names == ("mood", "high")
    assert (preparation.target_name, preparation.classes) == ("mood", ("bad", "good"))
    assert preparation.ignored == ("voiced", "heat", "rain")
    encoded = preparation.targets(FRAME)
    assert encoded.tolist() == [[1, 0], [0, 1], [1, 0], [1, 1]]
    assert encoded.dtype == np.int64
    assert preparation.decode(encoded[:2]).tolist() == [["good", 0], ["bad", 1]]
    assert preparation.labels(FRAME, np.array([3, 1])).tolist() == [["good", 1], ["bad", 1]]
    assert preparation.inputs(FRAME).shape == (4, 1)


def test_each_of_several_numbers_is_standardised_by_itself():
    preparation = fit("heat", "rain", task="regression", rows=np.array([0, 1, 2, 3]))
    assert preparation.task == "regression"
    assert preparation.targets(FRAME).tolist() == [[-1, -1], [1, -1], [-1, 1], [1, 1]]
    assert preparation.decode([[0, 0], [1, 3]]).tolist() == [[15, 2], [20, 8]]
    raw = fit("heat", "rain", task="regression", standardise_target=False)
    assert raw.targets(FRAME).tolist() == FRAME.select("heat", "rain").to_numpy().tolist()


def test_of_several_labels_one_may_be_there_always_or_never():
    preparation = fit("high", "voiced", rows=np.array([0, 2]))
    assert preparation.targets(FRAME).tolist() == [[0, 1], [1, 1], [0, 1], [1, 1]]
    truths = fit("high", "voiced", frame=FRAME.with_columns(pl.col("voiced") == 1))
    assert truths.decode([[1, 0]]).tolist() == [[1, False]]
    with pytest.raises(TableError, match="the target 'voiced' holds one class only"):
        fit("voiced")


def test_one_target_in_a_list_is_one_target():
    assert fit("mood") == Preparation.fit(FRAME, target="mood", features=["x"], task="classification")
    assert fit("mood").targets(FRAME).shape == (4,)


@pytest.mark.parametrize(
    "preparation", [fit("mood", "high", "voiced"), fit("heat", "rain", task="regression")]
)
def test_several_targets_are_written_and_read_again(preparation):
    written = json.loads(json.dumps(preparation.to_dict(), allow_nan=False))
    assert written["target"]["kind"] == "several"
    assert Preparation.from_dict(written) == preparation


def test_targets_are_missing_by_name():
    gaps = FRAME.with_columns(pl.Series("high", [0, None, 0, 1]))
    with pytest.raises(TableError, match=r"the target is missing in 'high' \(1 of 4 rows\)"):
        fit("mood", "high", frame=gaps, missing="mean")
    with pytest.raises(TableError, match="no column 'hi'"):
        fit("mood", "hi")
    with pytest.raises(TableError, match="named twice: 'x'"):
        fit("mood", "x")


@pytest.mark.parametrize("predictions", [[0, 1], [[0], [1]], [[0, 1, 1]]])
def test_predictions_need_a_column_for_each_target(predictions):
    with pytest.raises(
        TableError, match=r"must have a column for each of 'mood', 'high', got an array of shape"
    ):
        fit("mood", "high").decode(predictions)


CLASSES = {"kind": "classes", "name": "mood", "classes": ["bad", "good"]}
NUMBER = {"kind": "number", "name": "heat", "mean": 0.0, "scale": 1.0}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            {"kind": "several", "targets": [CLASSES]},
            "target.targets must be two or more, all of classes or all",
        ),
        (
            {"kind": "several", "targets": [CLASSES, NUMBER]},
            "target.targets must be two or more, all of classes",
        ),
        ({"kind": "several", "targets": [CLASSES, CLASSES]}, "its target must have different names"),
        ({"kind": "several", "targets": [CLASSES, 3]}, r"target.targets\[1\] must be a mapping, got 3"),
        ({"kind": "several", "targets": CLASSES}, "target.targets must be a list"),
        ({"kind": "several"}, "target.targets is not there"),
        ({"kind": "several", "targets": [], "more": 1}, "unknown field 'more'"),
        ({"kind": "many"}, "target.kind must be one of 'classes', 'number', 'several', got 'many'"),
        (
            {"kind": "several", "targets": [{"kind": "several", "targets": [CLASSES, CLASSES]}, CLASSES]},
            r"targets\[0\].kind must be one of 'classes', 'number', got 'several'",
        ),
    ],
)
def test_what_a_stranger_wrote_is_checked(target, message):
    written = fit("mood").to_dict() | {"target": target}
    with pytest.raises(ModelFileError, match=message):
        Preparation.from_dict(written)
