"""The marks of a network's drawing: bands, rings, lines that lead back, numbers in their places."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from tests.plots.cases import network
from tests.plots.networks.test_network_options import recurrent

from rosenblatt import Network
from rosenblatt.plots import NetworkDisplay
from rosenblatt.plots.base.palette import INK, PAPER, contrast
from rosenblatt.plots.networks.network.layout import Row, lay_out, wanted_height
from rosenblatt.plots.networks.network.lines import connections
from rosenblatt.plots.networks.network.neurons import BAND, in_neuron
from rosenblatt.plots.networks.network.numbers import place_numbers
from rosenblatt.plots.networks.network.options import Options
from rosenblatt.views.names import Fold


def marks(display: NetworkDisplay, kind: type) -> list:
    return [patch for patch in display.plot().ax_.patches if type(patch) is kind]


def lines_of(display: NetworkDisplay) -> int:
    groups = [each for each in display.plot().ax_.collections if isinstance(each, LineCollection)]
    return sum(len(group.get_segments()) for group in groups)


def test_the_shape_alone_has_every_connection_alike_and_no_bias_neuron() -> None:
    display = NetworkDisplay.from_network(network(3, 4, 2), weights=False, biases=False)
    (group,) = [each for each in display.plot().ax_.collections if isinstance(each, LineCollection)]
    assert len(group.get_segments()) == 3 * 4 + 4 * 2
    assert len(set(group.get_linewidths())) == 1
    assert not marks(display, Rectangle)


def test_each_layer_but_the_last_has_a_bias_neuron() -> None:
    assert len(marks(NetworkDisplay.from_network(network(3, 4, 4, 2)), Rectangle)) == 3


@pytest.mark.parametrize(
    ("highlight", "n_bands", "n_filled"),
    [("input", 1, 3), ("hidden", 2, 9), (("input", "output"), 2, 5), (None, 0, 0)],
)
def test_highlighted_layers_have_a_ground_and_filled_neurons(
    highlight: object, n_bands: int, n_filled: int
) -> None:
    display = NetworkDisplay.from_network(network(3, 4, 5, 2), highlight=highlight)  # type: ignore[arg-type]
    assert len(marks(display, FancyBboxPatch)) == n_bands
    filled = [
        each
        for each in marks(display, Circle)
        if np.allclose(each.get_facecolor()[:3], (0.114, 0.129, 0.161), atol=0.01)
    ]
    assert len(filled) == n_filled


def test_bias_and_context_neurons_can_be_filled() -> None:
    made = recurrent("elman", 2, 3, 1)
    assert {to_hex(each.get_facecolor()) for each in marks(NetworkDisplay.from_network(made), Rectangle)} == {
        PAPER
    }
    display = NetworkDisplay.from_network(made, highlight=("bias", "context"), key=False)
    assert {to_hex(each.get_facecolor()) for each in marks(display, Rectangle)} == {INK}
    assert sum(to_hex(each.get_facecolor()) == INK for each in marks(display, Circle)) == 3
    assert "Darker than the rest: the bias neurons and the context neurons." in display.description


def test_drawings_of_the_same_widest_line_can_be_compared() -> None:
    gate = Network((1, 1), ("step",), [1, -0.5])
    alone, beside = NetworkDisplay.from_network(gate), NetworkDisplay.from_network(gate, widest=2)

    def widest(display: NetworkDisplay) -> float:
        return max(
            max(each.get_linewidths()) for each in display.plot().ax_.collections if each.get_segments()
        )

    assert widest(alone) - 0.5 == pytest.approx(2 * (widest(beside) - 0.5))


def test_the_ground_of_a_highlighted_layer_is_seen_in_grey_and_can_be_written_on() -> None:
    assert contrast(BAND, PAPER) > 1.2
    assert contrast(INK, BAND) > 7


def test_a_context_neuron_has_two_rings_weights_of_its_own_and_a_line_that_leads_back() -> None:
    made = recurrent("elman", 2, 3, 1)
    display = NetworkDisplay.from_network(made)
    assert len(marks(display, Circle)) == 2 + 3 + 1 + 2 * 3 + 2, "two more rings in the key"
    assert len(marks(display, PathPatch)) == 3
    assert len(marks(display, Polygon)) == 3 + 1
    assert lines_of(display) == made.n_parameters


def test_the_lines_of_a_jordan_network_lead_from_each_output_to_its_context_neuron() -> None:
    display = NetworkDisplay.from_network(recurrent("jordan", 3, 4, 2))
    first, second = marks(display, PathPatch)
    circles = marks(display, Circle)
    outputs = sorted((each for each in circles if each.center[0] > 300), key=lambda each: -each.center[1])
    for line, output in zip((first, second), outputs, strict=True):
        begin, end = line.get_path().vertices[0], line.get_path().vertices[-1]
        assert begin == pytest.approx((output.center[0] + output.radius, output.center[1]))
        assert any(np.isclose(end[1], each.center[1]) and end[0] < each.center[0] for each in circles)


def test_one_line_leads_back_from_a_wide_layer() -> None:
    display = NetworkDisplay.from_network(recurrent("elman", 2, 30, 1))
    assert len(marks(display, PathPatch)) == 1
    assert len(marks(display, FancyBboxPatch)) == 2, "the layer and its context neurons are framed"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.5, "0.5"),
        (-0.0231, "−0.02"),
        (0.91716798, "0.92"),
        (12.345, "12.3"),
        (999.4, "999"),
        (-12345.6, "−1e4"),
        (1e9, "1e9"),
    ],
)
def test_a_value_fits_into_its_neuron(value: float, text: str) -> None:
    assert in_neuron(value) == text


def test_rows_are_folded_around_a_gap() -> None:
    row = Row.of(Fold.of(30, 6), 100.0, 10.0)
    assert row.shown == (0, 1, 2, 3, 29)
    assert row.ys == (100.0, 90.0, 80.0, 70.0, 45.0)
    assert row.gap_y == 57.5
    assert row.n == 30


def test_numbers_lie_on_their_own_lines_and_hide_nothing() -> None:
    made = network(3, 4, 2)
    options = Options(numbers=True)
    height = wanted_height(made, options, 20.0)
    layout = lay_out(made, options, Fold.of(3, 3), (50.0, 50.0), (515.0, height), 20.0)
    lines = connections(made, layout, None)
    places = place_numbers(lines, [30.0] * len(lines), layout, options.radius)
    for line, (x, y) in zip(lines, places, strict=True):
        (x0, y0), (x1, y1) = line.start, line.end
        assert abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) < 1e-6 * (x1 - x0)
        assert x0 < x < x1
    apart = np.abs(places[:, None] - places[None])
    overlap = (apart[..., 0] < 30) & (apart[..., 1] < 10)
    assert overlap.sum() == len(lines), "each with itself alone"


def test_a_drawing_follows_the_axes_that_are_given() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 1.6))
    made = recurrent("elman", 6, 4, 2)
    display = NetworkDisplay.from_network(made).plot(figure.subplots(), title=False)
    assert len([each for each in display.ax_.patches if isinstance(each, PathPatch)]) == 1


def test_a_network_of_zeros_is_dotted_lines() -> None:
    display = NetworkDisplay.from_network(Network((2, 2, 1), ("step", "step")), numbers=True)
    assert lines_of(display) == 9
