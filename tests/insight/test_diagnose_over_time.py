"""Recurrent networks: what goes wrong over time is provoked by trainings, told with numbers, put right."""

import numpy as np
import pytest
from tests.insight.sequence_examples import bracket_found, first_bit, strings, sunspots, temporal_xor

from rosenblatt import DivergedError, PlanError, RecurrentClassifier, RecurrentRegressor
from rosenblatt.insight import Diagnosis, diagnose
from rosenblatt.insight.diagnosis.checks.plateau import nearest_neighbour_score
from rosenblatt.insight.diagnosis.reading import subject_of
from rosenblatt.insight.diagnosis.sequences import MOST_STEPS
from rosenblatt.insight.diagnosis.unrolled import Unrolled
from rosenblatt.model import Model
from rosenblatt.run import RunSettings, run_table

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

ONLINE = {
    "solver": "sgd", "momentum": 0.0, "learning_rate_init": 0.1, "alpha": 0, "init": "unit_uniform",
    "n_iter_no_change": np.inf, "random_state": 0,
}  # fmt: skip
"""As Elman (1990) trained."""
BRACKETS = {
    "hidden_layer_sizes": (15,), "predict_at": "every", "learning_rate_init": 0.01, "batch_size": 20,
    "n_iter_no_change": np.inf, "max_iter": 40, "random_state": 0,
}  # fmt: skip


def cured(diagnosis: Diagnosis, sick, X, y) -> tuple[object, Diagnosis]:
    """Train anew with what the only finding proposes."""
    (finding,) = diagnosis
    for name, value in finding.change.items():
        assert f"{name}={value!r}" in finding.remedy, "the remedy says what the change does"
    well = type(sick)(**{**sick.get_params(), **finding.change}).fit(X, y)
    return well, diagnose(well, X, y)


# ---- Vanishing over time -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forgetful() -> tuple[RecurrentClassifier, np.ndarray, np.ndarray]:
    """A network that is to tell the first of twenty bits at the end."""
    X, y = first_bit(200, 20)
    network = RecurrentClassifier((10,), "logistic", learning_rate_init=0.01, max_iter=300, random_state=0)
    return network.fit(X, y), X, y


def test_vanishing_over_time(forgetful) -> None:
    sick, X, y = forgetful
    assert sick.score(X, y) < 0.6
    told = diagnose(sick, X, y)
    assert told.kinds == ("vanishing over time",)
    seen = told[0].evidence
    network, (sequences, _) = sick.network_, (subject_of(sick, X, y, None).sequences, None)
    shares = Unrolled.of(network, sequences, "binary_log_loss", None).shares()
    assert seen["share there"] == shares[19] < 1e-5
    assert (seen["distance"], seen["share then"]) == (19, shares[int(seen["lost after"])])
    assert shares[int(seen["lost after"]) - 1] >= 0.01 > seen["share then"]
    assert seen["correlation"] == pytest.approx(1)
    assert f"{shares[19]:.1g} after 19; the sequences have 20 steps" in told[0].text
    assert "x1 19 steps earlier correlates with the error" in told[0].text
    assert "gated cells (LSTM, GRU)" in told[0].remedy
    well, after = cured(told, sick, X, y)
    assert (well.score(X, y), after.kinds) == (1.0, ())


def test_where_there_is_nothing_to_keep_a_slope_may_vanish(forgetful) -> None:
    sick, X, _ = forgetful
    y = np.random.default_rng(1).permutation(X[:, 0, 0]).astype(int)
    assert "vanishing over time" not in diagnose(sick, X, y).kinds
    last = X[:, -1, 0].astype(int)
    short = RecurrentClassifier(**sick.get_params()).fit(X, last)
    way = subject_of(short, X, last, None).over_time
    assert (short.score(X, last), diagnose(short, X, last).kinds) == (1.0, ())
    assert way.shares[-1] < 1e-5


def test_what_starts_with_identity_already_is_told_where_gated_cells_begin(forgetful) -> None:
    sick, X, y = forgetful
    model = RecurrentClassifier(**sick.get_params()).fit(X, y)
    model.set_params(activation="relu", init="identity_context")
    (finding,) = diagnose(model, X, y)
    assert (finding.kind, finding.change) == ("vanishing over time", {})
    assert finding.remedy.startswith("Shorten the distance")


