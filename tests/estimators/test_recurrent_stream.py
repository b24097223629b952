"""One stream: its context goes on from row to row, epoch to epoch, call to call; and live streams."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rosenblatt import RecurrentClassifier, RecurrentRegressor
from rosenblatt.estimators import LiveStream
from rosenblatt.fitting.reading import split_in_time
from rosenblatt.network.network import values_over_time
from rosenblatt.plan import Plan
from rosenblatt.training import TrainingData, TrainingState
from rosenblatt.training.reference.epochs import train_reference
from rosenblatt.training.reference.windows import carried
from rosenblatt.training.sequences import Sequences

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RANDOM = np.random.RandomState(0)
X = RANDOM.randn(30, 2)
NUMBERS = np.roll(X[:, 0], 1)
CLASSES = (NUMBERS > 0).astype(int)
THREE = CLASSES + (X[:, 1] > 0.5)


def stream(kind=RecurrentRegressor, **parameters):
    parameters = {"max_iter": 3, "backprop_steps": 4, "random_state": 0, "stateful": True} | parameters
    return kind(hidden_layer_sizes=(3,), **parameters)


# ---- Training --------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["elman", "jordan"])
@pytest.mark.parametrize("update_steps", [None, 1])
def test_a_stream_is_one_sequence_whose_context_goes_on_from_epoch_to_epoch(cell, update_steps):
    model = stream(cell=cell, update_steps=update_steps)
    network = model.initialize(X, NUMBERS).network_.copy()
    model.fit(X, NUMBERS)
    plan = Plan("squared_error", max_iter=3, backprop_steps=4, update_steps=update_steps, stateful=True)
    state = TrainingState.start(network, plan, 1)
    data = TrainingData(Sequences(X, NUMBERS[:, None], offsets=np.array([0, 30])))
    train_reference(state, data, plan, 3)
    assert_allclose(model.network_.parameters, network.parameters, rtol=1e-8)
    assert_allclose(model.context_, state.context, rtol=1e-8)
    assert model.t_ == 90


@pytest.mark.parametrize("kind", [RecurrentClassifier, RecurrentRegressor])
def test_all_forms_of_a_stream_are_the_same_stream(kind):
    y = THREE if kind is RecurrentClassifier else NUMBERS
    rows = stream(kind).fit(X, y)
    forms = {
        "list": ([X[:7], X[7:11], X[11:]], [y[:7], y[7:11], y[11:]]),
        "array": (X.reshape(3, 10, 2), y.reshape(3, 10)),
    }
    for name, (sequences, targets) in forms.items():
        model = stream(kind, predict_at="every").fit(sequences, targets)
        assert model.network_ == rows.network_, name
        assert_array_equal(np.concatenate(list(model.predict(sequences))), rows.predict(X))
        assert model.score(sequences, targets) == rows.score(X, y)


def test_a_stream_is_judged_where_its_parts_end():
    parts, ends = [X[:7], X[7:11], X[11:]], NUMBERS[[6, 10, 29]]
    model = stream().fit(parts, ends)
    assert model.t_ == 9
    every = model.network_.forward(X)[:, 0]
    assert_allclose(model.predict(parts), every[[6, 10, 29]], rtol=1e-12)


def test_partial_fit_carries_the_context_over():
    whole = stream(max_iter=1, update_steps=2, backprop_steps=2).fit(X, NUMBERS)
    parts = stream(max_iter=1, update_steps=2, backprop_steps=2)
    for part in (slice(0, 10), slice(10, 14), slice(14, 30)):
        parts.partial_fit(X[part], NUMBERS[part])
    # Windows of two steps end where the parts do, so it is the same training.
    assert_allclose(parts.network_.parameters, whole.network_.parameters, rtol=1e-12)
    assert_allclose(parts.context_, whole.context_, rtol=1e-12)


def test_fit_begins_with_a_fresh_context_and_predictions_are_pure():
    model = stream().fit(X, NUMBERS)
    again = stream().fit(X, NUMBERS).fit(X, NUMBERS)
    assert again.network_ == model.network_
    context = model.context_.copy()
    first = model.predict(X)
    assert_array_equal(model.predict(X), first)
    assert_array_equal(model.context_, context)
    assert_allclose(first, model.network_.forward(X)[:, 0], rtol=1e-12)


def test_without_a_stream_there_is_no_context_left():
    with pytest.warns(UserWarning, match="has one step"):
        model = stream(stateful=False, step_size=2, max_iter=2).fit(X, NUMBERS)
    assert not hasattr(model, "context_")
    assert not hasattr(stream().fit(X, NUMBERS).set_params(stateful=False).fit(X, NUMBERS), "context_")


def test_weights_of_a_stream_are_those_of_its_steps():
    weight = np.ones(30)
    weight[:10] = 0
    weighted = stream(shuffle=False, max_iter=1, backprop_steps=10).fit(X, NUMBERS, weight)
    plain = stream(shuffle=False, max_iter=1, backprop_steps=10).fit(X, NUMBERS)
    assert weighted._state.step == 2
    assert plain._state.step == 3


# ---- The end of a stream is held out ---------------------------------------------------------------


def test_early_stopping_holds_the_end_of_a_stream_out():
    model = stream(early_stopping=True, validation_fraction=0.2).fit(X, NUMBERS)
    by_hand = stream(early_stopping=True)
    by_hand.fit(X[:24], NUMBERS[:24], validation_data=(X[24:], NUMBERS[24:]))
    assert model.validation_scores_ == by_hand.validation_scores_
    assert model.network_ == by_hand.network_


def test_a_split_in_time_cuts_behind_the_last_target_to_learn_from():
    targets = np.array([-1, 0, -1, -1, 1, -1, 2, 3, -1])
    whole = Sequences(
        np.arange(9.0)[:, None],
        np.arange(4.0)[:, None],
        np.arange(4.0) + 1,
        offsets=np.array([0, 9]),
        targets=targets,
    )
    data = split_in_time(whole, 0.5)
    assert data.train.X.ravel().tolist() == [0, 1, 2, 3, 4]
    assert data.train.targets.tolist() == [-1, 0, -1, -1, 1]
    assert data.validation.X.ravel().tolist() == [5, 6, 7, 8]
    assert data.validation.targets.tolist() == [-1, 0, 1, -1]
    assert data.validation.y.ravel().tolist() == [2, 3]
    assert data.validation.sample_weight.tolist() == [3, 4]
    assert np.shares_memory(data.validation.X, whole.X)


@pytest.mark.parametrize(("fraction", "held_out", "learned"), [(0.01, 1, 29), (0.99, 30, 0)])
def test_a_split_in_time_leaves_enough_on_both_sides(fraction, held_out, learned):
    message = f"of 30 targets leaves {held_out} to judge by and {learned} to learn from, at least 2 and 1"
    with pytest.raises(ValueError, match=message):
        stream(early_stopping=True, validation_fraction=fraction).fit(X, NUMBERS)


# ---- Live --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["elman", "jordan"])
@pytest.mark.parametrize(
    "y", [CLASSES, THREE, np.array(["no", "yes"])[CLASSES]], ids=["two", "three", "text"]
)
def test_step_by_step_is_what_predict_says_of_the_whole(y, cell):
    model = stream(RecurrentClassifier, cell=cell, initial_context="learned").fit(X, y)
    labels, probabilities = model.predict(X), model.predict_proba(X)
    live = model.start()
    assert isinstance(live, LiveStream)
    for k, x in enumerate(X):
        assert live.step(x) == labels[k]
        assert_allclose(live.probabilities, probabilities[k], rtol=1e-12)
    assert live.n_steps == 30
    held = values_over_time(model.network_, X)[1]
    assert_allclose(live.context, np.concatenate([each[0] for each in held if each is not None]), rtol=1e-12)
    assert repr(live).startswith("<LiveStream after 30 steps of <Network 2-3-")


def test_numbers_step_by_step():
    model = stream(max_iter=2).fit(X, np.column_stack([NUMBERS, X[:, 1]]))
    live = model.start()
    for row in model.predict(X):
        assert_allclose(live.step(X[live.n_steps]), row, rtol=1e-12)
        assert_allclose(live.outputs, row, rtol=1e-12)
    with pytest.raises(AttributeError, match="numbers have no probabilities"):
        live.probabilities  # noqa: B018
    single = stream(max_iter=2).fit(X, NUMBERS)
    assert single.start().step(X[0]) == pytest.approx(single.predict(X[:1])[0])


def test_several_targets_step_by_step():
    y = np.column_stack([THREE, CLASSES + 5])
    model = stream(RecurrentClassifier).fit(X, y)
    live = model.start()
    assert_array_equal(live.step(X[0]), model.predict(X[:1])[0])
    first, second = live.probabilities
    assert (first.shape, second.shape) == ((3,), (2,))


def test_a_live_stream_goes_on_from_where_training_has_ended():
    model = stream().fit(X, NUMBERS)
    live = model.start(context=model.context_)
    assert_array_equal(live.context, model.context_)
    values = values_over_time(model.network_, X[:4], carried(model.network_, model.context_))[0]
    assert_allclose([live.step(x) for x in X[:4]], values[-1][:, 0], rtol=1e-12)
    assert_array_equal(model.context_, model._state.context)


def test_a_live_stream_keeps_its_network():
    model = stream().fit(X, NUMBERS)
    live, other = model.start(), model.start()
    first = live.step(X[0])
    model.partial_fit(X, NUMBERS)
    assert other.step(X[0]) == first
    assert model.start().step(X[0]) != first


def test_what_is_wrong_with_a_live_step_is_said():
    live = stream().fit(X, NUMBERS).start()
    with pytest.raises(ValueError, match="has taken no step yet: call step"):
        live.outputs  # noqa: B018
    live.step(X[0])
    with pytest.raises(ValueError, match=r"step 1 must have the shape \(2,\), got \(3,\)"):
        live.step([1, 2, 3])
    with pytest.raises(ValueError, match=r"step 1, feature 1 is nan"):
        live.step([0, np.nan])
    assert live.n_steps == 1
    model = stream().fit(X, NUMBERS)
    with pytest.raises(
        ValueError, match=r"context must hold a finite number for each of the 3 .* shape \(2,\)"
    ):
        model.start(context=[0, 0])
    with pytest.raises(ValueError, match="finite"):
        model.start(context=[0, 0, np.inf])
