import datetime as dt

import numpy as np
import polars as pl
import pytest

from rosenblatt.data.preparation.number_target import NumberTarget
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read


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
    with pytest.raises(TableError, match=r"type date, .*name another target"):
        NumberTarget.fit(pl.Series("y", [dt.date(2020, 1, 1)]), None, True)


def test_a_missing_value_is_an_error():
    with pytest.raises(TableError, match="the target 'y' has 1 missing value"):
        NumberTarget("y", 0.0, 1.0).encode(pl.Series("y", [1.0, None]))


def test_numbers_from_a_file_are_checked():
    written = plain(NumberTarget("y", 1.0, 2.0))
    assert read(NumberTarget, written, "here") == NumberTarget("y", 1.0, 2.0)
    with pytest.raises(ModelFileError, match=r"here\.scale must be above 0, got 0"):
        read(NumberTarget, written | {"scale": 0}, "here")
