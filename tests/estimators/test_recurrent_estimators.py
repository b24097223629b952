"""RecurrentClassifier and RecurrentRegressor: what they learn, and what they have of the MLP's ways."""

import copy
import doctest
import inspect
import pickle
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator
from tests.versions import needs_callbacks
from threadpoolctl import threadpool_limits

import rosenblatt
from rosenblatt import MLPClassifier, MLPRegressor, Network, RecurrentClassifier, RecurrentRegressor, advance
from rosenblatt.estimators import recurrent_classifier, recurrent_estimator, recurrent_regressor
from rosenblatt.estimators.callbacks import EPOCH
from rosenblatt.estimators.fits import fit_of, train
from rosenblatt.fitting import advanced, with_seed
from rosenblatt.history import History

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
SINGLE_STEPS = pytest.mark.filterwarnings("ignore:every one of the .* sequences has one step")

RANDOM = np.random.RandomState(0)
LENGTHS = RANDOM.randint(1, 6, size=60)
BITS = [RANDOM.randint(2, size=(n, 1)).astype(float) for n in LENGTHS]
PARITY = np.array([int(bits.sum() % 2) for bits in BITS])
RUNNING = [bits[:, 0].cumsum() % 2 for bits in BITS]
FLAT = RANDOM.randn(50, 3)
THREE = (FLAT[:, 0] > 0).astype(int) + (FLAT[:, 1] > 0)
NUMBERS = np.sin(FLAT[:, 0]) + FLAT[:, 1]


def weights_of(*layers, seed=1):
    random = np.random.RandomState(seed)
    pairs = list(pairwise(layers))
    return [random.uniform(-0.5, 0.5, pair) for pair in pairs], [np.zeros(fan_out) for _, fan_out in pairs]


SKIPPED = {
    # needs an environment variable that is read when SciPy is imported
    "check_array_api_input": "skipped",
    # needs a decision_function, which no network here has
    "check_classifiers_multilabel_output_format_decision_function": "skipped",
}


def _not_passed(estimator):
    """The checks of any estimator that it did not pass, by name."""
    with threadpool_limits(limits=1):
        outcomes = check_estimator(estimator, on_skip=None, on_fail=None)
    assert len(outcomes) > 50
    return {each["check_name"]: each["status"] for each in outcomes if each["status"] != "passed"}


# ---- The estimator as scikit-learn's users know it ----------------------------------------------------


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "estimator",
    [
        RecurrentClassifier(max_iter=100),
        RecurrentRegressor(max_iter=100),
        pytest.param(
            RecurrentClassifier(
                cell="jordan", initial_context="learned", learning_rate_init=0.01, max_iter=50
            ),
            marks=pytest.mark.long,
        ),
    ],
)
def test_estimator_checks_pass_without_exception(estimator):
    assert _not_passed(estimator).items() <= SKIPPED.items()


@pytest.mark.filterwarnings("ignore")
def test_of_a_stream_only_those_checks_fail_that_take_rows_for_independent():
    # What a step says depends on those before it, and a step without weight is a step nevertheless.
    of_independent_rows = {
        "check_methods_sample_order_invariance",
        "check_methods_subset_invariance",
        "check_sample_weight_equivalence_on_dense_data",
    }
    found = _not_passed(RecurrentRegressor(stateful=True, backprop_steps=4, max_iter=30))
    assert found.items() <= {**SKIPPED, **dict.fromkeys(of_independent_rows, "failed")}.items()


OWN = {"cell", "backprop_steps", "update_steps", "initial_context", "predict_at", "step_size", "stateful"}


@pytest.mark.parametrize(
    ("recurrent", "plain"), [(RecurrentClassifier, MLPClassifier), (RecurrentRegressor, MLPRegressor)]
)
def test_parameters_are_the_mlps_and_those_of_memory(recurrent, plain):
    mine, others = (inspect.signature(kind).parameters for kind in (recurrent, plain))
    assert set(mine) == set(others) - {"shuffle_window"} | OWN
    changed = {"hidden_layer_sizes": (10,), "activation": "tanh"}
    for name, parameter in others.items():
        if name == "shuffle_window":  # sequences are few
            continue
        assert mine[name].default == changed.get(name, parameter.default)
        assert mine[name].kind == parameter.kind
    for method in ("fit", "partial_fit", "predict", "score", "initialize", "resume"):
        assert list(inspect.signature(getattr(recurrent, method)).parameters) == list(
            inspect.signature(getattr(plain, method)).parameters
        )


