"""The NumPy trainer: by hand, against scikit-learn, in pieces and at once."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from tests.core.cases import make_case, run_numpy

from rosenblatt.errors import DivergedError
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.history import COLUMNS
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.reference.epochs import require_finite, train_reference
from rosenblatt.training.state import TrainingState


def column(rows, name):
    return rows[:, COLUMNS.index(name)]


def test_an_epoch_of_two_steps_by_hand():
    # y = w x + b from (0, 0), rate 0.1, no momentum, one sample a step, in order: (x, y) = (1, 1), (2, 0).
    # Step 1: a = 0, cost 0.5, delta -1: w = 0.1, b = 0.1.
    # Step 2: a = 0.3, cost 0.045, delta 0.3: w = 0.1 - 0.06, b = 0.1 - 0.03.
    network = Network((1, 1), ("identity",))
    plan = Plan("squared_error", "sgd", 0.0, 1, learning_rate_init=0.1, shuffle=False, momentum=0.0)
    data = TrainingData(Samples(np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]])))
    state = TrainingState.start(network, plan, 2)
    rows, reason = train_reference(state, data, plan, 1)
    np.testing.assert_allclose(network.parameters, [0.04, 0.07], rtol=1e-14)
    assert column(rows, "epoch") == 1
    assert column(rows, "loss") == pytest.approx((0.5 + 0.045) / 2)
    assert column(rows, "learning_rate") == 0.1
    # Gradients (-1, -1) and (0.6, 0.3).
    assert column(rows, "gradient_norm") == pytest.approx((np.sqrt(2) + np.sqrt(0.45)) / 2)
    # Residuals 1 and 0.09, about the mean 0.5 the targets have 0.5.
    assert column(rows, "score") == pytest.approx(1 - 1.09 / 0.5)
    assert np.isnan(column(rows, "mistakes"))
    assert np.isnan(column(rows, "validation_loss"))
    assert (state.epoch, state.step, state.samples_seen, reason) == (1, 2, 2, None)


def test_mistakes_are_counted_as_each_batch_comes_by():
    # One neuron on AND from zero weights: a = 0.5 is not above 0.5, hence "no", wrong for (1, 1) alone.
    network = Network((2, 1), ("logistic",))
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [0], [0], [1]])
    plan = Plan("binary_log_loss", batch_size=4)
    rows, _ = train_reference(TrainingState.start(network, plan, 4), TrainingData(Samples(X, y)), plan, 1)
    assert (column(rows, "mistakes"), column(rows, "score")) == (1, 0.75)
    assert column(rows, "loss") == pytest.approx(np.log(2))


def test_a_step_schedule_sets_the_rate_of_each_step():
    # 4 epochs of 2 steps, 8 in all: the last step of epoch k is step 2k - 1 of 8, counted from 0.
    case = make_case(n_samples=20, batch_size=10, max_iter=4, learning_rate="cosine", learning_rate_init=0.1)
    _, rows, reason = run_numpy(case, 9)
    expected = 0.05 * (1 + np.cos(np.pi * np.array([1, 3, 5, 7]) / 8))
    np.testing.assert_allclose(column(rows, "learning_rate"), expected, rtol=1e-14)
    assert reason == "max_iter"


def test_a_long_gradient_is_shortened_and_a_short_one_is_not():
    def first_step(max_grad_norm):
        options = {
            "momentum": 0.0,
            "learning_rate_init": 1.0,
            "batch_size": 37,
            "max_grad_norm": max_grad_norm,
        }
        case = make_case("squared_error", solver="sgd", **options)
        state, rows, _ = run_numpy(case, 1)
        return case.network.parameters - state.network.parameters, column(rows, "gradient_norm")[0]

    step, norm = first_step(None)
    assert np.linalg.norm(step) == pytest.approx(norm)
    clipped, reported = first_step(norm / 4)
    assert reported == norm
    np.testing.assert_allclose(clipped, step / 4, rtol=1e-12)
    np.testing.assert_array_equal(first_step(norm * 1.01)[0], step)


def test_dropout_silences_its_share_and_strengthens_the_others():
    case = make_case("squared_error", (4000,), "identity", dropout=(0.25,), n_samples=2, batch_size=2)
    case.network.weights[1][:] = 0
    state, _, _ = run_numpy(case, 1)
    # What a silenced neuron passes on is 0, so its weights to the outputs get no gradient and stay 0.
    silent_for_both = ~state.network.weights[1].any(axis=1)
    assert silent_for_both.mean() == pytest.approx(0.25**2, abs=0.015)


def test_validation_is_judged_without_dropout_or_penalty_after_the_epoch():
    case = make_case(dropout=(0.5,), alpha=50.0, validation=True, weighted=True)
    state, rows, _ = run_numpy(case, 2)
    held_out = case.data.validation
    a = state.network.forward(held_out.X)
    right = a.argmax(axis=1) == held_out.y[:, 0]
    cost = -np.log(np.take_along_axis(a, held_out.y, axis=1)[:, 0])
    weight = held_out.sample_weight
    assert column(rows, "validation_score")[-1] == pytest.approx(np.average(right, weights=weight))
    assert column(rows, "validation_loss")[-1] == pytest.approx(np.average(cost, weights=weight))


EXTRAS = {
    "dropout": {"dropout": (0.4,)},
    "early stopping": {"early_stopping": True, "n_iter_no_change": 2, "tol": 0.5},
    "rows of a sparse matrix": {"csr": True, "weighted": True, "rows": True},
    "regression": {"loss": "squared_error", "validation": True},
    "clipping": {"max_grad_norm": 0.2},
    "in order": {"shuffle": False},
    "single precision": {"dtype": np.float32},
}
PIECES = [{"solver": solver, "learning_rate": schedule} for solver in OPTIMIZERS for schedule in SCHEDULES]


@pytest.mark.parametrize(
    "options",
    [*PIECES, *EXTRAS.values()],
    ids=["-".join(options.values()) for options in PIECES] + list(EXTRAS),
)
def test_many_calls_end_where_one_call_does(options):
    case = make_case(**{"max_iter": 7, "tol": 0.01, "n_iter_no_change": 2, **options})
    whole, whole_rows, whole_reason = run_numpy(case, 7)
    for chunk in (1, 3):
        state, made, reason = case.start(), [], None
        while reason is None:
            rows, reason = train_reference(state, case.data, case.plan, chunk)
            made.append(rows)
        assert state == whole
        np.testing.assert_array_equal(np.concatenate(made)[:, :-1], whole_rows[:, :-1])
        assert reason == whole_reason


def test_seconds_go_on_from_call_to_call():
    case = make_case()
    state = case.start()
    first, _ = train_reference(state, case.data, case.plan, 3)
    second, _ = train_reference(state, case.data, case.plan, 3)
    seconds = np.concatenate([column(first, "seconds"), column(second, "seconds")])
    assert (np.diff(seconds) > 0).all()
    assert seconds[0] > 0


def test_no_epochs_are_no_rows():
    case = make_case()
    rows, reason = train_reference(case.start(), case.data, case.plan, 0)
    assert rows.shape == (0, len(COLUMNS))
    assert reason is None


def test_divergence_names_epoch_and_layer():
    case = make_case("squared_error", (4, 3), "relu", solver="sgd", learning_rate_init=1e300, momentum=0.0)
    state = case.start()
    with pytest.raises(DivergedError, match=r"hidden layer 1 .* after epoch 1") as caught:
        train_reference(state, case.data, case.plan, 5)
    assert (caught.value.epoch, caught.value.layer, state.epoch) == (1, 1, 1)


@pytest.mark.parametrize("damage", [np.nan, np.inf, -np.inf])
def test_require_finite_looks_at_weights_and_biases_of_every_layer(damage):
    network = Network((2, 3, 1), ("relu", "identity"))
    require_finite(network, 1)
    for layer, name in enumerate(("hidden layer 1", "the output layer")):
        for parameters in (network.weights[layer], network.biases[layer]):
            parameters.flat[-1] = damage
            with pytest.raises(DivergedError, match=f"{name} .* after epoch 7") as caught:
                require_finite(network, 7)
            assert caught.value.layer == layer + 1
            parameters.flat[-1] = 0


# ---- scikit-learn's curves ------------------------------------------------------------------------------


def against(estimator, X, y, hidden, loss, targets, sample_weight=None):
    """scikit-learn's estimator, fitted, beside a state trained by the plan with the same values."""
    theirs = estimator.set_params(hidden_layer_sizes=hidden, random_state=5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(X, y, sample_weight)
    values = theirs.get_params()
    names = set(Plan.__dataclass_fields__) & set(values) - {"loss", "batch_size"}
    batch_size = None if values["batch_size"] == "auto" else values["batch_size"]
    plan = Plan(loss, batch_size=batch_size, **{name: values[name] for name in names})
    random = np.random.RandomState(5)
    activations = (*[values["activation"]] * len(hidden), LOSSES[loss].output_activation)
    network = initialize((X.shape[1], *hidden, theirs.n_outputs_), activations, random, dtype=X.dtype)
    state = TrainingState.start(network, plan, len(X), random)
    rows, reason = train_reference(
        state, TrainingData(Samples(X, targets, sample_weight)), plan, plan.max_iter
    )
    return theirs, state, rows, reason


def assert_same(theirs, state, rows, tolerance=1e-9):
    assert len(rows) == theirs.n_iter_
    np.testing.assert_allclose(column(rows, "loss"), theirs.loss_curve_, rtol=tolerance)
    for ours, coefs in zip(state.network.weights, theirs.coefs_, strict=True):
        np.testing.assert_allclose(ours, coefs, rtol=tolerance, atol=tolerance)
    for ours, intercepts in zip(state.network.biases, theirs.intercepts_, strict=True):
        np.testing.assert_allclose(ours, intercepts, rtol=tolerance, atol=tolerance)
    assert state.best_loss == pytest.approx(theirs.best_loss_, rel=tolerance)


RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(60, 4))
CLASSES = (np.abs(X[:, 0]) + X[:, 1] > 1).astype(int) + (X[:, 2] > 0)
NUMBERS = np.column_stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]])

