"""The perceptron's state, advanced in chunks or at once, on one thread or several, natively or in NumPy."""

import pickle

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from rosenblatt import _core
from rosenblatt.errors import DivergedError
from rosenblatt.history import History
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.reference import advance_reference, shuffle
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron


def begin(
    seed: int,
    plan: PerceptronPlan,
    *,
    n_samples: int = 30,
    n_features: int = 5,
    n_classes: int = 3,
    dtype: type = np.float64,
    sparse: bool = False,
    whole_numbers: bool = False,
    weighted: bool = False,
) -> tuple[PerceptronState, PerceptronData]:
    """A state and data drawn from a seed."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, n_features))
    if whole_numbers:
        X = X.round()
    classes = rng.integers(0, n_classes, n_samples).astype(np.int32)
    n_neurons = 1 if n_classes == 2 else n_classes
    if sparse:
        X = scipy.sparse.csr_array(X * (rng.random(X.shape) < 0.5))
    validation = rng.permutation(n_samples) < n_samples // 5
    data = PerceptronData(
        X.astype(dtype),
        classes,
        class_weight=rng.random((n_neurons, 2)) if weighted else None,
        sample_weight=np.where(validation, 1, rng.integers(0, 3, n_samples)).astype(dtype)
        if weighted
        else None,
        validation=validation if plan.early_stopping else None,
    )
    weights = rng.normal(size=(n_neurons, n_features)).astype(dtype)
    seeds = rng.integers(0, 2**31 - 1, n_neurons)
    return PerceptronState.start(plan, n_samples, seeds, weights, rng.normal(size=n_neurons)), data


plans = st.builds(
    PerceptronPlan,
    penalty=st.sampled_from([None, "l1", "l2", "elasticnet"]),
    alpha=st.sampled_from([0.0, 1e-4, 0.01, 0.5, 3.0]),
    l1_ratio=st.floats(0, 1),
    fit_intercept=st.booleans(),
    max_iter=st.integers(1, 12),
    tol=st.sampled_from([None, 0.0, 1e-3, 0.1]),
    shuffle=st.booleans(),
    eta0=st.sampled_from([0.01, 0.3, 1.0, 7.0]),
    early_stopping=st.booleans(),
    n_iter_no_change=st.integers(1, 4),
    average=st.sampled_from([False, True, 7]),
)
kinds = st.fixed_dictionaries(
    {
        "n_samples": st.integers(5, 30),
        "n_features": st.sampled_from([1, 2, 5, 23, 24, 40, 67]),
        "n_classes": st.integers(2, 4),
        "dtype": st.sampled_from([np.float64, np.float32]),
        "sparse": st.booleans(),
        "whole_numbers": st.booleans(),
        "weighted": st.booleans(),
    }
)


@examples(200)
@given(seed=st.integers(0, 2**32 - 1), plan=plans, kind=kinds)
def test_native_and_numpy_agree_in_every_bit(seed: int, plan: PerceptronPlan, kind: dict) -> None:
    native, data = begin(seed, plan, **kind)
    numpy = native.copy()
    mistakes: list = []
    history, reason = advance_perceptron(native, data, plan, mistakes=mistakes)
    rows, numpy_mistakes, numpy_reason = advance_reference(numpy, data, plan, plan.max_iter)
    assert native == numpy
    assert reason == numpy_reason
    np.testing.assert_array_equal(history.rows[:, :-1], rows[:, :-1])
    np.testing.assert_array_equal(np.concatenate(mistakes, axis=1), numpy_mistakes)


@examples(50)
@given(
    seed=st.integers(0, 2**32 - 1),
    plan=plans,
    kind=kinds,
    chunk=st.integers(1, 5),
    n_threads=st.integers(1, 3),
)
def test_chunks_and_threads_change_no_bit(
    seed: int, plan: PerceptronPlan, kind: dict, chunk: int, n_threads: int
) -> None:
    whole, data = begin(seed, plan, **kind)
    parts = whole.copy()
    history, reason = advance_perceptron(whole, data, plan)
    parts_history, parts_reason = History(), None
    while parts_reason is None:
        _, parts_reason = advance_perceptron(
            parts, data, plan, chunk, history=parts_history, n_threads=n_threads
        )
    assert whole == parts
    assert reason == parts_reason
    np.testing.assert_array_equal(history.rows[:, :-1], parts_history.rows[:, :-1])
    assert (np.diff(parts_history["seconds"]) > 0).all()


def test_many_samples_are_shuffled_as_few_are() -> None:
    # Beyond 2^14 samples the native code draws the permutation anew in every epoch.
    n_samples = 2**14 + 3
    plan = PerceptronPlan(max_iter=4, tol=None)
    state, data = begin(0, plan, n_samples=n_samples, n_features=1, n_classes=2)
    order = state.order[0].copy()
    advance_perceptron(state, data, plan)
    for _ in range(4):
        shuffle(order, int(state.neurons["seed"][0]))
    np.testing.assert_array_equal(state.order[0], order)


@pytest.mark.parametrize("random_state", [0, 1, 42, 2**32 - 1])
@pytest.mark.parametrize("n_neurons", [1, 3, 10])
def test_seeds_are_those_that_numpy_draws(random_state: int, n_neurons: int) -> None:
    seeds = np.empty(n_neurons, np.int64)
    _core.shuffle_seeds(random_state, seeds)
    most = 2**31 - 1
    streams = [np.random.RandomState(random_state)]
    if n_neurons > 1:
        streams = [np.random.RandomState(seed) for seed in streams[0].randint(most, size=n_neurons)]
    expected = []
    for stream in streams:
        stream.randint(1, most)
        expected.append(stream.randint(most))
    assert seeds.tolist() == expected


def test_one_epoch_by_hand() -> None:
    # AND, in the order given, from zero weights.
    # (0, 0): z = 0, a tie, which counts as a mistake: the bias becomes -1. Loss 0.
    # (0, 1) and (1, 0): z = -1, right.
    # (1, 1): z = -1, a mistake: the weights become (1, 1) and the bias 0. Loss 1.
    data = PerceptronData(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 0, 0, 1], np.int32))
    plan = PerceptronPlan(shuffle=False)
    state = PerceptronState.start(plan, 4, np.zeros(1, np.int64), np.zeros((1, 2)))
    history, reason = advance_perceptron(state, data, plan, 1)
    weights, biases = state.solution()
    assert weights.tolist() == [[1.0, 1.0]]
    assert biases.tolist() == [0.0]
    assert reason is None
    row = {name: float(values[0]) for name, values in history.to_dict().items()}
    assert (row["epoch"], row["loss"], row["mistakes"], row["score"], row["learning_rate"]) == (
        1,
        0.25,
        2,
        0.5,
        1,
    )


def test_a_step_with_each_penalty_by_hand() -> None:
    # One sample x = 2 of the own class, weight 1, bias 0, eta0 = 0.5, alpha = 0.1, z = -2 since the sample
    # is x = -2.
    data = PerceptronData(np.array([[-2.0]]), np.array([1], np.int32))
    expected = {
        None: (1 - 0.5 * 2, 2.0),
        "l2": ((1 - 0.5 * 0.1) * 1 - 0.5 * 2, 2 + 0.1 * 0.5 * 1),
        "l1": (1 - 0.5 * 2 + 0.0, 2 + 0.1 * 1),
    }
    for penalty, (weight, loss) in expected.items():
        plan = PerceptronPlan(penalty=penalty, alpha=0.1, eta0=0.5, shuffle=False)
        state = PerceptronState.start(plan, 1, np.zeros(1, np.int64), np.array([[1.0]]))
        history, _ = advance_perceptron(state, data, plan, 1)
        assert state.solution()[0][0, 0] == pytest.approx(weight, abs=1e-15)
        assert history["loss"][0] == pytest.approx(loss)


@pytest.mark.parametrize("penalty", [None, "l1", "l2", "elasticnet"])
@pytest.mark.parametrize("average", [1, 40])
def test_averages_are_the_mean_of_the_weights_after_every_step(penalty: str | None, average: int) -> None:
    plan = PerceptronPlan(penalty=penalty, alpha=0.02, average=average, max_iter=4, tol=None)
    state, data = begin(3, plan, n_classes=2)
    single = PerceptronPlan(penalty=penalty, alpha=0.02, max_iter=4, tol=None)
    alone = PerceptronState.start(
        single, 30, state.neurons["seed"], state.weights.copy(), state.neurons["bias"].copy()
    )
    seen = _weights_after_every_step(alone, data, single, epochs=4)[average - 1 :]
    advance_perceptron(state, data, plan)
    weights, biases = state.average()
    np.testing.assert_allclose(weights[0], np.mean([w for w, _ in seen], axis=0), rtol=1e-10)
    np.testing.assert_allclose(biases[0], np.mean([b for _, b in seen]), rtol=1e-10)


def _weights_after_every_step(
    state: PerceptronState, data: PerceptronData, plan: PerceptronPlan, epochs: int
) -> list[tuple[np.ndarray, float]]:
    from rosenblatt.training.perceptron import reference

    seen = []
    learner = reference._Learner(
        plan,
        state.neurons[0],
        state.weights[0],
        state.shrunk[0] if state.shrunk.size else None,
        None,
        1.0,
    )
    for _ in range(epochs):
        shuffle(state.order[0], int(state.neurons["seed"][0]))
        for i in state.order[0]:
            y = 1.0 if data.classes[i] == 1 else -1.0
            learner.learn(slice(None), data.X[i], y, np.float64(1))
            weights, biases = state.solution()
            seen.append((weights[0], biases[0]))
    return seen


def test_weights_that_overflow_stop_the_training_with_epoch_and_neuron() -> None:
    plan = PerceptronPlan(eta0=1e308, tol=None)
    state, data = begin(0, plan)
    history = History()
    with pytest.raises(DivergedError, match=r"neuron \d.*after epoch 1.*smaller learning rate") as caught:
        advance_perceptron(state, data, plan, history=history)
    assert caught.value.epoch == len(history) == 1
    assert "clip" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_stopped_neuron_makes_no_more_mistakes_and_keeps_its_loss() -> None:
    X = np.array([[-2.0], [-1.0], [0.2], [0.1], [1.0], [2.0]])
    data = PerceptronData(X, np.array([0, 0, 1, 2, 1, 2], np.int32))
    plan = PerceptronPlan(max_iter=60, n_iter_no_change=3, tol=1e-3)
    state = PerceptronState.start(plan, 6, np.array([1, 2, 3]), np.zeros((3, 1)))
    mistakes: list = []
    history, _ = advance_perceptron(state, data, plan, mistakes=mistakes)
    made = np.concatenate(mistakes, axis=1)
    epochs = state.neurons["epoch"]
    assert epochs.min() < epochs.max() == len(history)
    assert not made[epochs.argmin(), epochs.min() :].any()
    np.testing.assert_array_equal(made.sum(axis=0), history["mistakes"])
    assert history["loss"][-1] == state.neurons["loss"].sum()


def test_a_listener_hears_of_every_chunk() -> None:
    plan = PerceptronPlan(max_iter=9, tol=None)
    state, data = begin(1, plan)
    heard: list[tuple[int, int]] = []
    advance_perceptron(state, data, plan, listener=lambda *now: heard.append((now[0].epoch, len(now[1]))))
    assert heard[-1] == (9, 9)


def test_a_listener_may_see_every_so_many_epochs_and_stop_training() -> None:
    plan = PerceptronPlan(max_iter=9, tol=None)
    state, data = begin(1, plan)
    seen: list[int] = []

    def listener(state: PerceptronState, history: History) -> bool:
        seen.append(state.epoch)
        return state.epoch >= 6

    history, reason = advance_perceptron(state, data, plan, listener=listener, every=2)
    assert (seen, len(history), reason) == ([2, 4, 6], 6, "callback")


def test_an_interrupt_leaves_state_and_history_whole() -> None:
    plan = PerceptronPlan(max_iter=9, tol=None)
    interrupted, data = begin(1, plan)
    whole = interrupted.copy()

    def interrupt(state: PerceptronState, history: History) -> None:
        raise KeyboardInterrupt

    history = History()
    with pytest.raises(KeyboardInterrupt):
        advance_perceptron(interrupted, data, plan, 4, history=history, listener=interrupt)
    assert interrupted.epoch == len(history) == 4
    advance_perceptron(interrupted, data, plan, history=history)
    advance_perceptron(whole, data, plan)
    assert whole == interrupted
    assert history["epoch"].tolist() == list(range(1, 10))


def test_states_that_do_not_fit_are_refused_at_the_border() -> None:
    plan = PerceptronPlan()
    state, data = begin(0, plan)
    with pytest.raises(ValueError, match="values must have shape"):
        advance_perceptron(state, PerceptronData(data.X[:-1], data.classes), plan)
    with pytest.raises(ValueError, match="the order has another length"):
        advance_perceptron(state, PerceptronData(data.X, data.classes[:-1]), plan)
    with pytest.raises(ValueError, match="sample_weight must have shape"):
        advance_perceptron(state, PerceptronData(data.X, data.classes, sample_weight=np.ones(3)), plan)
    with pytest.raises(ValueError, match="class_weight must have shape"):
        advance_perceptron(state, PerceptronData(data.X, data.classes, class_weight=np.ones((2, 2))), plan)
    with pytest.raises(ValueError, match="early stopping needs"):
        advance_perceptron(state, data, PerceptronPlan(early_stopping=True))
    state.order[0, 0] = 1000
    with pytest.raises(ValueError, match="an index out of bounds"):
        advance_perceptron(state, data, plan)


def test_a_sparse_matrix_that_points_outside_is_refused() -> None:
    plan = PerceptronPlan()
    state, data = begin(0, plan, sparse=True)
    data.X.indices[0] = 99
    with pytest.raises(ValueError, match="feature indices out of bounds"):
        advance_perceptron(state, data, plan)


@given(
    seed=st.integers(0, 99),
    window=st.integers(1, 2000),
    n_samples=st.integers(1025, 2100),
    n_classes=st.integers(2, 4),
    average=st.booleans(),
    early_stopping=st.booleans(),
    shuffle=st.booleans(),
    sparse=st.booleans(),
    dtype=st.sampled_from([np.float64, np.float32]),
)
@examples(4)
def test_windows_of_shuffled_samples_are_the_references(
    seed, window, n_samples, n_classes, average, early_stopping, shuffle, sparse, dtype
):
    plan = PerceptronPlan(
        max_iter=3,
        tol=None,
        average=average,
        early_stopping=early_stopping,
        shuffle=shuffle,
        shuffle_window=window,
    )
    state, data = begin(
        seed, plan, n_samples=n_samples, n_features=3, n_classes=n_classes, dtype=dtype, sparse=sparse
    )
    assert state.n_samples == n_samples
    expected, threaded, pieces = state.copy(), state.copy(), state.copy()
    rows, mistakes, _ = advance_reference(expected, data, plan, 3)
    found: list[np.ndarray] = []
    history, _ = advance_perceptron(state, data, plan, mistakes=found)
    assert state == expected
    np.testing.assert_array_equal(np.concatenate(found, axis=1), mistakes)
    np.testing.assert_array_equal(history.rows[:, 1], rows[:, 1])
    advance_perceptron(threaded, data, plan, n_threads=4)
    for _ in range(3):
        advance_perceptron(pieces, data, plan, 1)
    assert threaded == pieces == state


def test_a_window_of_all_samples_is_no_window() -> None:
    plain, data = begin(3, PerceptronPlan(max_iter=3, tol=None), n_samples=2000)
    advance_perceptron(plain, data, PerceptronPlan(max_iter=3, tol=None))
    for window in (1921, 2000, 10**9):
        plan = PerceptronPlan(max_iter=3, tol=None, shuffle_window=window)
        state, _ = begin(3, plan, n_samples=2000)
        advance_perceptron(state, data, plan)
        assert state == plain
