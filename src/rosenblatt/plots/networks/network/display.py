"""NetworkDisplay: what it is made from, and the order in which it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, Unpack, cast

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.network.names import layer_names
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.palette import MUTED
from rosenblatt.plots.base.style import FULL, SMALL, column_width, drawing_room, is_narrow
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.networks.network.key import Entry, draw_key, key_height
from rosenblatt.plots.networks.network.layout import Layout, lanes_width, lay_out, wanted_height
from rosenblatt.plots.networks.network.lines import Values, connections, draw_lines
from rosenblatt.plots.networks.network.neurons import Marks, head_of
from rosenblatt.plots.networks.network.numbers import draw_numbers, on_line
from rosenblatt.plots.networks.network.options import LAYERS, Drawing, Options
from rosenblatt.plots.networks.network.returns import draw_returns
from rosenblatt.views.names import Fold, names_of, output_phrase
from rosenblatt.views.words import count, listing, number, short, some

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_NAME, ON_PHONES = 118.0, 76.0
"""Room in points for the name of an input or an output."""


BETWEEN, NUMBERED, NUMBERED_LEAST = 56.0, 120.0, 80.0
"""Points between two columns at least, without and with numbers on the lines."""


@dataclass
class NetworkDisplay(Display):
    """A network as neurons and lines: wide lines are large weights, solid positive, dashed negative.

    Parameters
    ----------
    network : Network
    input_names, output_names : tuple of str
    options : Options
        What is drawn beside the neurons; see :meth:`from_network`.
    width : float, inches

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
        width: float = FULL,
        ax: Axes | None = None,
        **drawing: Unpack[Drawing],
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
            With context neurons if it has a ``cell``.
        input_names, output_names : sequence of str, optional
            Default: those that a circuit of :mod:`rosenblatt.gates` knows.
        sample : array-like of shape (n_inputs,), optional
            Write into each neuron its value for this sample. For a recurrent network also the steps of a
            sequence, (n_steps, n_inputs): the values are those of its last step.
        weights, biases : bool, default=True
            Whether lines show their weights, else all are alike; whether bias neurons are drawn.
        numbers : bool, default=False
            Whether each line has its number written on it, for small networks.
        lines : {"weight", "product"}, default="weight"
            What a line shows: its weight, or the weight times the value that the sample sends along it.
        highlight : {"input", "hidden", "output", "bias", "context"} or several, optional
            The layers to set on a darker ground, and the kinds of neurons to fill.
        key : bool, default=True
            Whether it says below what the marks mean.
        widest : float, default=the largest
            The weight of the widest line, so that drawings can be compared.
        width : float, inches

        Raises
        ------
        PlanError
            If names or sample do not fit the network, if a layer to highlight is unknown or not there, or if
            the network is too large for numbers on its lines.
        """
        require_network(network, cls)
        options = Options.checked(network, sample, drawing)
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
        width: float = FULL,
        ax: Axes | None = None,
        **drawing: Unpack[Drawing],
    ) -> Self:
        """Make the display of a fitted estimator's network.

        Parameters without a description, and errors, are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        input_names, output_names : sequence of str, optional
            Default: the columns it was fitted on and its classes, as far as it knows them.
        sample : array-like of shape (n_features,) or table of one row, optional
            As the estimator takes it: a pipeline prepares it.
        width : float, inches
        **drawing
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
            width=width,
            **drawing,
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
        across = max(min(self.width, column_width()), min(self.width, self._narrowest()))
        foot = key_height(self._key(self._values()), across * 72)
        return across, wanted_height(self.network, self.options, foot) / 72

    def _narrowest(self) -> float:
        """Room between columns for their heads, and for the numbers on the lines."""
        margins = sum(self._margins(self._fitted_names()))
        n_gaps = self._fold_layers(FULL * 72 - margins).length
        between = NUMBERED if self.options.numbers else BETWEEN
        if is_narrow() and self.options.numbers and max(self.network.layer_sizes) <= 2:
            between = max(NUMBERED_LEAST, min(NUMBERED, (72 * column_width() - margins) / n_gaps))
        return (margins + between * n_gaps) / 72

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
        if is_narrow():
            most = min(most, ON_PHONES)
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
            note = "a line is weight × value" if options.lines == "product" else None
            entries += [Entry("none", note)] if note else []
            entries.append(Entry("none", "in each neuron: its value"))
        if options.weights and options.lines == "weight" and not options.numbers:
            largest = options.widest or float(abs(parameters).max())
            entries.append(Entry("none", f"widest line: {short(largest)}"))
        return entries


