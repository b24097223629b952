"""Figures 5 and 6: the flowers, and a neuron that learned to recognise one species."""

from __future__ import annotations

from rosenblatt.pages.gallery.models import iris_perceptron, iris_table
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import DataDisplay, NeuronDisplay
from rosenblatt.trace import trace
from rosenblatt.views.words import listing, short


def figure_5() -> Picture:
    """Length and width of the sepals."""
    table = iris_table()
    length, wide = table.features[:2]
    return Picture(
        5,
        "iris",
        "Iris: length and width of the sepals",
        "Each flower has four measurements, the length and the width of its sepals and of its petals, in "
        "centimetres. In the two shown here setosa is separate, while versicolor and virginica overlap.",
        DataDisplay.from_table(table, length, wide),
    )


def figure_6() -> Picture:
    """The neuron that separates one species from the others."""
    learned = iris_perceptron()
    classes = learned.model.classes_.tolist()
    neuron = f"o{classes.index(learned.species) + 1}"
    shown = {
        "input_names": [name.removesuffix(" (cm)") for name in learned.features],
        "output_names": classes,
    }
    measures = listing(map(short, learned.row.tolist()))
    row, network = learned.standardised_row, learned.network
    return Picture(
        6,
        "iris-neuron",
        f"A neuron that learned to recognise {learned.species}",
        "A perceptron with a neuron for each species was trained for 50 epochs: 30% of the rows were held "
        "out for the test, and the scaler was fitted on the others. It classifies "
        f"{learned.n_right} of the {learned.n_test} held-out rows correctly (other splits give less or "
        f"more). The figure shows the neuron for one of them, a {learned.species} of {measures} cm, which "
        "are standardised first. Its activation is a step. Because all weights start at 0 and there is no "
        "penalty, the learning rate only scales the weights.",
        NeuronDisplay.from_network(network, row, neuron, **shown),
        trace(network, row, **shown).neuron(neuron).to_text(),
    )
