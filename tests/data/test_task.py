import datetime as dt

import polars as pl
import pytest

from rosenblatt.data import infer_task
from rosenblatt.errors import TableError


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["a", "b", None], "classification"),
        ([f"name {number}" for number in range(50)], "classification"),
        ([True, False], "classification"),
        ([0, 1, 1, 0], "classification"),
        ([0.0, 1.0, None, 1.0, float("nan"), 0.0], "classification"),
        ([3, 4, 5, 6, 7, 8] * 50, "classification"),
        (list(range(20)) * 10, "classification"),
        (list(range(20)) * 9, "regression"),
        (list(range(21)) * 100, "regression"),
        (list(range(10)) * 2, "classification"),
        (list(range(11)) * 2, "regression"),
        ([120_000, 135_000, 99_000, 180_000, 150_000], "regression"),
        ([0.5, 1.0, 0.5, 1.0], "regression"),
        ([1, 2, 3], "regression"),
    ],
)
def test_the_task_follows_the_stated_rule(values, task):
    assert infer_task(pl.Series("y", values)) == task


def test_categories_are_classes_and_decimals_are_numbers():
    assert infer_task(pl.Series("y", ["a", "b"], dtype=pl.Categorical)) == "classification"
    assert infer_task(pl.Series("y", ["1.50", "2.50"]).cast(pl.Decimal(10, 2))) == "regression"


@pytest.mark.parametrize(
    "values",
    [[None, None], pl.Series([None], dtype=pl.Float64), pl.Series([None], dtype=pl.String), [float("nan")]],
)
def test_a_target_without_values_is_an_error(values):
    with pytest.raises(TableError, match="the target 'y' has no values: name another target"):
        infer_task(pl.Series("y", values))


def test_a_target_of_dates_is_an_error():
    with pytest.raises(TableError, match=r"target 'y' holds dates or times, .*: name another target"):
        infer_task(pl.Series("y", [dt.date(2020, 1, 1)]))
