"""What a fitted network keeps: through pickle, clone, Ctrl-C, divergence and scikit-learn's machinery."""

import copy
import inspect
import math
import pickle
import tracemalloc

import numpy as np
import pytest
import sklearn
from numpy.testing import assert_array_equal
from sklearn import neural_network as theirs
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.estimators.listening import Listening
from tests.versions import VERSION

import rosenblatt as ours
from rosenblatt import DivergedError, MLPClassifier, MLPRegressor

X, CLASSES = load_iris(return_X_y=True)
NUMBERS = X[:, 3]
LAST = ["n_threads", "shuffle_window", "record", "record_path"]
EXTRAS = {
    "MLPClassifier": ["init", "dropout", "max_grad_norm", "class_weight", "stratified", *LAST],
    "MLPRegressor": ["huber_delta", "quantile", "init", "dropout", "max_grad_norm", *LAST],
}

quiet = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.xfail(VERSION < (1, 7), reason="1.7 added sample_weight, and loss of MLPRegressor", strict=True)
@pytest.mark.parametrize("name", EXTRAS)
def test_parameters_are_scikit_learns_and_extra_keywords(name):
    mine, his = (inspect.signature(getattr(home, name)).parameters for home in (ours, theirs))
    assert list(mine)[: len(his)] == list(his)
    assert list(mine)[len(his) :] == EXTRAS[name]
    for parameter in his:
        assert mine[parameter].default == his[parameter].default
        assert mine[parameter].kind == his[parameter].kind
    assert all(mine[parameter].kind is inspect.Parameter.KEYWORD_ONLY for parameter in EXTRAS[name])
    for method in ("partial_fit", "predict", "score"):
        mine, his = (
            inspect.signature(getattr(getattr(home, name), method)).parameters for home in (ours, theirs)
        )
        assert list(mine) == [*his, *(["checkpoint"] if method == "partial_fit" else [])]


# ---- Pickle and clone ----------------------------------------------------------------------------


@quiet
@pytest.mark.parametrize("again", [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy])
def test_a_copy_predicts_and_learns_on_alike(again):
    model = MLPClassifier((5,), solver="sgd", random_state=0, max_iter=5).fit(X, CLASSES)
    twin = again(model)
    assert twin.coefs_[0] is twin.network_.weights[0]
    assert not np.shares_memory(twin.coefs_[0], model.coefs_[0])
    assert_array_equal(twin.predict_proba(X), model.predict_proba(X))
    assert twin.history_ == model.history_
    for each in (model, twin):
        each.partial_fit(X, CLASSES).partial_fit(X[:70], CLASSES[:70])
    assert twin.network_ == model.network_
    assert twin.loss_curve_ == model.loss_curve_


@quiet
def test_a_pickle_holds_the_network_once_and_nothing_native():
    model = (
        MLPClassifier((300,), solver="sgd", max_iter=1).set_callbacks(Listening(math.isnan)).fit(X, CLASSES)
    )
    data = pickle.dumps(model)
    assert b"rosenblatt._core" not in data
    assert len(data) < 2.5 * model.network_.parameters.nbytes + 10_000  # parameters and one moment each
    assert vars(pickle.loads(data)).keys() == vars(model).keys()


@quiet
def test_weights_put_in_place_are_taken_over():
    model = MLPRegressor(hidden_layer_sizes=(), max_iter=1).fit(X[:, :1], NUMBERS)
    model.coefs_ = [np.array([[2.0]])]
    model.intercepts_[0] = np.array([1.0])
    assert model.predict([[3.0]]) == 7.0
    assert model.coefs_[0] is model.network_.weights[0]
    model.coefs_[0] = np.array([[5.0]])
    assert pickle.loads(pickle.dumps(model)).predict([[3.0]]) == 16.0


@quiet
def test_warm_start_keeps_weights_through_another_activation_but_not_another_shape():
    model = MLPClassifier((5,), warm_start=True, max_iter=1).fit(X, CLASSES)
    weights = model.coefs_[0].copy()
    model.set_params(activation="tanh", learning_rate_init=1e-12).fit(X, CLASSES)
    assert model.network_.activations == ("tanh", "softmax")
    np.testing.assert_allclose(model.coefs_[0], weights, atol=1e-9)
    model.set_params(hidden_layer_sizes=(6,))
    with pytest.raises(ValueError, match=r"\(4, 5, 3\).*\(4, 6, 3\): fit with warm_start=False"):
        model.fit(X, CLASSES)


