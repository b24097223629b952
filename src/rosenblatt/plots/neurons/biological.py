"""A living neuron drawn, and on it what an artificial one computes from one sample."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from rosenblatt.plots.base.style import whole_room
from rosenblatt.plots.neurons.biological_drawing import LivingNeuron, drawing_size
from rosenblatt.plots.neurons.neuron import PARTS
from rosenblatt.plots.neurons.one_neuron import OneNeuron
from rosenblatt.plots.neurons.terms import said, sentence
from rosenblatt.views.words import count


@dataclass
class BiologicalNeuronDisplay(OneNeuron):
    """A living neuron with dendrites, cell body, axon and terminals, labelled with an artificial one's terms.

    Every number is one of the artificial neuron's trace; of a wide neuron the largest products are drawn.
    It is a likeness: a living neuron sends pulses, and how often it does is what the output stands for.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    """

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.neuron
        value = said(seen.value, 200)
        if len(seen.sources) == 1:
            return f"1 signal arrives, is weighed, and the output {value} goes on along the axon"
        n = count(len(seen.sources), "signal")
        return f"{n} arrive, are weighed and added up, and the output {value} goes on along the axon"

    @property
    def description(self) -> str:
        """The parts, and the neuron's arithmetic."""
        return f"{PARTS} Here, for {self.neuron.name}: {sentence(self.neuron)}."

    def _size(self) -> tuple[float, float]:
        width, height = drawing_size(self.neuron)
        return width / 72, height / 72

    def _draw(self, ax: Axes) -> None:
        with whole_room(ax, *drawing_size(self.neuron)) as room:
            LivingNeuron(ax, self.neuron, room).draw()
