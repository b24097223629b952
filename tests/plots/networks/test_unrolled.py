"""An unrolled network shows the network's own values, says what it leaves out, and stays legible."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from tests.plots.cases import recurrent
from tests.plots.looking import assert_readable, seen_texts

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import UnrolledDisplay
from rosenblatt.plots.networks.network.neurons import in_neuron
from rosenblatt.trace import trace_sequence

X = np.random.default_rng(0).normal(size=(5, 2))


def texts(display):
    return [seen.text for seen in seen_texts(display.plot().figure_)]


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_every_cell_holds_a_value_of_the_trace(cell):
    network = recurrent(2, 3, 2, cell=cell)
    said = texts(UnrolledDisplay.from_network(network, X))
    for step in trace_sequence(network, X).steps:
        for value in (*step.trace.x, *(neuron.value for neuron in step.trace.neurons())):
            assert in_neuron(float(value)) in said
    assert said.count("0.5") == network.n_context
    assert [f"step {step}" for step in range(1, 6)] == [text for text in said if text.startswith("step ")]


def test_the_errors_are_those_of_the_trace():
    network, y = recurrent(2, 3, 2, output="identity"), [[0, 1], None, [1, 0], None, [2, 2]]
    display = UnrolledDisplay.from_network(network, X, y, loss="squared_error")
    traced = trace_sequence(network, X, y, loss="squared_error")
    np.testing.assert_allclose(display.errors, traced.errors, rtol=1e-12)
    said = texts(display)
    assert said.count("–") == 2
    for error in traced.errors[[0, 2, 4]]:
        assert in_neuron(float(error)) in said
    worst = int(np.nanargmax(traced.errors))
    assert display.title.startswith(f"Unrolled over 5 steps: the error is largest at step {worst + 1}, ")
    assert "The mean error of 3 judged steps is" in display.description


def test_one_judged_step_is_named():
    network = recurrent(2, 3, 2)
    display = UnrolledDisplay.from_network(network, X, [None] * 4 + [1], loss="log_loss")
    assert "the error of step 5 is" in display.title
    assert "only this step is judged" in display.title


@pytest.mark.parametrize(("n", "most", "shown"), [(8, 8, 8), (9, 8, 7), (9, 4, 4), (9, 2, 2), (500, 8, 7)])
def test_more_steps_are_left_out_and_said_so(n, most, shown):
    display = UnrolledDisplay.from_network(
        recurrent(2, 3, 2), np.random.default_rng(1).normal(size=(n, 2)), most_steps=most
    )
    steps = display.steps
    assert len(steps.shown) == shown
    assert (steps.shown[0], steps.shown[-1]) == (0, n - 1)
    said = " ".join(texts(display)).replace("\n", " ")
    if n > most:
        assert f"{n - shown} more steps" in said
        assert "are not drawn." in display.description
        assert steps.shown[steps.gap] - steps.shown[steps.gap - 1] == n - shown + 1
    else:
        assert "more steps" not in said
        assert "not drawn" not in display.description


def test_a_wide_layer_is_folded():
    said = texts(UnrolledDisplay.from_network(recurrent(2, 30, 2), X))
    assert "23 more" in said
    assert "h1.30" in said
    assert "h1.7" not in said
    assert said.count("⋮") == 6  # of each step and of what is before them


@pytest.mark.parametrize(("cell", "n_arrows"), [("elman", 5 + 2 * 5 + 2), ("jordan", 5 + 2 * 5 + 2)])
def test_an_arrow_goes_from_each_step_to_the_next_and_up_through_each(cell, n_arrows):
    ax = UnrolledDisplay.from_network(recurrent(2, 3, 2, cell=cell), X).plot().ax_
    assert sum(isinstance(patch, Polygon) for patch in ax.patches) == n_arrows


def test_it_is_drawn_smaller_on_small_axes():
    figure = Figure(figsize=(8, 3))
    left, right = figure.subplots(1, 2)
    display = UnrolledDisplay.from_network(recurrent(2, 3, 2), X, ax=left)
    assert display.ax_ is left
    assert left.patches
    assert not right.patches


@pytest.mark.parametrize("width", [3.45, 5, 7.15])
def test_it_is_legible_at_any_width(width):
    display = UnrolledDisplay.from_network(
        recurrent(2, 3, 2), X, [0, 1, 1, 0, 1], loss="log_loss", width=width
    )
    assert_readable(display.plot().figure_)


class Estimator(BaseEstimator):
    """As a fitted estimator looks to a display."""

    def __init__(self, network):
        self.network_, self.classes_ = network, np.array(["no", "yes"])
        self.predict_at = "every"

    def fit(self, X, y):
        """Be an estimator."""


def test_an_estimator_brings_its_names():
    network = recurrent(2, 3, 2)
    said = texts(UnrolledDisplay.from_estimator(Estimator(network), X))
    assert {"no", "yes"} <= set(said)
    with pytest.raises(NotFittedError):
        UnrolledDisplay.from_estimator(MLPClassifier(), X)
    fitted = Perceptron().fit(X, [0, 1, 0, 1, 1])
    with pytest.raises(PlanError, match="without context neurons has no sequences"):
        UnrolledDisplay.from_estimator(fitted, X)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"X": [[1]]}, "has 2 inputs, got steps of shape"),
        ({"most_steps": 1}, "most_steps must be a whole number of at least 2, got 1"),
        ({"y": [0, 1]}, "give both y and loss"),
        ({"y": [0, 1], "loss": "log_loss"}, "a target for each of the 5 steps"),
        ({"input_names": ["a"]}, "input_names must name each of the 2 inputs"),
        ({"network": Network((2, 1), ("step",))}, "without context neurons has no sequences"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, message):
    with pytest.raises(PlanError, match=message):
        UnrolledDisplay.from_network(**{"network": recurrent(2, 3, 2), "X": X, **options})