CLASSIFIERS = {
    "adam": {},
    "small batches": {"batch_size": 7, "learning_rate_init": 0.01},
    "converging": {"max_iter": 2000, "learning_rate_init": 0.02, "n_iter_no_change": 3},
    "logistic": {"activation": "logistic", "alpha": 1.0},
    "sgd": {"solver": "sgd", "learning_rate_init": 0.1},
    "plain momentum": {"solver": "sgd", "learning_rate_init": 0.1, "nesterovs_momentum": False},
    "invscaling": {"solver": "sgd", "learning_rate": "invscaling", "learning_rate_init": 0.5, "power_t": 0.3},
    "adaptive": {
        "solver": "sgd",
        "learning_rate": "adaptive",
        "learning_rate_init": 0.5,
        "tol": 0.01,
        "n_iter_no_change": 2,
    },
    "in order": {"shuffle": False},
}


@pytest.mark.parametrize("options", CLASSIFIERS.values(), ids=CLASSIFIERS)
def test_the_classifier_is_scikit_learns(options):
    targets = CLASSES[:, None].astype(np.int32)
    theirs, state, rows, reason = against(
        MLPClassifier(**{"max_iter": 40, **options}), X, CLASSES, (6,), "log_loss", targets
    )
    assert_same(theirs, state, rows)
    assert reason == ("max_iter" if len(rows) == theirs.max_iter else "converged")


