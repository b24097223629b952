import numpy as np
import pandas as pd
import polars as pl
import pytest

from rosenblatt.data import load_table
from rosenblatt.errors import TableError

TEXT = "id,age,colour,member\n1,20,red,true\n2,30,blue,false\n"


def test_without_a_target_the_last_column_is_it(write):
    table = load_table(write(TEXT))
    assert table.target == "member"
    assert table.features == ("id", "age", "colour")
    assert table.frame.columns == ["id", "age", "colour", "member"]
    assert table.ignored == ()


def test_features_and_target_are_read_in_the_order_named_and_the_rest_is_not(write):
    table = load_table(write(TEXT), target="id", features=["member", "age"])
    assert table.frame.columns == ["member", "age", "id"]
    assert table.ignored == ("colour",)


def test_a_table_says_what_it_is_and_where_it_came_from(write):
    table = load_table(write(TEXT, "people.csv"))
    assert (table.name, table.source, table.n_rows) == ("people", "people.csv", 2)
    assert table.description == "2 rows of people.csv."
    assert table.recommended == {}
    frame = load_table(pd.DataFrame({"a": [1, 2], "b": [1, 2]}))
    assert frame.source == "the DataFrame (pandas, 2 rows)"


def test_recommended_settings_are_those_of_the_built_in_tables_own_target():
    assert load_table("iris", features=["petal width (cm)"]).recommended["model"] == "perceptron"
    assert load_table("iris", target="petal width (cm)").recommended == {}


def test_one_feature_may_be_named_by_itself(write):
    assert load_table(write(TEXT), features="age").features == ("age",)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"target": "ages"}, r"no column 'ages' in table\.csv \(its columns: 'id', .*\), did you mean 'age'"),
        ({"features": ["age", "color"]}, r"no column 'color' in table\.csv .*, did you mean 'colour'"),
        ({"target": "age", "features": ["age", "id"]}, "'age' is the target and cannot be a feature too"),
        ({"features": ["member"]}, r"'member' is the target \(the last column is, unless another is named\)"),
        ({"features": ["age", "age"]}, "features are named twice: 'age'"),
        ({"features": []}, "no features were named"),
    ],
)
def test_names_that_cannot_be_meant_are_errors(write, choice, message):
    with pytest.raises(TableError, match=message):
        load_table(write(TEXT), **choice)


def test_several_targets_are_read_in_the_order_named(write):
    table = load_table(write(TEXT), target=["member", "id"])
    assert (table.target, table.other_targets, table.targets) == ("member", ("id",), ("member", "id"))
    assert table.features == ("age", "colour")
    assert table.frame.columns == ["age", "colour", "member", "id"]
    samples, labels = load_table(write(TEXT), target=["id", "member"], features="age").arrays()
    assert samples.tolist() == [[20], [30]]
    assert labels.tolist() == [[1, True], [2, False]]
    assert load_table(write("a,b,c\n1,2,3\n"), target=["b", "c"]).arrays()[1].dtype == np.int64


def test_a_sequence_column_is_read_and_is_no_feature(write):
    table = load_table(write(TEXT), sequence="colour", features=["age"])
    assert (table.features, table.sequence, table.ignored) == (("age",), "colour", ("id",))
    assert table.frame.columns == ["colour", "age", "member"]
    assert load_table(write(TEXT), sequence="colour").features == ("id", "age")
    assert load_table(write(TEXT)).sequence is None


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"sequence": "color"}, r"no column 'color' in table\.csv .*, did you mean 'colour'"),
        (
            {"sequence": "member"},
            r"'member' is the target \(the last .*\) and cannot be the sequence column too",
        ),
        ({"sequence": "age", "features": "age"}, "'age' is the sequence column and cannot be a feature too"),
        ({"target": ["id", "id"]}, "targets are named twice: 'id'"),
        (
            {"target": []},
            "no target was named: name one or more, or leave the list out to use the last column",
        ),
        ({"target": ["id", "ages"]}, "no column 'ages'"),
        ({"target": ["member", "id"], "features": ["id"]}, "'id' is the target and cannot be a feature too"),
        (
            {"target": ["member", "id", "age"], "sequence": "colour"},
            r"table\.csv has no column left to predict 'member', 'id', 'age' from: name fewer targets",
        ),
    ],
)
def test_targets_and_sequence_columns_that_cannot_be_meant_are_errors(write, choice, message):
    with pytest.raises(TableError, match=message):
        load_table(write(TEXT), **choice)


def test_one_column_is_no_table(write):
    with pytest.raises(TableError, match=r"table\.csv has one column only, 'a'"):
        load_table(write("a\n1\n"))
    with pytest.raises(TableError, match="has no columns"):
        load_table(pl.DataFrame())


def test_arrays_are_the_table_as_it_stands():
    samples, labels = load_table("xor").arrays()
    assert samples.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert samples.dtype == np.float64
    assert samples.flags.c_contiguous
    assert labels.tolist() == [0, 1, 1, 0]


def test_arrays_of_iris_train_an_estimator_of_scikit_learn():
    from sklearn.linear_model import Perceptron

    samples, labels = load_table("iris").arrays()
    assert Perceptron().fit(samples, labels).predict(samples[:1])[0] in {"setosa", "versicolor", "virginica"}


def test_arrays_of_text_or_with_gaps_are_errors(write):
    with pytest.raises(TableError, match="column 'colour' holds text: make inputs of it with a Preparation"):
        load_table(write(TEXT)).arrays()
    with pytest.raises(
        TableError, match=r"values are missing in 'a' \(1 of 2 rows\), 'b' \(1 of 2 rows\): drop"
    ):
        load_table(write("a,b\n1,\n,2\n")).arrays()
