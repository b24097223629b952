"""A network drawn."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle
from tests.plots.cases import network
from tests.plots.looking import seen_texts

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import NetworkDisplay
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE

GATE = Network((2, 1), ("step",), [1, -2, -1.5])


def groups(display: NetworkDisplay) -> dict[str, LineCollection]:
    found = [each for each in display.plot().ax_.collections if isinstance(each, LineCollection)]
    return {to_hex(each.get_color()[0]): each for each in found if len(each.get_segments())}


def test_the_sign_of_a_weight_is_its_colour_and_its_dash() -> None:
    lines = groups(NetworkDisplay.from_network(GATE))
    assert set(lines) == {POSITIVE, NEGATIVE}
    assert lines[POSITIVE].get_linestyle()[0][1] is None
    assert lines[NEGATIVE].get_linestyle()[0][1] is not None


def test_the_widths_of_the_lines_are_in_the_order_of_the_weights() -> None:
    lines = groups(NetworkDisplay.from_network(GATE))
    (one,), (bias, two) = lines[POSITIVE].get_linewidths(), lines[NEGATIVE].get_linewidths()
    assert one < bias < two


def test_every_weight_and_bias_of_a_small_network_has_a_line() -> None:
    made = network(3, 4, 2)
    assert (
        sum(len(group.get_segments()) for group in groups(NetworkDisplay.from_network(made)).values())
        == made.n_parameters
    )


def test_neurons_are_circles_and_wide_layers_say_how_many_are_left_out() -> None:
    display = NetworkDisplay.from_network(network(4, 100, 3)).plot()
    assert sum(isinstance(patch, Circle) for patch in display.ax_.patches) == 4 + 9 + 3
    assert "91 more" in [seen.text for seen in seen_texts(display.figure_)]


def test_many_layers_are_folded_and_it_says_how_many() -> None:
    display = NetworkDisplay.from_network(network(2, *[3] * 20, 1)).plot()
    texts = [" ".join(seen.text.split()) for seen in seen_texts(display.figure_)]
    assert any(text.endswith("more layers") for text in texts)
    assert {"inputs", "outputs", "hidden 1"} <= set(texts)


def test_inputs_and_outputs_carry_their_names() -> None:
    display = NetworkDisplay.from_network(
        network(2, 2), input_names=["age", "income"], output_names=["no", "yes"]
    )
    assert {"age", "income", "no", "yes", "bias"} <= {
        seen.text for seen in seen_texts(display.plot().figure_)
    }


def test_the_description_counts_parameters_and_names_the_largest_weight() -> None:
    display = NetworkDisplay.from_network(GATE, input_names=["a", "b"], output_names=["c"])
    assert display.description == (
        "2 inputs; the output layer has 1 neuron with the activation step. "
        "There are 3 parameters, 2 of them weights; the largest weight, −2, goes from b to the output c."
    )
    deep = Network((1, 2, 1), ("tanh", "identity"), [0, 0, 1, 5, 0, 0, 0])
    assert "+5, goes from h1.2 to o1." in NetworkDisplay.from_network(deep).description


def test_names_that_do_not_fit_are_an_error() -> None:
    with pytest.raises(PlanError, match="input_names must name each of the 2 inputs, got 3"):
        NetworkDisplay.from_network(GATE, input_names=["a", "b", "c"])


def test_a_network_is_drawn_as_it_is_when_plotted() -> None:
    made = network(2, 1, output="step")
    display = NetworkDisplay.from_network(made)
    made.parameters[:] = np.abs(made.parameters)
    assert set(groups(display)) == {POSITIVE}
