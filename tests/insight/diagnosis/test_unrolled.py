"""A network unrolled over time: its layers at all steps, and how much of a slope comes back how far."""

import numpy as np
import pytest

from rosenblatt import Network
from rosenblatt.insight.diagnosis.dependencies import MOST_BACK
from rosenblatt.insight.diagnosis.unrolled import GradientOverTime, Unrolled, judged_outputs
from rosenblatt.training.sequences import Sequences

RANDOM = np.random.default_rng(0)


def one_neuron(weight: float) -> Network:
    """A hidden neuron that adds its input to ``weight`` times its last value; the output is that value."""
    network = Network((1, 1, 1), ("identity", "identity"), cell="elman", initial_context=0.0)
    network.weights[0][:] = network.weights[1][:] = 1.0
    network.context[0][:] = weight
    return network


def random_network(cell: str, hidden: tuple[int, ...], activation: str = "tanh") -> Network:
    network = Network((2, *hidden, 3), (*(activation,) * len(hidden), "identity"), cell=cell)
    network.parameters[:] = RANDOM.normal(size=network.n_parameters) * 0.7
    return network


def end_to_end(lengths: list[int], n_outputs: int = 1, n_inputs: int = 1, *, every: bool = True) -> Sequences:
    n_rows = sum(lengths)
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    targets = None
    if not every:
        targets = np.full(n_rows, -1, np.int64)
        targets[offsets[1:] - 1] = np.arange(len(lengths))
    n_targets = n_rows if every else len(lengths)
    y = RANDOM.normal(size=(n_targets, n_outputs))
    return Sequences(RANDOM.normal(size=(n_rows, n_inputs)), y, offsets=offsets, targets=targets)


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("weight", [0.5, 1.0, -2.0])
def test_a_slope_shrinks_or_grows_by_the_context_weight_with_each_step(weight: float, every: bool) -> None:
    sequences = end_to_end([6, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], every=every)
    shares = Unrolled.of(one_neuron(weight), sequences, "squared_error", None).shares()
    assert len(shares) == (8 if every else 9)  # a tenth of the answers lie at least so far from the beginning
    assert shares == pytest.approx(np.abs(weight) ** np.arange(len(shares)))


def test_it_is_followed_a_hundred_steps_at_most() -> None:
    shares = Unrolled.of(one_neuron(0.9), end_to_end([150, 300]), "squared_error", None).shares()
    assert len(shares) == MOST_BACK + 1 == 101


def test_there_is_no_way_back_from_single_steps_nor_without_an_error() -> None:
    alone = end_to_end([1] * 10)
    assert len(Unrolled.of(one_neuron(0.5), alone, "squared_error", None).shares()) == 0
    network, sequences = one_neuron(0.5), end_to_end([4] * 10)
    sequences.y[:] = judged_outputs(network, sequences)
    unrolled = Unrolled.of(network, sequences, "squared_error", None)
    assert len(unrolled.shares()) == 0
    assert GradientOverTime.of(unrolled, sequences.y, None).unlearned is None


@pytest.mark.parametrize("cell", ["elman", "jordan"])
@pytest.mark.parametrize("hidden", [(4,), (4, 3)])
def test_the_slope_over_time_is_that_of_finite_differences(cell: str, hidden: tuple[int, ...]) -> None:
    network, sequences = random_network(cell, hidden), end_to_end([7], 3, 2, every=False)
    unrolled = Unrolled.of(network, sequences, "squared_error", None)

    def slope_by_reading(back: int) -> np.ndarray:
        """Slope of the loss by the input so many steps before the end."""
        found, step = np.empty(2), 1e-6
        for feature in range(2):
            losses = []
            for sign in (1, -1):
                moved = sequences.X.copy()
                moved[-1 - back, feature] += sign * step
                output = network.forward(moved)[-1]
                losses.append(0.5 * np.sum((output - sequences.y[0]) ** 2))
            found[feature] = (losses[0] - losses[1]) / (2 * step)
        return found

    steps = unrolled._up_to(np.array([6]), 6)
    assert [step.a[-1][0].tolist() for step in steps] == [
        row.tolist() for row in network.forward(sequences.X)
    ]
    from rosenblatt.training.reference.through_time import backward_through_time

    gradients = backward_through_time(network, steps, 1, unrolled.plan, network.like(None))[::-1]
    for back, each in enumerate(gradients):
        by_input = each.deltas[0][0] @ network.weights[0].T
        assert by_input == pytest.approx(slope_by_reading(back), rel=1e-5, abs=1e-8)
    norms = [np.sqrt(sum(np.sum(delta**2) for delta in each.deltas[:-1])) for each in gradients]
    assert unrolled.shares() == pytest.approx(np.array(norms) / norms[0])


def test_layers_hold_the_values_of_all_steps() -> None:
    network, sequences = random_network("elman", (4, 3)), end_to_end([5, 2, 8], 3, 2)
    first, second, output = Unrolled.of(network, sequences, "squared_error", None).layers(judged=True)
    by_hand = [network.layer_values(part) for part in np.split(sequences.X, sequences.offsets[1:-1])]
    for layer, found in enumerate((first, second, output), start=1):
        values = np.concatenate([each[layer] for each in by_hand])
        assert np.sort(found.values, axis=0) == pytest.approx(np.sort(values, axis=0))
    assert np.sort(first.derivative, axis=0) == pytest.approx(np.sort(1 - first.values**2, axis=0))
    errors = np.concatenate([each[3] for each in by_hand]) - sequences.y
    assert output.delta == pytest.approx(np.linalg.norm(errors))


def test_outputs_stand_in_the_order_of_the_targets() -> None:
    network, sequences = random_network("jordan", (4,)), end_to_end([5, 2, 8], 3, 2, every=False)
    lasts = [network.forward(part)[-1] for part in np.split(sequences.X, sequences.offsets[1:-1])]
    assert judged_outputs(network, sequences) == pytest.approx(np.array(lasts))


def test_a_network_of_zeros_and_one_that_overflows_are_looked_at() -> None:
    sequences = end_to_end([300, 300])
    unrolled = Unrolled.of(one_neuron(0.0).like(np.zeros(5)), sequences, "squared_error", None)
    assert unrolled.relative_gradient() == np.inf
    assert len(unrolled.shares()) == 0
    wild = one_neuron(1e3)
    outputs = judged_outputs(wild, sequences)
    assert not np.isfinite(outputs).all()
    assert (
        GradientOverTime.of(Unrolled.of(wild, sequences, "squared_error", None), outputs, None).unlearned
        is None
    )


def test_after_how_many_steps_it_is_lost() -> None:
    def lost(*shares: float) -> int | None:
        return GradientOverTime(np.array(shares), None, None, 0.0).vanishes_after

    assert lost(1, 0.1, 0.001, 0.0001) == 2
    assert lost(1, 0.001, 0.1, 0.001) == 3
    assert lost(1, 0.5, 0.2) is None
    assert lost() is None
