import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.network import Network


def outputs_as_given(activation, n, groups=None):
    """A network whose pre-activations are its inputs."""
    network = Network((n, n), (activation,), output_groups=groups)
    network.weights[0][:] = np.eye(n)
    return network


def test_a_step_decides_by_itself():
    decided = outputs_as_given("step", 2).predict([[0.1, 0.0], [-1.0, 3.0]])
    np.testing.assert_array_equal(decided, [[1, 0], [0, 1]])
    assert decided.dtype == np.int64


@pytest.mark.parametrize("activation", ["logistic", "tanh"])
def test_a_sigmoid_says_yes_above_its_middle(activation):
    decided = outputs_as_given(activation, 3).predict([[0.1, 0.0, -0.1]])
    np.testing.assert_array_equal(decided, [[1, 0, 0]])


def test_a_softmax_says_yes_to_its_largest_group_by_group():
    np.testing.assert_array_equal(outputs_as_given("softmax", 3).predict([[1, 3, 2]]), [[0, 1, 0]])
    np.testing.assert_array_equal(
        outputs_as_given("softmax", 5, (3, 2)).predict([[1, 3, 2, 5, 4]]), [[0, 1, 0, 1, 0]]
    )


def test_other_outputs_are_what_is_predicted():
    np.testing.assert_array_equal(outputs_as_given("identity", 2).predict([[1.5, -2.0]]), [[1.5, -2.0]])


def test_samples_of_the_wrong_width():
    with pytest.raises(PlanError, match=r"the network has 2 inputs, got samples of shape \(1, 3\)"):
        outputs_as_given("step", 2).predict([[1, 2, 3]])
