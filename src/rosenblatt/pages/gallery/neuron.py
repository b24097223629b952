"""Figures 1 to 3: a biological neuron, an artificial one, and the sum as a loop."""

from __future__ import annotations

from rosenblatt.gates import AND
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import BiologicalNeuronDisplay, NeuronDisplay, SumDisplay
from rosenblatt.trace import trace

SAMPLE = (1, 1)
"""The input of the neuron in the first three figures, an AND."""


def figure_1() -> Picture:
    """A biological neuron with the arithmetic of an artificial one."""
    return Picture(
        1,
        "living-neuron",
        "A biological neuron and its artificial counterpart",
        "Signals arrive at synapses, which pass them on strongly, weakly or as inhibition: this is a "
        "weight, large, small or negative. The cell body adds up the signals. At the beginning of the axon "
        "the cell fires or does not, and the axon carries this signal to the next neurons. The numbers "
        "are those of an artificial neuron with the inputs 1 and 1.",
        BiologicalNeuronDisplay.from_network(AND, SAMPLE),
    )


def figure_2() -> Picture:
    """An artificial neuron with its arithmetic."""
    return Picture(
        2,
        "artificial-neuron",
        "An artificial neuron",
        "This is the same as plain arithmetic. Each input is multiplied by its weight, the products and the "
        "bias are added up, and the activation computes the neuron's value from the sum. A neuron learns "
        "its weights and its bias.",
        NeuronDisplay.from_network(AND, SAMPLE),
        trace(AND, SAMPLE).neuron("o1").to_text(),
    )


def figure_3() -> Picture:
    """The sum sign as a loop."""
    return Picture(
        3,
        "sum",
        "The sign Σ is a loop",
        "Σ is the sum of the following term over all inputs. In a program it is a for loop with a running "
        "total. The bias is added once, after the loop.",
        SumDisplay.from_network(AND, SAMPLE),
    )
