"""What displays of one neuron share: the neuron, and how it is taken from a network or an estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.neurons.terms import neuron_of_estimator, neuron_of_network
from rosenblatt.trace import NeuronTrace

if TYPE_CHECKING:
    from rosenblatt.network import Network


@dataclass
class OneNeuron(Display):
    """A neuron at work on one sample.

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
            The sample; of a recurrent network also the steps of a sequence, of which the last is drawn.
        neuron : str, default="o1"
            ``"h1.3"`` is the third neuron of hidden layer 1, ``"o1"`` the first output.
        input_names, output_names : sequence of str, optional
            Default: ``x1``, ``x2``, ...; and nothing.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        Display

        Raises
        ------
        PlanError
            If the sample has another width, names do not fit, or there is no such neuron; the message names
            those there are.
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
        Display

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            If the sample has another width, or there is no such neuron.
        """
        return cls(neuron_of_estimator(estimator, x, neuron))._plotted_on(ax)
