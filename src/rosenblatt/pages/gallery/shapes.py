"""Figures 7 to 10 and 13: what networks look like, and the kinds of neurons in them."""

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
        "Neurons stand in layers. Each is connected to every neuron of the next layer and to none of its "
        "own, and values travel from left to right only: the network is fully connected and feed-forward.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False),
    )


def figure_8() -> Picture:
    """A recurrent network."""
    return Picture(
        8,
        "recurrent",
        "A recurrent network",
        "Here values travel backwards too: what the hidden neurons were at one step comes back to them at "
        "the next. So the answer depends on what was seen before, not on the present input alone.",
        NetworkDisplay.from_network(network_of(3, 3, 2, cell="elman"), weights=False, biases=False),
    )


def figure_9() -> Picture:
    """The input and the output layer."""
    return Picture(
        9,
        "input-and-output-layers",
        "The input layer and the output layer",
        "Input neurons compute nothing: each holds one number of a sample, so there are as many as the "
        "sample has features. Output neurons hold the answer: one for each number or class that is asked "
        "for.",
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
        "Hidden neurons see neither the data nor the answer, only other neurons. A setting such as "
        "hidden_layer_sizes=(5,) means one hidden layer of five neurons, not five layers.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False, highlight="hidden"),
    )


def figure_13() -> Picture:
    """A recurrent network with its context neurons at work."""
    network, steps = twice_in_a_row(), [[1.0], [1.0]]
    outputs = [int(value) for value in network.predict(([1.0], [0.0], [1.0], [1.0]))[:, 0]]
    said = ", ".join(map(str, outputs))
    return Picture(
        13,
        "context-neurons",
        "Context neurons: a memory of one step",
        "Each context neuron keeps a copy of a hidden neuron's value (an Elman network) and hands it to "
        "the hidden layer one step later, over a weight like any other. Two hidden neurons suffice to "
        f"notice that an input was 1 twice in a row: for the inputs 1, 0, 1, 1 this network answers {said}.",
        NetworkDisplay.from_network(
            network, sample=steps, numbers=True, input_names=("x1",), output_names=("twice in a row",)
        ),
        trace(network, steps).to_text(),
    )
