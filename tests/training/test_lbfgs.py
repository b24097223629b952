import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from tests.core.cases import make_case

import rosenblatt
from rosenblatt.history import History
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.lbfgs import minimise
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK, Batch, batch_loss, loss_and_gradient
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time
from rosenblatt.training.reference.windows import windows
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(40, 4))
CLASSES = ((np.abs(X[:, 0]) + X[:, 1] > 1).astype(np.int32) + (X[:, 2] > 0))[:, None]
NUMBERS = np.column_stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("classes", [False, True])
def test_it_walks_scikit_learns_way(classes, weighted):
    weight = RANDOM.uniform(0.2, 3, 40) if weighted else None
    estimator = (MLPClassifier if classes else MLPRegressor)(
        hidden_layer_sizes=(5,), activation="tanh", solver="lbfgs", alpha=0.1, random_state=5, max_iter=30
    )
    y = CLASSES if classes else NUMBERS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(X, y.ravel() if classes else y, weight)
    plan = Plan("log_loss" if classes else "squared_error", solver="lbfgs", alpha=0.1, max_iter=30)
    activations = ("tanh", "softmax" if classes else "identity")
    network = initialize((4, 5, estimator.n_outputs_), activations, np.random.RandomState(5))
    state, history = TrainingState.start(network, plan, 40), History()
    end = minimise(state, TrainingData(Samples(X, y, weight)), plan, history=history)
    assert end.loss == pytest.approx(estimator.loss_, rel=1e-6)
    assert end.n_iter == estimator.n_iter_ == len(history) == state.epoch
    np.testing.assert_allclose(network.weights[0], estimator.coefs_[0], rtol=1e-4, atol=1e-5)
    assert history["loss"][-1] == pytest.approx(end.loss)
    assert (np.diff(history["loss"]) < 0).all()


def test_it_ends_where_there_is_no_slope():
    # One output: for several the loss is their mean and the slope that of their sum, as in scikit-learn.
    case = make_case("squared_error", n_outputs=1, solver="lbfgs", alpha=1.0, max_iter=2000, tol=1e-6)
    state, history = case.start(), History()
    end = minimise(state, case.data, case.plan, history=history)
    assert (end.stopped_by, end.problem) == ("converged", "")
    batch = Batch(case.data.train.X, case.data.train.y)
    loss, gradient, output = loss_and_gradient(state.network, batch, case.plan)
    assert np.abs(gradient).max() < 1e-4
    assert end.loss == pytest.approx(loss)
    assert loss == pytest.approx(batch_loss(state.network, output, batch, case.plan))


def test_it_says_when_it_ran_out_of_iterations_or_evaluations():
    for limits, words in (({"max_iter": 3}, "ITERATIONS"), ({"max_fun": 3}, "EVALUATIONS")):
        case = make_case(solver="lbfgs", **limits)
        end = minimise(case.start(), case.data, case.plan, history=History())
        assert end.stopped_by == "max_iter"
        assert "status=1" in end.problem
        assert words in end.problem
        assert end.n_iter <= 3


@pytest.mark.parametrize("options", [{"csr": True}, {"rows": True, "weighted": True}, {"groups": (1, 2)}])
def test_any_samples_are_read(options):
    case = make_case(solver="lbfgs", max_iter=10, **options)
    history = History()
    end = minimise(case.start(), case.data, case.plan, history=history)
    assert end.loss < history["loss"][0]


def test_single_precision_is_computed_in_double_and_stored_in_single():
    single = make_case(solver="lbfgs", max_iter=10, dtype=np.float32, weighted=True)
    state = single.start()
    end = minimise(state, single.data, single.plan, history=History())
    assert state.network.dtype == np.float32
    double = make_case(solver="lbfgs", max_iter=10, weighted=True)
    expected = minimise(double.start(), double.data, double.plan, history=History())
    assert end.loss == pytest.approx(expected.loss, rel=1e-3)


def test_a_listener_that_returns_true_stops_training():
    case, history = make_case(solver="lbfgs", max_iter=20), History()
    state = case.start()
    minimum = minimise(
        state, case.data, case.plan, history=history, listener=lambda state, history: state.epoch >= 3
    )
    assert (minimum.stopped_by, minimum.n_iter, minimum.problem) == ("callback", 3, "")
    assert len(history) == state.epoch == 3
    assert minimum.loss == history["loss"][-1]


def test_validation_is_judged_and_a_listener_called_after_every_iteration():
    case, lengths = make_case(solver="lbfgs", max_iter=5, validation=True), []
    history = History()
    minimise(
        case.start(),
        case.data,
        case.plan,
        history=history,
        listener=lambda state, history: lengths.append((state.epoch, len(history))),
    )
    assert lengths == [(n, n) for n in range(1, 6)]
    assert np.isfinite(history["validation_loss"]).all()
    assert ((history["validation_score"] >= 0) & (history["validation_score"] <= 1)).all()


