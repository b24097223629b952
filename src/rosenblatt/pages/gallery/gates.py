"""Figures 11, 14 and 16: logic gates wired by hand."""

from __future__ import annotations

from rosenblatt.gates import AND, NOT, OR, XOR, truth_table
from rosenblatt.pages.gallery.panels import Panels, panel_width
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import NetworkDisplay
from rosenblatt.trace import trace

GATES = {"AND": AND, "OR": OR, "NOT": NOT}
SAMPLE = (0, 1)


def figure_11() -> Picture:
    """XOR with its bias neurons."""
    return Picture(
        11,
        "bias-neurons",
        "Bias neurons in a network for XOR",
        "A bias neuron always has the value 1. Its weight to a neuron is that neuron's bias, which is "
        "learned like any other weight. Every layer except the input layer has one, drawn below the "
        "previous layer. Input neurons need none, because they compute nothing.",
        NetworkDisplay.from_network(XOR, highlight="bias"),
    )


def figure_14() -> Picture:
    """AND, OR and NOT."""
    widest = max(abs(network.parameters).max() for network in GATES.values())
    drawings = [
        NetworkDisplay.from_network(
            network, numbers=True, key=False, widest=widest, width=panel_width(len(GATES))
        )
        for network in GATES.values()
    ]
    right = [
        f"{name} gives {', '.join(str(value) for value in truth_table(network).outputs[:, 0].tolist())}"
        for name, network in GATES.items()
    ]
    return Picture(
        14,
        "and-or-not",
        "AND, OR and NOT, a single neuron each",
        "With a step activation one neuron is a gate, which its weights and bias determine. AND and OR "
        "differ only in the bias: AND is 1 only if both inputs are 1, OR if at least one of them is. "
        f"For the rows 00, 01, 10, 11 (NOT: 0, 1) {'; '.join(right)}.",
        Panels(tuple(GATES), drawings, "One neuron is a gate: AND and OR differ only in their bias"),
        "\n".join(trace(AND, row).neuron("o1").to_text() for row in ((1, 1), (1, 0))),
    )


def figure_16() -> Picture:
    """The design of XOR with all its numbers."""
    return Picture(
        16,
        "xor-design",
        "XOR wired by hand, with every number",
        "XOR is OR but not AND. The first hidden layer computes OR (above) and AND (below). The second "
        "copies OR, because values cannot skip a layer, and negates AND. The output is the AND of these "
        f"two. The neurons show their values for the inputs {SAMPLE[0]} and {SAMPLE[1]}.",
        NetworkDisplay.from_network(XOR, sample=SAMPLE, numbers=True),
        trace(XOR, SAMPLE).to_text(),
    )