# ---- Cut off in time -------------------------------------------------------------------------------------


def test_the_bracket_of_an_embedded_string_is_cut_off_in_time() -> None:
    """The lesson of embedded Reber: why one step of back-propagation leaves the outer T or P to chance."""
    X, y = strings("embedded-reber", 400)
    sick = RecurrentClassifier(**BRACKETS, backprop_steps=1).fit(X, y)
    assert bracket_found(sick, X, y) < 0.6
    told = diagnose(sick, X, y)
    assert told.kinds == ("cut off in time",)
    seen = told[0].evidence
    assert (seen["steps followed"], seen["distance"]) == (1, 7)
    assert abs(seen["correlation"]) > 0.3
    assert seen["share there"] > 0.01
    assert "propagates the gradient back through 1 step" in told[0].text
    assert "in step 2, 7 steps earlier in the median" in told[0].text
    well, after = cured(told, sick, X, y)
    assert (bracket_found(well, X, y), after.kinds) == (1.0, ())


def test_followed_through_logistic_neurons_its_slope_vanishes() -> None:
    X, y = strings("embedded-reber", 400)
    sick = RecurrentClassifier(**{**BRACKETS, "activation": "logistic", "max_iter": 15}).fit(X, y)
    told = diagnose(sick, X, y)
    assert told.kinds == ("vanishing over time",)
    assert told[0].evidence["share there"] < 0.01


# ---- Exploding over time ---------------------------------------------------------------------------------


def test_exploding_over_time_from_large_weights() -> None:
    X, y = first_bit(200, 20)
    sick = RecurrentClassifier(
        (30,), init="unit_uniform", learning_rate_init=0.01, max_iter=300, random_state=0
    ).fit(X, y)
    told = diagnose(sick, X, y)
    assert told.kinds == ("exploding over time",)
    seen, way = told[0].evidence, subject_of(sick, X, y, None).over_time
    assert (seen["share"], seen["steps"]) == (way.shares.max(), 19)
    assert seen["share"] > 100
    assert seen["gradient beside weights"] > 1
    assert told[0].change == {"init": "auto"}
    well, after = cured(told, sick, X, y)
    assert (well.score(X, y), after.kinds) == (1.0, ())


def test_exploding_over_time_from_a_gradient_that_was_too_long() -> None:
    X, y = first_bit(200, 30)
    sick = RecurrentClassifier(
        (30,), "elu", solver="sgd", learning_rate_init=0.02, max_iter=60, random_state=0
    ).fit(X, y)
    told = diagnose(sick, X, y)
    assert told.kinds == ("exploding over time",)
    assert told[0].change == {"max_grad_norm": 1.0}
    well, after = cured(told, sick, X, y)
    assert (well.score(X, y), after.kinds) == (1.0, ())
    sick.set_params(max_grad_norm=1.0)
    assert diagnose(sick, X, y)[0].change == {"learning_rate_init": 0.002}


def test_no_slope_explodes_that_is_not_followed() -> None:
    X, y = first_bit(200, 20)
    network = RecurrentClassifier((30,), init="unit_uniform", max_iter=30, random_state=0).fit(X, y)
    assert "exploding over time" in diagnose(network, X, y).kinds
    network.set_params(backprop_steps=2)
    assert "exploding over time" not in diagnose(network, X, y).kinds


def test_a_training_that_diverged_is_told_by_its_history() -> None:
    X, y = first_bit(100, 30)
    wild = RecurrentClassifier((30,), "elu", solver="sgd", learning_rate_init=0.1, random_state=0)
    with pytest.raises(DivergedError), np.errstate(all="ignore"):
        wild.fit(X, y)
    assert diagnose(wild, X, y).kinds == ("learning rate too high",)


# ---- What is well is left alone --------------------------------------------------------------------------


