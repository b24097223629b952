import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from rosenblatt.data import Preparation
from rosenblatt.data.preparation.targets import ClassTarget, NumberTarget
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read


@pytest.mark.parametrize(
    ("values", "classes", "numbers"),
    [
        (["b", "a", "b"], ("a", "b"), [1, 0, 1]),
        ([True, False, True], (False, True), [1, 0, 1]),
        ([5, -3, 5], (-3, 5), [1, 0, 1]),
        ([1.5, 0.0, 1.5], (0.0, 1.5), [1, 0, 1]),
    ],
)
def test_classes_are_sorted_numbered_and_named_again(values, classes, numbers):
    column = pl.Series("y", values)
    target = ClassTarget.fit(column, None)
    assert target.classes == classes
    assert [type(label) for label in target.classes] == [type(values[0])] * 2
    assert target.encode(column).tolist() == numbers
    assert target.decode(numbers).tolist() == values
    assert target.encode(column, np.array([1])).tolist() == [0]
    assert read(ClassTarget, plain(target), "here") == target


def test_class_numbers_may_come_as_floats_and_in_any_shape():
    target = ClassTarget("y", ("a", "b"))
    assert target.decode(np.array([[0.0], [1.0]])).tolist() == [["a"], ["b"]]
    assert target.decode([]).tolist() == []


@pytest.mark.parametrize("number", [2, -1, 0.5, float("nan")])
def test_a_number_of_no_class_is_an_error(number):
    with pytest.raises(TableError, match=f"class numbers must be 0 to 1, got {number}"):
        ClassTarget("y", ("a", "b")).decode([0, number])


def test_only_the_training_rows_name_classes():
    column = pl.Series("y", ["a", "b", "c"])
    target = ClassTarget.fit(column, np.array([0, 1]))
    assert target.classes == ("a", "b")
    with pytest.raises(
        TableError,
        match=r"target 'y' holds 'c', which did not occur in training: .*classes are 'a', 'b'",
    ):
        target.encode(column)


def test_labels_of_another_type_were_never_seen():
    with pytest.raises(TableError, match="the target 'y' holds 1, which did not occur in training"):
        ClassTarget("y", ("a", "b")).encode(pl.Series("y", [1]))


def test_one_class_only_is_an_error():
    with pytest.raises(TableError, match="the target 'y' holds only one class, 'a', in 3 training rows"):
        ClassTarget.fit(pl.Series("y", ["a"] * 3), None)


def test_values_that_do_not_come_back_are_no_classes():
    with pytest.raises(
        TableError, match=r"30 different values in 30 training rows, too many .*task regression"
    ):
        ClassTarget.fit(pl.Series("y", np.arange(30) / 7), None)
    with pytest.raises(TableError, match="too many for classes: name another target"):
        ClassTarget.fit(pl.Series("y", [f"name {number}" for number in range(30)]), None)


def test_infinity_and_dates_are_no_labels():
    with pytest.raises(TableError, match="1 infinite value"):
        ClassTarget.fit(pl.Series("y", [1.0, float("inf")]), None)
    with pytest.raises(TableError, match=r"target 'y' holds dates or times, .*: name another target"):
        ClassTarget.fit(pl.Series("y", [dt.date(2020, 1, 1)]), None)


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ("ab", r"here\.classes must be a list"),
        ([], r"here\.classes must be labels of one type"),
        (["b", "a"], r"here\.classes must be labels, each once and sorted"),
        (["a", "a"], r"each once"),
        (["a", 1], r"of one type"),
        ([0, True], r"of one type"),
        ([0, 1.0], r"of one type"),
        ([0.5, float("inf")], r"here\.classes\[1\] must be a finite number"),
        ([0, 2**70], r"here\.classes\[1\] must be an integer of 64 bits"),
        ([None, "a"], r"here\.classes\[0\] must be text"),
        ([["a"], "b"], r"here\.classes\[0\] must be text"),
    ],
)
def test_classes_from_a_file_are_checked(classes, message):
    with pytest.raises(ModelFileError, match=message):
        read(ClassTarget, {"name": "y", "kind": "classes", "classes": classes}, "here")


def test_a_target_is_standardised_and_given_back_in_its_own_units():
    column = pl.Series("y", [10, 30, 20])
    target = NumberTarget.fit(column, np.array([0, 1]), True)
    assert target == NumberTarget("y", 20.0, 10.0)
    assert target.encode(column).tolist() == [-1.0, 1.0, 0.0]
    assert target.encode(column, np.array([1])).tolist() == [1.0]
    assert target.decode([-1.0, 0.5]).tolist() == [10.0, 25.0]


def test_a_target_may_stay_as_it_is():
    assert NumberTarget.fit(pl.Series("y", [10, 30]), None, False) == NumberTarget("y", 0.0, 1.0)


def test_text_and_dates_are_no_numbers():
    with pytest.raises(
        TableError, match="the target 'y' holds text, such as 'a', and regression needs numbers"
    ):
        NumberTarget.fit(pl.Series("y", ["a", "b"]), None, True)
    with pytest.raises(TableError, match=r"target 'y' holds dates or times, .*: name another target"):
        NumberTarget.fit(pl.Series("y", [dt.date(2020, 1, 1)]), None, True)


def test_a_missing_value_is_an_error():
    with pytest.raises(TableError, match="the target 'y' has 1 missing value"):
        NumberTarget("y", 0.0, 1.0).encode(pl.Series("y", [1.0, None]))


def test_numbers_from_a_file_are_checked():
    written = plain(NumberTarget("y", 1.0, 2.0))
    assert read(NumberTarget, written, "here") == NumberTarget("y", 1.0, 2.0)
    with pytest.raises(ModelFileError, match=r"here\.scale must be above 0, got 0"):
        read(NumberTarget, written | {"scale": 0}, "here")


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
    with pytest.raises(TableError, match="the target 'voiced' holds only one class"):
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
