"""Preparation of a table: columns become inputs and targets of a network, predictions become labels again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar
from warnings import warn

import numpy as np

from rosenblatt.data.columns import kind_of, labels_of, not_numbers, side_by_side
from rosenblatt.data.memory import require_memory
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature, was_missing_name
from rosenblatt.data.preparation.missing import (
    FILLED,
    MISSING,
    Missing,
    missing_report,
    missing_text,
)
from rosenblatt.data.preparation.part import StoredColumn
from rosenblatt.data.preparation.prepared_source import PreparedSource
from rosenblatt.data.preparation.targets import (
    ClassTarget,
    SeveralTargets,
    Target,
    decode_targets,
    encode_targets,
    fit_targets,
)
from rosenblatt.data.sources.frames import pick, plain_column, plain_frame, require_columns, to_polars
from rosenblatt.data.sources.stores import Store
from rosenblatt.data.table_source import TableSource
from rosenblatt.data.task import TASKS, Task
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.numbers import PLAIN, NumberForm
from rosenblatt.data.values.typed import TEXT, Form, type_columns
from rosenblatt.errors import (
    ModelFileError,
    TableError,
    TableWarning,
    counted,
    leave_out,
    listing,
    nearest,
    require_known,
)
from rosenblatt.storage.fields import Label, Names, plain, read

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import ArrayLike, NDArray

Feature = NumberFeature | TextFeature | DateFeature


_TIMES_INPUTS = 3
"""Memory of the inputs and of the copies that training and prediction make of them, in inputs; measured."""


@dataclass(frozen=True)
class _Described:
    """The description of a preparation in a file."""

    added_later: ClassVar = ("na",)

    features: tuple[NumberFeature | TextFeature | DateFeature, ...]
    target: Target | SeveralTargets
    missing: Missing
    ignored: Names
    na: Names = ()


@dataclass(frozen=True)
class Preparation:
    """The conversion of a table's columns to a network's inputs and targets, fitted on the training part.

    Numeric columns are standardised with the mean and standard deviation of the training part. Boolean
    columns and columns of only 0 and 1 stay 0 and 1. Text columns become one input for each category. Dates
    become the time since a start, month, weekday and hour.

    Attributes
    ----------
    features : tuple of NumberFeature, TextFeature or DateFeature
        How each feature's column is prepared.
    target : ClassTarget or NumberTarget
        How the target is encoded and decoded; the first one if there are several.
    missing : {"fill", "error", "drop", "mean", "most-frequent"}
        The treatment of missing values.
    ignored : tuple of str
        Other columns of the training table, which later tables may have too.
    other_targets : tuple of ClassTarget or NumberTarget
        The targets after the first, all of the same type; empty for one target.
    na : tuple of str
        Texts that mean "missing" in a file, besides the usual ones.
    """

    features: tuple[Feature, ...]
    target: Target
    missing: Missing = "error"
    ignored: tuple[str, ...] = ()
    other_targets: tuple[Target, ...] = ()
    na: tuple[str, ...] = ()

    @classmethod
    def fit(
        cls,
        frame: IntoDataFrame | IntoLazyFrame | TableSource,
        *,
        target: str | Sequence[str],
        features: Sequence[str],
        task: Task,
        missing: Missing = "error",
        standardise_target: bool = True,
        rows: NDArray[np.integer] | None = None,
        ignored: Sequence[str] = (),
        forms: Mapping[str, NumberForm | DateForm] | None = None,
        na: Sequence[str] = (),
        strict: bool = True,
        fewest_classes: int = 2,
    ) -> Preparation:
        """Fit a preparation on the training part of a table.

        Parameters
        ----------
        frame : polars.DataFrame, a frame of pandas or Arrow, or a TableSource
            The table; columns that are neither target nor features become the ignored ones. A source is read
            in passes with bounded memory; the result is that for the same rows in a frame, to the last bit.
        target : str or sequence of str
            The column to predict, or several, each of which is prepared separately.
        features : sequence of str
            The columns to predict from; their order is the order of the inputs.
        task : {"classification", "regression"}
            Whether to predict classes or numbers; the same for all targets.
        missing : {"error", "fill", "drop", "mean", "most-frequent"}, default="error"
            The treatment of missing values. ``"fill"`` replaces numbers and dates by the median of the
            training part (0/1 columns by the more frequent value) and adds an input ``"NAME was missing"``
            of 0 and 1 where values of the training part are missing; missing texts are a category
            ``"missing"``; of more than 50 different texts the 30 most frequent are categories, and the others
            one more. ``"mean"`` and ``"most-frequent"`` fill features with statistics
            of the values present in the training part (text and 0/1 columns always with the most frequent
            value). ``"drop"`` drops rows before the split: call `drop_missing` on the frame first. A missing
            target is never filled.
        standardise_target : bool, default=True
            Whether a regression's target is trained with mean 0 and standard deviation 1.
        rows : ndarray of int, optional
            The training part, as row numbers from 0; by default all rows. Of a source all rows are taken:
            give ``source.part(...)``.
        ignored : sequence of str, optional
            More columns that later tables may have.
        forms : mapping, optional
            The forms of columns whose numbers or dates were read from text, as in `Table.forms`. By default
            columns of text whose values are all dates, or numbers in a form such as ``1.234,5``, are
            converted.
        na : sequence of str, optional
            Texts that mean "missing" in a file, besides the usual ones.
        strict : bool, default=True
            Whether a feature of texts, most of which are numbers or dates, is an error; else its texts are
            categories.
        fewest_classes : {1, 2}, default=2
            How many classes a single target must have; a mixture predicts one alone, too.

        Raises
        ------
        TableError
            When a column does not exist, has missing values that are not filled, has infinite values, or
            cannot be converted to numbers; when the target has only one class.

        Warns
        -----
        TableWarning
            When most texts of a column occur only once.
        """
        require_known("task", task, TASKS, TableError)
        require_known("missing", missing, MISSING, TableError)
        targets = (target,) if isinstance(target, str) else tuple(target)
        table = frame.frame if isinstance(frame, TableSource) else to_polars(frame)
        _require_different_columns((*features, *targets), table.columns)
        used = {*features, *targets}
        others = (name for name in table.columns if name not in used)
        ignored = tuple(dict.fromkeys((*ignored, *others)))
        columns: dict[str, polars.Series | StoredColumn] = {}
        if isinstance(table, Store):
            assert isinstance(frame, TableSource)
            ignored = tuple(dict.fromkeys((*ignored, *frame.ignored)))
            table = table.only((*features, *targets)).by_columns()
            forms = frame.forms if forms is None else forms
            _reject_missing(table.null_counts(), table.height, targets, missing)
            columns = {name: StoredColumn(table, name) for name in table.columns}
        else:
            table = plain_frame(pick(table, (*features, *targets)))
            if forms is None:
                typed = type_columns(table, as_written=False)
                table, forms = typed.frame, typed.forms
            _reject_missing(missing_report(table), table.height, targets, missing)
            columns = {column.name: column for column in table.iter_columns()}
        learned = tuple(
            _fit_feature(columns[name], rows, missing, forms.get(name), strict) for name in features
        )
        truths = fit_targets(
            [columns[name] for name in targets], rows, task, standardise_target, forms, fewest_classes
        )
        return cls(learned, truths[0], missing, ignored, truths[1:], tuple(na))

    @property
    def task(self) -> Task:
        """``"classification"`` or ``"regression"``."""
        return "classification" if isinstance(self.target, ClassTarget) else "regression"

    @property
    def classes(self) -> tuple[Label, ...] | None:
        """The classes of the (first) target in the order of their numbers; None for regression."""
        return self.target.classes if isinstance(self.target, ClassTarget) else None

    @property
    def target_name(self) -> str:
        """The column of the (first) target."""
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
    def forms(self) -> Mapping[str, Form]:
        """How the columns of a new text file are read: in the forms of the training table."""
        forms: dict[str, Form] = {}
        for feature in self.features:
            if isinstance(feature, TextFeature):
                forms[feature.name] = TEXT
            else:
                forms[feature.name] = feature.form or (PLAIN if feature.kind == "number" else DateForm())
        for target in self._targets:
            is_text = isinstance(target, ClassTarget) and isinstance(target.classes[0], str)
            forms[target.name] = TEXT if is_text else target.form or PLAIN
        return forms

    @property
    def required(self) -> tuple[str, ...]:
        """The features in which a missing value is an error."""
        if self.missing == "fill":
            return ()
        return tuple(feature.name for feature in self.features if feature.fill is None)

    def filled(self, missing: Mapping[str, int]) -> tuple[str, ...]:
        """Return how missing values are replaced: a sentence for each feature that has some.

        Parameters
        ----------
        missing : mapping
            The number of missing values of columns, as `missing_report` counts them.
        """
        if self.missing not in FILLED:
            return ()
        absent = [(each, n) for each in self.features if (n := missing.get(each.name))]
        return tuple(
            f"{counted(n, 'missing value')} of '{each.name}': {self._filled_with(each)}" for each, n in absent
        )

    def _filled_with(self, feature: Feature) -> str:
        """Return what replaces the missing values of a feature."""
        if isinstance(feature, TextFeature):
            if feature.fill is None:
                return "their inputs are 0"
            return f"{'a category' if self.missing == 'fill' else 'replaced by'} {feature.fill!r}"
        assert feature.fill is not None
        fill = f"{feature.fill:.5g}" if isinstance(feature, NumberFeature) else feature.moment(feature.fill)
        by = {"fill": " (training median)", "mean": " (training mean)", "most-frequent": " (most frequent)"}
        words = f"replaced by {fill}{by.get(self.missing, '')}"
        return f"{words}, and an input {was_missing_name(feature.name)!r}" if feature.was_missing else words

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the network's inputs, such as ``"age"`` or ``"colour=red"``."""
        return tuple(name for feature in self.features for name in feature.input_names)

    @property
    def n_inputs(self) -> int:
        """Number of the network's inputs."""
        return len(self.input_names)

    def inputs(
        self,
        frame: IntoDataFrame | IntoLazyFrame,
        rows: NDArray[np.integer] | None = None,
        *,
        strict: bool = False,
        out: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Convert the features of a table to the network's inputs.

        Parameters
        ----------
        frame : polars.DataFrame, or a frame of pandas or Arrow
            Columns are found by name, in any order. It may contain the target and ignored columns.
        rows : ndarray of int, optional
            The rows to convert, as numbers from 0; by default all.
        strict : bool, default=False
            Whether a column that the training table did not have is an error.
        out : ndarray of float64, shape (n_samples, n_inputs), optional
            Zeros to write the inputs into, such as a memory map.

        Returns
        -------
        ndarray of shape (n_samples, n_inputs)
            float64, C-contiguous.

        Raises
        ------
        TableError
            When a feature is missing, a column is unknown (if ``strict``), or a value is missing, infinite
            or of the wrong type.

        Warns
        -----
        TableWarning
            When a column is unknown, which is ignored; when a text did not occur in training, so that its
            inputs are all 0; with ``missing="fill"``, when values are missing in a column that was complete
            in training.
        """
        table = to_polars(frame)
        self.require_known_columns(table.columns, strict=strict)
        table = pick(table, self.feature_names)
        report = missing_report(table)
        self.reject_missing_inputs(report, table.height)
        if rows is None and self.missing == "fill":
            self.warn_of_missing_inputs(report, table.height)
        inputs, unknown = self.converted(table, rows, out)
        for feature, texts in unknown.items():
            warn(feature.unknown_text(texts), TableWarning, stacklevel=2)
        return inputs

    def converted(
        self,
        table: polars.DataFrame,
        rows: NDArray[np.integer] | None = None,
        out: NDArray[np.float64] | None = None,
    ) -> tuple[NDArray[np.float64], dict[TextFeature, Counter[str]]]:
        """Return the inputs of a frame that has the features, and how often each unknown text occurs."""
        n_rows = table.height if rows is None else len(rows)
        if out is None:
            require_memory(
                _TIMES_INPUTS * 8 * n_rows * self.n_inputs,
                f"preparing {counted(n_rows, 'row')} as {counted(self.n_inputs, 'input')}, and working with "
                "them",
            )
        inputs = np.zeros((n_rows, self.n_inputs)) if out is None else out
        unknown = dict[TextFeature, Counter[str]]()
        first = 0
        for features in self._strips():
            columns = [plain_column(table[feature.name]) for feature in features]
            width = sum(len(feature.input_names) for feature in features)
            place = inputs[:, first : first + width]
            if isinstance(features[0], TextFeature):
                if texts := features[0].write_known(columns[0], rows, place):
                    unknown[features[0]] = texts
            else:
                strip, begin = np.empty((width, n_rows)), 0
                for feature, column in zip(features, columns, strict=True):
                    end = begin + len(feature.input_names)
                    feature.write(column, rows, strip[begin:end])
                    begin = end
                place[:] = strip.T
            first += width
        return inputs, unknown

    def source(self, source: TableSource, *, strict: bool = False) -> PreparedSource:
        """Return the rows of a source as inputs and targets of a network, prepared batch by batch.

        Parameters
        ----------
        source : TableSource
            A table that `open_table` opened. Without the target's columns the rows have no ``y``.
        strict : bool, default=False
            Whether a column that the training table did not have is an error.

        Returns
        -------
        Source
            For the ``fit``, ``score`` and ``predict`` of an estimator. Each pass raises the errors, and the
            first one gives the warnings, of `inputs` and `targets` for the whole table.

        Raises
        ------
        TableError
            When a feature is missing or, with ``strict``, a column is unknown.
        """
        return PreparedSource(self, source, strict=strict)

    def targets(
        self, frame: IntoDataFrame | IntoLazyFrame, rows: NDArray[np.integer] | None = None
    ) -> NDArray[np.int64] | NDArray[np.float64]:
        """Convert the target of a table to the values to train: class numbers, or standardised floats.

        The shape is (n_samples,), or (n_samples, n_targets) for several targets. Parameters as for `inputs`.
        Raises TableError when a target or a value is missing, or a label did not occur in training.
        """
        return encode_targets(self._targets, self._target_columns(frame), rows)

    def labels(
        self, frame: IntoDataFrame | IntoLazyFrame, rows: NDArray[np.integer] | None = None
    ) -> NDArray[np.generic]:
        """Return the target of a table unchanged, such as ``"setosa"`` or 21.5, in the shape of `targets`.

        Labels that did not occur in training are allowed. Raises TableError when a target or a value is
        missing.
        """
        return side_by_side([labels_of(column, rows) for column in self._target_columns(frame)])

    def decode(self, predictions: ArrayLike) -> NDArray[np.generic]:
        """Convert predictions to labels, or to numbers in the target's units.

        Parameters
        ----------
        predictions : array-like of shape (n_samples,) or (n_samples, n_targets)
            Class numbers, or numbers standardised like `targets`; a column for each target if there are
            several.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
            The labels (text as dtype object), or numbers in the target's units.

        Raises
        ------
        TableError
            When the number of columns is not that of the targets, or a number is not that of a class.
        """
        return decode_targets(self._targets, predictions)

    def to_dict(self) -> dict[str, object]:
        """Return a description of plain values that JSON can store."""
        targets = self._targets
        target = targets[0] if len(targets) == 1 else SeveralTargets(targets)
        described: dict[str, object] = plain(
            _Described(self.features, target, self.missing, self.ignored, self.na)
        )
        return described

    @classmethod
    def from_dict(cls, value: object, path: str = "preparation") -> Preparation:
        """Return the preparation that was described by `to_dict`.

        Parameters
        ----------
        value : object
            The untrusted content of a file.
        path : str, default="preparation"
            Its place in the file, for messages.

        Raises
        ------
        ModelFileError
            When a field is missing, unknown, of a wrong type or impossible; the message names it.
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
        return cls(found.features, several[0], found.missing, found.ignored, several[1:], found.na)

    @property
    def _targets(self) -> tuple[Target, ...]:
        return (self.target, *self.other_targets)

    def _strips(self) -> Iterator[tuple[Feature, ...]]:
        """Yield texts one by one, others in groups of a cache line's eight floats, or fewer for memory."""
        most = max(1, min(8, len(self.features) // 8))
        for is_text, group in groupby(self.features, lambda feature: isinstance(feature, TextFeature)):
            features = tuple(group)
            size = 1 if is_text else most
            yield from (features[first : first + size] for first in range(0, len(features), size))

    def _target_columns(self, frame: IntoDataFrame | IntoLazyFrame) -> list[polars.Series]:
        table = to_polars(frame)
        require_columns(self.target_names, table.columns)
        return [plain_column(table[name]) for name in self.target_names]

    def require_known_columns(self, names: Sequence[str], *, strict: bool) -> None:
        """Raise TableError if a feature is missing or, with ``strict``, a column unknown; else warn of it."""
        known = {*self.feature_names, *self.target_names, *self.ignored}
        there = set(names)
        strange = [name for name in names if name not in known]
        lacking = [name for name in self.feature_names if name not in there]
        if lacking:
            near = next((text for name in lacking if (text := nearest(name, strange))), "")
            unknown = f"; unknown columns: {listing(strange)}{near}" if strange else ""
            raise TableError(
                f"the table has no column {listing(lacking, 50)}: the model was trained on "
                f"{listing(self.feature_names)}{unknown}"
            )
        if strange and strict:
            raise TableError(
                f"the model does not know the column {listing(strange, 50)}; it was trained on "
                f"{listing(self.feature_names)}: remove unknown columns, or ignore them (omit --strict; in "
                "Python: strict=False)"
            )
        if strange:
            columns, are = ("column", "is") if len(strange) == 1 else (f"{len(strange):,} columns:", "are")
            warn(
                f"{columns} {listing(strange, 5)} did not occur in training and {are} ignored",
                TableWarning,
                stacklevel=3,
            )

    def reject_missing_inputs(self, missing: Mapping[str, int], n_rows: int) -> None:
        """Raise TableError if one of these missing values, counted by column, cannot be filled."""
        required = set(self.required)
        if report := {name: count for name, count in missing.items() if name in required}:
            raise TableError(
                f"values are missing in {missing_text(report, n_rows)}: fill them in, remove these "
                "rows, or train a model that fills them (--missing fill, mean or most-frequent)"
            )

    def warn_of_missing_inputs(self, missing: Mapping[str, int], n_rows: int) -> None:
        """Warn of missing values, counted by column, in columns that were complete in training."""
        complete = {
            feature.name
            for feature in self.features
            if (feature.fill is None if isinstance(feature, TextFeature) else not feature.was_missing)
        }
        if report := {name: count for name, count in missing.items() if name in complete}:
            warn(
                f"values are missing in {missing_text(report, n_rows)}, where none were missing in "
                "training: numbers and dates are replaced by the training median, all inputs of a text are 0",
                TableWarning,
                stacklevel=3,
            )


def _require_different_columns(names: Sequence[str], there: Sequence[str]) -> None:
    require_columns(names, there)
    if doubled := sorted(name for name, count in Counter(names).items() if count > 1):
        raise TableError(
            f"features and target must be different columns; named twice: {listing(doubled)}; name each once"
        )


def _reject_missing(report: Mapping[str, int], n_rows: int, targets: Sequence[str], missing: Missing) -> None:
    if not report:
        return
    text = missing_text(report, n_rows)
    if missing == "drop":
        raise TableError(
            f"values are missing in {text}: with missing='drop', rows are dropped before the split; call "
            "drop_missing(frame) first"
        )
    if lacking := {name: report[name] for name in targets if name in report}:
        raise TableError(
            f"the target is missing in {missing_text(lacking, n_rows)}, and targets are not filled: "
            "drop the rows with missing values (--missing drop), or name another target (--target)"
        )
    if missing not in FILLED:
        raise TableError(
            f"values are missing in {text}: fill them from the training part (--missing fill), also with the "
            "mean (--missing mean) or the most frequent value (--missing most-frequent), or drop these rows "
            "(--missing drop)"
        )


def _fit_feature(
    column: polars.Series | StoredColumn,
    rows: NDArray[np.integer] | None,
    missing: Missing,
    form: NumberForm | DateForm | None,
    strict: bool,
) -> Feature:
    """Learn how a column is prepared from the rows given."""
    kind = kind_of(column.dtype)
    if kind == "other":
        raise TableError(not_numbers(column, leave_out([column.name])))
    if kind == "date":
        return DateFeature.fit(column, rows, missing, form if isinstance(form, DateForm) else None)
    if kind == "text":
        return TextFeature.fit(column, rows, missing, strict)
    return NumberFeature.fit(column, rows, missing, form if isinstance(form, NumberForm) else None)
