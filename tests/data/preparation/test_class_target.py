import datetime as dt

import numpy as np
import polars as pl
import pytest

from rosenblatt.data.preparation.class_target import ClassTarget
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
        TableError, match="the target 'y' holds 'c', which training never saw; its classes are 'a', 'b'"
    ):
        target.encode(column)


def test_labels_of_another_type_were_never_seen():
    with pytest.raises(TableError, match="the target 'y' holds 1, which training never saw"):
        ClassTarget("y", ("a", "b")).encode(pl.Series("y", [1]))


def test_one_class_only_is_an_error():
    with pytest.raises(TableError, match="the target 'y' holds one class only, 'a', in 3 training rows"):
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
    with pytest.raises(TableError, match=r"type date, .*name another target"):
        ClassTarget.fit(pl.Series("y", [dt.date(2020, 1, 1)]), None)


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ("ab", r"here\.classes must be a list"),
        (["a"], r"here\.classes must be two labels or more"),
        ([], r"here\.classes must be labels of one type"),
        (["b", "a"], r"here\.classes must be two labels or more, each once and sorted"),
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
