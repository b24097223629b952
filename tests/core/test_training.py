"""The core takes a state through the same numbers as the NumPy trainer, whatever the plan."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.cases import DTYPES, HIDDEN, assert_agree, make_case
from tests.examples import examples, pairs

from rosenblatt.formulas.losses import LOSSES, REGRESSION_LOSSES
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.history import COLUMNS

# Adam divides by sqrt(v) + epsilon: of a gradient that is all rounding a tiny epsilon would make a step.
EPSILON = {np.float64: 1e-3, np.float32: 1e-2}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_with_every_loss(activation, loss):
    assert_agree(make_case(loss, (5, 4), activation, solver="sgd", learning_rate_init=0.005))


@pytest.mark.parametrize(("solver", "schedule", "dtype"), pairs(OPTIMIZERS, SCHEDULES, DTYPES))
def test_every_optimizer_with_every_schedule(solver, schedule, dtype):
    case = make_case(
        solver=solver,
        learning_rate=schedule,
        dtype=dtype,
        learning_rate_init=0.01,
        epsilon=EPSILON[dtype],
        alpha=0.1,
        max_iter=6,
    )
    assert_agree(case, epochs=6)


@pytest.mark.parametrize("options", [{"momentum": 0.0}, {"nesterovs_momentum": False}, {"alpha": 0.0}])
def test_sgds_switches(options):
    assert_agree(make_case(solver="sgd", learning_rate_init=0.1, **options))


@pytest.mark.parametrize(
    ("batch_size", "csr", "weighted", "rows", "shuffle"),
    pairs([1, 10, 36, 37, 1000, None], *[[False, True]] * 4),
)
def test_every_way_samples_come(batch_size, csr, weighted, rows, shuffle):
    case = make_case(
        batch_size=batch_size, csr=csr, weighted=weighted, rows=rows, shuffle=shuffle, validation=True
    )
    assert_agree(case, epochs=3)


@pytest.mark.parametrize(
    ("hidden", "ends", "loss", "dtype"),
    pairs(
        [(), (1,), (3,), (17,), (33, 40), (4, 3, 2)],
        [(1, 1), (2, 17), (9, 3)],
        ["log_loss", "binary_log_loss", "squared_error", "poisson"],
        DTYPES,
    ),
)
def test_every_width_of_layers(hidden, ends, loss, dtype):
    n_features, n_outputs = ends
    case = make_case(
        loss,
        hidden,
        "relu",
        n_features=n_features,
        n_outputs=n_outputs,
        dtype=dtype,
        solver="sgd",
        validation=True,
    )
    assert_agree(case, epochs=2)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("csr", [False, True])
@pytest.mark.parametrize("groups", [(2, 3), (1, 1, 4), (7,)])
def test_groups_of_outputs(groups, csr, dtype):
    case = make_case(
        n_outputs=sum(groups),
        groups=groups,
        csr=csr,
        dtype=dtype,
        epsilon=EPSILON[dtype],
        early_stopping=True,
    )
    assert_agree(case)


def test_an_activation_for_each_layer():
    assert_agree(make_case(hidden=(6, 5, 4, 3), activation=("gelu", "relu", "softplus", "selu")))


@pytest.mark.parametrize(
    "output_activation", ["logistic", "tanh", "softplus", "silu", "leaky_relu", "mish", "exp"]
)
@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber", "quantile"])
def test_output_activations_the_loss_is_not_made_for(loss, output_activation):
    case = make_case(loss, output_activation=output_activation, solver="sgd", validation=True)
    assert_agree(case)


@pytest.mark.parametrize(
    ("loss", "p"), [("huber", 0.2), ("huber", 3.0), ("quantile", 0.1), ("quantile", 0.9), ("quantile", 0.5)]
)
def test_the_losses_own_parameter(loss, p):
    assert_agree(make_case(loss, loss_parameter=p, solver="sgd", validation=True))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("dropout", [(0.5,), (0.0, 0.3), (0.2, 0.0), (0.9, 0.1), (0.0, 0.0)])
def test_dropout(dropout, dtype):
    hidden = (6, 5)[: len(dropout)]
    case = make_case(
        hidden=hidden,
        activation="silu",
        dropout=dropout,
        dtype=dtype,
        epsilon=EPSILON[dtype],
        early_stopping=True,
    )
    assert_agree(case)


@pytest.mark.parametrize("max_grad_norm", [1e-3, 0.5, 1e6])
@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_clipping(solver, max_grad_norm):
    assert_agree(make_case(solver=solver, max_grad_norm=max_grad_norm, alpha=0.5))


def test_soft_targets_for_the_log_loss():
    case = make_case(n_outputs=5, groups=(2, 3), validation=True)
    soft = np.random.RandomState(3).dirichlet(np.ones(5), 37)
    object.__setattr__(case.data.train, "y", soft)
    assert_agree(case)


def test_single_precision_agrees_with_numpy_on_ordinary_data():
    for loss in ("log_loss", *REGRESSION_LOSSES):
        assert_agree(make_case(loss, dtype=np.float32, solver="sgd", validation=True, weighted=True))


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize("csr", [False, True])
@pytest.mark.parametrize("loss", ["log_loss", "squared_error"])
def test_a_batch_without_weight_makes_no_step(loss, csr, schedule):
    # Each batch is one sample; two in three weigh nothing.
    case = make_case(loss, weighted=True, csr=csr, batch_size=1, dropout=(0.2,), learning_rate=schedule)
    case.data.train.sample_weight[np.arange(37) % 3 > 0] = 0
    state, _, _ = assert_agree(case)
    assert state.step == 4 * 13


def test_samples_that_all_weigh_nothing_change_nothing():
    case = make_case(weighted=True, alpha=1.0)
    case.data.train.sample_weight[:] = 0
    state, rows, _ = assert_agree(case, epochs=2)
    assert state.network == case.network
    np.testing.assert_array_equal(rows[:, COLUMNS.index("loss")], 0)


@st.composite
def cases(draw):
    loss = draw(st.sampled_from(list(LOSSES)))
    hidden = draw(st.lists(st.integers(1, 20), max_size=3))
    n_outputs = draw(st.integers(1, 5))
    groups = draw(st.sampled_from([None, (1,) * n_outputs, (n_outputs,)])) if loss == "log_loss" else None
    dtype = draw(st.sampled_from(DTYPES))
    return make_case(
        loss,
        hidden,
        [draw(st.sampled_from(HIDDEN)) for _ in hidden],
        n_samples=draw(st.integers(1, 60)),
        n_features=draw(st.integers(1, 20)),
        n_outputs=n_outputs,
        groups=groups,
        dtype=dtype,
        csr=draw(st.booleans()),
        weighted=draw(st.booleans()),
        rows=draw(st.booleans()),
        validation=draw(st.booleans()),
        seed=draw(st.integers(0, 1000)),
        solver=draw(st.sampled_from(list(OPTIMIZERS))),
        learning_rate=draw(st.sampled_from(list(SCHEDULES))),
        learning_rate_init=draw(st.sampled_from([1e-4, 1e-3, 1e-2])),
        power_t=draw(st.sampled_from([0.0, 0.5, 1.0])),
        alpha=draw(st.sampled_from([0.0, 1e-4, 0.3])),
        batch_size=draw(st.sampled_from([None, 1, 7, 32])),
        shuffle=draw(st.booleans()),
        tol=draw(st.sampled_from([0.0, 1e-4, 0.05])),
        n_iter_no_change=draw(st.sampled_from([1, 3, np.inf])),
        max_iter=draw(st.integers(1, 6)),
        early_stopping=draw(st.booleans()),
        momentum=draw(st.sampled_from([0.0, 0.5, 0.9])),
        nesterovs_momentum=draw(st.booleans()),
        beta_1=draw(st.sampled_from([0.0, 0.9])),
        beta_2=draw(st.sampled_from([0.5, 0.999])),
        epsilon=EPSILON[dtype],
        dropout=draw(st.sampled_from([(), (0.25,) * len(hidden)])),
        max_grad_norm=draw(st.sampled_from([None, 0.1])),
    )


@examples(150)
@given(cases())
def test_any_plan_on_any_network(case):
    assert_agree(case, epochs=6)