@quiet
def test_samples_of_another_float_type_go_on_in_the_networks():
    model = MLPClassifier((5,), max_iter=1).fit(X.astype(np.float32), CLASSES)
    model.partial_fit(X, CLASSES)
    assert model.coefs_[0].dtype == np.float32
    assert model.predict_proba(X).dtype == np.float32


@quiet
def test_a_new_fit_leaves_nothing_of_the_old_one():
    model = MLPClassifier((5,), max_iter=3).fit(X, CLASSES, validation_data=(X, CLASSES))
    model.set_params(solver="lbfgs").fit(X, CLASSES)
    for name in ("loss_curve_", "best_loss_", "validation_scores_", "best_validation_score_"):
        assert not hasattr(model, name)
    assert not hasattr(model, "partial_fit")
    model.set_params(solver="rmsprop").fit(X, CLASSES)
    assert len(model.loss_curve_) == len(model.history_) == 3


@quiet
def test_another_solver_begins_its_memory_anew():
    model = MLPClassifier((5,), solver="sgd", random_state=0).partial_fit(X, CLASSES, classes=[0, 1, 2])
    model.set_params(solver="adam").partial_fit(X, CLASSES)
    assert model._optimizer.moments.shape[0] == 2
    assert model._optimizer.step == 1


# ---- Interruption and divergence -----------------------------------------------------------------


def interrupt(n_epochs):
    raise KeyboardInterrupt


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_ctrl_c_leaves_a_trained_estimator_and_goes_up(solver):
    model = MLPClassifier((5,), solver=solver, max_iter=10**6, tol=0, n_iter_no_change=np.inf, random_state=0)
    model.set_callbacks(Listening(interrupt))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES)
    assert model.stopped_by_ == "interrupt"
    assert model.n_iter_ == len(model.history_) >= 1
    assert model.predict(X).shape == (150,)


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_an_error_of_whoever_listens_comes_out_and_leaves_a_trained_estimator(solver):
    def fail(n_epochs):
        if n_epochs >= 3:
            raise LookupError("the listener's own")

    model = MLPClassifier((5,), solver=solver, max_iter=50, tol=0, n_iter_no_change=np.inf, random_state=0)
    model.set_callbacks(Listening(fail))
    with pytest.raises(LookupError, match="the listener's own"):
        model.fit(X, CLASSES)
    assert model.stopped_by_ == "error"
    assert model.n_iter_ == len(model.history_) >= 3
    assert model.predict(X).shape == (150,)


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_a_listener_that_says_stop_is_why_training_stopped(solver):
    model = MLPClassifier((5,), solver=solver, max_iter=10**6, tol=0, n_iter_no_change=np.inf, random_state=0)
    model.set_callbacks(Listening(lambda n_epochs: True))
    model.fit(X, CLASSES)
    assert model.stopped_by_ == "callback"
    assert model.predict(X).shape == (150,)


def test_an_interrupted_early_stopping_ends_with_its_best_weights():
    model = MLPClassifier(
        (5,),
        early_stopping=True,
        n_iter_no_change=np.inf,
        max_iter=10**6,
        learning_rate_init=0.01,
        random_state=1,
    )
    model.set_callbacks(Listening(interrupt))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES)
    best = int(np.argmax(model.validation_scores_)) + 1
    again = clone(model).set_callbacks().set_params(max_iter=best)
    with pytest.warns(ConvergenceWarning):
        again.fit(X, CLASSES)
    assert again.network_ == model.network_


def test_a_listener_sees_every_epoch_in_the_end():
    seen = []
    model = MLPClassifier((5,), max_iter=20, tol=0)
    model.set_callbacks(Listening(seen.append))
    with pytest.warns(ConvergenceWarning):
        model.fit(X, CLASSES)
    assert seen == list(range(1, 21))


WILD = {"activation": "identity", "solver": "sgd", "learning_rate_init": 1e6, "random_state": 0}


def test_divergence_names_epoch_layer_and_remedy():
    with pytest.raises(DivergedError, match=r"after epoch \d+.*smaller learning rate") as caught:
        MLPRegressor(hidden_layer_sizes=(5,), **WILD).fit(X, NUMBERS)
    assert caught.value.epoch >= 1
    assert caught.value.layer in (1, 2)


