"""A neuron drawn: every number is one of its trace."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.plots.cases import AND, network
from tests.plots.looking import seen_texts

from rosenblatt import Network, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.plots import Display, NeuronDisplay
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE
from rosenblatt.plots.neurons.one_neuron import said
from rosenblatt.trace import trace

PARTS = {"dendrites", "synapses", "cell body (soma)", "axon hillock", "axon", "terminals"}


def words(display: Display) -> list[str]:
    return [seen.text for seen in seen_texts(display.figure_)]


def test_the_numbers_of_a_gate_are_those_of_the_tutorial() -> None:
    display = NeuronDisplay.from_network(AND, [1, 0])
    assert display.title == "o1 sums 2 products and its bias to z = −0.5; its output step(z) is 0"
    assert display.description == "( 1 * 1 ) + ( 0 * 1 ) - 1.5 = -0.5 (False)."
    texts = words(display)
    assert {"x1", "x2", "+1", "−1.5", "−0.5", "step", "1 if z > 0 else 0", "o1"} <= set(texts)
    assert texts.count("+1") == 2
    heads = ["inputs", "weights", "products", "sum", "bias", "activation", "output"]
    assert [text for text in texts if text in heads] == heads


@pytest.mark.parametrize("neuron", ["h1.2", "h2.1", "o3"])
def test_every_number_of_the_trace_is_drawn(neuron: str) -> None:
    made, x = network(4, 3, 2, 3), [0.3, -1.25, 0.0, 2.5]
    seen = trace(made, x).neuron(neuron)
    texts = words(NeuronDisplay.from_network(made, x, neuron))
    for term in seen.terms:
        assert {term.source, said(term.value, 42), said(term.product, 42)} <= set(texts)
        assert said(term.weight, 60).removeprefix("+") in [text.removeprefix("+") for text in texts]
    assert {said(seen.weighted_sum), said(seen.z), said(seen.value, 37)} <= set(texts)


def test_a_weights_sign_is_its_colour_and_its_dash_and_its_size_the_width() -> None:
    made = Network((3, 1), ("tanh",), [4, -2, 0, 1])
    lines = list(NeuronDisplay.from_network(made, [1, 1, 1]).plot().ax_.get_lines())
    positive = [line for line in lines if line.get_color() == POSITIVE][:2]
    negative = [line for line in lines if line.get_color() == NEGATIVE][:2]
    assert {line.get_linestyle() for line in positive} == {"-"}
    assert {line.get_linestyle() for line in negative} == {"--"}
    assert positive[0].get_linewidth() == pytest.approx(0.7 + 2.6)
    assert negative[0].get_linewidth() == pytest.approx(0.7 + 2.6 / 2)


def test_the_point_on_the_curve_is_z_and_its_activation() -> None:
    display = NeuronDisplay.from_network(network(3, 2, output="logistic"), [1, -2, 0.5], "o2").plot()
    chart = display.ax_.child_axes[0]
    point = [line.get_xydata()[0] for line in chart.get_lines() if line.get_marker() == "o"]
    np.testing.assert_allclose(point, [(display.neuron.z, display.neuron.value)])


def test_the_curve_of_a_softmax_goes_through_the_point_with_the_others_as_they_are() -> None:
    display = NeuronDisplay.from_network(network(3, 4), [1, -2, 0.5], "o2").plot()
    curve = next(
        line.get_xydata() for line in display.ax_.child_axes[0].get_lines() if len(line.get_xydata()) > 50
    )
    assert np.interp(display.neuron.z, *curve.T) == pytest.approx(display.neuron.value, abs=1e-3)


def test_of_a_wide_neuron_the_largest_products_are_drawn_and_the_others_added_up() -> None:
    made, x = network(64, 1, output="tanh"), np.arange(64) / 64
    display = NeuronDisplay.from_network(made, x)
    texts = words(display)
    products = np.array([term.product for term in display.neuron.terms])
    largest = np.argsort(-np.abs(products))[:7]
    assert "57 more together:" in texts
    assert {f"x{place + 1}" for place in largest} == {text for text in texts if text.startswith("x")}
    assert said(float(products.sum() - products[largest].sum())) in texts


def test_eight_products_are_drawn_in_full() -> None:
    texts = words(NeuronDisplay.from_network(network(8, 1, output="tanh"), np.ones(8)))
    assert {f"x{place}" for place in range(1, 9)} <= set(texts)
    assert not [text for text in texts if "more" in text]


def test_a_living_neurons_parts_are_named_on_request_only() -> None:
    assert set(words(NeuronDisplay.from_network(AND, [1, 1], biological=True))) >= PARTS
    assert not set(words(NeuronDisplay.from_network(AND, [1, 1]))) & PARTS
    assert (
        "dendrites receive the inputs" in NeuronDisplay.from_network(AND, [1, 1], biological=True).description
    )


def test_an_estimators_sample_goes_through_its_pipeline() -> None:
    iris = load_iris(as_frame=True)
    pipe = make_pipeline(StandardScaler(), Perceptron()).fit(iris.data, iris.target_names[iris.target])
    row = iris.data.iloc[60]
    display = NeuronDisplay.from_estimator(pipe, row, "o2")
    scaled = (row.to_numpy() - iris.data.to_numpy().mean(axis=0)) / iris.data.to_numpy().std(axis=0)
    np.testing.assert_allclose(display.neuron.inputs, scaled)
    assert display.neuron.sources == tuple(iris.feature_names)
    assert display.neuron.label == "versicolor"
    assert display.title.startswith("o2 (versicolor) sums 4 products")
    for other in (iris.data.iloc[60:61], row.to_numpy(), row.tolist()):
        assert NeuronDisplay.from_estimator(pipe, other, "o2").description == display.description


@pytest.mark.parametrize(
    ("x", "neuron", "error"),
    [
        ([1, 2, 3], "o1", r"network has 2 inputs, got a sample of shape \(3,\): give 2 numbers"),
        (["a", "b"], "o1", "a sample must be a row of numbers"),
        ([1, 1], "o2", "there is no neuron 'o2'.*; this network has o1"),
    ],
)
def test_a_sample_or_neuron_that_does_not_fit_is_an_error(x: list[object], neuron: str, error: str) -> None:
    with pytest.raises(PlanError, match=error):
        NeuronDisplay.from_network(AND, x, neuron)  # type: ignore[arg-type]


def test_an_estimators_sample_that_does_not_fit_is_an_error() -> None:
    gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    with pytest.raises(PlanError, match="knows 2 features, got a sample of 3 numbers: give 2"):
        NeuronDisplay.from_estimator(gate, [1, 2, 3])
    with pytest.raises(PlanError, match="a sample must be a row of numbers, got 'abc'"):
        NeuronDisplay.from_estimator(gate, "abc")
    with pytest.raises(NotFittedError):
        NeuronDisplay.from_estimator(Perceptron(), pd.Series([1, 2]))


def test_the_curve_of_a_step_shows_where_z_lies_at_any_scale() -> None:
    for size in (1e-6, 1.0, 1e6):
        made = Network((1, 1), ("step",), [size, 0])
        chart = NeuronDisplay.from_network(made, [1.0]).plot().ax_.child_axes[0]
        left, right = chart.get_xlim()
        assert 0.5 < (size - left) / (right - left) < 0.95


def test_the_output_stands_in_a_thicker_frame() -> None:
    ax = NeuronDisplay.from_network(AND, [1, 1]).plot().ax_
    thick = [patch for patch in ax.patches if patch.get_linewidth() == 1.6]
    assert len(thick) == 1
    assert to_hex(thick[0].get_edgecolor()) != "#ffffff"


def test_the_whole_curve_of_a_bounded_activation_is_seen_however_small_z_is() -> None:
    for name in ("step", "tanh", "logistic"):
        made = Network((1, 1), (name,), [-0.01, 0])
        chart = NeuronDisplay.from_network(made, [1.0]).plot().ax_.child_axes[0]
        low, high = chart.get_ylim()
        drawn = np.concatenate(
            [line.get_xydata() for line in chart.get_lines() if len(line.get_xydata()) > 50]
        )
        assert low < drawn[:, 1].min() <= drawn[:, 1].max() < high


def test_on_small_axes_the_whole_drawing_is_made_smaller() -> None:
    figure = Figure(figsize=(7.15, 3))
    left, _ = figure.subplots(1, 2)
    display = NeuronDisplay.from_network(AND, [1, 1]).plot(left, title=False)
    assert display.ax_.get_xlim()[1] >= 7.15 * 72 - 1, "points of the drawing, not of the axes"
    boxes = [seen.box for seen in seen_texts(figure) if seen.box.x1 < 72 * 3.4]
    assert len(boxes) > 15
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            assert min(across, min(one.y1, other.y1) - max(one.y0, other.y0)) <= 0.6


def test_on_large_axes_letters_keep_their_size() -> None:
    display = NeuronDisplay.from_network(AND, [1, 1]).plot(Figure(figsize=(12, 8)).subplots(), title=False)
    assert min(seen.size for seen in seen_texts(display.figure_)) >= 8
