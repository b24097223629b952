"""Dates and Series where samples are expected are refused in words."""

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier
from rosenblatt.errors import RosenblattError, TableError
from rosenblatt.insight import diagnose, separability
from rosenblatt.model import Model

DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(days=row) for row in range(12)]
VALUES = {"a": [row % 3 for row in range(12)], "b": [row % 5 for row in range(12)]}
Y = np.array([0, 1] * 6)
DATED = {
    "polars": pl.DataFrame({**VALUES, "day": DAYS}),
    "lazy": pl.LazyFrame({**VALUES, "day": DAYS}),
    "pandas": pd.DataFrame({**VALUES, "day": pd.to_datetime(pd.Series(DAYS))}),
    "arrow": pa.table({**VALUES, "day": DAYS}),
    "time of day": pl.DataFrame({**VALUES, "day": [datetime.time(row) for row in range(12)]}),
    "duration": pl.DataFrame({**VALUES, "day": [datetime.timedelta(row) for row in range(12)]}),
}
X = np.column_stack([*VALUES.values(), range(12)])
ESTIMATORS = [
    MLPClassifier((2,), max_iter=1),
    MLPRegressor(hidden_layer_sizes=(2,), max_iter=1),
    Perceptron(),
]
FITTED = MLPClassifier((2,), max_iter=3, random_state=0)


@pytest.fixture(scope="module", autouse=True)
def fitted():
    with pytest.warns(UserWarning, match="converge"):
        FITTED.fit(X, Y)


@pytest.mark.parametrize("kind", DATED)
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda each: type(each).__name__)
def test_fit_names_the_column_with_dates(estimator, kind):
    with pytest.raises(TableError, match="'day' holds dates or times, numbers are needed"):
        estimator.fit(DATED[kind], Y)


@pytest.mark.filterwarnings("ignore:X has feature names")
@pytest.mark.parametrize("kind", DATED)
def test_whatever_predicts_names_the_column_with_dates(kind):
    for use in (
        FITTED.predict,
        FITTED.predict_proba,
        lambda frame: FITTED.score(frame, Y),
        lambda frame: FITTED.partial_fit(frame, Y),
        lambda frame: diagnose(FITTED, frame, Y),
        lambda frame: separability(frame, Y),
    ):
        with pytest.raises(TableError, match="'day' holds dates or times, numbers are needed"):
            use(DATED[kind])


@pytest.mark.parametrize("kind", [kind for kind in DATED if kind != "lazy"])
def test_a_model_without_a_preparation_names_the_column_with_dates(kind):
    model = Model.from_estimator(FITTED)
    for use in (model.predict, model.predict_proba, model.inputs):
        with pytest.raises(TableError, match="'day' holds dates or times"):
            use(DATED[kind])


def test_values_that_are_no_numbers_are_named():
    objects = pd.DataFrame({**VALUES, "day": DAYS})
    lists = pl.DataFrame({**VALUES, "day": [[1]] * 12})
    for frame, found in ((objects, "date"), (lists, "list")):
        with pytest.raises(TableError, match=f"'day' holds values of the type {found}"):
            MLPClassifier((2,)).fit(frame, Y)
    with pytest.raises(RosenblattError, match="samples must be numbers"):
        Model.from_estimator(FITTED).predict(objects)


@pytest.mark.parametrize(
    "series", [pl.Series("a", VALUES["a"]), pd.Series(VALUES["a"])], ids=["polars", "pandas"]
)
def test_a_series_is_refused_in_words(series):
    with pytest.raises(
        RosenblattError, match=r"the model knows 3 features, got a Series of p.*: give a data frame"
    ):
        Model.from_estimator(FITTED).predict(series)
    with pytest.raises(TableError, match="X must have two dimensions"):
        separability(series, Y)
    for use in (FITTED.predict, FITTED.predict_proba, lambda X: Perceptron().fit(X, Y)):
        with pytest.raises(ValueError, match=r"2D array|2-dimensional"):
            use(series)
    with pytest.raises(ValueError, match=r"sequences|2D array|dimension"):
        RecurrentClassifier((2,)).fit(series, Y)
