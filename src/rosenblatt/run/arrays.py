"""The arrays of a run as data frames for Parquet, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.run.run import Run, Samples

if TYPE_CHECKING:
    import polars

    from rosenblatt.modelfile import Model

_INPUT = "input "
_PROBABILITY = "probability "


@dataclass(frozen=True)
class Predictions:
    """Predictions beside the truth; see :class:`rosenblatt.run.Evaluation`."""

    rows: NDArray[np.int64]
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    probabilities: NDArray[np.floating] | None


def predictions_frame(run: Run) -> polars.DataFrame:
    """Return the evaluated rows: ``row``, ``truth``, ``predicted`` and perhaps ``probability setosa``, ..."""
    import polars

    evaluation = run.evaluation
    columns = [
        polars.Series("row", evaluation.rows),
        labels_column("truth", evaluation.truth),
        labels_column("predicted", evaluation.predicted),
    ]
    if evaluation.probabilities is not None:
        columns += probability_columns(run.model, evaluation.probabilities)
    return polars.DataFrame(columns)


def prediction_columns(predicted: NDArray[np.generic]) -> list[polars.Series]:
    """Return predictions as the column ``predicted``; for several targets ``predicted 1``, ..."""
    if predicted.ndim == 1:
        return [labels_column("predicted", predicted)]
    return [labels_column(f"predicted {number}", each) for number, each in enumerate(predicted.T, start=1)]


def probability_columns(model: Model, probabilities: NDArray[np.floating]) -> list[polars.Series]:
    """Return a column a class, ``probability setosa``, ...; for several targets ``probability 1 setosa``."""
    import polars

    names: list[str] = []
    for number, each in enumerate(model.classes or (), start=1):
        names += [f"{number} {name}" for name in each] if isinstance(each, tuple) else [str(each)]
    pairs = zip(names, probabilities.T, strict=True)
    return [polars.Series(f"{_PROBABILITY}{name}", values) for name, values in pairs]


def to_predictions(frame: polars.DataFrame) -> Predictions:
    """Return what :func:`predictions_frame` was made of."""
    from rosenblatt.data.values import labels_of

    _require(frame, "row", "truth", "predicted")
    shares = frame.select([name for name in frame.columns if name.startswith(_PROBABILITY)])
    return Predictions(
        rows=frame["row"].to_numpy(),
        truth=labels_of(frame["truth"]),
        predicted=labels_of(frame["predicted"]),
        probabilities=shares.to_numpy() if shares.width else None,
    )


def samples_frame(run: Run) -> polars.DataFrame:
    """Return the samples: ``row``, ``part``, ``label``, then ``input petal width``, ..."""
    import polars

    samples, preparation = run.samples, run.model.preparation
    names = preparation.input_names if preparation is not None else range(samples.inputs.shape[1])
    inputs = zip(names, samples.inputs.T, strict=True)
    rows = [] if samples.rows is None else [polars.Series("row", samples.rows)]
    return polars.DataFrame(
        [
            *rows,
            polars.Series("part", samples.part.tolist()),
            labels_column("label", samples.labels),
            *(polars.Series(f"{_INPUT}{name}", values) for name, values in inputs),
        ]
    )


def to_samples(frame: polars.DataFrame) -> Samples:
    """Return what :func:`samples_frame` was made of."""
    from rosenblatt.data.values import labels_of

    _require(frame, "part", "label")
    inputs = frame.select([name for name in frame.columns if name.startswith(_INPUT)])
    return Samples(
        inputs=np.ascontiguousarray(inputs.to_numpy(), dtype=np.float64),
        labels=labels_of(frame["label"]),
        part=np.asarray(frame["part"].to_list(), dtype=np.str_),
        rows=frame["row"].to_numpy() if "row" in frame.columns else None,  # not in older folders
    )


def labels_column(name: str, labels: NDArray[np.generic]) -> polars.Series:
    """Return labels or numbers as a column of their own type."""
    import polars

    return polars.Series(name, labels.tolist() if labels.dtype.kind in "OU" else labels)


def _require(frame: polars.DataFrame, *names: str) -> None:
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        raise RosenblattError(f"a Parquet file lacks the columns {', '.join(lacking)}")
