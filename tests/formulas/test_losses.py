import numpy as np
import pytest
from scipy import special
from sklearn import metrics
from sklearn.neural_network import _base as sklearn_losses

from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.formulas.losses import LOSSES, REGRESSION_LOSSES, get_loss, output_delta

DTYPES = (np.float32, np.float64)
PARAMETERS = {"huber": (0.3, 1.0, 2.5), "quantile": (0.1, 0.5, 0.9)}
CASES = [(name, p) for name in LOSSES for p in PARAMETERS.get(name, (None,))]
REGRESSION_CASES = [case for case in CASES if case[0] in REGRESSION_LOSSES]


def targets_and_outputs(loss, n_samples=40, n_outputs=3, seed=0):
    random = np.random.RandomState(seed)
    if loss == "log_loss":
        return np.eye(n_outputs)[random.randint(n_outputs, size=n_samples)], random.dirichlet(
            np.ones(n_outputs), n_samples
        )
    if loss == "binary_log_loss":
        return random.randint(2, size=(n_samples, n_outputs)).astype(float), random.uniform(
            0.02, 0.98, (n_samples, n_outputs)
        )
    if loss == "poisson":
        return random.poisson(2, (n_samples, n_outputs)).astype(float), random.uniform(
            0.1, 5, (n_samples, n_outputs)
        )
    return random.normal(size=(n_samples, n_outputs)), random.normal(size=(n_samples, n_outputs))


@pytest.mark.parametrize(("name", "p"), CASES)
def test_gradient_is_the_central_difference_of_the_cost(name, p):
    loss = LOSSES[name]
    y, a = targets_and_outputs(name)
    h = 1e-6
    difference = (loss.cost(y, a + h, p) - loss.cost(y, a - h, p)) / (2 * h)
    np.testing.assert_allclose(loss.gradient(y, a, p), difference, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("name", "p"), CASES)
def test_value_is_the_mean_or_sum_of_the_costs_of_a_sample(name, p):
    loss = LOSSES[name]
    y, a = targets_and_outputs(name)
    cost = loss.cost(y, a, p)
    assert loss.value(y, a, p).shape == (40,)
    expected = cost.sum(axis=1) / (3 if loss.mean_over_outputs else 1)
    np.testing.assert_allclose(loss.value(y, a, p), expected, rtol=1e-14)


def test_regression_reports_the_mean_over_outputs_except_poisson_as_in_scikit_learn():
    assert {name for name, loss in LOSSES.items() if loss.mean_over_outputs} == {
        "squared_error",
        "absolute_error",
        "huber",
        "quantile",
    }


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("name", "p"), CASES)
def test_value_and_gradient_keep_the_dtype(name, p, dtype):
    y, a = (part.astype(dtype) for part in targets_and_outputs(name))
    loss = LOSSES[name]
    assert loss.value(y, a, p).dtype == dtype
    assert loss.gradient(y, a, p).dtype == dtype


@pytest.mark.parametrize(("name", "p"), CASES)
def test_nothing_costs_less_than_the_target_itself(name, p):
    loss = LOSSES[name]
    y, a = targets_and_outputs(name)
    at_target = loss.value(y, np.maximum(y, 1e-12) if name == "poisson" else y, p)
    np.testing.assert_allclose(at_target, 0, atol=1e-9)
    assert (loss.value(y, a, p) > 0).all()


@pytest.mark.parametrize(
    ("name", "p", "y", "a", "value", "gradient"),
    [
        ("log_loss", None, [1, 0], [0.25, 0.75], np.log(4), [-4, 0]),
        ("binary_log_loss", None, [1, 0], [0.5, 0.75], np.log(8), [-2, 4]),
        ("squared_error", None, [1, 2], [3, 2], 1, [2, 0]),
        ("poisson", None, [2, 0], [1, 3], 2 * np.log(2) - 2 + 1 + 3, [-1, 1]),
        ("absolute_error", None, [1, 2], [4, 2], 1.5, [1, 0]),
        ("huber", 1.0, [0, 0], [0.5, -3], (0.125 + 2.5) / 2, [0.5, -1]),
        ("quantile", 0.9, [0, 0], [-2, 2], (1.8 + 0.2) / 2, [-0.9, 0.1]),
    ],
)
def test_values_and_gradients_one_can_check_by_hand(name, p, y, a, value, gradient):
    y, a = np.array([y], float), np.array([a], float)
    assert LOSSES[name].value(y, a, p)[0] == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(LOSSES[name].gradient(y, a, p)[0], gradient, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("log_loss", sklearn_losses.log_loss),
        ("binary_log_loss", sklearn_losses.binary_log_loss),
        ("squared_error", sklearn_losses.squared_loss),
        ("poisson", sklearn_losses.poisson_loss),
    ],
)
def test_weighted_mean_is_scikit_learns_loss(name, theirs, dtype):
    y, a = (part.astype(dtype) for part in targets_and_outputs(name))
    weight = np.random.RandomState(1).uniform(0.1, 3, len(y)).astype(dtype)
    for sample_weight in (None, weight):
        ours = np.average(LOSSES[name].value(y, a), weights=sample_weight)
        assert ours == pytest.approx(theirs(y, a, sample_weight), rel=1e-5 if dtype == np.float32 else 1e-13)


