"""States over time, on a plane and as a tree are the layer's own values."""

import numpy as np
import pytest
from matplotlib.patches import PathPatch
from scipy.spatial.distance import cdist
from tests.plots.cases import recurrent, states
from tests.plots.looking import assert_readable, seen_texts
from tests.plots.networks.test_unrolled import Estimator

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import StatesDisplay

LETTERS = ["a", "b", "c"]
ONE_HOT = np.eye(3)[[0, 1, 2, 2, 0, 1]]


def memory():
    """Two hidden neurons: one keeps the input, the other what it was one step ago."""
    network = Network((1, 2, 1), ("identity", "identity"), cell="elman", initial_context=0)
    network.weights[0][0, 0] = 1
    network.context[0][0, 1] = 1
    return network


def test_the_states_are_the_layers_values_by_hand():
    display = StatesDisplay.from_network(memory(), [[3], [5], [8]])
    assert display.states.values.tolist() == [[3, 0], [5, 3], [8, 5]]
    assert display.states.labels == ("3", "5", "8")
    assert "h1.1 goes from 3 to 8 and h1.2 goes from 0 to 5." in display.description


@pytest.mark.parametrize("layer", [0, 1, 2, -1])
def test_any_layer_may_be_looked_at(layer):
    network = recurrent(3, 4, 5, 2)
    display = StatesDisplay.from_network(network, ONE_HOT, layer=layer, output_names=["yes", "no"])
    values = network.layer_values(ONE_HOT)[layer + 1 if layer >= 0 else -1]
    np.testing.assert_array_equal(display.states.values, values)
    assert display.neuron_names[0] == {0: "h1.1", 1: "h2.1"}.get(layer, "yes")


def test_each_sequence_begins_anew():
    network = recurrent(3, 4, 2)
    both = StatesDisplay.from_network(network, [ONE_HOT, ONE_HOT[:2]])
    assert both.states.lengths == (6, 2)
    np.testing.assert_array_equal(both.states.values[6:], both.states.values[:2])
    same = StatesDisplay.from_network(network, np.stack([ONE_HOT, ONE_HOT]))
    assert same.states.lengths == (6, 6)
    assert both.heat.edges == (6,)
    assert "8 steps of 2 sequences" in both.title


def test_steps_are_named_by_the_input_that_is_1():
    display = StatesDisplay.from_network(recurrent(3, 4, 2), ONE_HOT, input_names=LETTERS)
    assert display.states.labels == ("a", "b", "c", "c", "a", "b")
    said = [seen.text for seen in seen_texts(display.plot().figure_)]
    assert [text for text in said if text in LETTERS] == ["a", "b", "c", "c", "a", "b"]
    assert "steps, each named by its input" in said


def test_steps_are_named_by_few_values_or_else_by_number():
    network = recurrent(3, 4, 2)
    assert StatesDisplay.from_network(network, [[0, 1, 1], [0, 0, 0]]).states.labels == ("0, 1, 1", "0, 0, 0")
    many = StatesDisplay.from_network(network, np.random.default_rng(0).normal(size=(20, 3)))
    assert (many.states.labels[19], many.states.label_name) == ("20", "step")
    assert "The steps are numbered." in many.description


@pytest.mark.parametrize("labels", [list("xyxyxyxy"), [list("xyxyxy"), list("xy")]])
def test_labels_are_given_flat_or_by_sequence(labels):
    display = StatesDisplay.from_network(
        recurrent(3, 4, 2), [ONE_HOT, ONE_HOT[:2]], labels=labels, label_name="kind"
    )
    assert display.states.labels == tuple("xyxyxyxy")
    assert display.states.kinds == ("x", "y")
    np.testing.assert_allclose(display.states.means[1], display.states.values[1::2].mean(axis=0))


def test_the_map_has_a_square_for_each_step_and_neuron():
    display = StatesDisplay.from_network(recurrent(3, 4, 2), ONE_HOT)
    patches = [patch for patch in display.plot().ax_.patches if isinstance(patch, PathPatch)]
    assert sum(len(patch.get_path()) for patch in patches) == 5 * 6 * 4
    for patch in patches:
        steps = patch.get_path().vertices[::5, 0] + 0.5
        neurons = patch.get_path().vertices[::5, 1] + 0.5
        shown = display.states.values[steps.astype(int) - 1, neurons.astype(int)]
        assert np.ptp(shown) <= 0.2 + 1e-9, "one colour is one step of the scale from -1 to 1"


