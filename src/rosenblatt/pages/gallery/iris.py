"""Figures 5 and 6: the flowers, and a neuron that learned to tell one species."""

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
        "Four measures were taken of each flower, the length and the width of its sepals and of its "
        "petals, in centimetres. In these two alone setosa stands apart, while versicolor and virginica "
        "overlap.",
        DataDisplay.from_table(table, length, wide),
    )


def figure_6() -> Picture:
    """The neuron that tells one species from the others."""
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
        "A perceptron with a neuron for each species was trained here: 30% of the rows were held out for "
        "the test, the scaler was fitted on the others alone, and they were gone through 50 times. It "
        f"names {learned.n_right} of the {learned.n_test} rows held out rightly (other splits give less or "
        f"more). The neuron is shown at work on one of them, a {learned.species} that measures {measures} "
        "cm, which are standardised first. Its activation is a step. With all weights 0 at first and no "
        "penalty, the learning rate only sets the scale of the weights.",
        NeuronDisplay.from_network(network, row, neuron, **shown),
        trace(network, row, **shown).neuron(neuron).to_text(),
    )
