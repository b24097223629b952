"""What displays of one neuron share: its terms, its numbers as texts, and how it is taken from a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted
from rosenblatt.plots.base.text import width
from rosenblatt.plots.neurons.activation_curves import Function, value_function
from rosenblatt.trace import NeuronTrace, Term, trace
from rosenblatt.trace.writing.calculation import fold
from rosenblatt.trace.writing.numbers import short as written
from rosenblatt.views.words import MINUS, count, number

if TYPE_CHECKING:
    from rosenblatt.network import Network


@dataclass(frozen=True)
class Terms:
    """The largest terms of a neuron's sum, in their order; ``rest`` is the sum of the ``n_more`` others."""

    shown: tuple[Term, ...]
    n_more: int
    rest: float

    @classmethod
    def of(cls, neuron: NeuronTrace, most: int) -> Self:
        """Choose at most ``most`` terms; where some are left out, what they add up to takes a place too."""
        terms = neuron.terms
        products = np.array([term.product for term in terms])
        folded = fold(products, most, most - 1)
        return cls(tuple(terms[place] for place in sorted(folded.kept)), folded.n_more, folded.rest)

    @property
    def n_rows(self) -> int:
        """How many lines they take."""
        return len(self.shown) + (self.n_more > 0)


def curve_of(neuron: NeuronTrace) -> Function:
    """Return the neuron's activation over its own pre-activation, a softmax with the others as they are."""
    others = list(neuron.group)
    if others:
        others.remove(neuron.z) if neuron.z in others else others.pop()
    return value_function(neuron.activation, others)


def said(value: float, room: float = 44.0, size: float = 8.5) -> str:
    """Return a number as the trace writes it; in fewer digits where it is wider than ``room`` points."""
    if not np.isfinite(value):
        return number(value)
    ways = (written(value).replace("-", MINUS), number(value), number(value, 2), number(value, 1))
    return next((text for text in ways if width(text, size) <= room), ways[-1])


def widths(values: Sequence[float] | NDArray[np.floating]) -> list[float]:
    """Line widths in points by the size of weights, the largest the widest."""
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    largest = float(sizes.max(initial=0.0)) or 1.0
    return [float(width) for width in 0.7 + 2.6 * sizes / largest]


def sentence(neuron: NeuronTrace) -> str:
    """Return the neuron's arithmetic in one line."""
    return " ".join(neuron.to_text().split())


@dataclass
class OneNeuron(Display):
    """A neuron at work on one sample.

    Parameters
    ----------
    neuron : rosenblatt.trace.NeuronTrace
    """

    neuron: NeuronTrace

    is_drawing = True

    def _narrowest(self) -> float:
        return 0.0

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
        **options: bool,
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
        **options
            Attributes of the display, such as ``biological=True`` of :class:`NeuronDisplay`.

        Raises
        ------
        PlanError
            If the sample has another width, names do not fit, or there is no such neuron; the message names
            those there are.
        """
        traced = trace(network, x, input_names=input_names, output_names=output_names)
        return replace(cls(traced.neuron(neuron)), **options)._plotted_on(ax)  # type: ignore[arg-type]

    @classmethod
    def from_estimator(
        cls, estimator: object, x: object, neuron: str = "o1", *, ax: Axes | None = None, **options: bool
    ) -> Self:
        """Make the display of a neuron of an estimator's network.

        Parameters without a description, and errors, are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        x : array-like of shape (n_features,) or table of one row
            The sample, as the estimator takes it; a pipeline prepares it.
        neuron, **options
        """
        found = Fitted.of(estimator)
        try:
            row = np.asarray(x, dtype=np.float64).reshape(1, -1)
        except (TypeError, ValueError):
            raise PlanError(f"a sample must be a row of numbers, got {x!r:.100}") from None
        n = found.held.n_features
        if x is None or row.shape[1] != n:
            given = "nothing" if x is None else count(row.shape[1], "number")
            raise PlanError(
                f"this {found.name} knows {count(n, 'feature')}, got a sample of {given}: give {n}"
            )
        sample = found.prepared(found.samples(row))
        return cls.from_network(
            found.network,
            sample,
            neuron,
            input_names=found.input_names,
            output_names=found.output_names,
            ax=ax,
            **options,
        )
