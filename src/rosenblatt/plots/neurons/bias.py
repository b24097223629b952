"""The bias: it shifts an activation's curve along the weighted input and does not change its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes

from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import get_activation
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.layout import label_with_line, numeric_axis, spread_apart
from rosenblatt.plots.base.palette import INK, NEGATIVE, POSITIVE, SHORT_DASHES, SOLID, Dash
from rosenblatt.plots.base.style import FULL, SMALL, axes_room, quiet_axes
from rosenblatt.plots.base.text import width
from rosenblatt.plots.neurons.activation_curves import Curve, Line, value_function
from rosenblatt.plots.neurons.activation_panels import draw_curve
from rosenblatt.views.words import count, listing, number, short

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST = 9
"""More curves have no room for their names."""
REACH = 5.0
"""So far to both sides of z = 0 each curve is shown at least."""
HIGHEST = 4.0


@dataclass
class BiasDisplay(Display):
    """An activation's curve over its input for several biases.

    Parameters without a description are those of :meth:`from_name`.

    Parameters
    ----------
    name : str
    biases : tuple of float
    weight : float
    neuron : str
        Whose bias it is; empty where it belongs to none.
    own : float or None
        The neuron's own bias, drawn wider.
    n_softmax : int
    size : (float, float), inches
    """

    name: str
    biases: tuple[float, ...]
    weight: float = 1.0
    neuron: str = ""
    own: float | None = None
    n_softmax: int = 3
    size: tuple[float, float] = (FULL, 3.2)

    title_pad = 28.0

    def __post_init__(self) -> None:
        get_activation(self.name)
        biases = np.asarray(self.biases, dtype=np.float64)
        if biases.ndim != 1 or not 1 <= len(biases) <= MOST or not np.isfinite(biases).all():
            raise PlanError(f"biases must be 1 to {MOST} numbers, got {self.biases!r}")
        if not np.isfinite(self.weight) or self.weight == 0:
            raise PlanError(
                f"weight must be a number other than 0, got {self.weight!r}: else the input does not count"
            )
        self.biases = tuple(dict.fromkeys(biases.tolist()))

    @classmethod
    def from_name(
        cls,
        name: str,
        biases: Sequence[float] = (-4, -2, 0, 2, 4),
        *,
        weight: float = 1.0,
        n_softmax: int = 3,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of an activation by name.

        Parameters
        ----------
        name : str
            A name of the table of activations.
        biases : sequence of float, default=(-4, -2, 0, 2, 4)
            At most nine.
        weight : float, default=1
            What the input is multiplied by before the bias is added; negative, it turns the curve round.
        n_softmax : int, default=3
            How many neurons a softmax has; the pre-activations of the others are held at 0.

        Raises
        ------
        PlanError
            If there is no such activation, or a bias or the weight is impossible.
        """
        return cls(name, tuple(biases), float(weight), n_softmax=n_softmax)._plotted_on(ax)

    @classmethod
    def from_network(
        cls,
        network: Network,
        neuron: str = "o1",
        biases: Sequence[float] = (0,),
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a neuron's own bias, beside others that it might have.

        Parameters
        ----------
        network : Network
        neuron : str, default="o1"
            ``"h1.3"`` is the third neuron of hidden layer 1, ``"o1"`` the first output.
        biases : sequence of float, default=(0,)
            What its own is compared with; by default no bias.

        Raises
        ------
        PlanError
            If there is no such neuron; the message names those there are.
        """
        require_network(network, cls)
        from rosenblatt.trace import trace

        seen = trace(network, np.zeros(network.n_inputs)).neuron(neuron)
        both = (seen.bias, *biases)
        return cls(seen.activation, both, 1.0, seen.name, seen.bias, max(2, len(seen.group)))._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        neuron: str = "o1",
        biases: Sequence[float] = (0,),
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of the bias of a neuron of an estimator's network.

        Other parameters and errors are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        neuron, biases
        """
        return cls.from_network(Fitted.of(estimator).network, neuron, biases)._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.own == 0:
            return f"{self.neuron} has no bias: its {self.name} stands where the weighted sum is 0"
        bias = max(self.biases, key=abs) if self.own is None else self.own
        shift = self._shift(bias)
        moved = f"by {short(abs(shift))} to the {'right' if shift > 0 else 'left'}"
        if self.own is not None:
            return f"The bias of {self.neuron}, {short(bias)}, shifts its {self.name} {moved}"
        if bias == 0:
            return f"Without a bias {self.name} stands where the input is 0"
        return f"The bias shifts {self.name} and does not change its shape: {short(bias)} moves it {moved}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        value = short(float(self._value(np.zeros(1))[0]))
        said = [
            f"{short(self._shift(bias))} with the bias {short(bias)}{' (its own)' * (bias == self.own)}"
            for bias in sorted(self.biases)
        ]
        what = "weighted sum of the inputs" if self.neuron else "input"
        where = "" if self.weight == 1 else f" The input is multiplied by {short(self.weight)}."
        softmax = f" One of {self.n_softmax} neurons, the others held at z = 0." * (self.name == "softmax")
        return (
            f"{count(len(self.biases), 'curve')} of {self.name}. Where the value is {value} because z is 0, "
            f"the {what} is {listing(said)}.{where}{softmax}"
        )

    def _shift(self, bias: float) -> float:
        """Where z is 0."""
        return -bias / self.weight + 0.0

    def _value(self, z: Line) -> Line:
        return value_function(self.name, (0.0,) * (self.n_softmax - 1))(z)

    def _draw(self, ax: Axes) -> None:
        quiet_axes(ax, grid="both")
        places = [self._shift(bias) for bias in self.biases]
        reach = REACH / abs(self.weight)
        low, high = min(places) - reach, max(places) + reach
        seen = self._value(np.linspace(-HIGHEST, HIGHEST, 401))
        bottom, top = max(float(seen.min()), -HIGHEST), min(float(seen.max()), HIGHEST)
        room = 0.08 * ((top - bottom) or 1.0)
        ax.set_xlim(low, high)
        ax.set_ylim(bottom - room, top + room)
        for bias, place in zip(self.biases, places, strict=True):
            colour, dash = _look(bias)
            curve = Curve.of(lambda x, b=bias: self._value(self.weight * x + b), low, high, place)  # type: ignore[misc]
            draw_curve(ax, curve, colour, dash, 2.6 if bias == self.own else 1.5)
            at = float(self._value(np.zeros(1))[0])
            ax.plot([place, place], [at, top + room], color=colour, linewidth=0.7, linestyle=(0, (1.0, 2.0)))
            if curve.jump is None:
                ax.plot([place], [at], marker="o", markersize=4.5, color=colour, zorder=4)
        self._name_curves(ax, places, low, high)
        numeric_axis(ax.xaxis, most=10)
        numeric_axis(ax.yaxis, most=5)
        times = "" if self.weight == 1 else f"{short(self.weight)} · "
        ax.set_xlabel("weighted sum of the inputs" if self.neuron else "input x")
        ax.set_ylabel(f"{self.name}(sum + b)" if self.neuron else f"{self.name}({times}x + b)")

    def _name_curves(self, ax: Axes, places: Sequence[float], low: float, high: float) -> None:
        """Write above the chart which bias each curve has, clear of each other, right above its z = 0."""
        wide = axes_room(ax)[0]
        ways = (
            [f"b = {short(bias)}" for bias in self.biases],
            [short(bias) for bias in self.biases],
            [number(bias, 2) for bias in self.biases],
        )
        gaps = [(max(width(name, SMALL, "bold") for name in names) + 6) / wide for names in ways]
        names, gap = next(
            (way for way in zip(ways, gaps, strict=True) if way[1] * len(self.biases) <= 1),
            (ways[2], gaps[2]),
        )
        # Of more than there is room for, every second one is named, or every third.
        kept = slice(None, None, max(1, int(np.ceil(gap * len(self.biases)))))
        wanted = [(place - low) / (high - low) for place in places][kept]
        for name, bias, at, put in zip(
            names[kept],
            self.biases[kept],
            wanted,
            spread_apart(wanted, gap, gap / 2, 1 - gap / 2),
            strict=True,
        ):
            style = {"ha": "center", "va": "bottom", "size": SMALL, "color": _look(bias)[0]}
            style |= {"weight": "bold" if bias == self.own else "normal"}
            label_with_line(ax, name, (at, 1), ((put - at) * wide, 10), style)


def _look(bias: float) -> tuple[str, Dash]:
    if bias == 0:
        return INK, SOLID
    return (POSITIVE, SOLID) if bias > 0 else (NEGATIVE, SHORT_DASHES)
