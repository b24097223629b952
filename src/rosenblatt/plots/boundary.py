"""What a network answers over the plane of its inputs, with the samples it was trained and tested on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.answers import leads, sureness
from rosenblatt.plots.display import Display
from rosenblatt.plots.layout import Numbers, even_sample, numeric_axis, padded, scatter_offsets
from rosenblatt.plots.naming import names_of
from rosenblatt.plots.palette import INK
from rosenblatt.plots.plane import Plane
from rosenblatt.plots.regions import SURE, draw_regions, draw_steps
from rosenblatt.plots.samples import (
    MOST,
    class_legend,
    class_positions,
    draw_classes,
    draw_plain,
    sorted_classes,
)
from rosenblatt.plots.style import FULL, LABEL, SMALL
from rosenblatt.plots.words import brief, count, fitted, listing, number, plain, share

if TYPE_CHECKING:
    from rosenblatt.network import Network

FINENESS = 140
"""Points of the grid along each axis."""


@dataclass
class BoundaryDisplay(Display):
    """The regions of the classes, or the predicted number, over one or two inputs or a plane through more.

    Parameters
    ----------
    network : Network
    inputs : ndarray of shape (n_samples, n_inputs)
        Samples as the network sees them.
    labels : ndarray of shape (n_samples,)
        Their classes, or their true numbers.
    classes : tuple of object or None
        All classes; None for numbers.
    held_out : ndarray of bool of shape (n_samples,)
    input_names : tuple of str
    target_name : str
    input_units, output_unit : ndarray of shape (n_inputs, 2), (float, float)
        What brings inputs and outputs back to their own units: a number to add, after multiplying by another.
    plane : Plane or None
        Where more than two inputs are cut.
    size : (float, float)
        Width and height in inches of a figure of its own.
    """

    network: Network
    inputs: NDArray[np.float64]
    labels: NDArray[np.generic]
    classes: tuple[object, ...] | None
    held_out: NDArray[np.bool_]
    input_names: tuple[str, ...]
    target_name: str
    input_units: NDArray[np.float64]
    output_unit: tuple[float, float]
    plane: Plane | None
    size: tuple[float, float] = (FULL, 4.4)

    @classmethod
    def from_network(
        cls,
        network: Network,
        inputs: ArrayLike,
        labels: ArrayLike,
        *,
        classes: Sequence[object] | None = None,
        regression: bool = False,
        held_out: ArrayLike | None = None,
        input_names: Sequence[object] | None = None,
        target_name: str = "class",
        input_units: ArrayLike | None = None,
        output_unit: tuple[float, float] = (0.0, 1.0),
        size: tuple[float, float] = (FULL, 4.4),
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
        inputs : array-like of shape (n_samples, n_inputs)
            Samples as the network sees them; of more than 600 an even choice is drawn.
        labels : array-like of shape (n_samples,)
            Their classes, or for a regression their true numbers in the target's own units.
        classes : sequence of object, optional
            All classes in the order of the outputs. Default: those that occur, sorted.
        regression : bool, default=False
            Whether the network predicts a number.
        held_out : array-like of bool of shape (n_samples,), optional
            Which samples it was not trained on.
        input_names : sequence of str, optional
        target_name : str, default="class"
        input_units : array-like of shape (n_inputs, 2), optional
            What brings each input back to its own unit: the number to add, after multiplying by the second;
            for a standardised column its mean and its standard deviation.
        output_unit : (float, float), default=(0, 1)
            The same for the output of a regression.
        size : (float, float)
            Width and height in inches of a figure of its own.

        Returns
        -------
        BoundaryDisplay

        Raises
        ------
        PlanError
            If the number of names, samples or labels does not fit.
        """
        X = np.asarray(inputs, dtype=np.float64)
        y = np.asarray(labels)
        if X.ndim != 2 or X.shape[1] != network.n_inputs or len(X) != len(y) or not len(X):
            raise PlanError(
                f"inputs must have shape (n_samples, {network.n_inputs}) and a label each, "
                f"got {X.shape} and {len(y)} labels"
            )
        out = np.zeros(len(X), dtype=bool) if held_out is None else np.asarray(held_out, dtype=bool)
        units = (
            np.tile([0.0, 1.0], (network.n_inputs, 1))
            if input_units is None
            else np.asarray(input_units, dtype=np.float64)
        )
        names = None if regression else tuple(sorted_classes(y) if classes is None else classes)
        if names is not None and len(names) < max(2, network.n_outputs):
            n = max(2, network.n_outputs)
            raise PlanError(f"the network tells {n} classes apart, got {len(names)}: name all in `classes`")
        shown = even_sample(len(X), MOST)
        plane = Plane.of_inputs(X) if network.n_inputs > 2 else None
        inputs_named = names_of(input_names, network.n_inputs, "input")
        return cls(
            network,
            X[shown],
            y[shown],
            names,
            out[shown],
            inputs_named,
            plain(target_name),
            units,
            output_unit,
            plane,
            size,
        )

    @property
    def misjudged(self) -> NDArray[np.bool_]:
        """Which of the samples the network takes for another class than theirs."""
        if self.classes is None:
            return np.zeros(len(self.inputs), dtype=bool)
        answers = leads(self.network, self.inputs).argmax(axis=1)
        return np.asarray(answers != class_positions(self.labels, self.classes))

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.classes is None:
            over = (
                "the plane of the two main components"
                if self.plane is not None
                else listing(self.input_names)
            )
            return f"Predicted {self.target_name} over {over}"
        n, wrong = len(self.inputs), int(self.misjudged.sum())
        if self.plane is not None:
            where = "A cut through the network's decisions"
            verb = "is" if wrong == 1 else "are"
            return f"{where}: {wrong or 'none'} of {count(n, 'sample')} {verb} misjudged"
        if not wrong:
            return "Every sample lies in the region of its own class"
        verb = "lies" if wrong == 1 else "lie"
        return f"{wrong} of {count(n, 'sample')} {verb} in the region of another class"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        sentences = []
        if self.classes is not None:
            which = class_positions(self.labels, self.classes)
            wrong = self.misjudged
            each = [
                f"{brief(name)}: {int(wrong[which == place].sum())} of {int((which == place).sum())}"
                for place, name in enumerate(self.classes)
                if wrong[which == place].any()
            ]
            sentences.append(
                f"Misjudged samples by class: {'; '.join(each[:12])}." if each else "No sample is misjudged."
            )
        else:
            values = self._numbers(self.inputs)
            sentences.append(
                f"For these samples it predicts from {number(values.min())} to {number(values.max())}."
            )
        if self.plane is not None:
            sentences += self._about_the_plane(self.plane)
        return " ".join(sentences)

    def _about_the_plane(self, plane: Plane) -> list[str]:
        held = sum(plane.shares)
        follows = []
        for place, direction in enumerate(plane.directions, 1):
            first = np.argsort(-np.abs(direction), kind="stable")[:2]
            follows.append(
                f"component {place} rests most on {listing(self.input_names[column] for column in first)}"
            )
        sentences = [f"The plane holds {share(held, 1)} of the variance of the inputs; {listing(follows)}."]
        if self.classes is not None:
            on_plane = leads(self.network, plane.lift(plane.project(self.inputs))).argmax(axis=1)
            apart = int((on_plane != leads(self.network, self.inputs).argmax(axis=1)).sum())
            if apart:
                sentences.append(
                    f"Off the plane the network answers otherwise for {count(apart, 'sample')} "
                    "than at the place where the picture has to draw them."
                )
        return sentences

    def _size(self) -> tuple[float, float]:
        width, height = self.size
        if self.network.n_inputs == 1 and self.classes is not None:
            return width, min(height, 1.3 + 0.42 * len(self.classes))
        return width, height

    def _draw(self, ax: Axes) -> None:
        if self.classes is not None:
            self._draw_classes(ax, self.classes)
        elif self.network.n_inputs == 1:
            self._draw_line(ax)
        else:
            self._draw_numbers(ax)
        ax.set_xlabel(fitted(self._axis_name(0), 300, LABEL))
        numeric_axis(ax.xaxis)
        if self.network.n_inputs > 1:
            numeric_axis(ax.yaxis)
            ax.set_ylabel(fitted(self._axis_name(1), 220, LABEL))

    def _axis_name(self, place: int) -> str:
        if self.plane is not None:
            return f"main component {place + 1} ({share(self.plane.shares[place], 1)} of the variance)"
        return self.input_names[place]

    def _places(self) -> NDArray[np.float64]:
        """Where the samples lie in the picture, shape (n_samples, 1 or 2)."""
        if self.plane is not None:
            return self.plane.project(self.inputs)
        return self.inputs * self.input_units[:, 1] + self.input_units[:, 0]

    def _lift(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Inputs of the network at places of the picture."""
        if self.plane is not None:
            return self.plane.lift(places)
        return (places - self.input_units[:, 0]) / self.input_units[:, 1]

    def _grid(
        self, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The grid's two axes, and the network's inputs on it, row after row."""
        limits = [
            padded(float(column.min()), float(column.max()), 0.12 if len(column) > 20 else 0.25)
            for column in places.T
        ]
        x = np.linspace(*limits[0], FINENESS)
        if self.network.n_inputs == 1:
            return x, np.array([0.0, 1.0]), self._lift(np.tile(x, 2)[:, None])
        y = np.linspace(*limits[1], FINENESS)
        return x, y, self._lift(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))

    def _numbers(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predictions in the target's own units."""
        add, times = self.output_unit
        return self.network.forward(inputs)[:, 0].astype(np.float64) * times + add

    def _draw_classes(self, ax: Axes, classes: tuple[object, ...]) -> None:
        places = self._places()
        which = class_positions(self.labels, classes)
        x, y, grid = self._grid(places)
        if self.network.n_inputs == 1:
            # One input leaves the height free: each class has its lane.
            y = np.array([-0.5, len(classes) - 0.5])
            places = np.column_stack([places[:, 0], which + scatter_offsets(len(which), 0.27)])
            ax.set_yticks(range(len(classes)), labels=[fitted(name, 110, SMALL) for name in classes])
            ax.set_ylabel(fitted(f"true {self.target_name}", 90, LABEL))
        shape = (len(y), len(x))
        sure = sureness(self.network, grid)
        draw_regions(
            ax,
            x,
            y,
            leads(self.network, grid).reshape(*shape, -1),
            None if sure is None else sure.reshape(shape),
        )
        wrong = self.misjudged
        draw_classes(
            ax, places[:, 0], places[:, 1], which, len(classes), held_out=self.held_out, misjudged=wrong
        )
        notes = ["pale ground: less sure"] if sure is not None and sure.min() < SURE else []
        class_legend(
            ax,
            classes,
            heading=self.target_name,
            held_out=bool(self.held_out.any()),
            misjudged=bool(wrong.any()),
            notes=notes,
        )
        ax.set_xlim(x[0], x[-1])
        ax.set_ylim(y[0], y[-1])

    def _draw_numbers(self, ax: Axes) -> None:
        places = self._places()
        x, y, grid = self._grid(places)
        truth = self.labels.astype(np.float64)
        ground, colours, norm = draw_steps(ax, x, y, self._numbers(grid).reshape(len(y), len(x)), truth)
        sizes, faces = np.full(len(truth), 26.0), colours(norm(truth))
        ax.scatter(places[:, 0], places[:, 1], sizes, faces, edgecolors=INK, linewidths=0.7, zorder=3)
        bar = ax.figure.colorbar(ground, ax=ax, fraction=0.05, pad=0.02, aspect=30)
        bar.ax.yaxis.set_major_formatter(Numbers())
        bar.outline.set_visible(False)
        bar.set_label(fitted(f"{self.target_name}: ground predicted, marks true", 280, LABEL))

    def _draw_line(self, ax: Axes) -> None:
        places = self._places()
        x, _, grid = self._grid(places)
        draw_plain(ax, places[:, 0], self.labels.astype(np.float64))
        ax.plot(x, self._numbers(grid[: len(x)]), color=INK, linewidth=1.8, zorder=4)
        ax.set_xlim(x[0], x[-1])
        ax.spines[["top", "right"]].set_visible(False)
        numeric_axis(ax.yaxis)
        ax.set_ylabel(fitted(f"{self.target_name}: line predicted, marks true", 260, LABEL))
