"""UnrolledDisplay: a recurrent network's steps side by side, with the values that each passes to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network.names import layer_names
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.style import FULL, SMALL, column_width, whole_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.networks.network.key import Entry, draw_key, key_height
from rosenblatt.plots.networks.unrolled.drawing import Canvas, draw_onward
from rosenblatt.plots.networks.unrolled.layout import Steps, lay_out, shown_steps, wanted_height, wanted_width
from rosenblatt.trace.forward.checks import checked_steps, checked_targets
from rosenblatt.views.names import names_of, output_phrase
from rosenblatt.views.words import count, listing, number, short, some

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_NAME = 74.0
"""Room in points for the name of a neuron."""
KEY = [
    Entry("arrow", "the same weights at every step"),
    Entry("return", "context weights read the step before"),
]


@dataclass
class UnrolledDisplay(Display):
    """A recurrent network unrolled over time: a column of values for each step, the same weights in all.

    Parameters without a description are those of :meth:`from_network`.

    Parameters
    ----------
    network : Network
    values : list of ndarray, each of shape (n_steps, n_neurons)
        Activations of every layer, the inputs first.
    targets : ndarray of shape (n_steps, n_outputs) or None
    errors : ndarray of shape (n_steps,) or None
        Both are NaN at a step that is not judged.
    input_names, output_names : tuple of str
    most_steps : int
    width : float, inches

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.plots import UnrolledDisplay
    >>> adds_up = Network((1, 1, 1), ("identity", "identity"), [1, 1, 1, 0, 0],
    ...                   cell="elman", initial_context=0)
    >>> UnrolledDisplay.from_network(adds_up, [[3], [4], [-2]]).title
    'Unrolled over 3 steps: the values of 1 hidden neuron are read at the next step'
    """

    network: Network
    values: list[NDArray[np.floating]]
    targets: NDArray[np.floating] | None
    errors: NDArray[np.floating] | None
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    most_steps: int = 8
    width: float = FULL

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        X: ArrayLike,
        y: Sequence[ArrayLike | None] | None = None,
        *,
        loss: str | None = None,
        loss_parameter: float | None = None,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        most_steps: int = 8,
        width: float = FULL,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of a sequence's way through a network.

        Parameters
        ----------
        network : Network
            With a cell.
        X : array-like of shape (n_steps, n_inputs)
            The steps of one sequence.
        y : sequence of length n_steps, optional
            The target of each step, None where there is none: drawn above the outputs, and the error of each
            step below it. As for :func:`rosenblatt.trace.trace_sequence`.
        loss : str, optional
            A key of :data:`rosenblatt.formulas.losses.LOSSES`, by which steps with a target are judged.
        loss_parameter : float, optional
            Of ``huber`` and ``quantile``.
        input_names, output_names : sequence of str, optional
        most_steps : int, default=8
            Of more steps those in the middle are left out, with dots in their place that say how many; fewer
            are shown where the picture is narrow.
        width : float, inches

        Raises
        ------
        PlanError
            If the network has no cell, or steps, targets or names do not fit it.
        """
        require_network(network, cls)
        steps = checked_steps(network, X)
        if isinstance(most_steps, bool) or not isinstance(most_steps, int) or most_steps < 2:
            raise PlanError(f"most_steps must be a whole number of at least 2, got {most_steps!r}")
        if (y is None) != (loss is None):
            raise PlanError("the error of a step needs its target and a loss: give both y and loss, or none")
        values = network.layer_values(steps)
        targets = errors = None
        if y is not None and loss is not None:
            rows = checked_targets(network, y, len(steps), loss)
            blank = np.full((1, network.n_outputs), np.nan, network.dtype)
            targets = np.concatenate([blank if row is None else row for row in rows])
            errors = np.full(len(steps), np.nan)
            there = np.array([row is not None for row in rows])
            errors[there] = get_loss(loss).value(targets[there], values[-1][there], loss_parameter)
        inputs = names_of(input_names, network.n_inputs, "input")
        outputs = names_of(output_names, network.n_outputs, "output")
        made = cls(network, values, targets, errors, inputs, outputs, most_steps, width)
        return made._plotted_on(ax)

    @classmethod
    def from_estimator(cls, estimator: object, X: object, *, ax: Axes | None = None) -> Self:
        """Make the display of a sequence's way through a fitted estimator's network.

        Parameters without a description, and errors, are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : fitted estimator with context neurons, or a Pipeline that ends in one
        X : array-like or table of shape (n_steps, n_features)
            The steps of one sequence, as the estimator takes them: a pipeline prepares them.
        most_steps, width
        """
        found = Fitted.of(estimator)
        made = cls.from_network(
            found.network,
            found.steps(X),
            input_names=found.input_names,
            output_names=found.output_names,
        )
        return made._plotted_on(ax)

    @property
    def steps(self) -> Steps:
        """Which steps a figure of its own shows."""
        return shown_steps(len(self.values[0]), self.most_steps, self._left(), self._across * 72)

    @property
    def _across(self) -> float:
        """Width in inches of a figure of its own."""
        return min(self.width, column_width())

    def _narrowest(self) -> float:
        return wanted_width(Steps.of(len(self.values[0]), 2), self._left()) / 72

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        return title_of(self)

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        return description_of(self)

    def _size(self) -> tuple[float, float]:
        foot = key_height(KEY, self._across * 72)
        height = wanted_height(self.network.layer_sizes, judged=self.errors is not None, foot=foot)
        return self._across, height / 72

    def _draw(self, ax: Axes) -> None:
        left, judged, sizes = self._left(), self.errors is not None, self.network.layer_sizes
        steps = self.steps
        wide = wanted_width(steps, left)
        tall = wanted_height(sizes, judged=judged, foot=key_height(KEY, max(wide, self._across * 72)))
        with whole_room(ax, wide, tall) as (room, height):
            layout = lay_out(sizes, steps, left, room, height, judged=judged)
            canvas = Canvas(ax, layout)
            self._draw_names(canvas)
            for x, step in zip(layout.xs, steps.shown, strict=True):
                self._draw_step(canvas, x, step)
            self._draw_onward(canvas)
            if self.errors is not None:
                canvas.errors(self.errors)
            draw_key(ax, KEY, room)

    def _names(self) -> list[list[str]]:
        """The names of each layer's neurons, the inputs first."""
        hidden = [layer_names(self.network, layer) for layer in range(self.network.n_layers - 1)]
        sides = [self.input_names, *hidden, self.output_names]
        return [[fitted(name, MOST_NAME, SMALL) for name in side] for side in sides]

    def _left(self) -> float:
        longest = max(width(name, SMALL) for side in self._names() for name in side)
        return max(longest, width("99 more", SMALL)) + 14

    def _draw_names(self, canvas: Canvas) -> None:
        layout, network = canvas.layout, self.network
        names = self._names()
        room = layout.start_x + layout.cell / 2
        for layer, (band, own) in enumerate(zip(layout.bands, names, strict=True)):
            heading = (
                "inputs" if layer == 0 else "outputs" if layer == network.n_layers else f"hidden {layer}"
            )
            heading += "" if layer == 0 else f": {network.activations[layer - 1]}"
            canvas.names(band, fitted(heading, room, SMALL, "bold"), own)
        if layout.targets is not None:
            canvas.names(layout.targets, "targets", names[-1])

    def _draw_step(self, canvas: Canvas, x: float, step: int) -> None:
        layout = canvas.layout
        words = f"step {step + 1:,}"
        canvas.head(x, words if width(words, SMALL, "bold") < layout.cell + 8 else f"{step + 1:,}")
        for layer, band in enumerate(layout.bands):
            canvas.frame(x, band)
            canvas.cells(x, band, self.values[layer][step], self._largest(layer))
            if layer:
                canvas.up(x, layout.bands[layer - 1], band)
        if layout.targets is not None and self.targets is not None and not np.isnan(self.targets[step]).any():
            canvas.cells(x, layout.targets, self.targets[step], 1.0, hollow=True)

    def _largest(self, layer: int) -> float:
        """The value that has the strongest colour in a band: at any step, or before the first."""
        shown = [self.values[layer], *(start for start in self._starts_beside(layer))]
        return max(float(np.abs(each).max()) for each in shown) or 1.0

    def _starts_beside(self, layer: int) -> list[NDArray[np.floating]]:
        """What context neurons hold before the first step, of those that remember this layer."""
        if self.network.cell == "jordan":
            starts = self.network.starts if layer == self.network.n_layers else ()
        else:
            starts = self.network.starts[layer - 1 : layer] if layer else ()
        return [start for start in starts if start is not None]

    def _draw_onward(self, canvas: Canvas) -> None:
        """Draw what there is before the first step, and the arrows from each step to the next."""
        layout, bands = canvas.layout, canvas.layout.bands
        canvas.head(layout.start_x, "before", strong=False)
        words = layout.steps.gap_words
        for layer, source in enumerate(bands):
            for start in self._starts_beside(layer):
                canvas.frame(layout.start_x, source)
                canvas.cells(layout.start_x, source, start, self._largest(layer))
                goal = bands[1] if self.network.cell == "jordan" else source
                draw_onward(canvas, source, goal, words)
                words = "…"


