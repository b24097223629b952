"""Networks with context neurons: the core takes a state through the same numbers as the NumPy trainer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.cases import DTYPES, HIDDEN, assert_agree, run_core, tolerance_of
from tests.core.sequence_cases import make_sequence_case
from tests.examples import examples, pairs

from rosenblatt import _core
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.network.network import values_over_time
from rosenblatt.training.native import architecture, native_plan, native_samples
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time
from rosenblatt.training.reference.windows import windows

CELLS = ("elman", "jordan")
# (backprop_steps, update_steps): all of a sequence, consecutive windows, overlapping windows, and a window
# that is longer than any sequence.
WINDOWS = ((None, None), (1, None), (3, None), (100, None), (4, 1), (5, 2), (100, 3))
EPSILON = {np.float64: 1e-3, np.float32: 1e-2}


def case_of(window=(None, None), **options):
    """A training gentle enough that rounding does not grow over its many steps."""
    options = {"solver": "sgd", "learning_rate_init": 0.01, "momentum": 0.5, **options}
    return make_sequence_case(backprop_steps=window[0], update_steps=window[1], **options)


@pytest.mark.parametrize(("cell", "activation", "loss"), pairs(CELLS, HIDDEN, LOSSES))
def test_every_activation_with_every_loss(cell, activation, loss):
    assert_agree(
        case_of(loss=loss, activation=activation, cell=cell, learning_rate_init=0.002, scale=0.1), epochs=2
    )


@pytest.mark.parametrize(
    ("cell", "batch_size", "judged", "window"),
    pairs(CELLS, [1, 3, 11, None], ["every", "last", "some"], WINDOWS),
)
def test_every_window_of_time(cell, batch_size, judged, window):
    assert_agree(case_of(window, cell=cell, batch_size=batch_size, judged=judged), epochs=2)


@pytest.mark.parametrize(("solver", "schedule", "dtype"), pairs(OPTIMIZERS, SCHEDULES, DTYPES))
def test_every_optimizer_with_every_schedule(solver, schedule, dtype):
    case = case_of(
        (3, None),
        solver=solver,
        learning_rate=schedule,
        dtype=dtype,
        epsilon=EPSILON[dtype],
        alpha=0.1,
        max_iter=4,
    )
    assert_agree(case)


@pytest.mark.parametrize(
    ("cell", "dtype", "hidden"), pairs(CELLS, DTYPES, [(1,), (17,), (33, 40), (4, 3, 2)])
)
def test_every_width_of_layers(cell, dtype, hidden):
    assert_agree(
        case_of((4, 2), hidden=hidden, cell=cell, dtype=dtype, n_features=9, n_outputs=18, scale=0.2)
    )


def test_a_jordan_network_without_hidden_layers():
    assert_agree(case_of(hidden=(), cell="jordan"))


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("cell", CELLS)
def test_starts_that_are_learned(cell, window):
    case = case_of(window, cell=cell, hidden=(4, 3), initial_context="learned")
    core, _, _ = assert_agree(case)
    before = case.network.parameters[-case.network.n_context :]
    assert (core.network.parameters[-case.network.n_context :] != before).any()


@pytest.mark.parametrize(("cell", "dropout", "window"), pairs(CELLS, [(0.5, 0.0), (0.3, 0.2)], WINDOWS))
def test_dropout(cell, dropout, window):
    assert_agree(case_of(window, cell=cell, hidden=(6, 5), activation="silu", dropout=dropout, batch_size=3))


@pytest.mark.parametrize(
    ("judged", "shuffle", "rows", "weighted"),
    pairs(["every", "some"], [False, True], [None, (3, 5, 1, 0)], [False, True]),
)
def test_every_way_sequences_come(judged, shuffle, rows, weighted):
    assert_agree(
        case_of((4, None), weighted=weighted, rows=rows, shuffle=shuffle, judged=judged, validation=True)
    )


@pytest.mark.parametrize("loss", ["log_loss", "squared_error"])
def test_early_stopping_judges_sequences(loss):
    assert_agree(case_of(loss=loss, early_stopping=True, n_iter_no_change=2, max_iter=30), epochs=30)


def test_groups_of_outputs_and_a_short_gradient():
    for cell in CELLS:
        assert_agree(case_of(cell=cell, groups=(2, 3), n_outputs=5, max_grad_norm=0.05))


def test_a_stream_goes_on_from_epoch_to_epoch():
    case = case_of((4, None), lengths=(30,), stateful=True, initial_context=0.25)
    core, _, _ = assert_agree(case)
    assert core.context.shape == (5,)
    np.testing.assert_array_less(1e-3, np.abs(core.context - 0.25))
    again = case_of((4, None), lengths=(30,), initial_context=0.25)
    other, _, _ = run_core(again, 4)
    assert (other.network.parameters != core.network.parameters).any()


def test_a_stream_leaves_the_context_of_its_last_step():
    case = case_of((4, None), lengths=(30,), stateful=True, learning_rate_init=1e-12)
    core, _, _ = run_core(case, 1)
    _, held = values_over_time(case.network, case.data.train.X)
    np.testing.assert_allclose(core.context, held[0][0], rtol=1e-8)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("loss", ["log_loss", "squared_error", "binary_log_loss"])
def test_loss_and_gradient_of_all_sequences(loss, cell):
    case = case_of(
        loss=loss, cell=cell, hidden=(4, 3), initial_context="learned", weighted=True, batch_size=11
    )
    network, plan, train = case.network, case.plan, case.data.train
    gradient = np.empty(network.n_parameters)
    native = native_samples(train), native_plan(plan, 1)
    loss = _core.loss_and_gradient(
        architecture(network), native[1], native[0], network.parameters, gradient, 1
    )
    state = case.start()
    (window,) = windows(state, train, np.arange(len(train)), plan, state.random)
    expected = loss_and_gradient_through_time(network, window.steps, window.n_new, plan)
    np.testing.assert_allclose(loss, expected[0], rtol=1e-13)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("cell", CELLS)
def test_outputs_of_every_step_and_what_is_held_then(cell, dtype):
    case = case_of(cell=cell, hidden=(4, 3), dtype=dtype, lengths=(5, 1, 200, 64, 65))
    network, train = case.network, case.data.train
    out = np.empty((len(train.X), network.n_outputs), dtype)
    context = np.empty((len(train), network.n_context), dtype)
    context[:] = np.concatenate([start for start in network.starts if start is not None])
    _core.forward(architecture(network), network.parameters, native_samples(train), out, 1, context)
    for position in range(len(train)):
        rows = slice(*train.bounds(position))
        values, held = values_over_time(network, train.X[rows])
        np.testing.assert_allclose(out[rows], values[-1], **tolerance_of(dtype))
        expected = np.concatenate([each[0] for each in held if each is not None])
        np.testing.assert_allclose(context[position], expected, **tolerance_of(dtype))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("window", [(None, None), (10, None), (6, 3)])
def test_any_number_of_threads_gives_the_same_bits(cell, window):
    lengths = tuple(np.random.RandomState(0).randint(5, 40, 90))
    case = case_of(
        window,
        cell=cell,
        hidden=(70,),
        n_features=40,
        lengths=lengths,
        batch_size=60,
        scale=0.05,
        validation=True,
    )
    one, rows, _ = run_core(case, 2, n_threads=1)
    for n_threads in (2, 3):
        other, other_rows, _ = run_core(case, 2, n_threads=n_threads)
        assert one == other
        np.testing.assert_array_equal(rows[:, :-1], other_rows[:, :-1])
    pieces, _, _ = run_core(case, 2, chunk=1)
    assert one == pieces


@examples(60)
@given(
    cell=st.sampled_from(CELLS),
    activation=st.sampled_from(HIDDEN),
    loss=st.sampled_from(list(LOSSES)),
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=30),
    hidden=st.lists(st.integers(1, 20), min_size=1, max_size=3),
    batch_size=st.integers(1, 40),
    reach=st.integers(1, 35),
    stride=st.integers(1, 35),
    judged=st.sampled_from(["every", "last", "some"]),
    learned=st.booleans(),
)
def test_drawn_trainings(cell, activation, loss, lengths, hidden, batch_size, reach, stride, judged, learned):
    case = case_of(
        (reach, min(stride, reach)),
        loss=loss,
        cell=cell,
        activation=activation,
        lengths=lengths,
        hidden=tuple(hidden),
        batch_size=batch_size,
        judged=judged,
        initial_context="learned" if learned else 0.5,
        learning_rate_init=0.001,
        scale=0.2,
    )
    assert_agree(case, epochs=2)


def test_what_does_not_fit_is_refused_at_the_border():
    case = case_of()
    network, train = case.network, case.data.train
    samples = native_samples(train)
    out = np.empty((len(train.X), network.n_outputs))
    plain = _core.Architecture([3, 5, 3], ["tanh", "softmax"], [3])
    with pytest.raises(ValueError, match="context neurons, and they alone"):
        _core.forward(plain, np.empty(38), samples, out, 1)
    with pytest.raises(ValueError, match="context must hold"):
        _core.forward(architecture(network), network.parameters, samples, out, 1, np.empty((2, 5)))
    with pytest.raises(ValueError, match="offsets must rise"):
        _core.Samples.sequences(train.X, None, train.y, None, None, train.offsets[::-1].copy(), None)
    wild = np.full(len(train.X), len(train.y), np.int64)
    with pytest.raises(ValueError, match="do not fit together"):
        _core.Samples.sequences(train.X, None, train.y, None, None, train.offsets, wild)
