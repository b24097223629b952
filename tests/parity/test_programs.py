"""What programs do with estimators beside scikit-learn's: unusual values, mapped files, one class."""

import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Perceptron as TheirPerceptron
from sklearn.neural_network import MLPClassifier as TheirClassifier
from sklearn.neural_network import MLPRegressor as TheirRegressor

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier, RecurrentRegressor
from rosenblatt.estimators.versions import VERSION
from rosenblatt.insight import diagnose

pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:scipy.optimize. The `disp`"),  # of scikit-learn 1.6
]

X = np.random.RandomState(0).standard_normal((60, 4))
Y = (X[:, 0] > 0).astype(int)
STEPS = X.reshape(60, 2, 2)
HUGE = [2**63, 10**30, 10**400, np.int64(2**63 - 1), 2**62]


# ---- Numbers of any size ---------------------------------------------------------------------------------


@pytest.mark.parametrize("huge", HUGE, ids=["2^63", "10^30", "10^400", "int64", "2^62"])
def test_a_maximum_of_any_size_is_taken(huge):
    soon = {"n_iter_no_change": 2, "tol": 1.0, "random_state": 0, "max_iter": huge}
    mine = MLPClassifier((3,), **soon).fit(X, Y)
    assert mine.n_iter_ == TheirClassifier((3,), **soon).fit(X, Y).n_iter_ == 4
    assert (
        MLPRegressor(hidden_layer_sizes=(3,), solver="lbfgs", max_iter=huge, max_fun=huge).fit(X, Y).n_iter_
    )
    assert RecurrentClassifier((3,), backprop_steps=huge, **soon).fit(STEPS, Y).n_iter_ == 4
    assert MLPClassifier((3,), solver="sgd", learning_rate="cosine", **soon).fit(X, Y).n_iter_ == 4
    # scikit-learn's raises OverflowError.
    assert Perceptron(max_iter=huge).fit(X, Y).n_iter_ == TheirPerceptron().fit(X, Y).n_iter_
    with pytest.raises(OverflowError):
        TheirPerceptron(max_iter=huge).fit(X, Y)


@pytest.mark.parametrize("name", ["batch_size", "n_iter_no_change", "record"])
def test_other_counts_of_any_size_are_taken(name):
    for huge in HUGE[:2]:
        model = MLPClassifier((3,), max_iter=3, random_state=0, **{name: huge})
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Got `batch_size` less than 1 or larger")
            assert model.fit(X, Y).n_iter_ == 3
    assert Perceptron(average=10**30, n_iter_no_change=10**30, max_iter=3).fit(X, Y).n_iter_ == 3


# ---- Layers in the place of the loss ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", [MLPRegressor, RecurrentRegressor])
@pytest.mark.parametrize("sizes", [(5,), 5, [5, 3], ()])
def test_layers_given_as_the_first_parameter_are_recognised(kind, sizes):
    with pytest.raises(ValueError, match=r"loss.*instead: did you mean hidden_layer_sizes=") as error:
        kind(sizes).fit(STEPS if kind is RecurrentRegressor else X, X[:, 0])
    assert str(error.value).endswith(f"did you mean hidden_layer_sizes={sizes!r}?")
    if VERSION >= (1, 7):  # which made the loss the first parameter
        with pytest.raises(ValueError, match="The 'loss' parameter"):
            TheirRegressor(sizes).fit(X, X[:, 0])


def test_a_wrong_name_of_a_loss_gets_no_such_hint():
    with pytest.raises(ValueError, match="did you mean 'huber'"):
        MLPRegressor("hubr").fit(X, X[:, 0])


# ---- Models in files opened for reading ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "samples"),
    [
        (MLPClassifier((50,), warm_start=True, max_iter=5), X),
        (MLPClassifier((50,), warm_start=True, max_iter=5, solver="lbfgs"), X),
        (MLPClassifier((50,), warm_start=True, max_iter=5, early_stopping=True), X),
        (MLPRegressor(hidden_layer_sizes=(50,), warm_start=True, max_iter=5, solver="sgd"), X),
        (RecurrentClassifier((50,), warm_start=True, max_iter=5), STEPS),
        (Perceptron(warm_start=True, max_iter=5, average=True), X),
    ],
    ids=["adam", "lbfgs", "early stopping", "sgd", "recurrent", "perceptron"],
)
@pytest.mark.parametrize("how", ["fit", "partial_fit"])
def test_a_model_whose_arrays_are_mapped_for_reading_trains_on(model, samples, how, tmp_path):
    if how == "partial_fit" and ("lbfgs" in str(model) or "early" in str(model)):
        how = "fit"
    model.set_params(random_state=0).fit(samples, Y)
    path = tmp_path / "model.joblib"
    joblib.dump(model, path)
    before = path.read_bytes()
    mapped = joblib.load(path, mmap_mode="r")
    assert (mapped.predict(samples) == model.predict(samples)).all()
    getattr(mapped, how)(samples, Y)
    getattr(joblib.load(path), how)(samples, Y)
    whole = getattr(joblib.load(path), how)(samples, Y)
    for name in ("coefs_", "coef_"):
        if hasattr(whole, name):
            mine, expected = getattr(mapped, name), getattr(whole, name)
            assert all((a == b).all() for a, b in zip(mine, expected, strict=True))
    assert path.read_bytes() == before


