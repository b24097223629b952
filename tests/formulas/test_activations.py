import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import (
    ACTIVATIONS,
    HIDDEN_ACTIVATIONS,
    LEAK,
    SELU_ALPHA,
    SELU_SCALE,
    get_activation,
)

ELEMENT_WISE = tuple(name for name in ACTIVATIONS if name != "softmax")
DTYPES = (np.float32, np.float64)

# Both sides of 0 but not 0 itself, where some have a kink; ends that overflow where a formula is careless.
NEAR = np.concatenate([-np.geomspace(1e-3, 12, 60), np.geomspace(1e-3, 12, 60)])
FAR = np.array([-800.0, -300.0, -90.0, -40.0, -20.0, 20.0, 40.0, 90.0, 300.0, 800.0])


def arguments(name):
    z = np.concatenate([NEAR, FAR])
    return z[z < 90] if name == "exp" else z


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_derivative_is_the_central_difference_of_the_value(name):
    activation = ACTIVATIONS[name]
    z = arguments(name)
    h = 1e-4 * np.minimum(np.abs(z), 1)
    difference = (activation.value(z + h) - activation.value(z - h)) / (2 * h)
    np.testing.assert_allclose(
        activation.derivative(z, activation.value(z)), difference, rtol=1e-7, atol=1e-7
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_value_and_derivative_keep_shape_and_dtype(name, dtype):
    activation = ACTIVATIONS[name]
    z = np.linspace(-3, 3, 12, dtype=dtype).reshape(4, 3)
    a = activation.value(z)
    derivative = activation.derivative(z, a)
    assert (a.shape, a.dtype, derivative.shape, derivative.dtype) == (z.shape, dtype, z.shape, dtype)


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_single_precision_agrees_with_double(name):
    activation = ACTIVATIONS[name]
    z = arguments(name).astype(np.float32)
    exact = activation.value(z.astype(np.float64))
    np.testing.assert_allclose(activation.value(z), exact, rtol=2e-6, atol=1e-6)
    derivative = activation.derivative(z.astype(np.float64), exact)
    np.testing.assert_allclose(
        activation.derivative(z, activation.value(z)), derivative, rtol=2e-6, atol=2e-6
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_no_finite_value_warns_or_leaves_the_range(name, dtype):
    # Warnings are errors in these tests.
    activation = ACTIVATIONS[name]
    z = np.append(arguments(name), [0.0, -0.0]).astype(dtype)
    a = activation.value(z)
    assert np.isfinite(a).all()
    assert np.isfinite(activation.derivative(z, a)).all()
    lowest, highest = np.array(activation.range, dtype)
    assert a.min() >= lowest - np.finfo(dtype).eps
    assert a.max() <= highest


@pytest.mark.parametrize("name", ELEMENT_WISE)
def test_range_is_no_wider_than_what_is_reached(name):
    activation = ACTIVATIONS[name]
    z = np.concatenate([np.linspace(-700, 700, 1401), np.linspace(-3, 3, 60001)])
    a = activation.value(z)
    lowest, highest = activation.range
    assert a.min() < -6 if lowest == -np.inf else a.min() == pytest.approx(lowest, abs=1e-8)
    assert a.max() > 699 if highest == np.inf else a.max() == pytest.approx(highest, abs=1e-8)


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize(
    ("name", "value", "derivative"),
    [
        ("identity", 0, 1),
        ("logistic", 0.5, 0.25),
        ("tanh", 0, 1),
        ("relu", 0, 0),
        ("leaky_relu", 0, LEAK),
        ("elu", 0, 1),
        ("selu", 0, SELU_SCALE * SELU_ALPHA),
        ("gelu", 0, 0.5),
        ("silu", 0, 0.5),
        ("mish", 0, 0.6),
        ("softplus", np.log(2), 0.5),
        ("exp", 1, 1),
        ("step", 0, 0),
    ],
)
def test_at_zero_of_either_sign(name, value, derivative, zero):
    activation = ACTIVATIONS[name]
    z = np.array([zero])
    a = activation.value(z)
    assert a[0] == pytest.approx(value, abs=1e-15)
    assert activation.derivative(z, a)[0] == pytest.approx(derivative, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "z", "a"),
    [
        ("logistic", np.log(3), 0.75),
        ("tanh", np.log(3), 0.8),
        ("relu", -2, 0),
        ("relu", 2, 2),
        ("leaky_relu", -2, -0.02),
        ("elu", np.log(0.25), -0.75),
        ("selu", 1, 1.0507009873554805),
        ("gelu", 1, 0.8413447460685429),
        ("gelu", -1, -0.15865525393145707),
        ("silu", np.log(3), 0.75 * np.log(3)),
        ("softplus", np.log(3), np.log(4)),
        ("mish", np.log(2), 0.8 * np.log(2)),
        ("exp", np.log(7), 7),
        ("step", 1e-300, 1),
        ("step", -1e-300, 0),
    ],
)
def test_values_one_can_check_by_hand(name, z, a):
    assert ACTIVATIONS[name].value(np.array([float(z)]))[0] == pytest.approx(a, rel=1e-14)


@pytest.mark.parametrize("name", [name for name in ELEMENT_WISE if name != "step"])
def test_not_a_number_stays_one_so_that_divergence_is_seen(name):
    assert np.isnan(ACTIVATIONS[name].value(np.array([np.nan]))).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_softmax_rows_are_probabilities_however_large_the_numbers(dtype):
    z = np.array([[0, 0, 0, 0], [1000, 0, -1000, 0], [-1000, -1000, -1000, -1001], [3, 2, 1, 0]], dtype)
    a = ACTIVATIONS["softmax"].value(z)
    assert a.dtype == dtype
    np.testing.assert_allclose(a.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(a[0], 0.25)
    np.testing.assert_array_equal(a[1], [1, 0, 0, 0])


def test_softmax_by_hand_and_unmoved_by_a_shift():
    z = np.log([[1.0, 2.0, 5.0]])
    softmax = ACTIVATIONS["softmax"].value
    np.testing.assert_allclose(softmax(z), [[0.125, 0.25, 0.625]], rtol=1e-14)
    np.testing.assert_allclose(softmax(z + 600), softmax(z), rtol=1e-12)


def test_softmax_has_no_element_wise_derivative():
    assert ACTIVATIONS["softmax"].derivative is None


def test_hidden_layers_take_all_that_can_learn():
    assert set(ACTIVATIONS) - set(HIDDEN_ACTIVATIONS) == {"exp", "softmax", "step"}


def test_every_row_states_its_formula_on_one_line():
    for name, activation in ACTIVATIONS.items():
        assert activation.name == name
        assert activation.formula
        assert "\n" not in activation.formula


def test_looking_up_an_unknown_name_proposes_the_nearest():
    assert get_activation("relu") is ACTIVATIONS["relu"]
    with pytest.raises(
        PlanError, match=r"activation must be one of .*; got 'leaky', did you mean 'leaky_relu'"
    ):
        get_activation("leaky")
