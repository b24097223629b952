"""forward, loss_and_gradient and all_finite agree with their NumPy counterparts."""

import numpy as np
import pytest
from tests.core.cases import DTYPES, HIDDEN, make_case, tolerance_of
from tests.examples import pairs

from rosenblatt import _core
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.network import Network
from rosenblatt.training.data import Samples
from rosenblatt.training.native import architecture, native_plan, native_samples
from rosenblatt.training.reference.gradient import Batch, loss_and_gradient


def core_forward(network, samples, n_threads=1):
    out = np.full((len(samples), network.n_outputs), np.nan, network.dtype)
    _core.forward(architecture(network), network.parameters, native_samples(samples), out, n_threads)
    return out


def core_loss_and_gradient(network, samples, plan, n_threads=1):
    gradient = np.full(network.n_parameters, np.nan, network.dtype)
    loss = _core.loss_and_gradient(
        architecture(network),
        native_plan(plan, 1),
        native_samples(samples),
        network.parameters,
        gradient,
        n_threads,
    )
    return loss, gradient


def numpy_loss_and_gradient(network, samples, plan):
    batch = Batch(*samples.take(np.arange(len(samples)), network.output_groups))
    loss, gradient, _ = loss_and_gradient(network, batch, plan)
    return loss, gradient


@pytest.mark.parametrize(
    ("activation", "rows", "csr", "dtype"),
    pairs([*HIDDEN, "exp", "step"], [False, True], [False, True], DTYPES),
)
def test_forward(activation, rows, csr, dtype):
    case = make_case(hidden=(6,), activation=activation, groups=(1, 2), csr=csr, rows=rows, dtype=dtype)
    samples = case.data.train
    X = samples.X if samples.rows is None else samples.X[samples.rows]
    np.testing.assert_allclose(
        core_forward(case.network, samples), case.network.forward(X), **tolerance_of(dtype)
    )


@pytest.mark.parametrize("hidden", [(), (3,), (40, 50)])
@pytest.mark.parametrize("n_samples", [1, 2, 511, 1024, 2500])
def test_forward_of_few_and_of_many_samples(n_samples, hidden):
    case = make_case("squared_error", hidden, n_samples=n_samples, n_features=30)
    alone = core_forward(case.network, case.data.train)
    np.testing.assert_allclose(alone, case.network.forward(case.data.train.X), rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(core_forward(case.network, case.data.train, n_threads=3), alone)


def test_forward_of_no_samples_writes_nothing():
    case = make_case()
    samples = make_case(rows=True).data.train
    object.__setattr__(samples, "rows", np.empty(0, np.int64))
    assert core_forward(case.network, samples).shape == (0, 3)


@pytest.mark.parametrize(
    ("loss", "solver", "dtype", "options"),
    pairs(
        LOSSES,
        ["lbfgs", "adamw"],
        DTYPES,
        [{}, {"csr": True, "weighted": True}, {"rows": True}, {"hidden": ()}],
    ),
)
def test_loss_and_gradient(loss, solver, dtype, options):
    case = make_case(loss, dtype=dtype, solver=solver, alpha=0.5, **options)
    ours = core_loss_and_gradient(case.network, case.data.train, case.plan)
    theirs = numpy_loss_and_gradient(case.network, case.data.train, case.plan)
    tolerance = tolerance_of(dtype)
    np.testing.assert_allclose(ours[0], theirs[0], **tolerance)
    np.testing.assert_allclose(ours[1], theirs[1], **tolerance)


def test_loss_and_gradient_of_a_large_network_is_the_same_on_any_number_of_threads():
    case = make_case("squared_error", (90, 80), n_samples=1500, n_features=40, solver="lbfgs")
    alone = core_loss_and_gradient(case.network, case.data.train, case.plan)
    theirs = numpy_loss_and_gradient(case.network, case.data.train, case.plan)
    np.testing.assert_allclose(alone[1], theirs[1], rtol=1e-9, atol=1e-13)
    for n_threads in (2, 5):
        loss, gradient = core_loss_and_gradient(case.network, case.data.train, case.plan, n_threads)
        assert loss == alone[0]
        np.testing.assert_array_equal(gradient, alone[1])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 100])
@pytest.mark.parametrize("damage", [np.inf, -np.inf, np.nan])
def test_all_finite_finds_one_bad_number_wherever_it_stands(n, damage, dtype):
    values = np.random.RandomState(0).normal(size=n).astype(dtype) * (np.finfo(dtype).max / 8)
    assert _core.all_finite(values)
    for position in range(n):
        damaged = values.copy()
        damaged[position] = damage
        assert not _core.all_finite(damaged)


@pytest.mark.parametrize(("dtype", "most"), [(np.float64, 708.0), (np.float32, 86.0)])
@pytest.mark.parametrize("activation", ["exp", "logistic", "tanh", "elu"])
def test_our_own_exponential_is_exact_to_the_last_places(activation, dtype, most):
    random = np.random.RandomState(0)
    small = np.geomspace(1e-30, 1, 500)
    z = np.concatenate([random.uniform(-most, most, 20_000), random.uniform(-3, 3, 20_000), small, -small])
    z = z.astype(dtype)
    a = core_forward(Network((1, 1), (activation,), [1, 0], dtype=dtype), Samples(z[:, None], z[:, None]))[
        :, 0
    ]
    wide = z.astype(np.longdouble)
    exact = {
        "exp": np.exp(wide),
        "logistic": 1 / (1 + np.exp(-wide)),
        "tanh": np.tanh(wide),
        "elu": np.where(wide > 0, wide, np.expm1(np.minimum(wide, 0))),
    }[activation]
    places = np.abs(a - exact) / np.spacing(np.abs(exact).astype(dtype))
    assert places.max() < (2 if activation in ("exp", "elu") else 3)


@pytest.mark.parametrize(("dtype", "most"), [(np.float64, 709.7), (np.float32, 88.7)])
def test_the_exponential_ends_in_zero_and_in_infinity(dtype, most):
    z = np.array([-np.inf, -1e30, -2 * most, most, most + 0.1, 2 * most, 1e30, np.inf, np.nan], dtype)
    a = core_forward(Network((1, 1), ("exp",), [1, 0], dtype=dtype), Samples(z[:, None], z[:, None]))[:, 0]
    np.testing.assert_array_equal(a[[0, 1, 2]], 0)
    assert np.isfinite(a[3])
    np.testing.assert_array_equal(a[[4, 5, 6, 7]], np.inf)
    assert np.isnan(a[8])
