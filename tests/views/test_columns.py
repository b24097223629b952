"""The columns that say most about the target."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import datasets
from sklearn.feature_selection import f_classif

from rosenblatt.views.columns import correlation, most_informative_pair, share_between

IRIS = datasets.load_iris()
FLOWERS = {name: IRIS.data[:, place] for place, name in enumerate(IRIS.feature_names)} | {
    "species": IRIS.target
}


def test_the_share_between_classes_by_hand() -> None:
    # Means 1 and 3 around 2, values one apart from them: half of the variance of 2 lies between the classes.
    assert share_between(np.array([0.0, 2, 2, 4]), np.array([0, 0, 1, 1])) == pytest.approx(0.5)
    assert share_between(np.ones(4), np.array([0, 0, 1, 1])) == 0


def test_the_share_between_orders_columns_as_the_f_test_does() -> None:
    shares = [share_between(column, IRIS.target) for column in IRIS.data.T]
    assert np.argsort(shares).tolist() == np.argsort(f_classif(IRIS.data, IRIS.target)[0]).tolist()


def test_correlation_is_that_of_numpy_and_nought_for_a_constant() -> None:
    x, y = IRIS.data[:, 0], IRIS.data[:, 2]
    assert correlation(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert correlation(x, np.ones(150)) == 0


def test_of_iris_the_petals_say_most() -> None:
    pair = most_informative_pair(FLOWERS, IRIS.feature_names, "species", classes=True)
    assert pair == ("petal length (cm)", "petal width (cm)")


def test_a_number_stands_against_the_feature_that_goes_along_with_it_most() -> None:
    sugar = datasets.load_diabetes(scaled=False)
    columns = dict(zip(sugar.feature_names, sugar.data.T, strict=True)) | {"progression": sugar.target}
    assert most_informative_pair(columns, sugar.feature_names, "progression", classes=False) == (
        "bmi",
        "progression",
    )


def test_numbers_come_before_texts_and_a_single_feature_stands_against_the_target() -> None:
    columns = {"town": np.array(["a", "b"], dtype=object), "age": np.array([1.0, 2]), "y": np.array([0, 1])}
    assert most_informative_pair(columns, ["town", "age"], "y", classes=True) == ("age", "town")
    assert most_informative_pair(columns, ["town"], "y", classes=True) == ("town", "y")
    assert most_informative_pair(columns, ["town", "age"], None, classes=True) == ("age", "town")
    assert most_informative_pair(columns, ["town"], None, classes=True) == ("town", "town")


def test_missing_values_do_not_keep_a_column_from_being_chosen() -> None:
    columns = {
        "noise": np.array([1.0, 1, 1, 2]),
        "x": np.array([0, np.nan, 9, 10]),
        "y": np.array([0, 0, 1, 1]),
    }
    assert most_informative_pair(columns, ["noise", "x"], "y", classes=True) == ("x", "noise")