MOST_DESCRIBED = 6


def title_of(display: UnrolledDisplay) -> str:
    """What one should see, in one sentence."""
    n_steps = len(display.values[0])
    seen = f"Unrolled over {count(n_steps, 'step')}"
    if display.errors is not None and np.isfinite(display.errors).any():
        worst = int(np.nanargmax(display.errors))
        error = number(float(display.errors[worst]))
        if (display.errors >= 0).sum() == 1:
            return f"{seen}: the error of step {worst + 1:,} is {error}, and only this step is judged"
        return f"{seen}: the error is largest at step {worst + 1:,}, {error}"
    return f"{seen}: the values of {_remembered(display)} are read at the next step"


def description_of(display: UnrolledDisplay) -> str:
    """What the picture shows, with its numbers."""
    network = display.network
    sentences = [f"{_read_by(display)} {_begin(display)}"]
    shown = display.steps.shown
    sentences += [_step(display, step) for step in shown[:MOST_DESCRIBED]]
    steps = display.steps
    if steps.gap is not None:
        first, last = shown[steps.gap - 1] + 2, shown[steps.gap]
        left_out = f"step {first:,} is" if first == last else f"steps {first:,} to {last:,} are"
        sentences.append(f"{left_out.capitalize()} not drawn.")
    if display.errors is not None and np.isfinite(display.errors).any():
        judged = int(np.isfinite(display.errors).sum())
        mean = number(float(np.nanmean(display.errors)))
        sentences.append(f"The mean error of {count(judged, 'judged step')} is {mean}.")
    hidden = [
        f"{network.layer_name(layer)} has {count(network.layer_sizes[layer + 1], 'neuron')} with {name}"
        for layer, name in enumerate(network.activations)
    ]
    return " ".join([*sentences, f"{listing(hidden)}.".capitalize()])


