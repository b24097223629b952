"""Gates drawn."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Polygon, Rectangle
from sklearn.exceptions import NotFittedError
from tests.plots.looking import assert_readable, seen_texts, svg_texts

from rosenblatt import Network, Perceptron, PlanError
from rosenblatt.gates import GATES, XOR, adder, circuit, full_adder, half_adder, truth_table
from rosenblatt.plots import GateDisplay
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE

CIRCUITS = {
    **GATES,
    "half adder": half_adder(),
    "full adder": full_adder(),
    "adder of one digit": adder(1),
    "adder of two digits": adder(2),
    "expression": circuit("a and not (b xor c)"),
    "parity of four": circuit("a ^ b ^ c ^ d"),
    "constant": circuit("1", inputs=("a", "b")),
    "one input of two": circuit("b", inputs=("a", "b")),
    "long names": circuit("a_very_long_name_indeed and another_quite_long_one or the_third_of_them"),
    "five outputs": circuit({f"o{n}": text for n, text in enumerate(("a", "b", "a^b", "a|b", "!a"))}),
    "uneven weights": circuit("a and (b or c and d)"),
}


def texts(display: GateDisplay) -> list[str]:
    return [seen.text for seen in seen_texts(display.plot().figure_)]


@pytest.mark.parametrize("name", CIRCUITS)
def test_texts_are_readable_and_every_weight_but_zero_and_every_bias_has_a_line(name: str) -> None:
    network = CIRCUITS[name]
    display = GateDisplay.from_network(network).plot()
    assert_readable(display.figure_)
    signs = {
        colour: sum(to_hex(line.get_color()) == colour for line in display.ax_.lines)
        for colour in (POSITIVE, NEGATIVE)
    }
    assert signs == {
        POSITIVE: int((network.parameters > 0).sum()),
        NEGATIVE: int((network.parameters < 0).sum()),
    }


def test_a_negative_weight_is_dashed() -> None:
    ax = GateDisplay.from_name("not").plot().ax_
    styles = {to_hex(line.get_color()): line.is_dashed() for line in ax.lines}
    assert (styles[POSITIVE], styles[NEGATIVE]) == (False, True)


def test_the_numbers_of_the_tutorials_and_stand_at_their_lines() -> None:
    assert {"+1", "−1.5", "AND", "x1", "x2", "bias", "and"} <= set(texts(GateDisplay.from_name("and")))


def test_xor_shows_what_each_neuron_does() -> None:
    shown = texts(GateDisplay.from_name("xor"))
    assert {"OR", "AND", "pass", "NOT", "hidden 1", "hidden 2", "output"} <= set(shown)
    display = GateDisplay.from_network(XOR).plot()
    assert sum(isinstance(patch, Circle) for patch in display.ax_.patches) == 2 + 2 + 2 + 1


def test_the_truth_table_stands_beside_it() -> None:
    shown = texts(GateDisplay.from_network(full_adder()))
    assert shown.count("carry_in") == 2  # at its neuron, and above its column
    # 8 rows of 5 columns hold 20 ones and 20 zeros; no other text is a zero.
    assert shown.count("0") == 20


def test_the_plane_is_tinted_exactly_where_the_network_answers_1() -> None:
    display = GateDisplay.from_network(XOR).plot()
    frame = next(
        patch.get_bbox()
        for patch in display.ax_.patches
        if isinstance(patch, Rectangle) and patch.get_width() > 100
    )
    tinted = [patch.get_path() for patch in display.ax_.patches if type(patch) is Polygon]
    generator = np.random.default_rng(0)
    places = generator.random((400, 2))
    points = np.array([frame.x0, frame.y0]) + places * [frame.width, frame.height]
    inside = np.any([path.contains_points(points) for path in tinted], axis=0)
    inputs = -0.45 + places * 1.9
    assert np.array_equal(inside, XOR.predict(inputs)[:, 0] == 1)


def test_only_two_inputs_have_a_plane() -> None:
    def has_plane(network: Network) -> bool:
        ax = GateDisplay.from_network(network).plot().ax_
        return any(isinstance(patch, Rectangle) and patch.get_width() > 100 for patch in ax.patches)

    assert has_plane(half_adder())
    assert not has_plane(full_adder())
    assert not has_plane(GATES["not"])


def test_the_title_says_what_to_see() -> None:
    assert GateDisplay.from_name("and").title == "One neuron computes AND: its line has every 1 on one side"
    assert GateDisplay.from_name("xor").title == (
        "5 neurons in 3 layers compute XOR: no single line separates its 1s from its 0s"
    )
    assert GateDisplay.from_network(full_adder()).title == "5 neurons in 2 layers compute carry and sum"


def test_the_description_says_the_table_and_the_weights() -> None:
    assert GateDisplay.from_name("and").description == (
        "The inputs are x1 and x2. 0 0 gives 0, 0 1 gives 0, 1 0 gives 0 and 1 1 gives 1. "
        "The output and has the weights 1 and 1 and the bias −1.5."
    )
    assert (
        "Neuron h2.2 has the weights 0 and −1 and the bias 0.5." in GateDisplay.from_name("xor").description
    )


def test_names_can_be_given_and_are_harmless() -> None:
    display = GateDisplay.from_network(
        Network((2, 1), ("step",), [1, 1, -1.5]), input_names=["<b>", "$x$"], output_names=["go\n"]
    )
    assert {"<b>", "$x$", "go"} <= {text.strip() for text in texts(display)}
    assert "<b>" in svg_texts(display.to_svg())
    with pytest.raises(PlanError, match="input_names must name each of the 2 inputs, got 1"):
        GateDisplay.from_network(XOR, input_names=["a"])


def test_it_is_drawn_into_axes_of_ones_own() -> None:
    from matplotlib.figure import Figure

    ax = Figure(figsize=(7.5, 4)).add_subplot()
    assert GateDisplay.from_name("or").plot(ax).ax_ is ax


@pytest.mark.parametrize(
    "network",
    [
        adder(3),
        Network((2, 1), ("logistic",)),
        Network((5, 1), ("step",)),
        Network((2, 2, 2, 2, 1), ("step",) * 4),
        Network((2, 7, 1), ("step",) * 2),
        Network((2, 2, 1), ("step",) * 2, cell="elman"),
    ],
)
def test_what_is_too_large_or_no_circuit_is_sent_to_the_other_display(network: Network) -> None:
    assert not GateDisplay.fits(network)
    with pytest.raises(PlanError, match="draw it with NetworkDisplay"):
        GateDisplay.from_network(network)


def test_a_trained_perceptron_is_drawn_with_its_own_weights_and_names() -> None:
    import polars

    rows = polars.DataFrame({"door": [0, 0, 1, 1], "belt": [0, 1, 0, 1]})
    model = Perceptron(tol=None, max_iter=50, random_state=0).fit(rows, ["stay", "stay", "stay", "go"])
    display = GateDisplay.from_estimator(model)
    assert display.network == model.network_
    assert display.table.input_names == ("door", "belt")
    assert display.table.output_names == ("class = stay",)
    assert display.table.outputs[:, 0].tolist() == [1, 1, 1, 0]
    assert_readable(display.plot().figure_)


def test_an_estimator_that_is_not_fitted_says_so() -> None:
    with pytest.raises(NotFittedError):
        GateDisplay.from_estimator(Perceptron())


def test_an_unknown_gate_is_named() -> None:
    with pytest.raises(PlanError, match=r"did you mean 'nand'\?"):
        GateDisplay.from_name("nandd")


def test_the_table_is_that_of_the_network() -> None:
    assert GateDisplay.from_name("nor").table == truth_table(GATES["nor"])
