"""What a network predicts over the plane of its inputs, with the samples it was trained and tested on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.class_legend import draw_named_classes
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, column_names, columns_own_name, require_network, vector
from rosenblatt.plots.base.layout import Numbers, even_sample, numeric_axis, scatter_offsets
from rosenblatt.plots.base.palette import INK
from rosenblatt.plots.base.samples import MOST, class_positions, draw_plain, draw_values, sorted_classes
from rosenblatt.plots.base.style import FULL, LABEL, SMALL
from rosenblatt.plots.base.text import fitted
from rosenblatt.plots.samples.regions import SURE, draw_regions, draw_steps
from rosenblatt.views.boundary import Predictions, near_limits
from rosenblatt.views.columns import correlation
from rosenblatt.views.names import names_of
from rosenblatt.views.view import Feature, View
from rosenblatt.views.words import brief, count, number, plain

if TYPE_CHECKING:
    from matplotlib.colorbar import Colorbar

    from rosenblatt.network import Network


@dataclass
class BoundaryDisplay(Display):
    """The regions of the classes, or the predicted number, over one or two features or a cut through more.

    Parameters without a description are those of :meth:`from_network`.

    Parameters
    ----------
    predictions : Predictions
        Of the network, over the view of the samples.
    samples : ndarray of shape (n_samples, n_features)
        As the network sees them, or as ``predictions.prepare`` takes them.
    labels : ndarray of shape (n_samples,)
    classes : tuple of object or None
        None for numbers.
    held_out : ndarray of bool of shape (n_samples,)
    target_name : str
    size : (float, float), inches
    """

    predictions: Predictions
    samples: NDArray[np.float64]
    labels: NDArray[np.generic]
    classes: tuple[object, ...] | None
    held_out: NDArray[np.bool_]
    target_name: str
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
        features: Sequence[Feature] | None = None,
        fixed: Mapping[Feature, float] | None = None,
        prepare: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None,
        size: tuple[float, float] = (FULL, 4.4),
        ax: Axes | None = None,
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
        features : sequence of two str or int, optional
            Which features are the axes, by name or place. Default: both of two; of more, the plane of the
            two main components is laid through the samples.
        fixed : mapping of str or int to float, optional
            Where the features that are no axis are held, in their own units; those not named at their mean.
        prepare : callable, optional
            What makes the network's inputs of samples, both of shape (n_samples, their columns); without it
            the samples are the inputs.
        size : (float, float), inches

        Raises
        ------
        PlanError
            If the number of names, samples or labels does not fit.
        """
        require_network(network, cls)
        X = np.asarray(inputs, dtype=np.float64)
        y = np.asarray(labels)
        n = network.n_inputs if prepare is None or X.ndim != 2 else X.shape[1]
        if X.ndim != 2 or X.shape[1] != n or len(X) != len(y) or not len(X):
            raise PlanError(
                f"inputs must have shape (n_samples, {n}) and a label each, got {X.shape} and {len(y)} labels"
            )
        if not np.isfinite(X).all():
            row = int(np.flatnonzero(~np.isfinite(X).all(axis=1))[0]) + 1
            raise PlanError(f"inputs must be finite to be drawn, row {row} is not: drop it, or fill it in")
        if network.cell is not None:
            raise PlanError(
                "a recurrent network predicts from the steps before, so it has no regions to draw"
            )
        out = np.zeros(len(X), dtype=bool) if held_out is None else np.asarray(held_out, dtype=bool)
        if out.shape != (len(X),):
            raise PlanError(f"held_out must say of each of the {len(X)} samples, got shape {out.shape}")
        classes = None if regression else tuple(sorted_classes(y) if classes is None else classes)
        if classes is not None and len(classes) < max(2, network.n_outputs):
            n_classes = max(2, network.n_outputs)
            raise PlanError(
                f"the network distinguishes {n_classes} classes, got {len(classes)}: name all in `classes`"
            )
        units = np.tile([0.0, 1.0], (n, 1)) if input_units is None else np.asarray(input_units, np.float64)
        view = View.of(X, names_of(input_names, n, "input"), units, features, fixed)
        shown = even_sample(len(X), MOST)
        predictions = Predictions(network, view, prepare, output_unit)
        name = plain(target_name)
        made = cls(predictions, X[shown], y[shown], classes, out[shown], name, size)
        return made._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        features: Sequence[Feature] | None = None,
        fixed: Mapping[Feature, float] | None = None,
        held_out: ArrayLike | None = None,
        feature_names: Sequence[object] | None = None,
        target_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of what an estimator answers.

        A pipeline's one or two features, and those chosen by ``features``, are drawn in their own units,
        before it prepares them; the plane through more is that of what it makes of them. Parameters without a
        description are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : a fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_features)
            Samples as the estimator takes them; of more than 600 an even choice is drawn.
        y : array-like of shape (n_samples,)
        features, fixed, held_out
        feature_names : sequence of str, optional
            Default: those it was fitted with, else those of the table ``X``.
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class`` or ``target``.

        Raises
        ------
        PlanError
            If samples, labels or features do not fit, or it predicts several targets.
        """
        found = Fitted.of(estimator)
        found.require_one_target(cls.__name__)
        samples = found.samples(X)
        labels = vector(y, len(samples))
        known = found.feature_names or column_names(X)
        names = known if feature_names is None else tuple(feature_names)
        prepare = found.prepared if found.has_steps else None
        if prepare is not None and features is None and samples.shape[1] > 2:
            samples, prepare = prepare(samples), None
            names = found.input_names or (names if names and len(names) == samples.shape[1] else None)
        classes = found.classes
        if classes is not None:
            learned = {plain(name) for name in classes}
            classes += tuple(name for name in sorted_classes(labels) if plain(name) not in learned)
        made = cls.from_network(
            found.network,
            samples,
            labels,
            classes=classes,
            regression=classes is None,
            held_out=held_out,
            input_names=names,
            target_name=target_name or columns_own_name(y, "target" if classes is None else "class"),
            features=features,
            fixed=fixed,
            prepare=prepare,
        )
        return made._plotted_on(ax)

    @property
    def network(self) -> Network:
        """The network whose predictions are drawn."""
        return self.predictions.network

    @property
    def view(self) -> View:
        """What the axes are, and where the other features are held."""
        return self.predictions.view

    @property
    def misclassified(self) -> NDArray[np.bool_]:
        """Which of the samples the network takes for another class than theirs."""
        if self.classes is None:
            return np.zeros(len(self.samples), dtype=bool)
        predicted = self.predictions.leads(self.samples).argmax(axis=1)
        return np.asarray(predicted != class_positions(self.labels, self.classes))

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        view = self.view
        if self.classes is None:
            held = f", at {view.where}" if view.is_cut and not view.plane else ""
            return f"{self._incline()}{held}"
        n, wrong = len(self.samples), int(self.misclassified.sum())
        if view.is_cut:
            where = f" on {view.where}" if view.plane else f" at {view.where}"
            verb = "is" if wrong == 1 else "are"
            said = f"{wrong or 'none'} of {count(n, 'sample')} {verb} misclassified"
            return f"Predicted classes{where}: {said}"
        if not wrong:
            return "Every sample lies in the region of its own class"
        verb = "lies" if wrong == 1 else "lie"
        return f"{wrong} of {count(n, 'sample')} {verb} in the region of another class"

    def _incline(self) -> str:
        """Along which axis the predicted number changes most, and in which direction."""
        values, places = self.predictions.numbers(self.samples), self.view.places(self.samples)
        along = [correlation(column, values) for column in places.T]
        axis = int(np.argmax(np.abs(along)))
        name = f"main component {axis + 1}" if self.view.plane else self.view.axis_names[axis]
        if abs(along[axis]) < 0.3:
            return f"Predicted {self.target_name} follows no axis in a straight line"
        return f"Predicted {self.target_name} {'rises' if along[axis] > 0 else 'falls'} with {name}"

    @property
    def misplaced(self) -> float:
        """Share of the samples that are drawn where the picture shows another prediction than theirs.

        Another class, or a number that differs by more than a tenth of the range of all predictions.
        """
        if not self.view.is_cut:
            return 0.0
        there = self.view.samples_at(self.view.places(self.samples))
        if self.classes is not None:
            drawn, own = (self.predictions.leads(each).argmax(axis=1) for each in (there, self.samples))
            return float(np.mean(drawn != own))
        drawn, own = self.predictions.numbers(there), self.predictions.numbers(self.samples)
        return float(np.mean(np.abs(drawn - own) > 0.1 * np.ptp(own)))

    @property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The limits of both axes."""
        x, y, _ = self.predictions.grid(self.view.places(self.samples))
        return (float(x[0]), float(x[-1])), (float(y[0]), float(y[-1]))

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        sentences = []
        if self.classes is not None:
            which = class_positions(self.labels, self.classes)
            wrong = self.misclassified
            each = [
                f"{brief(name)}: {int(wrong[which == place].sum())} of {int((which == place).sum())}"
                for place, name in enumerate(self.classes)
                if wrong[which == place].any()
            ]
            sentences.append(
                f"Misclassified samples by class: {'; '.join(each[:12])}."
                if each
                else "No sample is misclassified."
            )
        else:
            values = self.predictions.numbers(self.samples)
            sentences.append(
                f"For these samples it predicts from {number(values.min())} to {number(values.max())}."
            )
        return " ".join([*sentences, *self._about_the_cut()])

    def _about_the_cut(self) -> list[str]:
        """What is held where, and whether samples are drawn where another answer stands than theirs."""
        sentences = [self.view.description] if self.view.is_cut else []
        if self.view.is_cut and self.classes is not None:
            on_cut = self.predictions.leads(self.view.samples_at(self.view.places(self.samples))).argmax(
                axis=1
            )
            apart = int((on_cut != self.predictions.leads(self.samples).argmax(axis=1)).sum())
            what = "a plane through all features" if self.view.plane else "two of the features"
            if apart:
                sentences.append(
                    f"For {count(apart, 'sample')} the prediction differs from the region of the plot that "
                    f"they are drawn in, because the plot shows only {what}."
                )
        return sentences

    def _size(self) -> tuple[float, float]:
        width, height = self.size
        if self.view.n_axes == 1 and self.classes is not None:
            return width, min(height, 1.3 + 0.42 * len(self.classes))
        return width, height

    def _draw(self, ax: Axes) -> None:
        if self.classes is not None:
            self._draw_classes(ax, self.classes)
        elif self.view.n_axes == 1:
            self._draw_line(ax)
        else:
            self._draw_numbers(ax)
        ax.set_xlabel(fitted(self.view.axis_names[0], 300, LABEL))
        numeric_axis(ax.xaxis)
        if self.view.n_axes == 2:
            numeric_axis(ax.yaxis)
            ax.set_ylabel(fitted(self.view.axis_names[1], 220, LABEL))

    def _draw_classes(self, ax: Axes, classes: tuple[object, ...]) -> None:
        places = self.view.places(self.samples)
        which = class_positions(self.labels, classes)
        x, y, grid = self.predictions.grid(places)
        if self.view.n_axes == 1:
            # One input leaves the height free: each class has its lane.
            y = np.array([-0.5, len(classes) - 0.5])
            places = np.column_stack([places[:, 0], which + scatter_offsets(len(which), 0.27)])
            ax.set_yticks(range(len(classes)), labels=[fitted(name, 110, SMALL) for name in classes])
            ax.set_ylabel(fitted(f"true {self.target_name}", 90, LABEL))
        shape = (len(y), len(x))
        sure = self.predictions.sureness(grid)
        draw_regions(
            ax,
            x,
            y,
            self.predictions.leads(grid).reshape(*shape, -1),
            None if sure is None else sure.reshape(shape),
        )
        unsure = sure is not None and bool(sure.min() < SURE)
        self._draw_samples(ax, places, which, classes, unsure=unsure)
        ax.set_xlim(x[0], x[-1])
        ax.set_ylim(y[0], y[-1])

    def _draw_samples(
        self,
        ax: Axes,
        places: NDArray[np.float64],
        which: NDArray[np.intp],
        classes: tuple[object, ...],
        *,
        unsure: bool,
    ) -> None:
        notes = ["faint: lower probability"] if unsure else []
        notes += ["samples are projected", "onto this plane"] if self.view.is_cut else []
        draw_named_classes(
            ax,
            places[:, 0],
            places[:, 1],
            which,
            classes,
            heading=self.target_name,
            held_out=self.held_out,
            misclassified=self.misclassified,
            notes=notes,
        )

    def _draw_numbers(self, ax: Axes) -> None:
        places = self.view.places(self.samples)
        x, y, grid = self.predictions.grid(places)
        truth = self.labels.astype(np.float64)
        truth = np.clip(truth, *near_limits(truth))  # a far number has the colour of the scale's end
        ground, colours, norm = draw_steps(
            ax, x, y, self.predictions.numbers(grid).reshape(len(y), len(x)), truth
        )
        draw_values(ax, places[:, 0], places[:, 1], colours(norm(truth)))
        bar = ax.figure.colorbar(ground, ax=ax, fraction=0.05, pad=0.02, aspect=30)
        self._name_scale(bar, 280)

    def _name_scale(self, bar: Colorbar, room: float) -> None:
        bar.ax.yaxis.set_major_formatter(Numbers())
        bar.outline.set_visible(False)
        bar.set_label(fitted(f"{self.target_name} (background: predicted, marks: true)", room, LABEL))

    def _draw_line(self, ax: Axes) -> None:
        places = self.view.places(self.samples)
        x, _, grid = self.predictions.grid(places)
        draw_plain(ax, places[:, 0], self.labels.astype(np.float64))
        ax.plot(x, self.predictions.numbers(grid[: len(x)]), color=INK, linewidth=1.8, zorder=4)
        ax.set_xlim(x[0], x[-1])
        ax.spines[["top", "right"]].set_visible(False)
        numeric_axis(ax.yaxis)
        ax.set_ylabel(fitted(f"{self.target_name} (line: predicted, marks: true)", 260, LABEL))
