"""TabularClassifier and TabularRegressor: scikit-learn's contract, data frames as they are, bad input."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris, make_classification
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from rosenblatt import TabularClassifier, TabularRegressor
from rosenblatt.errors import TableError, TableWarning

GRANTED = {
    "check_sample_weight_equivalence_on_dense_data": "folds are drawn over the rows, so repeated rows differ"
}


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator", [TabularClassifier(), TabularRegressor()], ids=str)
def test_estimator_checks_pass(estimator):
    outcomes = check_estimator(estimator, expected_failed_checks=GRANTED, on_skip=None, on_fail=None)
    assert len(outcomes) > 50
    strange = {each["check_name"]: each["status"] for each in outcomes if each["status"] != "passed"}
    assert (
        strange.items()
        <= {
            "check_array_api_input": "skipped",
            "check_sample_weight_equivalence_on_dense_data": "xfail",
        }.items()
    )


def table(n=240, seed=0):
    """A data frame with numbers, integers, texts, categories, truths and gaps, and two targets."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "height": random.normal(170, 10, n),
            "rooms": random.integers(1, 6, n),
            "town": random.choice(["Rome", "Oslo", "Bern"], n),
            "kind": pd.Categorical(random.choice(["old", "new"], n)),
            "garden": random.random(n) < 0.5,
        }
    )
    price = frame["rooms"] + 3.0 * (frame["town"] == "Oslo") + 0.05 * (frame["height"] - 170)
    frame.loc[::9, "height"] = np.nan
    frame.loc[5::11, "town"] = None
    return frame, price, np.where(price > price.median(), "dear", "cheap")


def test_a_data_frame_is_taken_as_it_is():
    frame, price, label = table()
    model = TabularClassifier(random_state=0).fit(frame, label)
    assert model.score(frame, label) > 0.85
    assert model.estimate_ > 0.8
    assert model.classes_.tolist() == ["cheap", "dear"]
    assert model.feature_names_in_.tolist() == [*frame.columns]
    assert model.n_features_in_ == 5
    regressor = TabularRegressor(random_state=0).fit(frame, price)
    assert regressor.score(frame, price) > 0.7
    assert regressor.predict(frame).max() <= price.max()


def test_pandas_polars_and_arrow_give_the_same_answers():
    frame, _, label = table(120)
    model = TabularClassifier(random_state=0).fit(frame, label)
    expected = model.predict_proba(frame)
    np.testing.assert_array_equal(model.predict_proba(pl.from_pandas(frame)), expected)
    np.testing.assert_array_equal(model.predict_proba(pa.Table.from_pandas(frame)), expected)
    other = TabularClassifier(random_state=0).fit(pl.from_pandas(frame).lazy(), pl.Series(label))
    np.testing.assert_array_equal(other.predict_proba(frame), expected)


def test_a_frame_of_numbers_and_its_array_give_the_same_predictions():
    X, y = make_classification(150, 6, random_state=0)
    frame = pd.DataFrame(X, columns=list("abcdef"))
    of_array = TabularClassifier(random_state=0).fit(X, y)
    of_frame = TabularClassifier(random_state=0).fit(frame, y)
    np.testing.assert_allclose(of_frame.predict_proba(frame), of_array.predict_proba(X), atol=1e-4)
    with pytest.warns(UserWarning, match="X does not have valid feature names"):
        np.testing.assert_array_equal(of_frame.predict_proba(frame), of_frame.predict_proba(X))
    with pytest.warns(UserWarning, match="X has feature names"):
        np.testing.assert_array_equal(of_array.predict_proba(frame), of_array.predict_proba(X))


def test_columns_of_a_frame_may_be_numbered():
    X, y = make_classification(80, 4, n_informative=3, n_redundant=0, random_state=0)
    model = TabularClassifier(random_state=0).fit(pd.DataFrame(X), y)
    assert model.predict(pd.DataFrame(X)).shape == (80,)


