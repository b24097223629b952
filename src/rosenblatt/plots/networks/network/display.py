"""NetworkDisplay: what it is made from, and the order in which it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.palette import MUTED
from rosenblatt.plots.base.style import FULL, SMALL, drawing_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.networks.network.key import Entry, draw_key, key_height
from rosenblatt.plots.networks.network.layout import Layout, lanes_width, lay_out, wanted_height
from rosenblatt.plots.networks.network.lines import Values, connections, draw_lines
from rosenblatt.plots.networks.network.neurons import Marks, head_of
from rosenblatt.plots.networks.network.numbers import draw_numbers
from rosenblatt.plots.networks.network.options import Options
from rosenblatt.plots.networks.network.returns import draw_returns
from rosenblatt.plots.networks.network.words import description_of, title_of
from rosenblatt.views.names import Fold, names_of
from rosenblatt.views.words import short

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_NAME = 118.0
"""Room in points for the name of an input or an output."""


@dataclass
class NetworkDisplay(Display):
    """A network as neurons and lines: wide lines are large weights, solid positive, dashed negative.

    Parameters
    ----------
    network : Network
    input_names, output_names : tuple of str
    options : Options
        What is drawn beside the neurons; see :meth:`from_network`.
    width : float
        Width in inches of a figure of its own; the height follows.

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.plots import NetworkDisplay
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> NetworkDisplay.from_network(gate, sample=[1, 1], numbers=True).title
    '2 inputs reach 1 output directly: the value of every neuron for one sample'
    """

    network: Network
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    options: Options = field(default_factory=Options)
    width: float = FULL

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        sample: ArrayLike | None = None,
        weights: bool = True,
        biases: bool = True,
        numbers: bool = False,
        lines: str = "weight",
        highlight: str | Iterable[str] | None = None,
        key: bool = True,
        widest: float | None = None,
        width: float = FULL,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
            With context neurons if it has a ``cell``.
        input_names, output_names : sequence of str, optional
            Names for the inputs and the outputs. Default: those that a circuit of
            :mod:`rosenblatt.gates` knows.
        sample : array-like of shape (n_inputs,), optional
            Write into each neuron its value for this sample. For a recurrent network also the steps of a
            sequence, (n_steps, n_inputs): the values are those of its last step.
        weights : bool, default=True
            Whether lines show their weights. False draws the shape alone, with all lines alike.
        biases : bool, default=True
            Whether bias neurons are drawn.
        numbers : bool, default=False
            Whether each line has its number written on it, for small networks.
        lines : {"weight", "product"}, default="weight"
            What a line shows: its weight, or the weight times the value that the sample sends along it.
        highlight : {"input", "hidden", "output", "bias", "context"} or several, optional
            The layers to set on a darker ground, and the kinds of neurons to fill.
        key : bool, default=True
            Whether it says below what the marks mean.
        widest : float, optional
            The weight that the widest line stands for, so that drawings can be compared. Default: the
            largest.
        width : float
            Width in inches of a figure of its own; the height follows.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        NetworkDisplay

        Raises
        ------
        PlanError
            If names or sample do not fit the network, if a layer to highlight is unknown or not there, or if
            the network is too large for numbers on its lines.
        """
        require_network(network, cls)
        options = Options.checked(
            network,
            sample=sample,
            weights=weights,
            biases=biases,
            numbers=numbers,
            lines=lines,
            highlight=highlight,
            key=key,
            widest=widest,
        )
        own = [getattr(network, side, None) for side in ("input_names", "output_names")]
        inputs = names_of(own[0] if input_names is None else input_names, network.n_inputs, "input")
        outputs = names_of(own[1] if output_names is None else output_names, network.n_outputs, "output")
        return cls(network, inputs, outputs, options, width)._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        sample: object = None,
        weights: bool = True,
        biases: bool = True,
        numbers: bool = False,
        lines: str = "weight",
        highlight: str | Iterable[str] | None = None,
        key: bool = True,
        widest: float | None = None,
        width: float = FULL,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a fitted estimator's network.

        Parameters
        ----------
        estimator : Perceptron, MLPClassifier or MLPRegressor
            A fitted estimator, or a pipeline that ends in one.
        input_names, output_names : sequence of str, optional
            Default: the columns it was fitted on and its classes, as far as it knows them.
        sample : array-like of shape (n_features,) or table of one row, optional
            Write into each neuron its value for this sample, given as the estimator takes it: a pipeline
            prepares it.
        weights, biases, numbers, lines, highlight, key, widest, width
            As for :meth:`from_network`.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        NetworkDisplay

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            If it has no network, and as for :meth:`from_network`.
        """
        found = Fitted.of(estimator)
        seen = sample
        if sample is not None and found.has_steps:
            seen = found.prepared(found.samples(np.atleast_2d(np.asarray(sample))))
        made = cls.from_network(
            found.network,
            input_names=found.input_names if input_names is None else input_names,
            output_names=found.output_names if output_names is None else output_names,
            sample=cast("ArrayLike | None", seen),
            weights=weights,
            biases=biases,
            numbers=numbers,
            lines=lines,
            highlight=highlight,
            key=key,
            widest=widest,
            width=width,
        )
        return made._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        return title_of(self)

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        return description_of(self)

    def _size(self) -> tuple[float, float]:
        foot = key_height(self._key(self._values()), self.width * 72)
        return self.width, wanted_height(self.network, self.options, foot) / 72

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        network, options, values = self.network, self.options, self._values()
        key = self._key(values)
        names = self._fitted_names()
        margins = self._margins(names)
        layers = self._fold_layers(room - sum(margins))
        layout = lay_out(network, options, layers, margins, (room, height), key_height(key, room))
        lines = connections(network, layout, values if options.lines == "product" else None)
        if not options.biases:
            lines = [line for line in lines if line.start[1] >= layout.low - 1e-6]
        draw_lines(ax, lines, options)
        marks = Marks(ax, network, options, values)
        for column in layout.columns:
            marks.draw_column(column, layout, height, names)
        draw_returns(ax, network, layout, options.radius)
        if options.numbers:
            draw_numbers(ax, lines, layout, options.radius)
        if layers.gap is not None:
            self._tell_gap(ax, layout)
        draw_key(ax, key, room)

    def _values(self) -> Values | None:
        return None if self.options.sample is None else Values.of(self.network, self.options.sample)

    def _fitted_names(self) -> list[list[str]]:
        most = MOST_NAME if len(self.network.layer_sizes) <= 4 else 0.7 * MOST_NAME
        return [
            [fitted(name, most, SMALL) for name in side] for side in (self.input_names, self.output_names)
        ]

    def _margins(self, names: list[list[str]]) -> list[float]:
        """Room left and right of the first and the last column: names, and lines that go around them."""
        network, radius = self.network, self.options.radius
        margins = [
            max(width("bias", SMALL), *(width(name, SMALL) for name in side)) + radius + 10 for side in names
        ]
        n_first = network.context_sizes[0]
        if n_first:
            margins[0] = max(
                margins[0], width(f"context {n_first}", SMALL) + radius + 10 + lanes_width(n_first)
            )
        if network.cell == "jordan":
            margins[1] += lanes_width(n_first)
        return [max(34.0, radius + 20, margin) for margin in margins]

    def _fold_layers(self, room: float) -> Fold:
        """Leave layers out where their heads would overlap."""
        network = self.network
        heads = [head_of(network, layer) for layer in range(network.n_layers + 1)]
        widest = max(
            max(width(name, SMALL, "bold"), *(width(text, SMALL) for text in below)) for name, below in heads
        )
        return Fold.of(len(heads), max(3, 1 + int(room // (widest + 9))))

    def _tell_gap(self, ax: Axes, layout: Layout) -> None:
        gap = layout.layers.gap
        assert gap is not None
        x = (layout.columns[gap - 1].x + layout.columns[gap].x) / 2
        text = f"{layout.layers.n_hidden}\nmore\nlayers"
        y = (layout.low + layout.high) / 2
        ax.text(x, y, text, ha="center", va="center", size=SMALL, color=MUTED)

    def _key(self, values: Values | None) -> list[Entry]:
        """What has to be said about the marks that are drawn."""
        network, options = self.network, self.options
        entries: list[Entry] = []
        if not options.key:
            return entries
        parameters = network.parameters if options.biases else network.parameters[: network.n_weights]
        if options.weights:
            entries += [Entry("positive", "positive")] if (parameters > 0).any() else []
            entries += [Entry("negative", "negative")] if (parameters < 0).any() else []
            entries += (
                [Entry("zero", "zero")] if (parameters == 0).any() or options.lines == "product" else []
            )
        if network.cell is not None:
            entries.append(Entry("context", "context neuron: a value of the step before"))
            entries.append(Entry("return", "copied for the next step (weight 1)"))
        if values is not None:
            told = "a line is weight × value" if options.lines == "product" else None
            entries += [Entry("none", told)] if told else []
            entries.append(Entry("none", "in each neuron: its value"))
        if options.weights and options.lines == "weight" and not options.numbers:
            largest = options.widest or float(abs(parameters).max())
            entries.append(Entry("none", f"widest line: {short(largest)}"))
        return entries