# ---- Many samples ----------------------------------------------------------------------------------------

LONG = {"n_samples": 3 * ROWS_OF_A_BLOCK - 5, "n_features": 3, "solver": "lbfgs", "max_iter": 8}


@pytest.mark.parametrize("options", [{}, {"csr": True}, {"rows": True, "weighted": True}])
def test_many_samples_are_evaluated_by_the_core_as_numpy_does(options):
    case = make_case(**LONG, **options)
    ends = []
    for n_threads in (1, 3):
        state, history = case.start(), History()
        ends.append(minimise(state, case.data, case.plan, history=history, n_threads=n_threads))
        ends[-1] = (ends[-1].loss, state.network.parameters.tobytes())
    assert ends[0] == ends[1]
    batch = Batch(*case.data.train.take(np.arange(len(case.data.train)), case.network.output_groups))
    assert ends[0][0] == pytest.approx(loss_and_gradient(state.network, batch, case.plan)[0], rel=1e-12)


def test_many_samples_of_single_precision_have_the_bits_of_the_same_values_in_double():
    single = make_case(**LONG, dtype=np.float32, weighted=True)
    train = single.data.train
    wide = Samples(*(each if each.dtype == np.int32 else each.astype(float) for each in train.arrays))
    ends = []
    for network, samples in ((single.network, train), (single.network.like(None, dtype=float), wide)):
        network.parameters[:] = single.network.parameters
        state = TrainingState.start(network.copy(), single.plan, len(samples))
        ends.append(minimise(state, TrainingData(samples), single.plan, history=History()).loss)
    assert ends[0] == ends[1]


def test_it_walks_scikit_learns_way_with_many_samples():
    random = np.random.RandomState(1)
    many = random.normal(size=(2 * ROWS_OF_A_BLOCK, 3))
    y = (many[:, 0] * many[:, 1] + many[:, 2] > 0).astype(int)
    options = {"hidden_layer_sizes": (6,), "solver": "lbfgs", "random_state": 0, "max_iter": 25}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        mine, his = (kind(**options).fit(many, y) for kind in (rosenblatt.MLPClassifier, MLPClassifier))
    assert mine.n_iter_ == his.n_iter_
    assert mine.loss_ == pytest.approx(his.loss_, rel=1e-7)
    for left, right in zip(mine.coefs_, his.coefs_, strict=True):
        np.testing.assert_allclose(left, right, rtol=0, atol=1e-6)


# ---- Sequences -----------------------------------------------------------------------------------


def _sequences(lengths, seed=0):
    random = np.random.RandomState(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    X, y = random.randn(offsets[-1], 2), random.randn(offsets[-1], 1)
    return Sequences(X, y, offsets=offsets)


def _recurrent(seed=0, **parameters):
    random = np.random.RandomState(seed)
    return initialize((2, 3, 1), ("tanh", "identity"), random, cell="elman", **parameters)


def test_sequences_of_one_step_are_samples():
    data, plan = _sequences([1] * 30), Plan("squared_error", "lbfgs", max_iter=50)
    network = _recurrent(initial_context=0.0)
    network.context[0][:] = 0
    plain = initialize((2, 3, 1), ("tanh", "identity"), np.random.RandomState(1))
    for mine, theirs in zip(
        (*plain.weights, *plain.biases), (*network.weights, *network.biases), strict=True
    ):
        mine[:] = theirs
    curves = []
    for start, samples in ((network, data), (plain, Samples(data.X, data.y))):
        history = History()
        state = TrainingState.start(start, plan, 30)
        minimise(state, TrainingData(samples), plan, history=history)
        curves.append(history["loss"])
    np.testing.assert_allclose(curves[0], curves[1], rtol=1e-9)
    np.testing.assert_allclose(network.weights[0], plain.weights[0], rtol=1e-5)
    assert not network.context[0].any()


def test_the_slope_through_time_is_zero_at_the_minimum():
    data = _sequences([3, 1, 4, 2, 5])
    plan = Plan("squared_error", "lbfgs", alpha=0.1, max_iter=500, tol=1e-6)
    network = _recurrent(initial_context="learned")
    state = TrainingState.start(network, plan, 5)

    def here():
        (window,) = windows(state, data, np.arange(5), plan, state.random)
        return loss_and_gradient_through_time(network, window.steps, window.n_new, plan)

    steepest = abs(here()[1]).max()
    for _ in range(2):  # a search ends when the loss hardly falls; a second one, with a new memory, goes on
        found = minimise(state, TrainingData(data), plan, history=History())
    loss, slope = here()
    assert found.loss == pytest.approx(loss)
    assert abs(slope).max() < 1e-3 * steepest
    assert (network.starts[0] != 0.5).all()