def title_of(display: NetworkDisplay) -> str:
    """What one should see, in one sentence."""
    network, options = display.network, display.options
    hidden = network.layer_sizes[1:-1]
    word = "neuron" if hidden == (1,) else "neurons"
    way = f"through {listing(map(str, hidden))} hidden {word}" if hidden else "directly"
    way = f"through {len(hidden)} hidden layers" if len(hidden) > 3 else way
    starts = [count(network.n_inputs, "input")]
    if n_context := sum(network.context_sizes):
        starts.append(count(n_context, "context neuron"))
    verb = "reaches" if network.n_inputs == 1 and len(starts) == 1 else "reach"
    seen = f"{listing(starts)} {verb} {count(network.n_outputs, 'output')} {way}"
    if options.highlight:
        return f"{seen}; highlighted: {_highlighted(display)}"
    if options.lines == "product":
        return f"{seen}: each line is its weight times the value that it carries"
    if options.sample is not None:
        n_steps = len(options.sample)
        when = "for one sample" if n_steps == 1 else f"at step {n_steps} of a sequence"
        return f"{seen}: the value of every neuron {when}"
    if options.numbers:
        return f"{seen}: every weight stands on its line"
    return f"{seen}: the wider a line, the larger its weight" if options.weights else seen


def description_of(display: NetworkDisplay) -> str:
    """What the picture shows, with its numbers."""
    network, options = display.network, display.options
    layers = [
        f"{network.layer_name(layer)} has {count(network.layer_sizes[layer + 1], 'neuron')}"
        + (f" with the activation {name}" if options.weights else "")
        for layer, name in enumerate(network.activations)
    ]
    sentences = [f"{count(network.n_inputs, 'input')}; {listing(layers)}."]
    if network.cell is not None:
        sentences.append(_memory(display))
    if options.weights:
        parameters = count(network.n_parameters, "parameter")
        sentences.append(
            f"There are {parameters}, {network.n_weights:,} of them weights; {_largest(display)}."
        )
    if options.highlight:
        sentences.append(f"Darker than the rest: {_highlighted(display)}.")
    if options.sample is not None:
        sentences.append(_answer(display, Values.of(network, options.sample)))
    return " ".join(sentences)


def neuron_name(display: NetworkDisplay, layer: int, place: int) -> str:
    """Name of a neuron within a sentence; layer 0 are the inputs."""
    if layer == 0:
        return display.input_names[place]
    if layer == display.network.n_layers:
        return output_phrase(display.output_names[place])
    return layer_names(display.network, layer - 1)[place]


def _highlighted(display: NetworkDisplay) -> str:
    layers = [name for name in display.options.highlight if name in LAYERS]
    kinds = [f"the {name} neurons" for name in display.options.highlight if name not in LAYERS]
    is_one = len(layers) == 1 and (layers != ["hidden"] or display.network.n_layers == 2)
    said = [f"the {listing(layers)} {'layer' if is_one else 'layers'}"] if layers else []
    return listing([*said, *kinds])


def _memory(display: NetworkDisplay) -> str:
    network = display.network
    n_context = count(sum(network.context_sizes), "context neuron")
    what = "the outputs" if network.cell == "jordan" else "each hidden neuron"
    if network.cell == "jordan":
        return f"{n_context} hold what {what} were one step before, and feed the first layer."
    return f"{n_context} hold what {what} was one step before, and feed the layer that they remember."


def _largest(display: NetworkDisplay) -> str:
    """The largest weight, and between which neurons."""
    network = display.network
    candidates = [
        (weights, layer, is_context)
        for layer in range(network.n_layers)
        for weights, is_context in ((network.weights[layer], False), (network.context[layer], True))
        if weights is not None
    ]
    weights, layer, is_context = max(candidates, key=lambda each: float(np.abs(each[0]).max()))
    source, goal = (int(place) for place in np.unravel_index(int(np.abs(weights).argmax()), weights.shape))
    begin = f"context neuron {source + 1}" if is_context else neuron_name(display, layer, source)
    end = neuron_name(display, layer + 1, goal)
    return f"the largest weight, {on_line(float(weights[source, goal]))}, goes from {begin} to {end}"


def _answer(display: NetworkDisplay, values: Values) -> str:
    names, outputs = display.input_names, display.output_names
    given = [f"{name} is {short(float(value))}" for name, value in zip(names, values.layers[0], strict=True)]
    answers = [
        f"{output_phrase(name)} is {number(float(value))}"
        for name, value in zip(outputs, values.layers[-1], strict=True)
    ]
    return f"Where {some(given, 8)}, {some(answers, 8)}."
