"""What a tabular estimator learns of its inputs: how an array or a data frame becomes finite numbers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from rosenblatt._typing import FloatArray
from rosenblatt.data.columns import count_missing
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.data.preparation.preparation import Preparation
from rosenblatt.data.preparation.targets import ClassTarget, NumberTarget, Target
from rosenblatt.data.sources.frames import to_polars
from rosenblatt.data.values.dates import dates_of_texts
from rosenblatt.data.values.numbers import numbers_of_texts
from rosenblatt.errors import TableError, TableWarning, listing
from rosenblatt.estimators.checks import SamplesLike, as_samples
from rosenblatt.estimators.from_source import refuse_source
from rosenblatt.estimators.versions import validate_data
from rosenblatt.fitting.task import Labels

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class ArrayInputs:
    """Columns of an array: a missing number becomes the median, and a further input says that it was missing.

    ``fills``, (n_features,), are the medians of the training rows; ``flagged`` are the columns that had
    missing values there. A column without any value is 0 everywhere.
    """

    fills: NDArray[np.float64]
    flagged: NDArray[np.int64]

    @classmethod
    def fit(cls, X: FloatArray) -> ArrayInputs:
        """Learn medians from the training rows; infinite numbers have been refused before."""
        missing = np.isnan(X)
        flagged, empty = np.flatnonzero(missing.any(axis=0)), missing.all(axis=0)
        if empty.all():
            raise TableError("no column of X has a value: give a column with numbers")
        fills = np.zeros(X.shape[1])
        fills[~empty] = np.nanmedian(X[:, ~empty], axis=0)
        for column in np.flatnonzero(empty):
            warnings.warn(f"column {column} of X has no value: it is ignored", TableWarning, stacklevel=4)
        return cls(fills, flagged)

    def inputs(self, X: FloatArray) -> NDArray[np.float64]:
        """Return the prepared inputs: filled columns, each followed by its 0/1 input if it is flagged."""
        numbers = np.asarray(X, np.float64)
        missing = np.isnan(numbers)
        if missing.any():
            numbers = np.where(missing, self.fills, numbers)
        if not len(self.flagged):
            return numbers
        return np.insert(numbers, self.flagged + 1, missing[:, self.flagged], axis=1)

    def preparation(self, names: Sequence[str], target: Target) -> Preparation:
        """Return the same as the preparation of a table with these columns."""
        flagged = set(self.flagged.tolist())
        features = [
            NumberFeature(name, 0.0, 1.0, float(fill), place in flagged)
            for place, (name, fill) in enumerate(zip(names, self.fills, strict=True))
        ]
        return Preparation(tuple(features), target, "fill")


@dataclass(frozen=True)
class FrameInputs:
    """Columns of a data frame, by the preparation of a table: numbers, texts, categories, missing values."""

    preparation: Preparation

    @classmethod
    def fit(cls, frame: polars.DataFrame, y: Labels, classes: Labels | None) -> FrameInputs:
        """Learn how each column is prepared; a column without any value is ignored, with a warning."""
        empty = [column.name for column in frame.iter_columns() if count_missing(column) == frame.height]
        if len(empty) == frame.width:
            raise TableError("no column of X has a value: give a column with numbers or texts")
        if empty:
            warnings.warn(
                f"columns without any value are ignored: {listing(empty)}", TableWarning, stacklevel=4
            )
        features = [name for name in frame.columns if name not in empty]
        target = _free_name("target", frame.columns)
        table = frame.with_columns(_zeros(target, frame.height))
        preparation = Preparation.fit(
            table,
            target=target,
            features=features,
            task="regression",
            missing="fill",
            ignored=empty,
            strict=False,
        )
        if classes is None:
            return cls(replace(preparation, target=NumberTarget(target, 0.0, 1.0)))
        return cls(replace(preparation, target=ClassTarget(target, tuple(classes.tolist()))))

    def inputs(self, frame: polars.DataFrame) -> NDArray[np.float64]:
        """Return the prepared inputs, (n_rows, n_inputs).

        Texts that are no numbers or dates in a column whose texts were these in training count as missing,
        with a warning.
        """
        import polars

        types = dict(frame.schema)
        for feature in self.preparation.features:
            if types.get(feature.name) == polars.String and not isinstance(feature, TextFeature):
                frame = frame.with_columns(_readable(frame[feature.name], feature))
        return self.preparation.inputs(frame)


Inputs = ArrayInputs | FrameInputs


def _readable(texts: polars.Series, feature: NumberFeature | DateFeature) -> polars.Series:
    """Return texts with nulls for those that the feature cannot read; all of them if it can read none."""
    if _can_read(texts, feature):
        return texts
    different = texts.drop_nulls().unique()
    each = (different[place : place + 1] for place in range(len(different)))
    strange = [one[0] for one in each if not _can_read(one, feature)]
    if len(strange) == len(different):
        return texts
    what = "numbers" if isinstance(feature, NumberFeature) else "dates"
    warnings.warn(
        f"column {texts.name!r} holds {listing(sorted(strange), 5)}, but held {what} in training; "
        "they count as missing",
        TableWarning,
        stacklevel=5,
    )
    return texts.set(texts.is_in(strange), None)


def _can_read(texts: polars.Series, feature: NumberFeature | DateFeature) -> bool:
    try:
        if isinstance(feature, NumberFeature):
            numbers_of_texts(texts, feature.form)
        else:
            dates_of_texts(texts, feature.form)
    except TableError:
        return False
    return True


def checked_samples(
    estimator: BaseEstimator, X: SamplesLike, *, reset: bool
) -> FloatArray | polars.DataFrame:
    """Return samples as an array with NaNs or as a polars frame, their width and names checked.

    With ``reset`` the estimator learns number and names of the features, else it compares them.
    """
    refuse_source(estimator, X)
    given: Any = as_samples(X)
    if _is_frame(given):
        validate_data(estimator, given, reset=reset, skip_check_array=True)
        frame = _as_polars(given)
        if frame.height == 0:
            raise TableError("X has 0 rows, at least 1 is needed: give a data frame with rows")
        return frame
    samples: FloatArray = validate_data(
        estimator,
        given,
        dtype=(np.float64, np.float32),
        ensure_all_finite="allow-nan",
        reset=reset,
    )
    return samples


def _is_frame(X: object) -> bool:
    if isinstance(X, np.ndarray | list | tuple):
        return False
    import narwhals as nw

    return bool(nw.dependencies.is_into_dataframe(X))


def _as_polars(frame: Any) -> polars.DataFrame:  # noqa: ANN401  # of any library
    """A frame of any library with names that are text."""
    names = [str(name) for name in frame.columns] if hasattr(frame, "set_axis") else None
    if names is not None and any(not isinstance(name, str) for name in frame.columns):
        frame = frame.set_axis(names, axis=1)
    return to_polars(frame)


def _zeros(name: str, n: int) -> polars.Series:
    import polars

    return polars.Series(name, np.zeros(n))


def _free_name(name: str, taken: list[str]) -> str:
    while name in taken:
        name = f"{name}_"
    return name