@pytest.mark.parametrize(
    ("kind", "y"), [(RecurrentClassifier, THREE), (RecurrentRegressor, NUMBERS)], ids=["classes", "numbers"]
)
def test_pipelines_and_grid_search_work_as_they_are(kind, y):
    chain = make_pipeline(StandardScaler(), kind(max_iter=5, random_state=0))
    name = kind.__name__.lower()
    search = GridSearchCV(chain, {f"{name}__cell": ["elman", "jordan"], f"{name}__alpha": [0.1, 1]}, cv=2)
    search.fit(FLAT, y)
    assert search.best_estimator_[-1].network_.cell == search.best_params_[f"{name}__cell"]
    assert search.predict(FLAT).shape == y.shape


def test_lists_of_sequences_are_cross_validated_too():
    model = RecurrentClassifier((3,), max_iter=3, random_state=0)
    assert cross_val_score(model, BITS, PARITY, cv=3).shape == (3,)
    every = clone(model).set_params(predict_at="every")
    assert np.isfinite(cross_val_score(every, BITS, RUNNING, cv=KFold(3))).all()


@pytest.mark.parametrize("again", [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy])
@pytest.mark.parametrize("stateful", [False, True])
def test_a_copy_predicts_and_learns_on_alike(again, stateful):
    model = RecurrentClassifier(
        (3,), max_iter=3, random_state=0, stateful=stateful, initial_context="learned", backprop_steps=2
    ).fit(BITS, PARITY)
    twin = again(model)
    assert twin.context_coefs_[0] is twin.network_.context[0]
    assert not np.shares_memory(twin.context_coefs_[0], model.context_coefs_[0])
    assert_array_equal(twin.predict_proba(BITS), model.predict_proba(BITS))
    model.partial_fit(BITS, PARITY)
    twin.partial_fit(BITS, PARITY)
    assert twin.network_ == model.network_
    assert twin._state == model._state


def test_a_clone_has_the_parameters_and_nothing_learned():
    model = RecurrentRegressor(cell="jordan", backprop_steps=3, max_iter=2).fit(BITS, PARITY)
    twin = clone(model)
    assert twin.get_params() == model.get_params()
    with pytest.raises(NotFittedError):
        twin.predict(BITS)
    with pytest.raises(NotFittedError):
        twin.start()
    with pytest.raises(NotFittedError):
        twin.hidden_activations(BITS)


@pytest.mark.parametrize("module", [recurrent_estimator, recurrent_classifier, recurrent_regressor])
def test_examples_give_what_they_show(module):
    assert doctest.testmod(module).failed == 0


def test_both_are_found_at_the_top():
    assert {"RecurrentClassifier", "RecurrentRegressor"} <= set(rosenblatt.__all__) & set(dir(rosenblatt))


# ---- Sequences of one step are samples -----------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"solver": "sgd"},
        {"solver": "rmsprop", "batch_size": 7},
        {"solver": "lbfgs"},
        {"early_stopping": True},
        {"dropout": 0.2},
        {"max_grad_norm": 0.1, "learning_rate": "cosine"},
        {"class_weight": "balanced"},
    ],
    ids=str,
)
@pytest.mark.parametrize(("cell", "n_context"), [("elman", 6), ("jordan", 3)])
@SINGLE_STEPS
def test_a_classifier_of_single_steps_without_context_is_the_mlp(more, cell, n_context):
    coefs, intercepts = weights_of(3, 6, 3)
    context = [np.zeros((n_context, 6)), None]
    common = {"max_iter": 40, "random_state": 3, "learning_rate_init": 0.02, **more}
    plain = MLPClassifier((6,), "tanh", init=(coefs, intercepts), **common).fit(FLAT, THREE)
    recurrent = RecurrentClassifier(
        (6,), cell=cell, initial_context=0.0, init=(coefs, intercepts, context), step_size=3, **common
    ).fit(FLAT, THREE)
    assert recurrent.n_iter_ == plain.n_iter_
    assert recurrent.stopped_by_ == plain.stopped_by_
    assert_allclose(recurrent.history_["loss"], plain.history_["loss"], rtol=1e-7)
    assert_allclose(recurrent.coefs_[0], plain.coefs_[0], rtol=1e-5, atol=1e-8)
    assert_allclose(recurrent.intercepts_[1], plain.intercepts_[1], rtol=1e-5, atol=1e-8)
    assert not recurrent.context_coefs_[0].any()
    assert_allclose(recurrent.predict_proba(FLAT), plain.predict_proba(FLAT), rtol=1e-5)
    if more.get("early_stopping"):
        assert_allclose(recurrent.validation_scores_, plain.validation_scores_)