def test_temporal_xor_learned() -> None:
    X, y = temporal_xor()
    network = RecurrentClassifier(
        (4,), "logistic", backprop_steps=4, update_steps=1, stateful=True, max_iter=200, **ONLINE
    ).fit(X, y)
    assert network.predict(X)[1::3].tolist() == y[1::3].tolist() or network.score(X, y) > 0.64
    assert diagnose(network, X, y).kinds == ()


@pytest.mark.parametrize(
    "settings",
    [
        {"activation": "logistic", "backprop_steps": 1, "batch_size": 1, "max_iter": 20, **ONLINE},
        {
            "activation": "tanh",
            "learning_rate_init": 0.01,
            "batch_size": 20,
            "max_iter": 60,
            "random_state": 0,
        },
    ],
    ids=["one step", "all steps"],
)
def test_reber_learned(settings) -> None:
    X, y = strings("reber", 600)
    network = RecurrentClassifier((15,), predict_at="every", **settings).fit(X, y)
    held_out = strings("reber", 700)
    held_out = held_out[0][600:], held_out[1][600:]
    told = diagnose(network, X, y, validation_data=held_out)
    assert told.kinds == ()
    assert "over-fitting" in told.asked


def test_sunspots_learned() -> None:
    X, y = sunspots()
    network = RecurrentRegressor(
        hidden_layer_sizes=(10,), learning_rate_init=0.01, backprop_steps=10, stateful=True, max_iter=300,
        random_state=0,
    ).fit(X[:240], y[:240])  # fmt: skip
    told = diagnose(network, X[:240], y[:240], validation_data=(X[240:], y[240:]))
    assert network.score(X[:240], y[:240]) > 0.8
    assert set(told.kinds) <= {"not converged"}


@pytest.mark.parametrize("n_steps", [5, 20])
@pytest.mark.parametrize(
    "settings", [{}, {"activation": "relu", "init": "identity_context"}], ids=["tanh", "relu"]
)
def test_what_has_learned_to_keep_a_bit(n_steps: int, settings) -> None:
    X, y = first_bit(200, n_steps)
    network = RecurrentClassifier(
        (10,), learning_rate_init=0.01, max_iter=500, random_state=0, **settings
    ).fit(X, y)
    assert (network.score(X, y), diagnose(network, X, y).kinds) == (1.0, ())


# ---- All other questions, of steps -----------------------------------------------------------------------


def test_dead_and_saturated_neurons_over_all_steps() -> None:
    X, y = first_bit(50, 8)
    network = RecurrentClassifier((6,), "relu", random_state=0).initialize(X, y)
    network.network_.biases[0][:] = -50.0
    assert diagnose(network, X, y).kinds == ("dead neurons",)
    assert "No sample" in diagnose(network, X, y)[0].text
    network = RecurrentClassifier((6,), "tanh", random_state=0).initialize(X, y)
    network.network_.biases[0][:] = 50.0
    assert "saturated neurons" in diagnose(network, X, y).kinds


def test_the_features_of_steps_are_looked_at() -> None:
    X, y = first_bit(50, 8)
    network = RecurrentClassifier((6,), random_state=0).initialize(1000 * X, y)
    assert diagnose(network, 1000 * X).kinds[0] == "unscaled features"


def test_a_learning_rate_that_is_too_low() -> None:
    X, y = first_bit(50, 4)
    slow = RecurrentClassifier((6,), learning_rate_init=1e-7, random_state=0).fit(X, y)
    assert diagnose(slow, X, y).kinds == ("learning rate too low",)


def test_the_nearest_neighbour_of_steps_is_who_has_the_same_past() -> None:
    X, _y = temporal_xor()
    Y = np.concatenate([[0, 0], X[:-2, 0]]).astype(int)  # what came two steps before
    network = RecurrentClassifier((2,), predict_at="every", random_state=0).initialize([X[:60]], [Y[:60]])
    reached, n_steps = nearest_neighbour_score(subject_of(network, [X[:300]], [Y[:300]], None))
    assert reached == 1.0
    assert n_steps == 4  # of 1, 2, 4, ...: the first that holds it


