import numpy as np
import pytest
from tests.core.cases import make_case, run_core

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.native import NativeTrainer, check_fit
from rosenblatt.training.state import TrainingState

X = np.random.RandomState(0).normal(size=(6, 3))
CLASSES = np.zeros((6, 1), np.int32)
NUMBERS = np.ones((6, 2))

CLASSIFIER = Network((3, 4, 2), ("tanh", "softmax"))
REGRESSOR = Network((3, 4, 2), ("tanh", "identity"))


def test_what_fits_passes():
    check_fit(CLASSIFIER, TrainingData(Samples(X, CLASSES), Samples(X, CLASSES)), Plan("log_loss"))
    check_fit(REGRESSOR, TrainingData(Samples(X, NUMBERS)), Plan("huber"))


@pytest.mark.parametrize(
    ("network", "samples", "plan", "message"),
    [
        (CLASSIFIER, Samples(X[:, :2].copy(), CLASSES), Plan("log_loss"), "has 3 inputs, X has 2 features"),
        (
            CLASSIFIER,
            Samples(X.astype(np.float32), CLASSES),
            Plan("log_loss"),
            "the network is float64, X is float32: convert one of them",
        ),
        (CLASSIFIER, Samples(X, CLASSES[:, [0, 0]]), Plan("log_loss"), "needs y of 1 columns, got 2"),
        (REGRESSOR, Samples(X, NUMBERS[:, :1]), Plan("huber"), "needs y of 2 columns, got 1"),
        (
            REGRESSOR,
            Samples(X, CLASSES),
            Plan("huber"),
            "huber needs y as float64 numbers, got class indices",
        ),
        (
            CLASSIFIER,
            Samples(np.asfortranarray(X), CLASSES),
            Plan("log_loss"),
            "X must be C-contiguous: pass numpy.ascontiguousarray",
        ),
        (
            CLASSIFIER,
            Samples(X, NUMBERS),
            Plan("huber"),
            "huber does not go with the output activation softmax",
        ),
        (REGRESSOR, Samples(X, CLASSES), Plan("log_loss"), "log_loss needs softmax"),
        (
            Network((3, 4, 2), ("step", "softmax")),
            Samples(X, CLASSES),
            Plan("log_loss"),
            "step or hidden exp activations cannot be trained",
        ),
        (
            Network((3, 4, 2), ("exp", "softmax")),
            Samples(X, CLASSES),
            Plan("log_loss"),
            "step or hidden exp activations cannot be trained",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_any_native_code(network, samples, plan, message):
    state = TrainingState.start(network.copy(), plan, len(samples))
    with pytest.raises(PlanError, match=message):
        NativeTrainer(state, TrainingData(samples), plan)


def test_validation_samples_are_checked_as_well():
    data = TrainingData(Samples(X, CLASSES), Samples(X[:, :2].copy(), CLASSES))
    with pytest.raises(PlanError, match="has 3 inputs, X has 2 features"):
        check_fit(CLASSIFIER, data, Plan("log_loss"))


def test_early_stopping_needs_something_to_judge_by():
    with pytest.raises(PlanError, match="early_stopping needs validation samples"):
        check_fit(CLASSIFIER, TrainingData(Samples(X, CLASSES)), Plan("log_loss", early_stopping=True))


def test_a_state_for_other_samples_is_refused():
    plan = Plan("log_loss")
    state = TrainingState.start(CLASSIFIER.copy(), plan, 5)
    with pytest.raises(PlanError, match="the state was started for 5 samples, the data has 6"):
        NativeTrainer(state, TrainingData(Samples(X, CLASSES)), plan)


def test_a_class_that_the_network_does_not_have_is_refused():
    case = make_case(n_outputs=3)
    case.data.train.y[0] = 3
    with pytest.raises(ValueError, match="class index is out of bounds"):
        run_core(case, 1)


def test_large_arrays_are_read_in_place():
    # A copy of X would be read by the training, not the array itself.
    case = make_case(n_samples=50, shuffle=False)
    trainer = NativeTrainer(case.start(), case.data, case.plan)
    case.data.train.X[:] = 0
    rows, _ = trainer.run(1, 1.0)
    expected = make_case(n_samples=50, shuffle=False)
    expected.data.train.X[:] = 0
    _, rows_of_zeros, _ = run_core(expected, 1)
    np.testing.assert_array_equal(rows[:, :-1], rows_of_zeros[:, :-1])