@pytest.mark.parametrize("loss", ["squared_error", "huber", "quantile"])
@SINGLE_STEPS
def test_a_regressor_of_single_steps_without_context_is_the_mlp(loss):
    coefs, intercepts = weights_of(3, 6, 1)
    common = {"loss": loss, "hidden_layer_sizes": (6,), "max_iter": 30, "random_state": 3}
    weight = RANDOM.uniform(0.5, 2, 50)
    plain = MLPRegressor(activation="tanh", init=(coefs, intercepts), **common).fit(FLAT, NUMBERS, weight)
    recurrent = RecurrentRegressor(
        initial_context=0.0, init=(coefs, intercepts, [np.zeros((6, 6)), None]), **common
    ).fit(FLAT[:, None, :], NUMBERS, weight)
    assert_allclose(recurrent.loss_curve_, plain.loss_curve_, rtol=1e-9)
    assert_allclose(recurrent.predict(FLAT[:, None, :]), plain.predict(FLAT), rtol=1e-6)
    assert recurrent.score(FLAT[:, None, :], NUMBERS, weight) == pytest.approx(
        plain.score(FLAT, NUMBERS, weight)
    )


# ---- Learning --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("predict_at", ["last", "every"])
def test_parity_of_sequences_of_different_lengths_is_learned(predict_at):
    y = PARITY if predict_at == "last" else RUNNING
    options = {"learning_rate_init": 0.03, "max_iter": 300, "tol": 0, "random_state": 0}
    model = RecurrentClassifier((8,), predict_at=predict_at, **options).fit(BITS, y)
    assert model.score(BITS, y) == 1.0
    longest = int(np.argmax(LENGTHS))
    stream = model.start()
    told = [int(stream.step(bit)) for bit in BITS[longest]]
    assert told[-1] == PARITY[longest]


def test_an_mlp_of_the_last_step_alone_cannot():
    last = np.array([bits[-1] for bits in BITS])
    assert (
        MLPClassifier((8,), learning_rate_init=0.03, max_iter=500, random_state=0)
        .fit(last, PARITY)
        .score(last, PARITY)
        < 0.8
    )


def test_lbfgs_learns_a_wave():
    wave = np.sin(np.arange(101) / 3)
    X, y = [wave[:60, None], wave[60:100, None]], [wave[1:61], wave[61:101]]
    model = RecurrentRegressor(predict_at="every", solver="lbfgs", alpha=0, random_state=0).fit(X, y)
    assert model.score(X, y) > 0.99
    assert not hasattr(model, "partial_fit")


def test_lbfgs_reads_single_precision():
    options = {"solver": "lbfgs", "max_iter": 20, "random_state": 0}
    single = RecurrentRegressor(**options).fit([bits.astype(np.float32) for bits in BITS], PARITY)
    double = RecurrentRegressor(**options).fit(BITS, PARITY)
    assert single.network_.dtype == np.float32
    assert single.loss_ == pytest.approx(double.loss_, rel=1e-3)


@pytest.mark.parametrize("parameters", [{"init": "unit_uniform"}, {"initial_context": "learned"}])
def test_weights_are_drawn_by_the_scheme(parameters):
    model = RecurrentClassifier((4, 3), random_state=5, **parameters).initialize(BITS, PARITY)
    expected = rosenblatt.initialize(
        (1, 4, 3, 1),
        ("tanh", "tanh", "logistic"),
        np.random.RandomState(5),
        scheme=parameters.get("init", "auto"),
        cell="elman",
        initial_context=parameters.get("initial_context", 0.5),
    )
    assert model.network_ == expected
    assert [None if each is None else each.shape for each in model.context_coefs_] == [(4, 4), (3, 3), None]


# ---- Given weights -----------------------------------------------------------------------------------------


def test_training_starts_from_a_copy_of_a_given_network():
    network = rosenblatt.initialize(
        (1, 3, 1), ("tanh", "logistic"), np.random.RandomState(0), cell="elman", initial_context="learned"
    )
    network.starts[0][:] = [1, 2, 3]
    model = RecurrentClassifier((3,), init=network, initial_context="learned").initialize(BITS, PARITY)
    assert model.network_ == network
    assert not np.shares_memory(model.network_.parameters, network.parameters)
    fixed = RecurrentClassifier((3,), init=network).initialize(BITS, PARITY)
    assert_array_equal(fixed.network_.starts[0], 0.5)
    assert_array_equal(fixed.network_.context[0], network.context[0])