def test_over_fitting_is_told_by_sequences_held_out() -> None:
    random = np.random.default_rng(0)
    X, y = random.normal(size=(60, 5, 3)), random.integers(0, 2, 60)
    network = RecurrentClassifier((40,), learning_rate_init=0.02, max_iter=400, random_state=0).fit(
        X[:30], y[:30]
    )
    assert network.score(X[:30], y[:30]) == 1.0
    told = diagnose(network, X[:30], y[:30], validation_data=(X[30:], y[30:]))
    assert told.kinds == ("over-fitting",)


# ---- What can be given -----------------------------------------------------------------------------------


def test_every_form_of_the_same_sequences_is_told_the_same(forgetful) -> None:
    sick, X, y = forgetful
    told = diagnose(sick, X, y)[0].evidence
    assert diagnose(sick, list(X), y)[0].evidence == told
    flat = RecurrentClassifier(**sick.get_params()).fit(X[:, :, 0], y)
    assert diagnose(flat, X[:, :, 0], y)[0].evidence == told
    model = Model.from_estimator(sick)
    assert diagnose(model, X, y)[0].evidence == told
    assert diagnose(model, list(X), y).unasked[0].give.startswith("the fitted estimator")


def test_a_model_that_answers_each_step_takes_targets_as_lists() -> None:
    X, y = strings("reber", 50)
    network = RecurrentClassifier((5,), predict_at="every", max_iter=3, random_state=0).fit(X, y)
    told = diagnose(Model.from_estimator(network), X, y)
    assert "plateau" not in told.asked
    assert "stuck at the baseline" in told.asked
    with pytest.raises(PlanError, match=r"a target for each of the \d+ predictions of the model"):
        diagnose(Model.from_estimator(network), X, y[:-1])


def test_a_run_has_its_sequences_with_it() -> None:
    run = run_table(RunSettings("embedded-reber", max_iter=3, repeats=0))
    told, subject = diagnose(run), subject_of(run, None, None, None)
    assert subject.sequences.offsets[-1] == len(subject.inputs) == np.sum(run.samples.part == "training")
    assert len(subject.sequences) == len(np.unique(run.samples.sequence[run.samples.part == "training"]))
    assert {"vanishing over time", "cut off in time", "exploding over time", "over-fitting"} <= set(
        told.asked
    )
    assert told.kinds == ("cut off in time",)
    assert "(--set backprop_steps=None)" in told[0].remedy
    stream = run_table(RunSettings("temporal-xor", max_iter=100, repeats=0))
    assert len(subject_of(stream, None, None, None).sequences) == 1
    assert diagnose(stream).kinds == ("not converged",)  # it takes 600 epochs


def test_sequences_that_do_not_fit_are_named() -> None:
    X, y = strings("reber", 50)
    network = RecurrentClassifier((5,), predict_at="every", max_iter=3, random_state=0).fit(X, y)
    with pytest.raises(ValueError, match="sequence 3 has"):
        diagnose(network, X, [*y[:3], y[3][:-1], *y[4:]])


def test_of_many_steps_some_are_looked_at() -> None:
    X, y = strings("reber", 900)
    network = RecurrentClassifier((5,), predict_at="every", max_iter=1, random_state=0).fit(X, y)
    subject = subject_of(network, X, y, None)
    assert MOST_STEPS - 30 < len(subject.inputs) <= MOST_STEPS
    assert len(subject.labels) == len(subject.inputs) == subject.sequences.offsets[-1]
    again = subject_of(network, X, y, None)
    assert np.array_equal(again.inputs, subject.inputs)
    bits, following = temporal_xor()
    stream = RecurrentClassifier((2,), stateful=True, max_iter=1, random_state=0).fit(bits, following)
    taken = subject_of(stream, bits, following, None)
    assert np.array_equal(taken.inputs, bits[:MOST_STEPS])
    assert np.array_equal(taken.labels, following[:MOST_STEPS])


def test_without_targets_the_backward_pass_is_not_checked(forgetful) -> None:
    sick, X, _ = forgetful
    told = diagnose(sick, X)
    assert "saturated neurons" in told.asked
    unasked = {each.kind for each in told.unasked}
    assert {"vanishing over time", "exploding over time", "cut off in time"} <= unasked
