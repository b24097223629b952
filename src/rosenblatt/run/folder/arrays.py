"""The arrays of a run as data frames for Parquet, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.run.run import Run
from rosenblatt.trial.samples import Samples

if TYPE_CHECKING:
    import polars

    from rosenblatt.model import Model

_TRUTH = "truth"
_PREDICTED = "predicted"
_LABEL = "label"
_INPUT = "input "
_PROBABILITY = "probability "


@dataclass(frozen=True)
class Predictions:
    """Predictions beside the truth; see :class:`rosenblatt.run.Evaluation`."""

    rows: NDArray[np.int64]
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    probabilities: NDArray[np.floating] | None
    steps: NDArray[np.int64] | None = None
    sequences: NDArray[np.str_] | None = None


def predictions_frame(run: Run) -> polars.DataFrame:
    """Columns ``row`` (``sequence``, ``step``), ``truth``, ``predicted``, ``probability setosa``, ..."""
    import polars

    evaluation = run.evaluation
    columns = [polars.Series("row", evaluation.rows)]
    if evaluation.sequences is not None:
        columns.append(polars.Series("sequence", evaluation.sequences.tolist()))
    if evaluation.steps is not None:
        columns.append(polars.Series("step", evaluation.steps))
    columns += _label_columns(_TRUTH, evaluation.truth, run.model)
    columns += prediction_columns(evaluation.predicted, run.model)
    if evaluation.probabilities is not None:
        columns += probability_columns(run.model, evaluation.probabilities)
    return polars.DataFrame(columns)


def prediction_columns(predicted: NDArray[np.generic], model: Model) -> list[polars.Series]:
    """Return predictions as the column ``predicted``; for several targets ``predicted price``, ..."""
    return _label_columns(_PREDICTED, predicted, model)


def probability_columns(model: Model, probabilities: NDArray[np.floating]) -> list[polars.Series]:
    """Return a column a class, ``probability setosa``, ...; for several targets ``probability size big``."""
    import polars

    pairs = zip(class_names(model.classes, model), probabilities.T, strict=True)
    return [polars.Series(f"{_PROBABILITY}{name}", values) for name, values in pairs]


def class_names(classes: tuple[object, ...] | None, model: Model | None = None) -> list[str]:
    """Return the name of each class; those of several targets begin with their target's name or number."""
    names: list[str] = []
    for place, each in enumerate(classes or ()):
        if isinstance(each, tuple):
            names += [f"{_target_name(model, place)} {name}" for name in each]
        else:
            names.append(str(each))
    return names


def to_predictions(frame: polars.DataFrame) -> Predictions:
    """Return what :func:`predictions_frame` was made of."""
    _require(frame, "row", _TRUTH, _PREDICTED)
    shares = frame.select([name for name in frame.columns if name.startswith(_PROBABILITY)])
    has = frame.columns
    return Predictions(
        rows=frame["row"].to_numpy(),
        truth=_labels(frame, _TRUTH),
        predicted=_labels(frame, _PREDICTED),
        probabilities=shares.to_numpy() if shares.width else None,
        steps=frame["step"].to_numpy() if "step" in has else None,
        sequences=np.asarray(frame["sequence"].to_list(), dtype=np.str_) if "sequence" in has else None,
    )


def samples_frame(run: Run) -> polars.DataFrame:
    """Columns ``row`` (``sequence``), ``part``, ``label`` (by target), then ``input petal width``, ..."""
    import polars

    samples, preparation = run.samples, run.model.preparation
    names = preparation.input_names if preparation is not None else range(samples.inputs.shape[1])
    inputs = zip(names, samples.inputs.T, strict=True)
    rows = [] if samples.rows is None else [polars.Series("row", samples.rows)]
    return polars.DataFrame(
        [
            *rows,
            *([] if samples.sequence is None else [polars.Series("sequence", samples.sequence)]),
            polars.Series("part", samples.part.tolist()),
            *_label_columns(_LABEL, samples.labels, run.model),
            *(polars.Series(f"{_INPUT}{name}", values) for name, values in inputs),
        ]
    )


def to_samples(frame: polars.DataFrame) -> Samples:
    """Return what :func:`samples_frame` was made of."""
    _require(frame, "part", _LABEL)
    inputs = frame.select([name for name in frame.columns if name.startswith(_INPUT)])
    return Samples(
        inputs=np.ascontiguousarray(inputs.to_numpy(), dtype=np.float64),
        labels=_labels(frame, _LABEL),
        part=np.asarray(frame["part"].to_list(), dtype=np.str_),
        rows=frame["row"].to_numpy() if "row" in frame.columns else None,  # not in older folders
        sequence=frame["sequence"].to_numpy() if "sequence" in frame.columns else None,
    )


def _label_columns(what: str, labels: NDArray[np.generic], model: Model) -> list[polars.Series]:
    """Return labels as the column ``what``, or a column for each of several targets."""
    if labels.ndim == 1:
        return [labels_column(what, labels)]
    return [
        labels_column(f"{what} {_target_name(model, place)}", each) for place, each in enumerate(labels.T)
    ]


def _target_name(model: Model | None, place: int) -> str:
    """Return a target's name, or its number counted from 1 where none is known."""
    preparation = None if model is None else model.preparation
    return str(place + 1) if preparation is None else preparation.target_names[place]


def _labels(frame: polars.DataFrame, what: str) -> NDArray[np.generic]:
    """Return what :func:`_label_columns` was made of."""
    from rosenblatt.data.columns import labels_of, side_by_side

    if what in frame.columns:
        return labels_of(frame[what])
    several = [name for name in frame.columns if name.startswith(f"{what} ")]
    return side_by_side([labels_of(frame[name]) for name in several])


def labels_column(name: str, labels: NDArray[np.generic]) -> polars.Series:
    """Return labels or numbers as a column of their own type."""
    import polars

    return polars.Series(name, labels.tolist() if labels.dtype.kind in "OU" else labels)


def _require(frame: polars.DataFrame, *names: str) -> None:
    there = frame.columns
    lacking = [
        name for name in names if name not in there and not any(each.startswith(f"{name} ") for each in there)
    ]
    if lacking:
        raise RosenblattError(f"a Parquet file lacks the columns {', '.join(lacking)}")
