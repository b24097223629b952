"""From steps to sigmoids."""

from __future__ import annotations

import numpy as np
import pytest

from rosenblatt import MLPClassifier, Network, PlanError
from rosenblatt.gates import GATES, XOR, all_rows, circuit, full_adder, multiplier, trainable, truth_table

ROWS = all_rows(2)
TRUTH = [0, 1, 1, 0]


def training(activation: str, **others: object) -> MLPClassifier:
    return MLPClassifier(
        hidden_layer_sizes=(2, 2),
        activation=activation,
        alpha=0,
        batch_size=4,
        learning_rate_init=0.02,
        random_state=0,
        **others,
    )


@pytest.mark.parametrize("activation", ["logistic", "tanh"])
def test_the_xor_circuit_is_trained_on_from_where_it_stands_and_only_gets_better(activation: str) -> None:
    start = trainable(XOR, activation, sharpness=6)
    model = training(activation, init=start, max_iter=200, tol=0.0, n_iter_no_change=1000)
    with pytest.warns(UserWarning, match="not converged|Maximum iterations"):
        model.fit(ROWS, TRUTH)
    before = start.forward(ROWS).ravel()
    loss_before = -np.mean(np.log(np.where(TRUTH, before, 1 - before)))
    assert model.loss_curve_[0] == pytest.approx(loss_before)
    assert model.loss_ < loss_before / 2
    assert model.predict(ROWS).tolist() == TRUTH
    # It stays near the circuit it came from: no weight has changed its sign.
    assert (np.sign(model.network_.weights[2]) == np.sign(start.weights[2])).all()


def test_a_circuit_with_several_outputs_is_trained_on_too() -> None:
    rows = all_rows(3)
    truth = truth_table(full_adder()).outputs
    start = trainable(full_adder())
    model = MLPClassifier((3,), "logistic", init=start, max_iter=20, alpha=0, random_state=0, tol=0.0)
    with pytest.warns(UserWarning, match="not converged|Maximum iterations"):
        model.fit(rows, truth)
    assert model.loss_curve_[-1] < model.loss_curve_[0]
    assert np.array_equal(model.predict(rows), truth)


@pytest.mark.parametrize("activation", ["logistic", "tanh"])
@pytest.mark.parametrize("name", GATES)
def test_every_gate_stays_right_and_is_sure(name: str, activation: str) -> None:
    smooth = trainable(GATES[name], activation)
    rows = all_rows(smooth.n_inputs)
    truth = GATES[name].predict(rows)
    assert np.abs(smooth.forward(rows) - truth).max() <= 0.1
    assert np.array_equal(smooth.predict(rows), truth)


@pytest.mark.parametrize("activation", ["logistic", "tanh"])
def test_deep_and_wide_circuits_stay_right(activation: str) -> None:
    for made in (multiplier(3), circuit(np.random.default_rng(0).integers(0, 2, 2**9))):
        assert truth_table(trainable(made, activation)) == truth_table(made)


def test_the_activations_are_those_of_a_classifier_and_the_names_are_kept() -> None:
    smooth = trainable(full_adder(), "tanh")
    assert smooth.activations == ("tanh", "logistic")
    assert smooth.output_names == ("carry", "sum")  # type: ignore[attr-defined]
    plain = trainable(Network((2, 1), ("step",), [1, 1, -1.5]))
    assert type(plain) is Network


def test_the_sharpness_multiplies_weights_and_biases() -> None:
    assert trainable(GATES["and"], sharpness=4).parameters.tolist() == [4, 4, -6]
    assert trainable(GATES["and"], sharpness=4).forward([[1, 1]])[0, 0] == pytest.approx(1 / (1 + np.exp(-2)))


def test_tanh_and_logistic_are_the_same_network() -> None:
    one, other = (trainable(XOR, name, sharpness=5).forward(ROWS) for name in ("logistic", "tanh"))
    assert one == pytest.approx(other)


def test_the_circuit_itself_is_left_as_it_was() -> None:
    before = XOR.parameters.copy()
    trainable(XOR).parameters[:] = 0
    assert np.array_equal(XOR.parameters, before)


def test_a_circuit_of_many_inputs_is_not_asked_on_every_row() -> None:
    made = circuit(" and ".join(f"x{place}" for place in range(16)))
    wide = Network((30, 1), ("step",), [*np.ones(30), -29.5])
    assert trainable(wide).parameters[0] == 16
    assert truth_table(trainable(made)) == truth_table(made)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((XOR, "relu"), "activation must be one of logistic, tanh; got 'relu'"),
        ((XOR, "logistc"), "did you mean 'logistic'"),
        ((XOR, "tanh", 0), "sharpness must be a number greater than 0, got 0"),
        ((XOR, "tanh", float("nan")), "sharpness must be a number greater than 0, got nan"),
        ((Network((2, 1), ("logistic",)),), "whose activations are all step"),
        (("xor",), "whose activations are all step, got 'xor'"),
        ((Network((1, 1), ("step",), [1, 0]),), "a pre-activation of zero on some row"),
    ],
)
def test_what_cannot_be_made_trainable_is_refused(arguments: tuple[object, ...], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        trainable(*arguments)  # type: ignore[arg-type]