def test_the_other_losses_are_those_of_scikit_learn_and_scipy():
    y, a = targets_and_outputs("absolute_error")
    mean = {name: LOSSES[name].value(y, a, p).mean() for name, p in CASES if name == "absolute_error"}
    assert mean["absolute_error"] == pytest.approx(metrics.mean_absolute_error(y, a))
    for p in PARAMETERS["quantile"]:
        ours = LOSSES["quantile"].value(y, a, p).mean()
        assert ours == pytest.approx(metrics.mean_pinball_loss(y, a, alpha=p))
    for p in PARAMETERS["huber"]:
        assert LOSSES["huber"].value(y, a, p).mean() == pytest.approx(special.huber(p, a - y).mean())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["log_loss", "binary_log_loss"])
def test_a_probability_of_zero_or_one_costs_a_finite_amount(name, dtype):
    y, a = np.array([[1, 0]], dtype), np.array([[0, 1]], dtype)
    eps = np.finfo(dtype).eps
    expected = -np.log(eps) * (1 if name == "log_loss" else 2)
    assert LOSSES[name].value(y, a)[0] == pytest.approx(expected, rel=1e-6)
    assert LOSSES[name].value(y, 1 - a)[0] == pytest.approx(0, abs=4 * float(eps))
    assert np.isfinite(LOSSES[name].gradient(y, a, None)).all()


@pytest.mark.parametrize(("name", "p"), CASES)
def test_an_undefined_output_costs_an_undefined_amount_and_has_no_gradient(name, p):
    y, a = np.array([[1.0, 0.0]]), np.array([[np.nan, 0.5]])
    assert np.isnan(LOSSES[name].value(y, a, p)).all()
    assert np.isnan(LOSSES[name].gradient(y, a, p)[0, 0])


def pairs():
    for name, p in CASES:
        if name == "log_loss":
            yield name, "softmax", p
        elif name == "binary_log_loss":
            yield name, "logistic", p
        elif name == "poisson":
            for activation in ("exp", "softplus"):
                yield name, activation, p
        else:
            for activation in ("identity", "logistic", "tanh", "softplus", "leaky_relu", "exp", "silu"):
                yield name, activation, p


@pytest.mark.parametrize(("name", "activation", "p"), list(pairs()))
def test_output_delta_is_the_gradient_of_the_summed_cost_by_the_pre_activation(name, activation, p):
    y, _ = targets_and_outputs(name)
    z = np.random.RandomState(2).normal(size=y.shape)
    value = ACTIVATIONS[activation].value
    delta = output_delta(name, activation, y, z, value(z), p)
    h = 1e-6
    for output in range(z.shape[1]):
        shift = np.zeros_like(z)
        shift[:, output] = h
        above = LOSSES[name].cost(y, value(z + shift), p).sum(axis=1)
        below = LOSSES[name].cost(y, value(z - shift), p).sum(axis=1)
        np.testing.assert_allclose(delta[:, output], (above - below) / (2 * h), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", [name for name, loss in LOSSES.items() if loss.canonical])
def test_a_canonical_pair_is_exactly_output_minus_target(name):
    loss = LOSSES[name]
    y, _ = targets_and_outputs(name)
    z = (
        np.random.RandomState(2).normal(size=y.shape) * 50
    )  # where the product of gradients would be 0 times infinity
    a = ACTIVATIONS[loss.output_activation].value(z)
    np.testing.assert_array_equal(output_delta(name, loss.output_activation, y, z, a), a - y)


def test_softmax_goes_with_the_log_loss_only():
    y = np.ones((1, 2))
    with pytest.raises(
        PlanError, match="output activation softmax needs the loss log_loss, got squared_error"
    ):
        output_delta("squared_error", "softmax", y, y, y)


def test_looking_up_an_unknown_name_proposes_the_nearest():
    assert get_loss("huber") is LOSSES["huber"]
    with pytest.raises(
        PlanError, match=r"loss must be one of .*; got 'squared', did you mean 'squared_error'"
    ):
        get_loss("squared")
