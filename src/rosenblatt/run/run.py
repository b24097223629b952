"""A run: one training on one table, with everything its folder, its report and the screen tell of it.

These are values. :func:`rosenblatt.run.run_table` makes them,
:mod:`rosenblatt.run.folder.folder` writes and reads them, and the command and the report only read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.columns import ColumnSummary
from rosenblatt.insight.diagnosis.finding import Finding

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.insight.separation.perceptron import Separations
    from rosenblatt.model import Model
    from rosenblatt.run.branching.parent import Parent
    from rosenblatt.run.settings import RunSettings


@dataclass(frozen=True)
class TableSummary:
    """What a table holds, without its rows.

    Attributes
    ----------
    name, source, description : str
        What it is called, where it came from, and one sentence about it.
    n_rows : int
        How many rows it has.
    columns : tuple of ColumnSummary
        The features in order, then the target.
    first_rows : tuple of tuple
        The first rows, their values in the order of ``columns``.
    target : str or None
        The name of the target; of several, the first one's.
    classes : tuple of (object, int)
        The target's values with how often each occurs, sorted by value; empty for a regression and for
        several targets.
    digest : str
        SHA-256 over the names, types and values, as hexadecimal digits.
    other_targets : tuple of str
        The names of the targets after the first.
    """

    name: str
    source: str
    description: str
    n_rows: int
    columns: tuple[ColumnSummary, ...]
    first_rows: tuple[tuple[object, ...], ...]
    target: str | None
    classes: tuple[tuple[object, int], ...]
    digest: str
    other_targets: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of all targets; empty where none is known."""
        return () if self.target is None else (self.target, *self.other_targets)


@dataclass(frozen=True)
class SequencesSummary:
    """How a run's rows form sequences.

    Attributes
    ----------
    column : str or None
        The column that cuts them; None for a stream.
    n_training, n_test : int
        How many sequences each part holds; of a stream 1, or 0 if nothing is held out.
    training_steps, test_steps : int
        How many steps they have.
    shortest, longest : int
        Steps of the shortest and of the longest sequence.
    median : float
        Half of the sequences have no more steps than this.
    answered : {"every", "last"}
        Whether each step is answered, or each sequence once, after its last.
    """

    column: str | None
    n_training: int
    n_test: int
    training_steps: int
    test_steps: int
    shortest: int
    longest: int
    median: float
    answered: str

    @property
    def is_stream(self) -> bool:
        """Whether all rows are one sequence."""
        return self.column is None


@dataclass(frozen=True)
class Evaluation:
    """How well the predictions meet the truth.

    Attributes
    ----------
    part : str
        The rows it was measured on: ``"test"`` (held out), or ``"training"`` when nothing was held out.
    rows : ndarray of shape (n_samples,)
        Which rows of the table these are, counted from 1.
    truth, predicted : ndarray of shape (n_samples,) or (n_samples, n_targets)
        Targets and predictions in the table's own words and units.
    probabilities : ndarray of shape (n_samples, n_classes) or None
        The probability of each class, in the order of the model's classes; of several targets one beside the
        other.
    score_name : str
        ``"accuracy"`` or ``"R²"``.
    score, training_score : float
        The score on ``part``, and on the training part.
    baseline : float
        What a model that has learned nothing scores on ``part``.
    baseline_text : str
        That model in words: ``"always the most frequent class, setosa"``.
    repeats : ndarray of shape (n_repeats,)
        Scores over other random splits, each prepared and trained anew; may be empty.
    repeats_over : {"splits", "seeds"}
        What was other: of a stream, whose split is fixed, the seeds of the training.
    second_baseline : float or None
        Of a series: what the other of two ways to know nothing scores, which are to give the last known value
        and to give the mean. ``baseline`` is the better one.
    second_baseline_text : str
        That in words.
    steps : ndarray of shape (n_samples,) or None
        Of sequences: which step of its sequence each row is, counted from 1.
    sequences : ndarray of str, shape (n_samples,), or None
        Of sequences that a column cuts: the name of each row's.
    """

    part: str
    rows: NDArray[np.int64]
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    probabilities: NDArray[np.floating] | None
    score_name: str
    score: float
    training_score: float
    baseline: float
    baseline_text: str
    repeats: NDArray[np.float64]
    repeats_over: str = "splits"
    second_baseline: float | None = None
    second_baseline_text: str = ""
    steps: NDArray[np.int64] | None = None
    sequences: NDArray[np.str_] | None = None


@dataclass(frozen=True)
class Samples:
    """Some prepared samples of a run, for its pictures.

    Attributes
    ----------
    inputs : ndarray of shape (n_samples, n_inputs)
        What the network sees: prepared features.
    labels : ndarray of shape (n_samples,) or (n_samples, n_targets)
        The targets in the table's own words and units.
    part : ndarray of shape (n_samples,)
        ``"training"`` or ``"test"``.
    rows : ndarray of shape (n_samples,) or None
        Which rows of the table these are, counted from 1; None in a folder of an older version.
    sequence : ndarray of int64, shape (n_samples,), or None
        Of steps: the number of each one's sequence among those kept here, counted from 1. They are whole
        sequences, or the steps of a stream around the end of its training part.
    """

    inputs: NDArray[np.float64]
    labels: NDArray[np.generic]
    part: NDArray[np.str_]
    rows: NDArray[np.int64] | None = None
    sequence: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Run:
    """One training on one table and what came of it.

    Attributes
    ----------
    settings : RunSettings
        What was asked, with every default filled in.
    table_summary : TableSummary
        The data.
    task : str
        ``"classification"`` or ``"regression"``.
    n_training, n_test : int
        How many rows each part holds.
    model : Model
        The trained network with its preparation.
    history : History
        A row an epoch.
    evaluation : Evaluation
        Predictions beside the truth, the score, its baseline and its spread.
    findings : tuple of Finding
        Warnings in words.
    samples : Samples
        At most 600 prepared samples, for the pictures.
    parameters : mapping
        Every parameter of the estimator, by name, as it was trained.
    stopped_by : str
        ``"converged"``, ``"max_iter"``, ``"early stopping"``, ``"callback"`` or ``"interrupt"``.
    interrupted : bool
        Whether Ctrl-C ended the training, or the measuring of the spread.
    seconds : float
        How long the fit took.
    versions : mapping
        Versions of Python, Rosenblatt and the libraries under it.
    created : str
        When, in UTC, as ISO 8601.
    separability : Separations or None
        Of a perceptron: whether planes can separate the rows it was trained on, and whether it goes round and
        round. None where that is not known.
    parent : Parent or None
        Of a branch: the run and the snapshot from which it went on.
    sequences : SequencesSummary or None
        Of a recurrent network: how the rows form sequences.
    """

    settings: RunSettings
    table_summary: TableSummary
    task: str
    n_training: int
    n_test: int
    model: Model
    history: History
    evaluation: Evaluation
    findings: tuple[Finding, ...]
    samples: Samples
    parameters: Mapping[str, object]
    stopped_by: str
    interrupted: bool
    seconds: float
    versions: Mapping[str, str]
    created: str
    separability: Separations | None = None
    parent: Parent | None = None
    sequences: SequencesSummary | None = None

    @property
    def answered(self) -> str:
        """What is answered: ``"rows"``, the ``"steps"`` of sequences, or ``"sequences"``."""
        if self.sequences is None:
            return "rows"
        return "steps" if self.sequences.answered == "every" else "sequences"