def _remembered(display: UnrolledDisplay) -> str:
    network = display.network
    if network.cell == "jordan":
        return count(network.n_outputs, "output")
    return count(network.n_context, "hidden neuron")


def _read_by(display: UnrolledDisplay) -> str:
    if display.network.cell == "jordan":
        return "At each step the first layer reads the inputs and what the outputs were one step before."
    return "At each step a hidden layer reads what is below it and what it was itself one step before."


def _begin(display: UnrolledDisplay) -> str:
    starts = np.concatenate([start for start in display.network.starts if start is not None])
    if np.ptp(starts) == 0:
        return f"Before the first step that is {short(float(starts[0]))}."
    return f"Before the first step that is {some([number(float(start)) for start in starts], 6)}."


def _step(display: UnrolledDisplay, step: int) -> str:
    inputs = [
        f"{name} is {short(float(value))}"
        for name, value in zip(display.input_names, display.values[0][step], strict=True)
    ]
    outputs = [
        f"{output_phrase(name)} is {number(float(value))}"
        for name, value in zip(display.output_names, display.values[-1][step], strict=True)
    ]
    return f"Step {step + 1:,}: {some(inputs, 4)}; {some(outputs, 4)}{_judged(display, step)}."


def _judged(display: UnrolledDisplay, step: int) -> str:
    if display.errors is None or np.isnan(display.errors[step]):
        return ""
    return f"; error {number(float(display.errors[step]))}"
