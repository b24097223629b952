"""What a network answers over the plane of its inputs, with the samples it was trained and tested on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError
from rosenblatt.plots.base.fitted import Fitted, column_names, columns_own_name, require_network, vector
from rosenblatt.plots.base.layout import even_sample
from rosenblatt.plots.base.samples import MOST, class_positions, sorted_classes
from rosenblatt.plots.base.style import FULL
from rosenblatt.plots.naming import names_of
from rosenblatt.plots.samples.boundary_drawing import BoundaryDrawing
from rosenblatt.plots.view import Feature, View
from rosenblatt.plots.words import brief, count, listing, number, plain

if TYPE_CHECKING:
    from rosenblatt.network import Network


@dataclass
class BoundaryDisplay(BoundaryDrawing):
    """The regions of the classes, or the predicted number, over one or two features or a cut through more.

    Parameters
    ----------
    network : Network
    samples : ndarray of shape (n_samples, n_features)
        As the network sees them, or as ``prepare`` takes them.
    labels : ndarray of shape (n_samples,)
        Their classes, or their true numbers.
    classes : tuple of object or None
        All classes; None for numbers.
    held_out : ndarray of bool of shape (n_samples,)
    target_name : str
    view : View
        What the axes are, and where the other features are held.
    output_unit : (float, float)
        What brings the output of a regression back to its own unit: a number to add, after multiplying by
        the other.
    prepare : callable or None
        What makes the network's inputs of samples.
    size : (float, float)
        Width and height in inches of a figure of its own.
    """

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
        size : (float, float)
            Width and height in inches of a figure of its own.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        BoundaryDisplay

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
            raise PlanError("a recurrent network answers by the steps before, so it has no regions to draw")
        out = np.zeros(len(X), dtype=bool) if held_out is None else np.asarray(held_out, dtype=bool)
        if out.shape != (len(X),):
            raise PlanError(f"held_out must say of each of the {len(X)} samples, got shape {out.shape}")
        classes = None if regression else tuple(sorted_classes(y) if classes is None else classes)
        if classes is not None and len(classes) < max(2, network.n_outputs):
            told = max(2, network.n_outputs)
            raise PlanError(
                f"the network tells {told} classes apart, got {len(classes)}: name all in `classes`"
            )
        units = np.tile([0.0, 1.0], (n, 1)) if input_units is None else np.asarray(input_units, np.float64)
        view = View.of(X, names_of(input_names, n, "input"), units, features, fixed)
        shown = even_sample(len(X), MOST)
        return cls(
            network,
            X[shown],
            y[shown],
            classes,
            out[shown],
            plain(target_name),
            view,
            output_unit,
            prepare,
            size,
        )._plotted_on(ax)

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
        size: tuple[float, float] = (FULL, 4.4),
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of what an estimator answers.

        Parameters
        ----------
        estimator : estimator
            A fitted Perceptron, MLPClassifier or MLPRegressor, or a Pipeline that ends in one. A pipeline's
            one or two features, and those chosen by ``features``, are drawn in their own units, before it
            prepares them; the plane through more is that of what it makes of them.
        X : array-like or table of shape (n_samples, n_features)
            Samples as the estimator takes them; of more than 600 an even choice is drawn.
        y : array-like of shape (n_samples,)
            Their classes or true numbers.
        features, fixed, held_out
            As for :meth:`from_network`.
        feature_names : sequence of str, optional
            Default: those it was fitted with, else those of the table ``X``.
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class`` or ``target``.
        size : (float, float)
            Width and height in inches of a figure of its own.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        BoundaryDisplay

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            If samples, labels or features do not fit, or it predicts several targets.
        """
        fitted = Fitted.of(estimator)
        fitted.require_one_target(cls.__name__)
        samples = fitted.samples(X)
        labels = vector(y, len(samples))
        known = fitted.feature_names or column_names(X)
        names = known if feature_names is None else tuple(feature_names)
        prepare = None if fitted.before is None else fitted.prepared
        if prepare is not None and features is None and samples.shape[1] > 2:
            samples, prepare = prepare(samples), None
            names = fitted.input_names or (names if names and len(names) == samples.shape[1] else None)
        classes = fitted.classes
        if classes is not None:
            learned = {plain(name) for name in classes}
            classes += tuple(name for name in sorted_classes(labels) if plain(name) not in learned)
        made = cls.from_network(
            fitted.network,
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
            size=size,
        )
        return made._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        view = self.view
        if self.classes is None:
            over = "the plane of the two main components" if view.plane else listing(view.axis_names)
            held = f", at {view.where}" if view.is_cut and not view.plane else ""
            return f"Predicted {self.target_name} over {over}{held}"
        n, wrong = len(self.samples), int(self.misjudged.sum())
        if view.is_cut:
            where = "" if view.plane else f" at {view.where}"
            verb = "is" if wrong == 1 else "are"
            said = f"{wrong or 'none'} of {count(n, 'sample')} {verb} misjudged"
            return f"A cut through the network's decisions{where}: {said}"
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
            values = self._numbers(self.samples)
            sentences.append(
                f"For these samples it predicts from {number(values.min())} to {number(values.max())}."
            )
        return " ".join([*sentences, *self._about_the_cut()])

    def _about_the_cut(self) -> list[str]:
        """What is held where, and whether samples are drawn where another answer stands than theirs."""
        sentences = [self.view.description] if self.view.is_cut else []
        if self.view.is_cut and self.classes is not None:
            on_cut = self._leads(self.view.samples_at(self.view.places(self.samples))).argmax(axis=1)
            apart = int((on_cut != self._leads(self.samples).argmax(axis=1)).sum())
            what = "plane" if self.view.plane else "cut"
            if apart:
                sentences.append(
                    f"Off the {what} the network answers otherwise for {count(apart, 'sample')} "
                    "than at the place where the picture has to draw them."
                )
        return sentences