def test_divergence_leaves_no_undefined_weights_behind():
    model = MLPRegressor(hidden_layer_sizes=(5,), **WILD)
    with pytest.raises(DivergedError):
        model.fit(X, NUMBERS)
    with pytest.raises(NotFittedError):
        model.predict(X)
    model.set_params(solver="adam", learning_rate_init=1e-3).partial_fit(X, NUMBERS)
    assert np.isfinite(model.predict(X)).all()


def test_early_stopping_survives_divergence_with_its_best_weights():
    model = MLPRegressor(hidden_layer_sizes=(5,), early_stopping=True, **WILD)
    with pytest.warns(ConvergenceWarning, match="weights are those with the best validation score"):
        model.fit(X, NUMBERS)
    assert model.stopped_by_ == "early stopping"
    assert np.isnan(model.validation_scores_[-1])
    assert np.isfinite(model.predict(X)).all()
    assert model.n_iter_ == len(model.loss_curve_) == len(model.validation_scores_)


# ---- scikit-learn's machinery --------------------------------------------------------------------


@quiet
def test_it_fits_into_scikit_learns_machinery():
    pipeline = make_pipeline(
        StandardScaler(), MLPClassifier((8,), learning_rate_init=0.05, max_iter=60, random_state=0)
    )
    search = GridSearchCV(pipeline, {"mlpclassifier__activation": ["tanh", ["silu"]]}, cv=3).fit(X, CLASSES)
    assert search.best_score_ > 0.8
    assert "MLPClassifier" in search._repr_html_()
    assert repr(MLPClassifier((3,), dropout=0.5)) == "MLPClassifier(dropout=0.5, hidden_layer_sizes=(3,))"
    assert clone(MLPClassifier(init="zeros")).init == "zeros"


@quiet
def test_metadata_is_routed():
    with sklearn.config_context(enable_metadata_routing=True):
        model = MLPClassifier((3,), max_iter=2).set_fit_request(sample_weight=True, validation_data=True)
        pipeline = make_pipeline(StandardScaler().set_fit_request(sample_weight=False), model)
        pipeline.fit(X, CLASSES, sample_weight=np.ones(150), validation_data=(X, CLASSES))
        assert len(pipeline[-1].validation_loss_curve_) == 2
        scored = cross_validate(
            MLPClassifier((3,), max_iter=2)
            .set_fit_request(sample_weight=True)
            .set_score_request(sample_weight=True),
            X,
            CLASSES,
            params={"sample_weight": np.ones(150)},
        )
        assert len(scored["test_score"]) == 5


@pytest.mark.parametrize(
    "parameters",
    [{"max_iter": 1}, {"solver": "lbfgs", "max_iter": 1}, {"batch_size": 999, "tol": 99.0}],
)
def test_warnings_point_at_the_line_that_asked_for_the_fit(parameters):
    with pytest.warns(UserWarning, match=r"(?s).*") as caught:
        MLPClassifier((3,), **parameters).fit(X, CLASSES)
    assert {each.filename for each in caught} == {__file__}


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_lbfgs_with_an_undefined_loss_has_not_converged():
    with pytest.warns(ConvergenceWarning, match="lbfgs failed to converge after 0 iteration"):
        model = MLPRegressor(hidden_layer_sizes=(5,), solver="lbfgs", random_state=0).fit(1e300 * X, NUMBERS)
    assert model.stopped_by_ == "max_iter"


def test_what_is_not_fitted_says_so():
    for method in ("predict", "predict_proba", "predict_log_proba", "hidden_activations"):
        with pytest.raises(NotFittedError, match="not fitted yet"):
            getattr(MLPClassifier(), method)(X)


@quiet
@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_fit_needs_little_memory_beside_its_samples(early_stopping):
    samples = np.random.RandomState(0).standard_normal((20_000, 100))
    y = np.random.RandomState(1).randint(0, 3, 20_000)
    model = MLPClassifier((10,), max_iter=1, early_stopping=early_stopping, random_state=0).fit(
        samples[:50], y[:50]
    )
    tracemalloc.start()
    model.fit(samples, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.1 * samples.nbytes
