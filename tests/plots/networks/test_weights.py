"""Weights as squares."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from tests.plots.cases import PIXELS, network
from tests.plots.looking import seen_texts

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import WeightsDisplay
from rosenblatt.plots.base.palette import NEGATIVE, POSITIVE
from rosenblatt.plots.networks.weights import Pictures, pixel_places

SMALL = Network((2, 2), ("step",), [1, -4, 0, 2, 0.5, -1])


def squares(display: WeightsDisplay, colour: str) -> np.ndarray:
    """Sides of the filled (positive) or hollow (negative) squares, largest first, the key's last."""
    filled = colour == POSITIVE
    sides = []
    for patch in display.plot().ax_.get_children():
        if (
            isinstance(patch, PathPatch)
            and to_hex(patch.get_facecolor() if filled else patch.get_edgecolor()) == colour
        ):
            if bool(patch.get_facecolor()[3]) != filled or len(patch.get_path()) % 5:
                continue
            corners = patch.get_path().vertices.reshape(-1, 5, 2)
            sides.append(np.ptp(corners[:, :, 0], axis=1) + patch.get_linewidth())
    return np.sort(np.concatenate(sides))[::-1]


def test_the_area_of_a_square_is_the_size_of_its_weight() -> None:
    display = WeightsDisplay.from_network(SMALL)
    positive, negative = squares(display, POSITIVE), squares(display, NEGATIVE)
    np.testing.assert_allclose(
        positive, [16 * np.sqrt(2 / 4), 10, 16 * np.sqrt(1 / 4), 16 * np.sqrt(0.5 / 4)], atol=0.02
    )
    np.testing.assert_allclose(negative, [16, 10, 16 * np.sqrt(1 / 4)], atol=0.02)


def test_the_numbers_of_a_small_layer_stand_beside_their_squares() -> None:
    display = WeightsDisplay.from_network(SMALL, input_names=["a", "b"], output_names=["c", "d"])
    texts = [seen.text for seen in seen_texts(display.plot().figure_)]
    assert {"+1.00", "−4.00", "0", "+2.00", "+0.50", "−1.00", "a", "b", "c", "d", "bias"} <= set(texts)


def test_the_title_names_the_largest_weight() -> None:
    display = WeightsDisplay.from_network(SMALL, input_names=["a", "b"], output_names=["c", "d"])
    assert display.title == "The largest weight of the output layer is −4.00, from a to the output d"
    assert display.description == (
        "4 weights to 2 neurons, 1 of them negative. "
        "The largest weights come from a (4.12) and b (2) (norm of the weights of each)."
    )


def test_a_later_layer_has_a_row_for_each_of_its_neurons() -> None:
    display = WeightsDisplay.from_network(network(3, 20, 2), -1, output_names=["no", "yes"])
    picture = display._picture
    assert picture.weights.shape == (2, 20)  # type: ignore[union-attr]
    assert "from neuron of hidden layer 1" in [seen.text for seen in seen_texts(display.plot().figure_)]


def test_of_a_large_layer_the_largest_weights_are_drawn_and_it_says_so() -> None:
    made = network(300, 100, 2)
    display = WeightsDisplay.from_network(made)
    assert display._picture.largest >= np.abs(made.weights[0]).max()
    assert (
        "Drawn are 24 of 300 inputs and 36 of 100 neurons, those with the largest weights."
        in display.description
    )


def test_inputs_named_like_pixels_become_pictures() -> None:
    display = WeightsDisplay.from_network(network(64, 100, 10), input_names=PIXELS)
    assert isinstance(display._picture, Pictures)
    assert display._picture.weights.shape == (64, 24)
    assert "Drawn are 24 of 100 neurons" in display.description


@pytest.mark.parametrize(
    ("names", "is_picture"),
    [
        (PIXELS, True),
        ([f"pixel_{row}_{column}" for row in range(1, 4) for column in range(1, 3)], True),
        ([f"x_{column}" for column in range(8)], False),
        ([f"pixel_0_{column}" for column in range(8)], False),
        ([f"sales_2019_{month}" for month in (1, 40, 80, 900)], False),
        (["pixel_0_0"] * 8, False),
        ([], False),
    ],
)
def test_only_names_that_fill_a_picture_are_pixels(names: list[str], is_picture: bool) -> None:
    assert (pixel_places(names) is not None) == is_picture


def test_a_layer_that_is_not_there_is_an_error() -> None:
    with pytest.raises(PlanError, match="layer must be from 0 to 0 in this network, got 1"):
        WeightsDisplay.from_network(SMALL, 1)
