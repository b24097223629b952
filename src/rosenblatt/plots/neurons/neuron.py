"""One neuron at work on one sample: inputs, weights, products, sum, bias, activation and output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.plots.base.style import whole_room
from rosenblatt.plots.neurons.neuron_drawing import NeuronDrawing, drawing_size
from rosenblatt.plots.neurons.one_neuron import OneNeuron
from rosenblatt.plots.neurons.terms import said, sentence
from rosenblatt.views.words import brief, count

if TYPE_CHECKING:
    from rosenblatt.network import Network

PARTS = (
    "The parts of a living neuron that correspond: dendrites bring the inputs, synapses weigh them, the cell "
    "body adds them up, at the axon hillock it is decided what goes on, the axon carries it to its terminals."
)


@dataclass
class NeuronDisplay(OneNeuron):
    """The arithmetic of one neuron as a drawing; every number is one of its trace.

    Weights are lines, wide for large ones, solid and blue for positive, dashed and orange for negative ones.
    Of a wide neuron the largest products are drawn.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    biological : bool
        Whether the parts of a living neuron are named below those of the artificial one.
    """

    biological: bool = False

    @classmethod
    def from_network(
        cls,
        network: Network,
        x: ArrayLike,
        neuron: str = "o1",
        *,
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
        biological: bool = False,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a network's neuron.

        Parameters
        ----------
        network : Network
        x : array-like of shape (n_inputs,)
            The sample; of a recurrent network also the steps of a sequence, of which the last is drawn.
        neuron : str, default="o1"
            ``"h1.3"`` is the third neuron of hidden layer 1, ``"o1"`` the first output.
        input_names, output_names : sequence of str, optional
            Default: ``x1``, ``x2``, ...; and nothing.
        biological : bool, default=False
            Whether to name the parts of a living neuron.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        NeuronDisplay

        Raises
        ------
        PlanError
            If the sample has another width, names do not fit, or there is no such neuron; the message names
            those there are.
        """
        made = super().from_network(network, x, neuron, input_names=input_names, output_names=output_names)
        return replace(made, biological=biological)._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        x: object,
        neuron: str = "o1",
        *,
        biological: bool = False,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a neuron of an estimator's network.

        Parameters
        ----------
        estimator : estimator
            A fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one.
        x : array-like of shape (n_features,) or table of one row
            The sample, as the estimator takes it; a pipeline prepares it.
        neuron, biological
            As for :meth:`from_network`.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        NeuronDisplay

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            If the sample has another width, or there is no such neuron.
        """
        return replace(super().from_estimator(estimator, x, neuron), biological=biological)._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        seen = self.neuron
        terms = count(len(seen.sources), "product")
        z, value = said(seen.z, 200), said(seen.value, 200)
        name = f"{seen.name} ({brief(seen.label)})" if seen.label else seen.name
        return f"{name} adds {terms} and its bias to z = {z}, and {seen.activation} makes {value} of it"

    @property
    def description(self) -> str:
        """The neuron's arithmetic in a line."""
        return f"{sentence(self.neuron)}." + (f" {PARTS}" if self.biological else "")

    def _size(self) -> tuple[float, float]:
        width, height = drawing_size(self.neuron, biological=self.biological)
        return width / 72, height / 72

    def _draw(self, ax: Axes) -> None:
        with whole_room(ax, *drawing_size(self.neuron, biological=self.biological)) as room:
            NeuronDrawing(ax, self.neuron, room, self.biological).draw()