def test_the_map_shows_the_first_steps_and_the_neurons_that_change_most():
    display = states("time", 300, 90)
    assert display.heat.values.shape == (40, 60)
    assert display.title.endswith("over 300 steps; only the first 40 are drawn")
    assert "Only the 60 of 90 neurons that change most are drawn." in display.description
    spread = display.states.values.std(axis=0)
    kept = [display.neuron_names.index(name) for name in display.heat.neurons]
    assert spread[kept].min() >= np.delete(spread, kept).max()


def test_the_plane_is_that_of_the_two_main_components():
    display = states("plane", 50)
    values = display.states.values
    centred = values - values.mean(axis=0)
    spread, vectors = np.linalg.eigh(np.cov(centred.T))
    share = spread[-2:].sum() / spread.sum()
    assert sum(display.plane.shares) == pytest.approx(share)
    places = display.plane.project(values)
    np.testing.assert_allclose(np.abs(places[:, 0]), np.abs(centred @ vectors[:, -1]), atol=1e-10)
    explained = f"Two main components explain {100 * share:.0f}% of the variance of 6 neurons over 50 steps"
    assert display.title == explained


def test_the_path_goes_through_the_steps_of_each_sequence_in_order():
    network = recurrent(3, 4, 2)
    display = StatesDisplay.from_network(network, [ONE_HOT, ONE_HOT[:2]], view="plane")
    places = display.plane.project(display.states.values)
    lines = [line.get_xydata() for line in display.plot().ax_.lines]
    assert [len(line) for line in lines] == [6, 2]
    np.testing.assert_allclose(np.concatenate(lines), places)
    assert not states("plane", 400).plot().ax_.lines
    assert "too many steps to join them" in states("plane", 400).description


def test_the_tree_joins_the_labels_whose_mean_states_are_nearest():
    display = states("tree", 60, labels=list("abcde") * 12)
    means, tree = display.states.means, display.tree
    apart = cdist(means, means) + np.diag([np.inf] * 5)
    first, second, distance = tree.nearest
    assert distance == pytest.approx(apart.min())
    assert {first, second} == {display.states.kinds[k] for k in np.argwhere(apart == apart.min()).ravel()}
    one, other = ([display.states.kinds.index(name) for name in half] for half in tree.halves)
    assert sorted([*one, *other]) == [0, 1, 2, 3, 4]
    assert tree.widest == pytest.approx(cdist(means[one], means[other]).mean()), "the mean of all pairs"


def test_the_tree_shows_the_labels_that_come_most_often():
    labels = [*range(50), *range(10, 50)]
    display = states("tree", 90, labels=labels)
    assert display.tree.leaves == tuple(str(label) for label in range(10, 50))
    assert "Only the 40 most frequent of 50 labels are drawn" in display.description


@pytest.mark.parametrize("view", ["time", "plane", "tree"])
@pytest.mark.parametrize("width", [3.45, 7.15])
def test_every_view_is_legible(view, width):
    display = StatesDisplay.from_network(
        recurrent(3, 4, 2), ONE_HOT, view=view, input_names=LETTERS, width=width
    )
    assert_readable(display.plot().figure_)


@pytest.mark.parametrize("view", ["time", "plane", "tree"])
def test_an_estimators_sequences_are_those_of_its_network(view):
    network = recurrent(3, 4, 2)
    sequences = [ONE_HOT, ONE_HOT[:4]]
    made = StatesDisplay.from_estimator(Estimator(network), sequences, view=view)
    assert made.description == StatesDisplay.from_network(network, sequences, view=view).description


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "map"}, "view must be one of time, plane, tree"),
        ({"layer": 2}, "layer must be from 0 to 1 in this network, got 2"),
        ({"most_steps": 0}, "most_steps must be a whole number of at least 1"),
        ({"labels": ["a"]}, "labels must name each of the 6 steps, got 1"),
        ({"labels": "abcabc"}, "labels must name each of the 6 steps"),
        ({"labels": ["a"] * 6, "view": "tree"}, "a tree needs at least 2 different labels, got 'a' alone"),
        ({"X": [ONE_HOT, [[1, 2]]]}, r"sequence 2: the network has 3 inputs"),
        ({"network": Network((3, 2), ("tanh",))}, "without context neurons has no sequences"),
        ({"network": recurrent(3, 1, 1, output="tanh"), "view": "plane"}, "a plane needs at least 2 neurons"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, message):
    with pytest.raises(PlanError, match=message):
        StatesDisplay.from_network(**{"network": recurrent(3, 4, 2), "X": ONE_HOT, **options})
