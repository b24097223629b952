"""Activations: value and derivative of each over its pre-activation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes

from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.style import drawing_room
from rosenblatt.plots.neurons.activation_curves import derivative_function, value_function
from rosenblatt.plots.neurons.activation_panels import (
    Panel,
    draw_panels,
    draw_together,
    panels_size,
    together_size,
)
from rosenblatt.views.words import count, listing, number

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_TOGETHER = 6
"""More lines cannot be distinguished."""


@dataclass
class ActivationDisplay(Display):
    """The value and the derivative of activations, each in a chart of its own or all in one.

    A jump is drawn as it is: filled where the function is, hollow where it only comes near. ``softmax`` looks
    at a whole layer; it is drawn for one neuron, the pre-activations of the others held at 0. Parameters
    without a description are those of :meth:`from_names`.

    Parameters
    ----------
    names : tuple of str
    places : tuple of str
        Where a network uses each; empty where they belong to none.
    derivative, together : bool
    span : float
    n_softmax : int
    """

    names: tuple[str, ...]
    places: tuple[str, ...] = ()
    derivative: bool = True
    together: bool = False
    span: float = 4.0
    n_softmax: int = 3

    is_drawing = True

    def __post_init__(self) -> None:
        if not self.names:
            raise PlanError("give at least one activation to draw: ActivationDisplay.from_names('tanh')")
        for name in self.names:
            get_activation(name)
        if self.together and len(self.names) > MOST_TOGETHER:
            raise PlanError(
                f"at most {MOST_TOGETHER} activations can be distinguished in one chart, got "
                f"{len(self.names)}: leave out together=True to draw one chart for each"
            )
        if not (np.isfinite(self.span) and self.span > 0):
            raise PlanError(f"span must be above 0, got {self.span!r}")

    @classmethod
    def from_names(
        cls,
        *names: str,
        derivative: bool = True,
        together: bool = False,
        span: float = 4.0,
        n_softmax: int = 3,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of activations by name.

        Parameters
        ----------
        *names : str
            Names of the table of activations: ``"logistic"``, ``"tanh"``, ...
        derivative : bool, default=True
            Whether derivatives are drawn too.
        together : bool, default=False
            Whether all share one chart, to be compared; at most six.
        span : float, default=4
            Pre-activations are drawn from ``-span`` to ``span``.
        n_softmax : int, default=3
            How many neurons the layer of a softmax has.

        Raises
        ------
        PlanError
            If there is no such activation; the message names the nearest.
        """
        return cls(tuple(dict.fromkeys(names)), (), derivative, together, span, n_softmax)._plotted_on(ax)

    @classmethod
    def from_network(
        cls,
        network: Network,
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the activations that a network uses.

        Parameters
        ----------
        network : Network
        """
        require_network(network, cls)
        names = tuple(dict.fromkeys(network.activations))
        places = tuple(_layers_with(network, name) for name in names)
        return cls(names, places, n_softmax=max(2, network.output_groups[0]))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the activations that an estimator's network uses.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        """
        return cls.from_network(Fitted.of(estimator).network, ax=ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.places:
            used = [f"{name} in {place}" for name, place in zip(self.names, self.places, strict=True)]
            return f"This network uses {listing(used)}"
        if len(self.names) == 1:
            return self._title_of_one(self.names[0])
        what = listing(self.names) if len(self.names) <= 4 else count(len(self.names), "activation")
        if not self.derivative:
            return f"{what}: the value of each over the pre-activation z"
        return f"{what}: where the derivative is near 0, a neuron learns slowly"

    def _title_of_one(self, name: str) -> str:
        if name == "step":
            return "step is 1 for z above 0 and else 0: its derivative is 0 everywhere, so no gradient passes"
        low, high = get_activation(name).range
        if np.isfinite([low, high]).all():
            said = f"{name} turns any z into a value from {number(low)} to {number(high)}"
        elif np.isfinite(low):
            said = f"{name} is never below {number(low)}"
        else:
            said = f"{name} is unbounded in both directions"
        steepest = self._steepest(name)
        return said + (f", and is steepest at z = {number(steepest[0])}" if steepest[0] is not None else "")

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        sentences = []
        for name in self.names:
            activation = get_activation(name)
            at, most = self._steepest(name)
            where = "" if at is None else f", at z = {number(at)}"
            least, largest = activation.range
            values = f"values from {number(least)} to {number(largest)}"
            derivative = f"; derivative at most {number(most)}{where}" if self.derivative else ""
            sentences.append(f"{name}: {activation.formula}; {values}{derivative}.")
        if "softmax" in self.names:
            sentences.append(self._about_softmax())
        return " ".join(sentences)

    def _about_softmax(self) -> str:
        return f"softmax is drawn for one of {self.n_softmax} neurons, the others held at z = 0."

    def _steepest(self, name: str) -> tuple[float | None, float]:
        """Return where the derivative is largest, None if at several places or at an end, and its value."""
        z = np.linspace(-self.span, self.span, 2001)
        derivatives = derivative_function(name, self._others)(z)
        best = np.flatnonzero(derivatives >= derivatives.max() - 1e-9)
        inside = len(best) == 1 and 0 < best[0] < len(z) - 1
        return (round(float(z[best[0]]), 2) + 0.0 if inside else None), float(derivatives.max())

    @property
    def _others(self) -> tuple[float, ...]:
        return (0.0,) * (self.n_softmax - 1)

    def _panels(self) -> list[Panel]:
        return [
            Panel(
                name,
                value_function(name, self._others),
                derivative_function(name, self._others) if self.derivative else None,
                self.places[place] if self.places else "",
                f"one of {self.n_softmax}, others at z = 0" if name == "softmax" else "",
            )
            for place, name in enumerate(self.names)
        ]

    def _size(self) -> tuple[float, float]:
        size = together_size(self.derivative) if self.together else panels_size(self._panels())
        return size[0] / 72, size[1] / 72

    def _narrowest(self) -> float:
        return 0.0

    def _draw(self, ax: Axes) -> None:
        room = drawing_room(ax)
        draw = draw_together if self.together else draw_panels
        draw(ax, self._panels(), self.span, room)


def _layers_with(network: Network, name: str) -> str:
    hidden = [str(k + 1) for k, each in enumerate(network.activations[:-1]) if each == name]
    said = [f"hidden layer{'s' if len(hidden) > 1 else ''} {listing(hidden)}"] if hidden else []
    return " and ".join(said + ["the output layer"] * (network.activations[-1] == name))
