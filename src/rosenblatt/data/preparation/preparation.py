"""From columns to a network's inputs, and from its outputs back to words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import kind_of
from rosenblatt.data.preparation.class_target import ClassTarget
from rosenblatt.data.preparation.missing import MISSING, Missing, missing_report, missing_text
from rosenblatt.data.preparation.number_feature import NumberFeature
from rosenblatt.data.preparation.target_words import (
    SeveralTargets,
    Target,
    decode_targets,
    encode_targets,
    fit_targets,
)
from rosenblatt.data.preparation.text_feature import TextFeature
from rosenblatt.data.sources.frames import pick, plain_column, plain_frame, require_columns, to_polars
from rosenblatt.data.task import TASKS, Task
from rosenblatt.data.values import labels_of, not_numbers, side_by_side
from rosenblatt.errors import ModelFileError, TableError, listing, nearest, require_known
from rosenblatt.storage.fields import Label, Names, plain, read

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import ArrayLike, NDArray

WAYS_ON = (
    "drop these rows (--missing drop), or fill them from the training part "
    "with the mean (--missing mean) or the most frequent value (--missing most-frequent)"
)


@dataclass(frozen=True)
class _Described:
    """A preparation as files describe it."""

    features: tuple[NumberFeature | TextFeature, ...]
    target: Target | SeveralTargets
    missing: Missing
    ignored: Names


@dataclass(frozen=True)
class Preparation:
    """What was learned about a table's columns, and how to apply it to other rows.

    Numeric columns are standardised with the mean and standard deviation of the training part. Boolean
    columns and columns of only 0 and 1 stay 0 and 1. Text columns become one input for each category.

    Attributes
    ----------
    features : tuple of NumberFeature or TextFeature
        How each feature's column is prepared.
    target : ClassTarget or NumberTarget
        How the target is encoded and decoded; of several, the first.
    missing : {"error", "drop", "mean", "most-frequent"}
        What was decided about missing values.
    ignored : tuple of str
        Columns of the training table that are no features; other tables may have them too.
    other_targets : tuple of ClassTarget or NumberTarget
        The targets after the first, all of its kind; empty for one target.
    """

    features: tuple[NumberFeature | TextFeature, ...]
    target: Target
    missing: Missing = "error"
    ignored: tuple[str, ...] = ()
    other_targets: tuple[Target, ...] = ()

    @classmethod
    def fit(
        cls,
        frame: IntoDataFrame | IntoLazyFrame,
        *,
        target: str | Sequence[str],
        features: Sequence[str],
        task: Task,
        missing: Missing = "error",
        standardise_target: bool = True,
        rows: NDArray[np.integer] | None = None,
        ignored: Sequence[str] = (),
    ) -> Preparation:
        """Learn from the training part of a table.

        Parameters
        ----------
        frame : polars.DataFrame, or a frame of pandas or Arrow
            The table; columns that are neither target nor features are remembered as ignored.
        target : str or sequence of str
            The column to predict, or several; then each is prepared by itself.
        features : sequence of str
            The columns to predict from; their order is the order of the inputs.
        task : {"classification", "regression"}
            What to predict: one of the target's classes, or a number. The same for all targets.
        missing : {"error", "drop", "mean", "most-frequent"}, default="error"
            What to do about missing values. ``"mean"`` and ``"most-frequent"`` fill features from the
            training part (text and 0/1 columns with the most frequent value in both cases); statistics are
            those of the values present. ``"drop"`` takes rows away before the split: call `drop_missing` on
            the frame first. A missing target is never filled.
        standardise_target : bool, default=True
            Whether a regression's target is trained with mean 0 and standard deviation 1.
        rows : ndarray of int, optional
            The training part, as row numbers from 0; all rows without it. Nothing is copied for it.
        ignored : sequence of str, optional
            More columns that later tables may have.

        Returns
        -------
        Preparation

        Raises
        ------
        TableError
            When a column is not there, has missing values and no way on, has infinite values, or cannot
            become numbers; when the target has one class only.

        Warns
        -----
        TableWarning
            When a text column has a different text in most rows.
        """
        require_known("task", task, TASKS, TableError)
        require_known("missing", missing, MISSING, TableError)
        table = to_polars(frame)
        targets = (target,) if isinstance(target, str) else tuple(target)
        _require_different_columns((*features, *targets), table)
        others = (name for name in table.columns if name not in features and name not in targets)
        ignored = tuple(dict.fromkeys((*ignored, *others)))
        table = plain_frame(pick(table, (*features, *targets)))
        _reject_missing(table, targets, missing)
        learned = tuple(_fit_feature(table[name], rows, missing) for name in features)
        truths = fit_targets([table[name] for name in targets], rows, task, standardise_target)
        return cls(learned, truths[0], missing, ignored, truths[1:])

    @property
    def task(self) -> Task:
        """``"classification"`` or ``"regression"``."""
        return "classification" if isinstance(self.target, ClassTarget) else "regression"

    @property
    def classes(self) -> tuple[Label, ...] | None:
        """The classes in the order of their numbers, of several targets the first's; None for regression."""
        return self.target.classes if isinstance(self.target, ClassTarget) else None

    @property
    def target_name(self) -> str:
        """The target's column; of several, the first one's."""
        return self.target.name

    @property
    def target_names(self) -> tuple[str, ...]:
        """The columns of all targets."""
        return tuple(target.name for target in self._targets)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features' columns."""
        return tuple(feature.name for feature in self.features)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the network's inputs, such as ``"age"`` or ``"colour=red"``."""
        return tuple(name for feature in self.features for name in feature.input_names)

    @property
    def n_inputs(self) -> int:
        """How many inputs the network has."""
        return len(self.input_names)

    def inputs(
        self, frame: IntoDataFrame | IntoLazyFrame, rows: NDArray[np.integer] | None = None
    ) -> NDArray[np.float64]:
        """Return a table's samples as the network's inputs.

        Parameters
        ----------
        frame : polars.DataFrame, or a frame of pandas or Arrow
            Columns are found by name, in any order. The target and ignored columns may be there.
        rows : ndarray of int, optional
            The rows wanted, as numbers from 0; all without it.

        Returns
        -------
        ndarray of shape (n_samples, n_inputs)
            float64, C-contiguous.

        Raises
        ------
        TableError
            When a feature is not there, the model does not know a column, or a value is missing, infinite or
            of the wrong kind.

        Warns
        -----
        TableWarning
            When a text was never seen in training; its inputs are all 0.
        """
        table = to_polars(frame)
        self._require_known_columns(table)
        table = pick(table, self.feature_names)
        self._reject_missing_inputs(table)
        n_rows = table.height if rows is None else len(rows)
        inputs = np.zeros((n_rows, self.n_inputs))
        first = 0
        for features in self._strips():
            columns = [plain_column(table[feature.name]) for feature in features]
            width = sum(len(feature.input_names) for feature in features)
            place = inputs[:, first : first + width]
            if isinstance(features[0], TextFeature):
                features[0].write(columns[0], rows, place)
            else:
                strip = np.empty((width, n_rows))
                for feature, column, out in zip(features, columns, strip, strict=True):
                    feature.write(column, rows, out)
                place[:] = strip.T
            first += width
        return inputs

    def targets(
        self, frame: IntoDataFrame | IntoLazyFrame, rows: NDArray[np.integer] | None = None
    ) -> NDArray[np.int64] | NDArray[np.float64]:
        """Return a table's target as it is trained: numbers of classes, or standardised floats.

        Parameters as for `inputs`.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
            A column for each target when there are several.

        Raises
        ------
        TableError
            When a target is not there, a value is missing, or a label was never seen in training.
        """
        return encode_targets(self._targets, self._target_columns(frame), rows)

    def labels(
        self, frame: IntoDataFrame | IntoLazyFrame, rows: NDArray[np.integer] | None = None
    ) -> NDArray[np.generic]:
        """Return a table's target in its own words, such as ``"setosa"`` or 21.5; as `targets` does.

        Labels that training never saw are returned as they are.

        Raises
        ------
        TableError
            When a target is not there or a value is missing.
        """
        return side_by_side([labels_of(column, rows) for column in self._target_columns(frame)])

    def decode(self, predictions: ArrayLike) -> NDArray[np.generic]:
        """Return predictions in the target's own words.

        Parameters
        ----------
        predictions : array-like of shape (n_samples,) or (n_samples, n_targets)
            Class numbers, or numbers as `targets` standardised them; a column for each of several targets.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
            The labels (text as dtype object), or numbers in the target's own units.

        Raises
        ------
        TableError
            When there are several targets and not as many columns, or a number is none of a class.
        """
        return decode_targets(self._targets, predictions)

    def to_dict(self) -> dict[str, object]:
        """Return the preparation as plain values that JSON can hold."""
        targets = self._targets
        target = targets[0] if len(targets) == 1 else SeveralTargets(targets)
        described: dict[str, object] = plain(_Described(self.features, target, self.missing, self.ignored))
        return described

    @classmethod
    def from_dict(cls, value: object, path: str = "preparation") -> Preparation:
        """Return the preparation that `to_dict` described.

        Parameters
        ----------
        value : object
            What a file held; nothing about it is believed.
        path : str, default="preparation"
            Where it stood, for messages.

        Returns
        -------
        Preparation

        Raises
        ------
        ModelFileError
            Names the field that is missing, unknown, of a wrong type or impossible.
        """
        found = read(_Described, value, path)
        several = found.target.targets if isinstance(found.target, SeveralTargets) else (found.target,)
        names = [column.name for column in (*found.features, *several)]
        if not found.features:
            raise ModelFileError(f"{path}.features must not be empty")
        if len(set(names)) < len(names):
            raise ModelFileError(
                f"{path}.features and its target must have different names, got {listing(names)}"
            )
        return cls(found.features, several[0], found.missing, found.ignored, several[1:])

    @property
    def _targets(self) -> tuple[Target, ...]:
        return (self.target, *self.other_targets)

    def _strips(self) -> Iterator[tuple[NumberFeature | TextFeature, ...]]:
        """Yield the features in their order: each text by itself, numbers by up to eight side by side.

        Eight floats fill a line of the processor's cache, so eight columns are copied into the inputs in the
        time of one. A strip is at most an eighth of the features, to need little memory beside the inputs.
        """
        most = max(1, min(8, len(self.features) // 8))
        for kind, group in groupby(self.features, type):
            features = tuple(group)
            size = 1 if kind is TextFeature else most
            yield from (features[first : first + size] for first in range(0, len(features), size))

    def _target_columns(self, frame: IntoDataFrame | IntoLazyFrame) -> list[polars.Series]:
        table = to_polars(frame)
        require_columns(self.target_names, table)
        return [plain_column(table[name]) for name in self.target_names]

    def _require_known_columns(self, table: polars.DataFrame) -> None:
        known = {*self.feature_names, *self.target_names, *self.ignored}
        strange = [name for name in table.columns if name not in known]
        lacking = [name for name in self.feature_names if name not in table.columns]
        if lacking:
            near = next((text for name in lacking if (text := nearest(name, strange))), "")
            unknown = f", and does not know {listing(strange)}{near}" if strange else ""
            raise TableError(
                f"the table has no column {listing(lacking, 50)}: the model was trained on "
                f"{listing(self.feature_names)}{unknown}"
            )
        if strange:
            raise TableError(
                f"the model does not know the column {listing(strange, 50)}; it was trained on "
                f"{listing(self.feature_names)}: take unknown columns out of the table"
            )

    def _reject_missing_inputs(self, table: polars.DataFrame) -> None:
        unfilled = [feature.name for feature in self.features if feature.fill is None]
        if report := missing_report(pick(table, unfilled)):
            raise TableError(
                f"values are missing in {missing_text(report, table.height)}: fill them in, take these rows "
                "out, or train a model that fills them (--missing mean or --missing most-frequent)"
            )


def _require_different_columns(names: Sequence[str], table: polars.DataFrame) -> None:
    require_columns(names, table)
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise TableError(f"features and target must be different columns; named twice: {listing(doubled)}")


def _reject_missing(table: polars.DataFrame, targets: Sequence[str], missing: Missing) -> None:
    report = missing_report(table)
    if not report:
        return
    text = missing_text(report, table.height)
    if missing == "error":
        raise TableError(f"values are missing in {text}: {WAYS_ON}")
    if missing == "drop":
        raise TableError(
            f"values are missing in {text}: missing='drop' takes rows away before the split, "
            "call drop_missing(frame) first"
        )
    if lacking := {name: report[name] for name in targets if name in report}:
        raise TableError(
            f"the target is missing in {missing_text(lacking, table.height)}, "
            "and a target cannot be filled: drop these rows (--missing drop)"
        )


def _fit_feature(
    column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing
) -> NumberFeature | TextFeature:
    kind = kind_of(column.dtype)
    if kind == "other":
        raise TableError(not_numbers(column, "leave the column out of the features"))
    if kind == "text":
        return TextFeature.fit(column, rows, missing)
    return NumberFeature.fit(column, rows, missing)
