"""One attempt: split the rows, fit the preparation on the training part, train, score."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import TableError
from rosenblatt.run.evaluation import score
from rosenblatt.run.parts import Part, Prepared
from rosenblatt.run.sequence_parts import prepare_sequences, whole_sequences

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data import Table
    from rosenblatt.data.task import Task
    from rosenblatt.model import Model
    from rosenblatt.run.estimator import Estimator
    from rosenblatt.run.folder.unfinished import Unfinished
    from rosenblatt.run.settings import RunSettings


@dataclass(frozen=True)
class Attempt:
    """An estimator trained on the training part.

    Attributes
    ----------
    prepared : Prepared
        What it was trained on.
    estimator : Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or RecurrentRegressor
        Fitted.
    seconds : float
        How long the fit took.
    """

    prepared: Prepared
    estimator: Estimator
    seconds: float

    @cached_property
    def model(self) -> Model:
        """The trained network with its preparation."""
        from rosenblatt.model import Model

        cut = self.prepared.training.sequences
        sequence = None if cut is None else cut.column
        return Model.from_estimator(self.estimator, self.prepared.preparation, sequence=sequence)

    def score(self, part: Part) -> float:
        """Score the predictions for a part."""
        return score(self.model.task, part.truth, self.model.decide(part.outputs(self.model)))


def split(n_rows: int, test_size: float, seed: int) -> tuple[IntArray, IntArray]:
    """Choose the rows of the training and the test part.

    Parameters
    ----------
    n_rows : int
        How many rows there are.
    test_size : float
        The share held out; 0 holds out none and keeps the order.
    seed : int
        Same seed, same split as scikit-learn's ``train_test_split``.

    Returns
    -------
    training, test : ndarray of int
        Row numbers, counted from 0.
    """
    rows = np.arange(n_rows)
    if test_size == 0:
        return rows, rows[:0]
    if n_rows < 2:
        raise TableError(
            f"{n_rows} row cannot be split into a training and a test part: give more, or --test-size 0"
        )
    from sklearn.model_selection import train_test_split

    try:
        training, test = train_test_split(rows, test_size=test_size, random_state=seed)
    except ValueError:
        raise TableError(
            f"test_size {test_size} of {n_rows} rows leaves no row to train on: give a smaller share"
        ) from None
    return training, test


def whole_rows(table: Table, settings: RunSettings) -> tuple[Table, IntArray]:
    """Return the table without the rows that are left out, and which rows it has, counted from 1.

    With ``missing="drop"`` those are the rows in which a value is missing, or their whole sequences.
    """
    if settings.missing != "drop":
        return table, np.arange(1, table.n_rows + 1)
    if settings.is_recurrent:
        return whole_sequences(table, settings)
    from rosenblatt.data import drop_missing

    numbers = "row"
    while numbers in table.frame.columns:
        numbers += "_"
    frame = drop_missing(table.frame.with_row_index(numbers, offset=1))
    kept = frame[numbers].to_numpy().astype(np.int64)
    return dataclasses.replace(table, frame=frame.drop(numbers)), kept


def prepare(table: Table, kept: IntArray, settings: RunSettings, task: Task, seed: int) -> Prepared:
    """Split the rows, fit the preparation on the training part and prepare both.

    Parameters
    ----------
    table : Table
        The table; rows with missing values are already dropped if that was asked.
    kept : ndarray of int
        Which rows of the table as it was read these are, counted from 1.
    settings : RunSettings
        Resolved settings.
    task : {"classification", "regression"}
        What is predicted.
    seed : int
        Seeds the split.

    Returns
    -------
    Prepared
    """
    if settings.is_recurrent:
        return prepare_sequences(table, kept, settings, task, seed)
    from rosenblatt.data import Preparation

    assert settings.test_size is not None
    assert settings.missing is not None
    frame = table.frame
    rows, test_rows = split(frame.height, settings.test_size, seed)
    preparation = Preparation.fit(
        frame,
        target=table.targets,
        features=table.features,
        task=task,
        missing=settings.missing,
        rows=rows,
        ignored=table.ignored,
    )
    training, test = (
        Part(kept[part], preparation.inputs(frame, part), preparation.labels(frame, part))
        for part in (rows, test_rows)
    )
    return Prepared(preparation, training, test, preparation.targets(frame, rows))


def attempt(
    prepared: Prepared, estimator: Estimator, unfinished: Unfinished | None = None, *, same_data: bool = True
) -> Attempt:
    """Train an estimator on the training part; what Ctrl-C leaves of it counts as trained.

    Parameters
    ----------
    prepared : Prepared
        The parts.
    estimator : Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or RecurrentRegressor
        Not yet fitted.
    unfinished : Unfinished, optional
        Where checkpoints are kept; if there is one already, training goes on from it.
    same_data : bool, default=True
        Whether a checkpoint of other data is refused.

    Returns
    -------
    Attempt
    """
    begin = time.perf_counter()
    inputs, targets = prepared.learned
    try:
        if unfinished is None:
            estimator.fit(inputs, targets)
        elif unfinished.has_checkpoint:
            estimator._resume(unfinished.checkpoint, inputs, targets, same_data=same_data)
        else:
            estimator.fit(
                inputs, targets, checkpoint=unfinished.checkpoint, checkpoint_every=unfinished.every
            )
    except KeyboardInterrupt:
        if getattr(estimator, "stopped_by_", None) != "interrupt":
            raise
    return Attempt(prepared, estimator, time.perf_counter() - begin)