@pytest.mark.parametrize("hidden", [(), (5, 4)])
def test_two_classes_and_weights_are_scikit_learns(hidden):
    y = CLASSES > 0
    weight = RANDOM.uniform(0.1, 3, 60)
    estimator = MLPClassifier(max_iter=30, activation="tanh", alpha=0.1, batch_size=16)
    theirs, state, rows, _ = against(estimator, X, y, hidden, "binary_log_loss", y[:, None] * 1.0, weight)
    assert_same(theirs, state, rows)


def test_several_labels_are_scikit_learns():
    y = np.column_stack([CLASSES > 0, CLASSES > 1])
    theirs, state, rows, _ = against(MLPClassifier(max_iter=30), X, y, (5,), "binary_log_loss", y * 1.0)
    assert_same(theirs, state, rows)


@pytest.mark.parametrize("loss", ["squared_error", "poisson"])
def test_the_regressor_is_scikit_learns(loss):
    y = np.abs(NUMBERS) if loss == "poisson" else NUMBERS
    estimator = MLPRegressor(loss, max_iter=30, activation="tanh", batch_size=20)
    theirs, state, rows, _ = against(estimator, X, y, (6,), loss, y)
    assert_same(theirs, state, rows)


def test_single_precision_keeps_to_scikit_learns():
    single = X.astype(np.float32)
    targets = CLASSES[:, None].astype(np.int32)
    theirs, state, rows, _ = against(MLPClassifier(max_iter=50), single, CLASSES, (6,), "log_loss", targets)
    assert_same(theirs, state, rows, tolerance=1e-3)
