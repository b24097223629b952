"""Tables of every kind go in, and what is wrong with one is said by column."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.datasets import load_iris

from rosenblatt import Perceptron, TableError
from rosenblatt.estimators.checks import as_samples

X, y = load_iris(return_X_y=True)
COLUMNS = {name: X[:, k] for k, name in enumerate(["a", "b", "c", "d"])}
LABELS = np.array(["setosa", "versicolor", "virginica"])[y]


@pytest.mark.parametrize(
    ("samples", "labels"),
    [
        (pd.DataFrame(COLUMNS), pd.Series(LABELS)),
        (pl.DataFrame(COLUMNS), pl.Series(LABELS)),
        (pl.LazyFrame(COLUMNS), LABELS),
        (pa.table(COLUMNS), pa.array(LABELS)),
        (pa.RecordBatch.from_pydict(COLUMNS), LABELS),
        (pd.DataFrame(COLUMNS).convert_dtypes(dtype_backend="pyarrow"), LABELS),
    ],
    ids=["pandas", "polars", "lazy", "arrow", "record batch", "pandas on arrow"],
)
def test_every_kind_of_table_trains_and_predicts_with_its_names(samples: Any, labels: Any) -> None:
    model = Perceptron(max_iter=20, tol=None).fit(samples, labels)
    assert model.feature_names_in_.tolist() == ["a", "b", "c", "d"]
    plain = Perceptron(max_iter=20, tol=None).fit(X, LABELS)
    np.testing.assert_array_equal(model.coef_, plain.coef_)
    np.testing.assert_array_equal(model.predict(samples), plain.predict(X))


def test_names_are_compared_when_predicting() -> None:
    model = Perceptron().fit(pl.DataFrame(COLUMNS), y)
    with pytest.raises(ValueError, match=r"unseen at fit time:\n- e\n"):
        model.predict(pl.DataFrame(COLUMNS).rename({"a": "e"}))
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        model.predict(X)
    assert not hasattr(model.fit(X, y), "feature_names_in_")


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_a_column_of_text_is_named(frame: Any) -> None:
    table = frame({**COLUMNS, "colour": ["red"] * 150})
    with pytest.raises(
        TableError, match=r"column 'colour' holds text \('red'\), numbers are needed: encode it"
    ):
        Perceptron().fit(table, y)


@pytest.mark.parametrize("missing", [None, float("nan")])
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_columns_with_missing_values_are_named_and_counted(frame: Any, missing: float | None) -> None:
    table = frame({**COLUMNS, "e": [missing, 1.0, missing] + [2.0] * 147, "f": [1.0, missing] + [2.0] * 148})
    with pytest.raises(TableError, match=r"column 'e' misses 2 of 150, 'f' misses 1 of 150: drop those rows"):
        Perceptron().fit(table, y)
    with pytest.raises(TableError, match="'e' misses 2"):
        Perceptron().fit(frame({**COLUMNS, "e": [1.0] * 150, "f": [1.0] * 150}), y).predict(table)


def test_other_errors_of_a_table_stay_as_they_are() -> None:
    with pytest.raises(ValueError, match="infinity") as caught:
        Perceptron().fit(pl.DataFrame(COLUMNS) / 0.0, y)
    assert not isinstance(caught.value, TableError)


def test_arrays_and_lists_pass_untouched() -> None:
    for samples in (X, X.tolist()):
        assert as_samples(samples) is samples
