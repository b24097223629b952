"""Two columns of a table against each other."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.plots.looking import seen_texts

from rosenblatt import MLPRegressor, Perceptron
from rosenblatt.data import load_table
from rosenblatt.errors import PlanError, TableError
from rosenblatt.plots import DataDisplay


def drawn(display: DataDisplay) -> np.ndarray:
    return np.concatenate([each.get_offsets() for each in display.plot().ax_.collections])


def test_of_iris_it_picks_the_petals_and_says_so() -> None:
    display = DataDisplay.from_table(load_table("iris"))
    assert (display.x_name, display.y_name) == ("petal length (cm)", "petal width (cm)")
    assert display.title == "The classes of species differ most in petal length (cm) and petal width (cm)"
    assert display.description.startswith(
        "150 samples as marks. They range in petal length (cm) from 1 to 6.9"
    )
    assert "setosa: 1.46 and 0.246" in display.description
    assert len(drawn(display)) == 150


def test_two_features_are_no_choice_and_nothing_is_claimed() -> None:
    assert DataDisplay.from_table(load_table("xor")).title == "The classes of y over x1 and x2"


def test_a_number_stands_against_the_feature_that_goes_along_with_it_most() -> None:
    display = DataDisplay.from_table(load_table("diabetes"))
    assert display.title == "bmi has the strongest correlation with progression"
    assert "The correlation of the two is +0.586." in display.description


def test_columns_can_be_named() -> None:
    display = DataDisplay.from_table(load_table("iris"), "sepal width (cm)", "sepal length (cm)")
    assert (display.x_name, display.y_name) == ("sepal width (cm)", "sepal length (cm)")
    assert display.title == "The classes of species overlap widely in sepal width (cm) and sepal length (cm)"
    one = DataDisplay.from_table(load_table("iris"), "petal length (cm)")
    assert (one.x_name, one.y_name) == ("petal length (cm)", "petal width (cm)")


def test_a_column_that_is_not_there_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(
        TableError, match=r"no column 'petal lenth \(cm\)' to draw, did you mean 'petal length \(cm\)'"
    ):
        DataDisplay.from_table(load_table("iris"), "petal lenth (cm)")


def test_samples_without_a_value_are_left_out() -> None:
    display = DataDisplay.from_arrays([1, np.nan, 3, np.inf], ["a", "b", None, "d"])
    assert len(drawn(display)) == 1
    assert display.description.startswith("1 sample as marks, chosen evenly from 4 rows.")


def test_rows_without_a_target_are_left_out() -> None:
    columns = {"x": [1.0, 2, 3], "y": [3.0, 2, 1], "class": np.array(["a", None, "b"], dtype=object)}
    assert len(drawn(DataDisplay.from_columns(columns, target="class"))) == 2


def test_of_many_rows_six_hundred_are_drawn_and_it_says_so() -> None:
    display = DataDisplay.from_arrays(np.arange(10_000), np.arange(10_000.0))
    assert len(drawn(display)) == 600
    assert display.description.startswith("600 samples as marks, chosen evenly from 10,000 rows.")


def test_texts_stand_beside_each_other_the_rarer_ones_together() -> None:
    towns = np.array([f"town {place}" for place in range(30) for _ in range(40 - place)])
    display = DataDisplay.from_arrays(towns, np.arange(len(towns)))
    labels = [tick.get_text() for tick in display.plot().ax_.get_xticklabels()]
    assert len(labels) == 12
    assert labels[0] == "town 0"
    assert labels[-1] == "19 others"


def test_whole_numbers_that_coincide_are_spread_and_it_says_so() -> None:
    generator = np.random.default_rng(0)
    x, y, labels = generator.integers(0, 4, (3, 200))
    display = DataDisplay.from_arrays(x, y, labels)
    places = drawn(display)
    assert len(np.unique(places, axis=0)) == 200
    assert np.abs(np.sort(places[:, 0].round()) - np.sort(x)).max() == 0
    assert "marks are spread around" in [seen.text for seen in seen_texts(display.figure_)]


def test_a_single_feature_stands_against_the_classes() -> None:
    display = DataDisplay.from_columns({"x": [1.0, 2, 3, 4], "kind": ["a", "a", "b", "b"]}, target="kind")
    assert (display.x_name, display.y_name) == ("x", "kind")
    assert display.description.endswith("Their means by class: a: 1.5; b: 3.5.")


def test_a_table_without_a_target_is_drawn_without_classes() -> None:
    display = DataDisplay.from_columns({"x": [1.0, 2, 3], "y": [2.0, 4, 6]})
    assert (display.labels, display.title) == (None, "y rises with x (correlation +1.00)")
    assert "The correlation of the two is +1.00." in display.description


def test_two_columns_of_texts_are_told_by_what_goes_together_most() -> None:
    display = DataDisplay.from_arrays(["a", "a", "b"], ["x", "x", "y"])
    assert display.description == "3 samples as marks. Most frequent: a with x (2) and b with y (1)."
    places = drawn(display)
    assert len(np.unique((places - places.round()).round(6), axis=0)) == 3


def test_an_estimators_samples_are_drawn_by_its_own_names() -> None:
    iris = load_iris(as_frame=True)
    fitted = make_pipeline(StandardScaler(), Perceptron()).fit(iris.data, iris.target_names[iris.target])
    display = DataDisplay.from_estimator(fitted, iris.data, iris.target_names[iris.target])
    assert display.title == "The classes differ most in petal length (cm) and petal width (cm)"
    assert display.x.tolist() == iris.data["petal length (cm)"].tolist()
    chosen = DataDisplay.from_estimator(
        fitted, iris.data.to_numpy(), iris.target_names[iris.target], features=(1, "sepal length (cm)")
    )
    assert (chosen.x_name, chosen.y_name) == ("sepal width (cm)", "sepal length (cm)")
    assert len(drawn(chosen)) == 150
    with pytest.raises(PlanError, match="there is no feature 'petal'; there are sepal length"):
        DataDisplay.from_estimator(fitted, iris.data, iris.target, features=("petal", 0))


def test_a_regressors_target_stands_against_the_feature_that_goes_along_with_it_most() -> None:
    X = np.random.default_rng(0).normal(size=(30, 3))
    fitted = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs").fit(X, 2 * X[:, 1])
    display = DataDisplay.from_estimator(fitted, X, 2 * X[:, 1])
    assert (display.x_name, display.y_name, display.labels) == ("x2", "target", None)


def test_samples_far_from_all_others_stand_at_the_edge_and_are_counted() -> None:
    x, y = np.linspace(0, 10, 60), np.linspace(0, 1, 60)
    y[7] = 5000
    display = DataDisplay.from_arrays(x, y, x_name="area", y_name="price")
    assert display.plot().ax_.get_ylim()[1] < 2
    assert "1 sample lies far beyond the others, drawn at the edge." in display.description
    display.limits = ((0, 10), (0, 6000))
    assert "far beyond" not in display.description
