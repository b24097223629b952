"""A living neuron drawn, and on it what an artificial one computes from one sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.plots.biological_drawing import LivingNeuron, drawing_size
from rosenblatt.plots.display import Display
from rosenblatt.plots.neuron import PARTS
from rosenblatt.plots.style import whole_room
from rosenblatt.plots.terms import neuron_of_estimator, neuron_of_network, said, sentence
from rosenblatt.plots.words import count
from rosenblatt.trace import NeuronTrace

if TYPE_CHECKING:
    from rosenblatt.network import Network


@dataclass
class BiologicalNeuronDisplay(Display):
    """A living neuron with dendrites, cell body, axon and terminals, labelled with an artificial one's terms.

    Every number is one of the artificial neuron's trace; of a wide neuron the largest products are drawn.
    It is a likeness: a living neuron sends pulses, and how often it does is what the output stands for.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    """

    neuron: NeuronTrace

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        x: ArrayLike,
        neuron: str = "o1",
        *,
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a network's neuron.

        Parameters
        ----------
        network : Network
        x : array-like of shape (n_inputs,)
            The sample.
        neuron : str, default="o1"
            ``"h1.3"`` is the third neuron of hidden layer 1, ``"o1"`` the first output.
        input_names, output_names : sequence of str, optional
            Default: ``x1``, ``x2``, ...; and nothing.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        BiologicalNeuronDisplay

        Raises
        ------
        PlanError
            If the sample has another width, names do not fit, or there is no such neuron.
        """
        return cls(neuron_of_network(network, x, neuron, input_names, output_names))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls, estimator: object, x: object, neuron: str = "o1", *, ax: Axes | None = None
    ) -> Self:
        """Make the display of a neuron of an estimator's network.

        Parameters
        ----------
        estimator : estimator
            A fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one.
        x : array-like of shape (n_features,) or table of one row
            The sample, as the estimator takes it; a pipeline prepares it.
        neuron : str, default="o1"
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        BiologicalNeuronDisplay

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            If the sample has another width, or there is no such neuron.
        """
        return cls(neuron_of_estimator(estimator, x, neuron))._plotted_on(ax)

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
