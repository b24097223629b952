"""A living neuron with an artificial one's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle
from matplotlib.path import Path
from sklearn.exceptions import NotFittedError
from tests.plots.cases import AND, network
from tests.plots.looking import seen_texts

from rosenblatt import Network, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.plots import BiologicalNeuronDisplay
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE, TISSUE
from rosenblatt.plots.neurons.biological import blob, branch, on_curve, part_of
from rosenblatt.plots.neurons.one_neuron import said


def words(display: BiologicalNeuronDisplay) -> list[str]:
    return [seen.text for seen in seen_texts(display.figure_)]


def test_the_parts_of_both_neurons_are_named() -> None:
    texts = words(BiologicalNeuronDisplay.from_network(AND, [1, 1]))
    living = {
        "synapse",
        "dendrites",
        "cell body",
        "(soma)",
        "hillock",
        "axon in its",
        "myelin sheath",
        "terminals",
    }
    artificial = {"inputs", "weights", "products", "sum and bias", "activation", "output"}
    assert living | artificial <= set(texts)


def test_the_numbers_are_those_of_the_trace() -> None:
    display = BiologicalNeuronDisplay.from_network(AND, [1, 0])
    assert {"x1", "x2", "+1", "= 1 − 1.5", "= −0.5", "z = −0.5", "step", "o1"} <= set(words(display))
    assert (
        display.title == "2 signals arrive, are weighted and summed, and the output 0 is sent along the axon"
    )
    assert display.description.endswith("Here, for o1: ( 1 * 1 ) + ( 0 * 1 ) - 1.5 = -0.5 (False).")


def test_an_input_has_a_synapse_each_filled_for_positive_hollow_for_negative_weights() -> None:
    made = Network((2, 1), ("tanh",), [4, -2, 1])
    ax = BiologicalNeuronDisplay.from_network(made, [1, 1]).plot().ax_
    bulbs = {to_hex(patch.get_edgecolor()): patch for patch in ax.patches if isinstance(patch, Circle)}
    assert set(bulbs) == {POSITIVE, NEGATIVE}
    assert to_hex(bulbs[POSITIVE].get_facecolor()) == POSITIVE
    assert to_hex(bulbs[NEGATIVE].get_facecolor()) == "#ffffff"
    assert bulbs[POSITIVE].radius > bulbs[NEGATIVE].radius


def test_of_a_wide_neuron_the_largest_products_are_drawn() -> None:
    display = BiologicalNeuronDisplay.from_network(network(64, 1, output="tanh"), np.ones(64))
    products = np.array([term.product for term in display.neuron.terms])
    largest = np.argsort(-np.abs(products))[:4]
    texts = words(display)
    assert "60 more, together" in texts
    assert {f"x{place + 1}" for place in largest} == {text for text in texts if text.startswith("x")}
    assert said(float(products.sum() - products[largest].sum())) in texts


def test_it_is_drawn_from_an_estimator() -> None:
    gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], ["no", "no", "no", "yes"])
    assert "class = yes" in words(BiologicalNeuronDisplay.from_estimator(gate, [1, 1]))
    with pytest.raises(NotFittedError):
        BiologicalNeuronDisplay.from_estimator(Perceptron(), [1, 1])
    with pytest.raises(PlanError, match=r"there is no neuron 'h1\.1'"):
        BiologicalNeuronDisplay.from_estimator(gate, [1, 1], "h1.1")


def test_the_tissue_lies_within_the_figure_however_many_dendrites() -> None:
    for n in (1, 2, 3, 5, 40):
        made = network(n, 1, output="tanh")
        ax = BiologicalNeuronDisplay.from_network(made, np.ones(n)).plot().ax_
        low, high = ax.get_ylim()
        for patch in ax.patches:
            if to_hex(patch.get_facecolor()) == TISSUE:
                box = patch.get_path().get_extents()
                assert box.x0 >= ax.get_xlim()[0]
                assert box.x1 <= ax.get_xlim()[1]
                assert low < box.y0
                assert box.y1 < high


def test_a_branch_begins_wide_and_ends_narrow() -> None:
    path = branch([(0, 0), (10, 0), (20, 0), (30, 0)], 8, 2)
    near, far = path.vertices[0], path.vertices[3]
    assert near.tolist() == [0, 4]
    assert far.tolist() == [30, 1]
    assert len(path.vertices) == len(path.codes)
    assert path.codes[0] == Path.MOVETO
    assert path.contains_point((29, 0.5))
    assert not path.contains_point((29, 3))


def test_a_point_of_a_curve_and_its_direction() -> None:
    curve = [(0, 0), (0, 10), (10, 10), (10, 0)]
    point, along = on_curve(curve, 0.5)
    assert point.tolist() == [5, 7.5]
    assert along.tolist() == [1, 0]
    part = part_of(curve, 0.0, 1.0)
    assert part[0].tolist() == [0, 0]
    assert part[3].tolist() == [10, 0]


def test_a_blob_reaches_as_far_as_it_is_said_to() -> None:
    box = blob((5, 5), 20, 10, (1.0,) * 8).get_extents()
    np.testing.assert_allclose([box.x0, box.x1, box.y0, box.y1], [-15, 25, -5, 15], atol=0.2)
