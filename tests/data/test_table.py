import numpy as np
import pandas as pd
import polars as pl
import pytest

from rosenblatt.data import load_table
from rosenblatt.data.table import digest
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
        ({"features": ["member"]}, r"'member' is the target \(by default the last column is\)"),
        ({"features": ["age", "age"]}, "features are named twice: 'age'"),
        ({"features": []}, "no features are named"),
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
            r"'member' is the target \(by default the last .*\) and cannot be the sequence column too",
        ),
        ({"sequence": "age", "features": "age"}, "'age' is the sequence column and cannot be a feature too"),
        ({"target": ["id", "id"]}, "targets are named twice: 'id'"),
        (
            {"target": []},
            r"no target is named: name one or more \(--target\), or leave the option out to use the last",
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
    with pytest.raises(TableError, match=r"table\.csv has only one column, 'a'"):
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
    with pytest.raises(TableError, match="column 'colour' holds text: convert it to numbers with a Prep"):
        load_table(write(TEXT)).arrays()
    with pytest.raises(
        TableError, match=r"values are missing in 'a' \(1 of 2 rows\), 'b' \(1 of 2 rows\): drop"
    ):
        load_table(write("a,b\n1,\n,2\n")).arrays()


IRIS = "e22853389f8ae43b09c5a8453ec01bc2d4b260f0eca5069ebe8a425bbacc0676"
FRAME = pl.DataFrame(
    {"a": [1, None], "b": [0.5, -0.5], "c": ["x", None], "d": [True, None], "e": [None, None]}
)


def test_the_digest_of_iris_is_the_same_on_every_machine_and_day():
    assert load_table("iris").digest() == IRIS


def test_one_table_as_csv_as_parquet_and_as_frame_has_one_digest(write):
    FRAME.write_parquet(write("", "table.parquet"))
    FRAME.write_csv(write("", "table.csv"))
    digests = {load_table(source).digest() for source in ("table.csv", "table.parquet", FRAME)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "other",
    [
        FRAME.rename({"a": "A"}),
        FRAME.select("b", "a", "c", "d", "e"),
        FRAME.with_columns(a=pl.col("a").cast(pl.Float64)),
        FRAME.with_columns(a=pl.Series([1, 0])),
        FRAME.with_columns(b=pl.Series([0.5, -0.25])),
        FRAME.with_columns(c=pl.Series(["x", ""])),
        FRAME.with_columns(d=pl.Series([True, False])),
        FRAME[::-1],
        FRAME[:1],
    ],
)
def test_another_name_order_type_or_value_is_another_digest(other):
    assert digest(other) != digest(FRAME)


def test_values_that_are_equal_have_equal_digests():
    assert digest(pl.DataFrame({"a": [0.0]})) == digest(pl.DataFrame({"a": [-0.0]}))
    narrow = pl.DataFrame({"a": pl.Series([1, 2], dtype=pl.Int8)})
    assert digest(narrow) == digest(pl.DataFrame({"a": [1, 2]}))
    parts = pl.concat([FRAME[:1], FRAME[1:]], rechunk=False)
    assert digest(parts) == digest(FRAME)


def test_text_that_only_joins_to_the_same_text_is_told_apart():
    assert digest(pl.DataFrame({"a": ["ab", "c"]})) != digest(pl.DataFrame({"a": ["a", "bc"]}))


def test_dates_and_lists_have_digests_too():
    lists = pl.DataFrame({"a": [[1], [2]], "b": pl.Series(["2020-01-01"] * 2).str.to_date()})
    assert digest(lists) != digest(lists.with_columns(a=pl.Series([[1], [3]])))
