"""The bias shifts a curve and does not change its shape."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from tests.plots.looking import seen_texts

from rosenblatt import Network, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots import BiasDisplay
from rosenblatt.plots.base.palette import INK, NEGATIVE, POSITIVE

AND = Network((2, 1), ("step",), [1, 1, -1.5])


def curves(display: BiasDisplay) -> list[np.ndarray]:
    return [line.get_xydata() for line in display.plot().ax_.get_lines() if len(line.get_xydata()) > 10]


def test_every_curve_is_the_activation_of_the_weighted_input_plus_its_bias() -> None:
    for points, bias in zip(
        curves(BiasDisplay.from_name("tanh", (-1, 0, 3), weight=-2)), (-1, 0, 3), strict=True
    ):
        np.testing.assert_allclose(points[:, 1], np.tanh(-2 * points[:, 0] + bias), atol=1e-12)


def test_the_point_where_z_is_0_lies_at_minus_bias_over_weight() -> None:
    display = BiasDisplay.from_name("logistic", (-4, 2), weight=2)
    marks = [line.get_xydata()[0] for line in display.plot().ax_.get_lines() if line.get_marker() == "o"]
    np.testing.assert_allclose(marks, [(2, 0.5), (-1, 0.5)])
    assert (
        display.title
        == "The bias shifts logistic and does not change its shape: −4 moves it by 2 to the right"
    )


def test_each_curve_is_labelled_by_its_bias_in_the_colour_of_its_sign() -> None:
    display = BiasDisplay.from_name("logistic", (-2, 0, 2))
    texts = {text.get_text(): text.get_color() for text in display.plot().ax_.texts if text.get_text()}
    assert texts == {"b = −2": NEGATIVE, "b = 0": INK, "b = 2": POSITIVE}
    dashed = [line.get_linestyle() for line in display.ax_.get_lines() if len(line.get_xydata()) > 10]
    assert dashed == ["--", "-", "-"]


def test_a_neurons_own_bias_is_compared_with_none() -> None:
    display = BiasDisplay.from_network(AND)
    assert (display.name, display.biases, display.own) == ("step", (-1.5, 0.0), -1.5)
    assert display.title == "The bias of o1, −1.5, shifts its step by 1.5 to the right"
    assert "1.5 with the bias −1.5 (its own)" in display.description
    own = [text for text in display.plot().ax_.texts if text.get_weight() == "bold"]
    assert [text.get_text() for text in own] == ["b = −1.5"]


def test_a_step_jumps_where_z_is_0() -> None:
    before, after = curves(BiasDisplay.from_name("step", (-1.5,)))
    assert before[-1, 0] == pytest.approx(1.5)
    assert after[0, 0] == pytest.approx(1.5)
    assert set(before[:, 1]) == {0}
    assert set(after[:, 1]) == {1}


def test_any_neuron_can_be_asked_for() -> None:
    network = Network((2, 2, 1), ("relu", "logistic"), [1, 1, 1, 1, 1, 1, 5, 6, 7])
    assert BiasDisplay.from_network(network, "h1.2").own == 6
    assert BiasDisplay.from_network(network, "o1").own == 7


def test_an_estimator_shows_what_it_learned() -> None:
    gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    assert BiasDisplay.from_estimator(gate).own == gate.intercept_[0]


def test_a_neuron_without_bias_is_said_so() -> None:
    display = BiasDisplay.from_network(Network((1, 1), ("tanh",), [1, 0]))
    assert display.title == "o1 has no bias: its tanh stands where the weighted sum is 0"


def test_axes_say_what_they_are() -> None:
    ax = BiasDisplay.from_name("tanh", weight=-2).plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("input x", "tanh(−2 · x + b)")
    assert BiasDisplay.from_network(AND).plot().ax_.get_xlabel() == "weighted sum of the inputs"


def test_many_long_biases_are_written_shorter() -> None:
    texts = [
        seen.text for seen in seen_texts(BiasDisplay.from_name("relu", np.linspace(-0.1, 0.1, 9)).figure_)
    ]
    assert "−0.075" in texts
    assert "b = −0.075" not in texts


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: BiasDisplay.from_name("tahn"), "did you mean 'tanh'"),
        (lambda: BiasDisplay.from_name("tanh", ()), "biases must be 1 to 9 numbers"),
        (lambda: BiasDisplay.from_name("tanh", range(10)), "biases must be 1 to 9 numbers"),
        (lambda: BiasDisplay.from_name("tanh", [np.inf]), "biases must be 1 to 9 numbers"),
        (lambda: BiasDisplay.from_name("tanh", weight=0), "weight must be a number other than 0, got 0.0"),
        (lambda: BiasDisplay.from_network(AND, "o2"), "there is no neuron 'o2'"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(call: object, words: str) -> None:
    with pytest.raises(PlanError, match=words):
        call()  # type: ignore[operator]


def test_softmax_is_shifted_with_the_others_at_0() -> None:
    points = curves(BiasDisplay.from_name("softmax", (1,), n_softmax=2))[0]
    expected = get_activation("logistic").value(points[:, 0] + 1)
    np.testing.assert_allclose(points[:, 1], expected)


def test_on_given_axes_the_title_stands_clear_of_the_labels() -> None:
    figure = Figure(figsize=(7, 4), layout="constrained")
    BiasDisplay.from_name("logistic").plot(figure.subplots())
    texts = seen_texts(figure)
    title = next(seen for seen in texts if seen.text.startswith("The bias"))
    labels = [seen for seen in texts if seen.text.startswith("b =")]
    assert len(labels) == 5
    assert all(label.box.y1 <= title.box.y0 for label in labels)
