"""Figures 1 to 3: one neuron, what it was named after, and the sign for a sum."""

from __future__ import annotations

from rosenblatt.gates import AND
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import BiologicalNeuronDisplay, NeuronDisplay, SumDisplay
from rosenblatt.trace import trace

SAMPLE = (1, 1)
"""What the neuron of the first three figures, an AND, is given."""


def figure_1() -> Picture:
    """A living neuron with the arithmetic of an artificial one."""
    return Picture(
        1,
        "living-neuron",
        "A living neuron, and what became of its parts",
        "Signals arrive at synapses, which pass some on strongly, some weakly and some as a brake: that is "
        "a weight, large, small or negative. The cell body adds up what arrives. Where the axon begins it "
        "is decided whether the cell fires, and the axon carries that to the next neurons. The numbers are "
        "those of an artificial neuron with the inputs 1 and 1.",
        BiologicalNeuronDisplay.from_network(AND, SAMPLE),
    )


def figure_2() -> Picture:
    """An artificial neuron at work."""
    return Picture(
        2,
        "artificial-neuron",
        "An artificial neuron",
        "The same as plain arithmetic. Each input is multiplied by its weight, the products are added up, "
        "the bias is added, and the activation turns the sum into the neuron's value. Weights and bias are "
        "what a neuron learns.",
        NeuronDisplay.from_network(AND, SAMPLE),
        trace(AND, SAMPLE).neuron("o1").to_text(),
    )


def figure_3() -> Picture:
    """The sum sign as a loop."""
    return Picture(
        3,
        "sum",
        "The sign Σ is a loop",
        "Σ says: add up what stands behind it, once for each input. In a program that is a for loop that "
        "keeps a running total. The bias is added once, after the loop.",
        SumDisplay.from_network(AND, SAMPLE),
    )
