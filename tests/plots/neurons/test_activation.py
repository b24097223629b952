"""Activations as pictures: the table's own numbers, and jumps drawn as they are."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from tests.plots.looking import seen_texts

from rosenblatt import MLPClassifier, Network
from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import ACTIVATIONS, get_activation
from rosenblatt.plots import ActivationDisplay
from rosenblatt.plots.base.palette import DERIVATIVE, PAPER, VALUE
from rosenblatt.plots.neurons.activation_curves import Curve, derivative_function, value_function

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]


def chart(display: ActivationDisplay, place: int = 0) -> Axes:
    return display.ax_.child_axes[place]


def lines(ax: Axes, colour: str) -> np.ndarray:
    """Points of the lines drawn in a colour, without the single marks."""
    found = [line.get_xydata() for line in ax.get_lines() if line.get_color() == colour]
    return np.concatenate([points for points in found if len(points) > 2])


def marks(ax: Axes, colour: str) -> dict[bool, list[tuple[float, float]]]:
    """Filled (True) and hollow (False) marks of a colour."""
    found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for line in ax.get_lines():
        if line.get_color() == colour and line.get_marker() == "o":
            x, y = line.get_xydata()[0].tolist()
            found[to_hex(line.get_markerfacecolor()) != PAPER].append((x, y))
    return found


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_value_and_derivative_are_those_of_the_table(name: str) -> None:
    drawn = chart(ActivationDisplay.from_names(name))
    z, value = lines(drawn, VALUE).T
    activation = get_activation(name)
    np.testing.assert_array_equal(value, activation.value(z))
    z, derivative = lines(drawn, DERIVATIVE).T
    assert activation.derivative is not None
    np.testing.assert_array_equal(derivative, activation.derivative(z, activation.value(z)))
    assert z.min() == -4
    assert z.max() == 4


def test_the_step_is_0_at_0_and_only_near_1() -> None:
    drawn = chart(ActivationDisplay.from_names("step"))
    assert marks(drawn, VALUE) == {True: [(0, 0)], False: [(0, 1)]}
    z, value = lines(drawn, VALUE).T
    assert set(value[z <= 0]) == {0}
    assert set(value[z > 0]) == {1}
    upright = [line for line in drawn.get_lines() if line.get_color() == VALUE and len(line.get_xydata()) > 2]
    assert len(upright) == 2, "no line joins the two sides"


@pytest.mark.parametrize(
    ("name", "filled", "hollow"),
    [
        ("relu", 0, 1),
        ("leaky_relu", 0.01, 1),
        ("selu", 1.7580993408473766, 1.0507009873554805),
    ],
)
def test_a_derivative_that_jumps_shows_which_side_it_takes(name: str, filled: float, hollow: float) -> None:
    drawn = marks(chart(ActivationDisplay.from_names(name)), DERIVATIVE)
    assert drawn[True] == [(0, pytest.approx(filled))]
    assert drawn[False] == [(0, pytest.approx(hollow))]


@pytest.mark.parametrize("name", sorted(set(ELEMENTWISE) - {"step", "relu", "leaky_relu", "selu"}))
def test_what_does_not_jump_has_no_marks(name: str) -> None:
    drawn = chart(ActivationDisplay.from_names(name))
    assert marks(drawn, VALUE) == marks(drawn, DERIVATIVE) == {True: [], False: []}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("span", [1e-3, 4.0, 1e8])
def test_jumps_are_found_at_every_scale_and_nowhere_else(name: str, span: float) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        assert (Curve.of(value_function(name), -span, span).jump is not None) == (name == "step")
        assert (Curve.of(derivative_function(name), -span, span).jump is not None) == (
            name in ("relu", "leaky_relu", "selu")
        )


def test_softmax_is_drawn_over_one_z_with_the_others_at_0() -> None:
    display = ActivationDisplay.from_names("softmax", n_softmax=4)
    z, value = lines(chart(display), VALUE).T
    np.testing.assert_allclose(value, np.exp(z) / (np.exp(z) + 3))
    z, derivative = lines(chart(display), DERIVATIVE).T
    step = 1e-6
    high, low = (np.exp(z + way) / (np.exp(z + way) + 3) for way in (step, -step))
    np.testing.assert_allclose(derivative, (high - low) / (2 * step), atol=1e-8)
    assert "softmax is drawn for one of 4 neurons, the others held at z = 0." in display.description
    assert "one of 4, others at z = 0" in [seen.text for seen in seen_texts(display.figure_)]


def test_title_and_description_say_where_it_is_steepest() -> None:
    display = ActivationDisplay.from_names("logistic")
    assert display.title == "logistic turns any z into a value from 0 to 1, and is steepest at z = 0"
    assert (
        display.description
        == "logistic: 1 / (1 + exp(-z)); values from 0 to 1; derivative at most 0.250, at z = 0."
    )
    assert ActivationDisplay.from_names("relu").title == "relu is never below 0"


def test_a_network_shows_what_it_uses_and_where() -> None:
    network = Network((2, 3, 3, 4), ("tanh", "tanh", "softmax"))
    display = ActivationDisplay.from_network(network)
    assert display.names == ("tanh", "softmax")
    assert display.title == "This network uses tanh in hidden layers 1 and 2 and softmax in the output layer"
    assert display.n_softmax == 4


def test_an_estimator_shows_what_it_uses() -> None:
    fitted = MLPClassifier((2,), "relu", solver="lbfgs", max_iter=5, tol=10.0).fit([[0.0], [1.0]], [0, 1])
    assert ActivationDisplay.from_estimator(fitted).names == ("relu", "logistic")


def test_together_each_line_has_its_name_and_no_two_look_alike_in_grey() -> None:
    names = ("tanh", "logistic", "relu", "gelu", "selu", "step")
    display = ActivationDisplay.from_names(*names, together=True)
    texts = [seen.text for seen in seen_texts(display.figure_)]
    assert all(texts.count(name) == 2 for name in names), "once by the values, once by the derivatives"
    drawn = [line for line in chart(display).get_lines() if len(line.get_xydata()) > 2]
    looks = {(line.get_linestyle(), tuple(map(str, line._dash_pattern))) for line in drawn}
    assert len(looks) == len(names)


@pytest.mark.parametrize(
    ("names", "others", "words"),
    [
        (("rleu",), {}, "did you mean 'relu'"),
        ((), {}, "give at least one activation"),
        (
            ELEMENTWISE[:7],
            {"together": True},
            "at most 6 activations can be distinguished in one chart, got 7",
        ),
        (("relu",), {"span": 0.0}, "span must be above 0, got 0.0"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(
    names: tuple[str, ...], others: dict[str, object], words: str
) -> None:
    with pytest.raises(PlanError, match=words):
        ActivationDisplay.from_names(*names, **others)  # type: ignore[arg-type]
