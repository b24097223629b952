import math

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.formulas.optimizers import OPTIMIZERS, Step, get_optimizer
from rosenblatt.plan import Plan


def steps_of(solver, gradients, parameters, rate=0.1, n_weights=None, dtype=np.float64, **options):
    """Parameters after each step."""
    plan = Plan("squared_error", solver=solver, **options)
    parameters = np.array(parameters, dtype)
    moments = np.zeros((OPTIMIZERS[solver].n_moments, len(parameters)), dtype)
    after = []
    for t, gradient in enumerate(gradients, start=1):
        step = Step(plan, t, rate, len(parameters) if n_weights is None else n_weights)
        OPTIMIZERS[solver].update(parameters, np.array(gradient, dtype), moments, step)
        after.append(parameters.copy())
    return after


def test_plain_gradient_descent_by_hand():
    # First 0.4 down, then 0.2 up.
    (first,), (second,) = steps_of("sgd", [[4], [-2]], [1], momentum=0.0, nesterovs_momentum=False)
    assert first == pytest.approx(0.6)
    assert second == pytest.approx(0.8)


def test_momentum_by_hand():
    # v = -0.4; w = 0.6.  v = 0.5 * -0.4 + 0.2 = 0; w = 0.6.  v = 0 - 0.1; w = 0.5
    after = steps_of("sgd", [[4], [-2], [1]], [1], momentum=0.5, nesterovs_momentum=False)
    np.testing.assert_allclose(np.ravel(after), [0.6, 0.6, 0.5])


def test_nesterovs_momentum_by_hand():
    # v = -0.4; w = 1 + 0.5 * -0.4 - 0.4 = 0.4.  v = -0.2 + 0.2 = 0; w = 0.4 + 0 + 0.2 = 0.6
    after = steps_of("sgd", [[4], [-2]], [1], momentum=0.5, nesterovs_momentum=True)
    np.testing.assert_allclose(np.ravel(after), [0.4, 0.6])


def test_adams_first_step_is_the_rate_against_the_sign_of_the_gradient():
    # m = 0.1 g, v = 0.001 g^2; rate * sqrt(0.001) / 0.1 * 0.1 g / sqrt(0.001 g^2) = rate * sign(g)
    (after,) = steps_of("adam", [[3, -0.5]], [1, 1], epsilon=1e-300)
    np.testing.assert_allclose(after, [0.9, 1.1])


def test_adam_by_hand():
    # beta_1 = 0.5, beta_2 = 0.75, rate 0.1
    # t = 1, g = 2: m = 1, v = 1;       step = 0.1 * sqrt(0.25) / 0.5 * 1 / (1 + 1) = 0.05
    # t = 2, g = -4: m = -1.5, v = 4.75; step = 0.1 * sqrt(0.4375) / 0.75 * -1.5 / (sqrt(4.75) + 1)
    after = steps_of("adam", [[2], [-4]], [1], beta_1=0.5, beta_2=0.75, epsilon=1.0)
    second = 0.1 * math.sqrt(0.4375) / 0.75 * -1.5 / (math.sqrt(4.75) + 1)
    np.testing.assert_allclose(np.ravel(after), [0.95, 0.95 - second])


def test_adam_with_betas_of_zero_divides_the_gradient_by_its_size():
    (after,) = steps_of("adam", [[3]], [1], beta_1=0.0, beta_2=0.0, epsilon=1.0)
    np.testing.assert_allclose(after, [1 - 0.1 * 3 / (3 + 1)])


def test_adamw_shrinks_weights_but_not_biases_and_then_steps_as_adam():
    # The weight 2 becomes 2 * (1 - 0.1 * 0.5) = 1.9, the bias stays 2; both then go 0.1 down.
    (after,) = steps_of("adamw", [[3, 3]], [2, 2], n_weights=1, alpha=0.5, epsilon=1e-300)
    np.testing.assert_allclose(after, [1.8, 1.9])


def test_adamw_without_penalty_is_adam():
    gradients = np.random.RandomState(0).normal(size=(5, 3))
    adam = steps_of("adam", gradients, [1, 2, 3], alpha=0.7)
    adamw = steps_of("adamw", gradients, [1, 2, 3], alpha=0.0)
    np.testing.assert_array_equal(adam, adamw)


def test_rmsprop_by_hand():
    # beta_2 = 0.75: g = 2: v = 1, step 0.1 * 2 / (1 + 1) = 0.1.  g = 4: v = 0.75 + 4 = 4.75
    after = steps_of("rmsprop", [[2], [4]], [1], beta_2=0.75, epsilon=1.0)
    np.testing.assert_allclose(np.ravel(after), [0.9, 0.9 - 0.4 / (math.sqrt(4.75) + 1)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_no_gradient_moves_no_bias_and_keeps_the_dtype(solver, dtype):
    after = steps_of(solver, np.zeros((3, 4)), [1, 2, 3, 4], n_weights=0, dtype=dtype)
    np.testing.assert_array_equal(after[-1], [1, 2, 3, 4])
    assert after[-1].dtype == dtype


@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_late_steps_stay_finite(solver):
    plan = Plan("squared_error", solver=solver)
    parameters = np.ones(2)
    moments = np.zeros((OPTIMIZERS[solver].n_moments, 2))
    OPTIMIZERS[solver].update(parameters, np.ones(2), moments, Step(plan, 10**9, 0.1, 2))
    assert np.isfinite(parameters).all()


@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_every_optimizer_walks_down_a_bowl(solver):
    parameters = np.array([3.0, -2.0])
    plan = Plan("squared_error", solver=solver)
    moments = np.zeros((OPTIMIZERS[solver].n_moments, 2))
    for t in range(1, 301):
        gradient = parameters * [1.0, 4.0]
        OPTIMIZERS[solver].update(parameters, gradient, moments, Step(plan, t, 0.05, 2))
    assert np.abs(parameters).max() < 0.05


def test_only_adamw_keeps_the_penalty_out_of_the_gradient():
    assert [name for name, row in OPTIMIZERS.items() if not row.penalty_in_gradient] == ["adamw"]


def test_looking_up_an_unknown_name_proposes_the_nearest():
    assert get_optimizer("sgd") is OPTIMIZERS["sgd"]
    with pytest.raises(PlanError, match=r"solver must be one of .*; got 'adamax', did you mean 'adam"):
        get_optimizer("adamax")