def test_missing_numbers_of_an_array_become_the_median_and_a_further_input():
    X = np.array([[1.0, 5], [np.nan, 6], [3, 7], [9, 8]] * 20)
    y = np.tile([0, 1, 0, 0], 20)
    model = TabularClassifier(random_state=0).fit(X, y)
    assert model.mixture_.n_inputs == 3
    np.testing.assert_array_equal(model._inputs.inputs(X[:2]), [[1, 0, 5], [3, 1, 6]])
    assert model.score(X, y) == 1
    assert model.predict([[2.0, np.nan]]).shape == (1,)  # no such value in training


def test_texts_that_are_new_when_predicting_are_no_error():
    frame, _, label = table(120)
    model = TabularClassifier(random_state=0).fit(frame, label)
    frame.loc[0, "town"] = "Paris"
    with pytest.warns(TableWarning, match="Paris"):
        assert model.predict(frame[:3]).shape == (3,)


def test_categories_that_look_like_numbers_but_for_one_are_categories():
    frame = pd.DataFrame({"cylinders": [*["4", "6", "8"] * 20, "rotary", "rotary"], "x": np.arange(62) % 5})
    model = TabularClassifier(random_state=0).fit(frame, frame["cylinders"] == "6")
    assert model.score(frame, frame["cylinders"] == "6") == 1


def test_texts_that_are_no_times_among_times_count_as_missing_when_predicting():
    hours = [None, *(f"{hour}:30" for hour in range(7, 21))] * 4
    frame = pd.DataFrame({"time": hours, "x": np.arange(60.0)})
    model = TabularRegressor(random_state=0).fit(frame, np.arange(60.0))
    later = pd.DataFrame({"time": ["7:30", "9.12", None], "x": [1.0, 2, 3]})
    with pytest.warns(TableWarning, match="column 'time' holds '9.12', but held dates in training"):
        predicted = model.predict(later)
    empty = later.assign(time=["7:30", None, None])
    np.testing.assert_array_equal(predicted, model.predict(empty))
    with pytest.raises(TableError, match="must hold dates"):
        model.predict(later.assign(time=["early", "late", "never"]))


def test_the_attributes_describe_the_mixture():
    X, y = load_iris(return_X_y=True)
    model = TabularClassifier(random_state=0).fit(X, y)
    assert sum(member.weight for member in model.members_) == pytest.approx(1)
    assert model.n_networks_ == sum(len(member.networks) for member in model.members_) >= 5
    assert model.members_ == model.mixture_.members
    assert model.left_out_ == ()
    probabilities = model.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(model.predict(X), probabilities.argmax(axis=1))
    np.testing.assert_array_equal(model.predict_log_proba(X), np.log(probabilities))


def test_models_are_cloned_pickled_and_put_into_pipelines():
    X, y = load_iris(return_X_y=True)
    model = TabularClassifier(random_state=0, n_threads=1).fit(X, y)
    again = clone(model).set_params(n_threads=2).fit(X, y)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict_proba(X), model.predict_proba(X))
    pipeline = make_pipeline(StandardScaler(), TabularClassifier(random_state=0))
    assert cross_val_score(pipeline, X, y, cv=3).mean() > 0.93


def test_weights_and_class_weights_multiply():
    X, y = make_classification(200, 5, weights=[0.9], flip_y=0.1, random_state=0)
    plain = TabularClassifier(random_state=0).fit(X, y)
    balanced = TabularClassifier(random_state=0, class_weight="balanced").fit(X, y)
    assert balanced.predict(X).sum() > plain.predict(X).sum()
    weight = np.where(y == 1, 100 / y.sum(), 100 / (200 - y.sum()))
    by_hand = TabularClassifier(random_state=0).fit(X, y, weight)
    np.testing.assert_array_equal(by_hand.predict_proba(X), balanced.predict_proba(X))
    ones = TabularClassifier(random_state=0).fit(X, y, np.full(200, 3.0))
    np.testing.assert_array_equal(
        ones.predict_proba(X), TabularClassifier(random_state=0).fit(X, y, np.ones(200)).predict_proba(X)
    )


