import numpy as np
import polars as pl
import pytest

from rosenblatt.data.preparation.number_feature import NumberFeature
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read


def written(feature, column, rows=None):
    out = np.zeros(len(column) if rows is None else len(rows))
    feature.write(column, rows, out)
    return out.tolist()


def test_numbers_are_standardised_with_the_training_rows():
    column = pl.Series("a", [1, 3, 100])
    feature = NumberFeature.fit(column, np.array([0, 1]), "error")
    assert feature == NumberFeature("a", 2.0, 1.0)
    assert written(feature, column) == [-1.0, 1.0, 98.0]
    assert written(feature, column, np.array([2])) == [98.0]


@pytest.mark.parametrize("values", [[True, False], [0, 1], [1.0, 0.0], [1, 1]])
def test_truths_stay_as_they_are(values):
    column = pl.Series("a", values)
    feature = NumberFeature.fit(column, None, "error")
    assert feature == NumberFeature("a", 0.0, 1.0)
    assert written(feature, column) == [float(value) for value in values]


def test_a_constant_becomes_zero():
    column = pl.Series("a", [7.0, 7.0])
    feature = NumberFeature.fit(column, None, "error")
    assert feature == NumberFeature("a", 7.0, 1.0)
    assert written(feature, column) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("values", "missing", "fill"),
    [
        ([1.0, None, 3.0, 3.0], "mean", 7 / 3),
        ([1.0, None, 3.0, 3.0], "most-frequent", 3.0),
        ([2.0, 1.0, None], "most-frequent", 1.0),
        ([True, True, None, False], "mean", 1.0),
        ([True, True, None, False], "most-frequent", 1.0),
        ([1.0, 2.0, 3.0], "mean", 2.0),
        ([1.0, 2.0, 3.0], "drop", None),
    ],
)
def test_the_fill_is_learned_from_the_values_present(values, missing, fill):
    assert NumberFeature.fit(pl.Series("a", values), None, missing).fill == fill


def test_missing_values_are_filled_and_the_table_stays_as_it_was():
    column = pl.Series("a", [1.0, None, 3.0])
    feature = NumberFeature.fit(column, None, "mean")
    assert feature == NumberFeature("a", 2.0, 1.0, 2.0)
    assert written(feature, column) == [-1.0, 0.0, 1.0]
    assert column.to_list() == [1.0, None, 3.0]


def test_a_column_without_values_in_the_training_rows_is_an_error():
    with pytest.raises(TableError, match="column 'a' has no values in the training part"):
        NumberFeature.fit(pl.Series("a", [None, 1.0]), np.array([0]), "mean")


@pytest.mark.parametrize("field", ["mean", "scale", "fill"])
def test_numbers_from_a_file_are_checked(field):
    written = plain(NumberFeature("a", 1.0, 2.0, 3.0))
    assert read(NumberFeature, written, "here") == NumberFeature("a", 1.0, 2.0, 3.0)
    with pytest.raises(ModelFileError, match=rf"here\.{field} must be a finite number"):
        read(NumberFeature, written | {field: float("nan")}, "here")