@pytest.mark.parametrize(
    ("init", "message"),
    [
        (
            weights_of(1, 3, 1),
            r"the name of a scheme, a Network, or three \(coefs, intercepts, context",
        ),
        (
            (*weights_of(1, 3, 1), [None, None]),
            r"of the shapes \[None, None\].*needs \[\(3, 3\)",
        ),
        (
            (*weights_of(1, 3, 1), [np.ones((1, 3)), None]),
            r"of the shapes \[\(1, 3\), None\], but cell='elman'",
        ),
        (Network((1, 3, 1), ("tanh", "logistic")), "init has cell=None, the estimator needs 'elman'"),
        (Network((1, 3, 1), ("tanh", "logistic"), cell="jordan"), "init has cell='jordan'"),
    ],
)
def test_given_weights_that_do_not_fit_are_refused(init, message):
    with pytest.raises(ValueError, match=message):
        RecurrentClassifier((3,), init=init).initialize(BITS, PARITY)


def test_an_mlp_refuses_a_network_with_context_neurons():
    init = Network((3, 3, 3), ("relu", "softmax"), cell="elman")
    with pytest.raises(ValueError, match="init has cell='elman', the estimator needs None"):
        MLPClassifier((3,), init=init).fit(FLAT, THREE)


def test_arrays_put_in_place_of_context_weights_are_taken_over():
    model = RecurrentRegressor(hidden_layer_sizes=(2,), initial_context="learned").initialize(BITS, PARITY)
    model.network_.starts[0][:] = 3.0
    before = model.network_
    model.context_coefs_[0] = np.zeros((2, 2))
    predicted = model.predict(BITS)
    assert not model.network_.context[0].any()
    assert_array_equal(model.network_.weights[0], before.weights[0])
    assert_array_equal(model.network_.starts[0], 3.0)
    assert_allclose(predicted, [model.network_.forward(bits)[-1, 0] for bits in BITS], rtol=1e-12)


def test_warm_start_goes_on_and_refuses_another_cell():
    model = RecurrentClassifier((3,), max_iter=3, warm_start=True, random_state=0).fit(BITS, PARITY)
    before = model.network_.copy()
    model.fit(BITS, PARITY)
    assert len(model.history_) == 6
    assert model.network_ != before
    with pytest.raises(
        ValueError, match=r"cell='elman' and initial_context=0\.5, 'jordan' and 0\.5 are required"
    ):
        model.set_params(cell="jordan").fit(BITS, PARITY)
    model.set_params(cell="elman", activation="relu").fit(BITS, PARITY)
    assert model.network_.activations == ("relu", "logistic")
    assert model.network_.cell == "elman"


# ---- Weights of sequences, validation --------------------------------------------------------------


@pytest.mark.parametrize("predict_at", ["last", "every"])
def test_a_sequence_of_weight_two_is_two_sequences(predict_at):
    y = list(PARITY) if predict_at == "last" else RUNNING
    options = {
        "max_iter": 5,
        "random_state": 0,
        "shuffle": False,
        "predict_at": predict_at,
    }
    weight = np.where(np.arange(60) % 3, 1.0, 2.0)
    twice = [k for k in range(60) for _ in range(int(weight[k]))]
    weighted = RecurrentClassifier((3,), **options).fit(BITS, y, weight)
    repeated = RecurrentClassifier((3,), **options).fit([BITS[k] for k in twice], [y[k] for k in twice])
    assert_allclose(weighted.coefs_[0], repeated.coefs_[0], rtol=1e-9)
    assert weighted.score(BITS, y, weight) == pytest.approx(
        repeated.score([BITS[k] for k in twice], [y[k] for k in twice])
    )


def test_classes_are_weighed_at_every_step():
    options = {"max_iter": 5, "random_state": 0, "predict_at": "every"}
    balanced = RecurrentClassifier((3,), class_weight="balanced", **options).fit(BITS, RUNNING)
    ones = np.concatenate(RUNNING).mean()
    by_hand = RecurrentClassifier((3,), class_weight={0: 0.5 / (1 - ones), 1: 0.5 / ones}, **options)
    assert_allclose(by_hand.fit(BITS, RUNNING).coefs_[0], balanced.coefs_[0], rtol=1e-9)