def test_a_single_class_or_a_constant_target_is_a_constant_model():
    X = np.arange(12.0).reshape(6, 2)
    model = TabularClassifier().fit(X, ["a"] * 6)
    assert (model.n_networks_, model.members_, model.estimate_) == (0, (), 1)
    assert model.predict(X).tolist() == ["a"] * 6
    assert model.predict_proba(X).tolist() == [[1.0]] * 6
    assert TabularRegressor().fit(X, [2.5] * 6).predict(X).tolist() == [2.5] * 6


def test_a_time_limit_leaves_members_out_and_names_them():
    X, y = make_classification(600, 5, random_state=0)
    model = TabularClassifier(time_limit=1e-9, random_state=0).fit(X, y)
    assert model.left_out_ == ("plain", "steps", "deep", "deep-steps")
    assert [member.name for member in model.members_] == ["lines"]


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        (lambda X, y: TabularClassifier().fit(X, None), "requires y to be passed"),
        (lambda X, y: TabularClassifier().fit(X, [0.5] * 39 + [np.nan]), "y has missing values in 1 row"),
        (
            lambda X, y: TabularClassifier().fit(X, ["a"] * 39 + [None]),
            "y has missing values in 1 row, the first in row 39",
        ),
        (lambda X, y: TabularRegressor().fit(X, [0.5] * 39 + [np.nan]), "y has missing values in 1 row"),
        (lambda X, y: TabularRegressor().fit(np.full((40, 2), np.nan), y), "no column of X has a value"),
        (lambda X, y: TabularClassifier().fit(X[:1], y[:1]), "1 row .* cannot be learned from: give two"),
        (lambda X, y: TabularClassifier().fit(X, y[:-1]), "inconsistent numbers of samples"),
        (lambda X, y: TabularClassifier().fit(X, y, -np.ones(40)), "[Nn]egative"),
        (lambda X, y: TabularClassifier().fit(np.where(X > 1, np.inf, X), y), "infinity"),
        (lambda X, y: TabularClassifier(quality="good").fit(X, y), "did you mean|'best'"),
        (lambda X, y: TabularClassifier(time_limit=0).fit(X, y), "time_limit"),
        (lambda X, y: TabularClassifier(n_threads=0).fit(X, y), "n_threads"),
        (lambda X, y: TabularClassifier(class_weight={5: 1.0}).fit(X, y), "class"),
        (lambda X, y: TabularClassifier().fit(X, X[:, 0]), "Unknown label type"),
        (lambda X, y: TabularRegressor().fit(X, ["a"] * 40), "could not convert string"),
        (lambda X, y: TabularClassifier().fit(X, y).predict(X[:, :2]), "expecting 3 features"),
        (lambda X, y: TabularClassifier().fit(pd.DataFrame(X)[:0], y[:0]), "0 rows"),
        (
            lambda X, y: TabularClassifier().fit(np.tile(X, (800, 1))[:30000], np.arange(30000) // 3),
            "classes, at most 1,000",
        ),
    ],
)
def test_bad_input_is_named(fit, words):
    random = np.random.default_rng(0)
    X = random.normal(size=(40, 3))
    with pytest.raises((ValueError, TypeError), match=words):
        fit(X, (X[:, 0] > 0).astype(int))


def test_columns_without_a_value_are_ignored_with_a_warning():
    frame, _, label = table(60)
    frame["nothing"] = None
    with pytest.warns(TableWarning, match="without any value are ignored: 'nothing'"):
        model = TabularClassifier(random_state=0).fit(frame, label)
    assert model.predict(frame).shape == (60,)
    with pytest.raises(TableError, match="no column of X has a value"):
        TabularClassifier().fit(frame[["nothing"]], label)
    X = np.column_stack([np.arange(60.0), np.full(60, np.nan)])
    with pytest.warns(TableWarning, match="column 1 of X has no value"):
        assert TabularClassifier(random_state=0).fit(X, label).predict(X).shape == (60,)


def test_an_interrupted_fit_leaves_the_estimator_unfitted(monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.tabular.bag.advance_many", interrupted)
    X, y = load_iris(return_X_y=True)
    model = TabularClassifier()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    assert not hasattr(model, "mixture_")
