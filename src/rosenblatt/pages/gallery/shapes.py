"""Figures 7 to 10 and 13: shapes of networks, and kinds of neurons."""

from __future__ import annotations

from rosenblatt.pages.gallery.models import network_of, twice_in_a_row
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import NetworkDisplay
from rosenblatt.trace import trace


def figure_7() -> Picture:
    """A network of several layers."""
    return Picture(
        7,
        "many-layers",
        "A network of three layers",
        "Neurons form layers. Each neuron is connected to every neuron of the next layer and to none of its "
        "own, and values pass only from left to right: the network is fully connected and feed-forward.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False),
    )


def figure_8() -> Picture:
    """A recurrent network."""
    return Picture(
        8,
        "recurrent",
        "A recurrent network",
        "Here values are also passed back: the hidden neurons receive their own values of the previous step. "
        "Therefore the output depends on earlier inputs, not only on the current one.",
        NetworkDisplay.from_network(network_of(3, 3, 2, cell="elman"), weights=False, biases=False),
    )


def figure_9() -> Picture:
    """The input and the output layer."""
    return Picture(
        9,
        "input-and-output-layers",
        "The input layer and the output layer",
        "Input neurons compute nothing: each has the value of one feature of a sample. Output neurons have "
        "the prediction: one neuron for each number or class that is predicted.",
        NetworkDisplay.from_network(
            network_of(3, 4, 2), weights=False, biases=False, highlight=("input", "output")
        ),
    )


def figure_10() -> Picture:
    """The hidden layer."""
    return Picture(
        10,
        "hidden-layer",
        "The hidden layer",
        "Hidden neurons are connected only to other neurons, not to data or predictions. The parameter "
        "hidden_layer_sizes=(5,) means one hidden layer of five neurons, not five layers.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False, highlight="hidden"),
    )


def figure_13() -> Picture:
    """A recurrent network with its context neurons."""
    network, steps = twice_in_a_row(), [[1.0], [1.0]]
    outputs = [int(value) for value in network.predict(([1.0], [0.0], [1.0], [1.0]))[:, 0]]
    values = ", ".join(map(str, outputs))
    return Picture(
        13,
        "context-neurons",
        "Context neurons: a memory of one step",
        "Each context neuron stores a copy of a hidden neuron's value (an Elman network) and passes it to "
        "the hidden layer one step later, through an ordinary weight. Two hidden neurons are enough to "
        "detect that an input was 1 twice in a row: for the inputs 1, 0, 1, 1 the output of this network "
        f"is {values}.",
        NetworkDisplay.from_network(
            network, sample=steps, numbers=True, input_names=("x1",), output_names=("twice in a row",)
        ),
        trace(network, steps).to_text(),
    )