@pytest.mark.parametrize("predict_at", ["last", "every"])
def test_early_stopping_holds_sequences_out(predict_at):
    y = PARITY if predict_at == "last" else RUNNING
    options = {"max_iter": 4, "early_stopping": True, "validation_fraction": 0.25, "random_state": 0}
    model = RecurrentClassifier((3,), predict_at=predict_at, **options).fit(BITS, y)
    assert len(model.validation_scores_) == model.n_iter_ == 4
    learned = model.t_ / 4
    if predict_at == "last":
        assert learned == 45
        held_out = 15
    else:  # whole sequences are drawn, whatever their lengths
        held_out = LENGTHS.sum() - learned
        assert held_out >= 15
    right = np.array(model.validation_scores_) * held_out
    assert_allclose(right, right.round(), atol=1e-9)


def test_validation_data_of_ones_own_is_judged():
    options = {"max_iter": 3, "random_state": 0, "predict_at": "every"}
    model = RecurrentClassifier((3,), **options)
    model.fit(BITS[:40], RUNNING[:40], validation_data=(BITS[40:], RUNNING[40:]))
    assert model.validation_scores_[-1] == pytest.approx(model.score(BITS[40:], RUNNING[40:]))
    with pytest.raises(ValueError, match="steps of 2 features"):
        model.fit(BITS, RUNNING, validation_data=([np.ones((3, 2))], [[0, 1, 0]]))


def test_max_iter_warns_as_the_mlp():
    with pytest.warns(ConvergenceWarning, match=r"Maximum iterations \(2\)"):
        RecurrentClassifier((3,), max_iter=2).fit(BITS, PARITY)


def test_several_targets_are_scored_where_all_are_right():
    y = np.column_stack([PARITY + 1, [3 * (len(bits) > 2) for bits in BITS]])
    model = RecurrentClassifier((6,), learning_rate_init=0.03, max_iter=60, random_state=0).fit(BITS, y)
    right = (model.predict(BITS) == y).all(axis=1)
    assert model.score(BITS, y) == pytest.approx(right.mean())
    weight = np.arange(60.0)
    assert model.score(BITS, y, weight) == pytest.approx(np.average(right, weights=weight))


def test_r_squared_is_that_of_all_steps():
    y = [each + 0.5 for each in RUNNING]
    model = RecurrentRegressor(max_iter=30, predict_at="every", random_state=0).fit(BITS, y)
    true, told = np.concatenate(y), np.concatenate(model.predict(BITS))
    expected = 1 - ((true - told) ** 2).sum() / ((true - true.mean()) ** 2).sum()
    assert model.score(BITS, y) == pytest.approx(expected)
    assert model.history_["score"][-1] == pytest.approx(expected, abs=0.05)


def test_poisson_wants_counts():
    with pytest.raises(ValueError, match="loss='poisson' is for counts"):
        RecurrentRegressor(loss="poisson", predict_at="every").fit(BITS, [each - 1 for each in RUNNING])


# ---- Who looks on ----------------------------------------------------------------------------------


@pytest.mark.parametrize("stateful", [False, True])
def test_a_fit_that_goes_on_from_the_middle_ends_at_the_same_bits(stateful):
    X, y = (np.concatenate(BITS), np.concatenate(RUNNING)) if stateful else (BITS, PARITY)
    options = {"max_iter": 6, "random_state": 0, "stateful": stateful, "early_stopping": True}
    whole = RecurrentClassifier((3,), backprop_steps=3, **options).fit(X, y)
    other = RecurrentClassifier((3,), backprop_steps=3, **options)
    begun = fit_of(other, X, y)
    train(other, begun.at(advanced(begun, 2), History()))
    assert other.network_ == whole.network_
    assert other._state == whole._state


class Copies:
    """A callback that keeps what the estimator would predict after every epoch."""

    def __init__(self, X):
        self.X, self.told = X, []

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context, *, fitted_estimator=None):
        if context.task_name == EPOCH:
            self.told.append(fitted_estimator.predict(self.X))


@needs_callbacks
def test_callbacks_see_the_estimator_as_if_it_had_stopped():
    model = RecurrentRegressor(max_iter=3, random_state=0)
    heard = Copies(BITS)
    model.set_callbacks(heard).fit(BITS, PARITY)
    for epochs, told in enumerate(heard.told, start=1):
        stopped = RecurrentRegressor(max_iter=epochs, random_state=0).fit(BITS, PARITY)
        assert_array_equal(told, stopped.predict(BITS))
    assert len(heard.told) == 3


def test_seeds_begin_as_fits_do():
    fit = fit_of(RecurrentClassifier((3,), max_iter=3), BITS, PARITY)
    for seed in range(2):
        begun = with_seed(fit, seed)
        advance(begun.state, begun.data, begun.plan)
        alone = RecurrentClassifier((3,), max_iter=3, random_state=seed).fit(BITS, PARITY)
        assert begun.network == alone.network_