def test_scikit_learns_cannot_train_on_mapped_arrays(tmp_path):
    joblib.dump(TheirClassifier((50,), warm_start=True, max_iter=5).fit(X, Y), tmp_path / "model.joblib")
    with pytest.raises(ValueError, match="read-only"):
        joblib.load(tmp_path / "model.joblib", mmap_mode="r").fit(X, Y)


# ---- Divergence ------------------------------------------------------------------------------------------

FAST = {"solver": "sgd", "early_stopping": True, "random_state": 0, "max_iter": 50}


@pytest.mark.parametrize("rate", [1e3, 1e8, 1e50, 1e200])
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor, RecurrentClassifier, RecurrentRegressor])
def test_an_early_stopped_fit_that_diverges_warns(kind, rate):
    samples = STEPS if "Recurrent" in kind.__name__ else X
    model = kind(hidden_layer_sizes=(5,), learning_rate_init=rate, activation="relu", **FAST)
    with pytest.warns(ConvergenceWarning, match="diverges|non-finite parameter"):
        model.fit(samples, Y)
    assert all(np.isfinite(weights).all() for weights in model.coefs_)


def test_scikit_learns_warns_of_numbers_that_overflow_or_of_nothing():
    given = []
    for rate in (1e3, 1e50):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            TheirClassifier((5,), learning_rate_init=rate, **FAST).fit(X, Y)
        given.append({each.category for each in caught})
    assert given == [set(), {RuntimeWarning}]


@pytest.mark.parametrize("rate", [1e-4, 0.01, 0.5])
def test_an_early_stopped_fit_that_does_not_diverge_does_not_warn(rate):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MLPClassifier((5,), **{**FAST, "max_iter": 1000}, learning_rate_init=rate).fit(X, Y)


# ---- Classes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "labels",
    [
        np.where(Y, "yes", "no").astype(object),
        np.where(Y, "a long label", "b"),
        np.where(Y, "a long label", "b").astype("<U40"),
        np.where(Y, "yes", "no").tolist(),
        pd.Series(np.where(Y, "yes", "no")),
        pd.Series(np.where(Y, "yes", "no"), dtype="category"),
        Y.astype(np.int8),
        Y.astype(np.uint16),
        Y.astype(bool),
        Y.astype(np.float32),
        Y.tolist(),
    ],
    ids=[
        "objects",
        "text",
        "wide",
        "list",
        "series",
        "category",
        "int8",
        "uint16",
        "bool",
        "float32",
        "ints",
    ],
)
def test_classes_have_the_type_of_scikit_learns(labels):
    for mine, theirs in ((Perceptron(), TheirPerceptron()), (MLPClassifier((3,)), TheirClassifier((3,)))):
        for each in (mine, theirs):
            each.set_params(max_iter=3).fit(X, labels)
        assert mine.classes_.dtype == theirs.classes_.dtype
        assert (mine.classes_ == theirs.classes_).all()
        assert mine.predict(X).dtype == theirs.predict(X).dtype
        mine, theirs = (
            type(each)(max_iter=3).partial_fit(X, labels, classes=np.unique(labels))
            for each in (mine, theirs)
        )
        assert mine.classes_.dtype == theirs.classes_.dtype


@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.parametrize("solver", ["adam", "sgd", "lbfgs"])
@pytest.mark.parametrize("label", [0, 7, True])
def test_scores_of_one_class_are_one(solver, early_stopping, label):
    y = np.full(60, label)
    parameters = {"max_iter": 30, "random_state": 0, "early_stopping": early_stopping, "solver": solver}
    mine, theirs = (kind((5,), **parameters).fit(X, y) for kind in (MLPClassifier, TheirClassifier))
    assert mine.n_iter_ == theirs.n_iter_
    for left, right in zip(mine.coefs_, theirs.coefs_, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-6, atol=1e-8)
    if solver != "lbfgs":
        assert (mine.history_["score"] == 1).all()
        assert not mine.history_["mistakes"].any()
        assert mine.best_validation_score_ == theirs.best_validation_score_ == (1 if early_stopping else None)
        assert mine.validation_scores_ == theirs.validation_scores_


def test_scores_of_one_class_are_one_for_sequences_and_given_validation_data():
    y = np.zeros(60, int)
    recurrent = RecurrentClassifier((3,), early_stopping=True, max_iter=20, random_state=0).fit(STEPS, y)
    assert recurrent.best_validation_score_ == 1
    assert (recurrent.history_["score"] == 1).all()
    held_out = MLPClassifier((3,), max_iter=3, random_state=0).fit(X, y, validation_data=(X[:9], y[:9]))
    assert held_out.validation_scores_ == [1, 1, 1]


def test_a_diagnosis_says_that_there_is_one_class():
    y = np.full(60, "spam")
    found = diagnose(MLPClassifier((3,), max_iter=3).fit(X, y), X, y)
    assert found.kinds == ("one class only",)
    assert "of one class, spam" in str(found)
    y[::2] = "ham"
    assert "one class only" not in diagnose(MLPClassifier((3,), max_iter=3).fit(X, y), X, y).kinds
    with pytest.raises(ValueError, match="one class only, 7"):
        MLPClassifier((3,), max_iter=3).fit(X, np.full(60, 7)).to_onnx()
