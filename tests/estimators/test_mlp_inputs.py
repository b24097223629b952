"""What MLPClassifier and MLPRegressor take, and how they refuse what they cannot."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
import sklearn
from numpy.testing import assert_array_equal

from rosenblatt import MLPClassifier, MLPRegressor
from rosenblatt.errors import PlanError
from rosenblatt.estimators.checks import check_samples, check_training
from rosenblatt.fitting.draws import split_rows
from rosenblatt.training.state import random_stream

RANDOM = np.random.RandomState(0)
X = RANDOM.standard_normal((30, 2))
CLASSES = np.digitize(X[:, 0], [-0.3, 0.3])
NUMBERS = X[:, 0]
COLUMNS = {"width": X[:, 0], "height": X[:, 1]}

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def model(**parameters):
    return MLPClassifier(**{"hidden_layer_sizes": (4,), "max_iter": 3, "random_state": 0, **parameters})


@pytest.mark.parametrize(
    "samples",
    [
        X.tolist(),
        np.asfortranarray(X),
        X[::1, ::-1][:, ::-1],
        X.astype(">f8"),
        pd.DataFrame(COLUMNS),
        pl.DataFrame(COLUMNS),
        pl.LazyFrame(COLUMNS),
        pa.table(COLUMNS),
        scipy.sparse.csr_matrix(X),
        scipy.sparse.csc_array(X),
    ],
    ids=["list", "Fortran", "strides", "big-endian", "pandas", "polars", "lazy", "Arrow", "CSR", "CSC"],
)
def test_every_container_teaches_the_same(samples):
    expected = model().fit(X, CLASSES)
    fitted = model().fit(samples, CLASSES)
    np.testing.assert_allclose(
        fitted.network_.parameters, expected.network_.parameters, rtol=1e-12, atol=1e-15
    )
    assert_array_equal(fitted.predict(samples), expected.predict(X))


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_feature_names_are_kept_and_compared(frame):
    fitted = model().fit(frame(COLUMNS), CLASSES)
    assert fitted.feature_names_in_.tolist() == ["width", "height"]
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        fitted.predict(X)
    with pytest.raises(ValueError, match="width"):
        fitted.predict(frame({"height": X[:, 1], "depth": X[:, 0]}))
    fitted.fit(X, CLASSES)
    assert not hasattr(fitted, "feature_names_in_")


def test_labels_come_from_tables_too():
    names = np.array(["a", "b", "c"])[CLASSES]
    for series in (pd.Series(names), pl.Series(names), pa.array(names)):
        assert set(model().fit(X, series).predict(X)) <= {"a", "b", "c"}


def test_plain_samples_are_not_copied():
    checked, y = check_training(MLPRegressor(), X, NUMBERS, reset=True, numbers=True)
    assert checked is X
    assert y is NUMBERS
    fitted = model().fit(X, CLASSES)
    assert check_samples(fitted, X) is X


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_short_way_and_the_long_way_agree(dtype):
    samples = X.astype(dtype)
    short = model().fit(samples, CLASSES)
    long = model().fit(samples.view(type("Other", (np.ndarray,), {})), CLASSES.tolist())
    assert short.network_ == long.network_


# ---- Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"solver": "adma"}, r"solver.*'adma'.*did you mean 'adam'"),
        ({"activation": "rellu"}, r"activation.*'rellu'.*did you mean 'relu'"),
        ({"activation": ["rellu"]}, r"activation of a hidden layer.*'rellu'.*did you mean 'relu'"),
        (
            {"activation": ["relu", "tanh"]},
            r"activation must name each of the 1 hidden layers.*\['relu', 'tanh'\]",
        ),
        ({"learning_rate": "cosin"}, r"learning_rate.*did you mean 'cosine'"),
        ({"init": "he"}, r"init.*'he'"),
        ({"init": "glorot_unifrom"}, r"did you mean 'glorot_uniform'"),
        ({"learning_rate_init": -1.0}, r"learning_rate_init.*Got -1.0"),
        ({"alpha": -1}, r"alpha.*Got -1"),
        ({"hidden_layer_sizes": (5, 0)}, r"hidden_layer_sizes must be > 0, got \[5, 0\]: .*positive integer"),
        ({"hidden_layer_sizes": (2.5,)}, r"hidden_layer_sizes.*\[2.5\]"),
        ({"hidden_layer_sizes": -1}, r"hidden_layer_sizes.*Got -1"),
        ({"dropout": 1.0}, r"dropout.*Got 1.0"),
        ({"dropout": [0.1, 0.2]}, r"dropout must hold a rate for each of the 1 hidden layers.*\[0.1, 0.2\]"),
        ({"dropout": [1.5]}, r"dropout.*1.5"),
        ({"max_grad_norm": 0}, r"max_grad_norm.*Got 0"),
        ({"n_threads": 0}, r"n_threads.*Got 0"),
        ({"max_iter": True}, r"max_iter.*True"),
        ({"stratified": "yes"}, r"stratified.*Got 'yes'"),
        ({"solver": "lbfgs", "dropout": 0.5}, r"dropout"),
        ({"solver": "lbfgs", "max_grad_norm": 1.0}, r"max_grad_norm"),
    ],
)
def test_impossible_parameters_are_named_with_value_and_remedy(parameters, words):
    estimator = model(**parameters)
    for _ in range(2):  # a right answer is remembered, a wrong one is not
        with pytest.raises(PlanError, match=words):
            estimator.fit(X, CLASSES)
    assert not hasattr(estimator, "coefs_")


def test_an_equal_value_of_another_type_is_checked_anew():
    model(max_iter=1).fit(X, CLASSES)
    with pytest.raises(PlanError, match="max_iter"):
        model(max_iter=1.0).fit(X, CLASSES)


def test_scikit_learn_may_be_told_to_check_nothing():
    with sklearn.config_context(skip_parameter_validation=True, assume_finite=True):
        model(verbose=-1, max_iter=1).fit(X, CLASSES)


@pytest.mark.parametrize(
    ("samples", "y", "words"),
    [
        (np.where(X > 1, np.nan, X), CLASSES, "contains NaN"),
        (np.where(X > 1, np.inf, X), CLASSES, "contains infinity"),
        (X[:, 0], CLASSES, "Expected 2D array, got 1D array"),
        (X[:0], CLASSES[:0], "0 sample"),
        (X, CLASSES[:7], "inconsistent numbers of samples"),
        (X, NUMBERS, "Unknown label type"),
        (X, None, "requires y to be passed"),
        ([["a", "b"]] * 30, CLASSES, "could not convert string to float"),
        (pd.DataFrame({"width": X[:, 0], "name": ["x"] * 30}), CLASSES, r"column 'name' holds text"),
    ],
)
def test_impossible_samples_are_refused(samples, y, words):
    with pytest.raises(ValueError, match=words):
        model().fit(samples, y)


@pytest.mark.parametrize(
    ("y", "parameters", "words"),
    [
        (NUMBERS, {"loss": "poisson"}, r"loss='poisson' is for counts, got -\d.*use another loss"),
        (NUMBERS, {"loss": "hubr"}, "did you mean 'huber'"),
        (NUMBERS, {"quantile": 1.0}, "quantile.*Got 1.0"),
        (NUMBERS, {"huber_delta": 0}, "huber_delta.*Got 0"),
        (np.where(NUMBERS > 0, np.nan, NUMBERS), {}, "contains NaN"),
        (["a"] * 30, {}, "could not convert string to float"),
    ],
)
def test_what_a_regressor_cannot_learn_is_refused(y, parameters, words):
    with pytest.raises(ValueError, match=words):
        MLPRegressor(**parameters).fit(X, y)


def test_more_or_fewer_outputs_than_before_are_refused():
    fitted = MLPRegressor(hidden_layer_sizes=(3,), max_iter=1).fit(X, NUMBERS)
    with pytest.raises(ValueError, match=r"as many columns as the network has outputs, 1, got 2"):
        fitted.partial_fit(X, np.column_stack([NUMBERS, NUMBERS]))


def test_samples_to_predict_for_are_checked():
    fitted = model().fit(X, CLASSES)
    with pytest.raises(ValueError, match="3 features, but MLPClassifier is expecting 2"):
        fitted.predict(np.ones((2, 3)))
    with pytest.raises(ValueError, match="contains NaN"):
        fitted.predict([[np.nan, 1.0]])


def test_partial_fit_makes_single_epochs_only():
    with pytest.raises(AttributeError, match="has no attribute 'partial_fit'") as caught:
        model(solver="lbfgs").partial_fit  # noqa: B018
    assert "lbfgs is not stochastic" in str(caught.value.__cause__)
    with pytest.raises(ValueError, match="partial_fit does not support early_stopping=True"):
        model(early_stopping=True).partial_fit(X, CLASSES, classes=[0, 1, 2])
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        model().partial_fit(X, CLASSES)


def test_sample_weights_are_checked():
    with pytest.raises(ValueError, match=r"sample_weight.shape == \(5,\), expected \(30,\)"):
        model().fit(X, CLASSES, np.ones(5))
    with pytest.raises(ValueError, match="at least one non-zero"):
        model().fit(X, CLASSES, np.zeros(30))


def test_a_batch_larger_than_all_samples_is_told():
    with pytest.warns(UserWarning, match="larger than sample size. It is going to be clipped"):
        model(batch_size=31).fit(X, CLASSES)


# ---- Small parts ---------------------------------------------------------------------------------


def test_too_few_samples_to_judge_by_are_refused_with_numbers():
    with pytest.raises(
        ValueError, match=r"too small\. Increase 'validation_fraction'.*0\.1 of 10 samples leaves 1"
    ):
        split_rows(10, 0.1, np.random.RandomState(0))


def test_a_seed_begins_the_same_stream_each_time():
    first = random_stream(5).random_sample(3)
    assert_array_equal(random_stream(5).random_sample(3), first)
    assert_array_equal(np.random.RandomState(5).random_sample(3), first)
    own = np.random.RandomState(5)
    assert random_stream(own) is own
