"""Run: one training on one table, with everything that its folder, its report and the screen show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.insight.diagnosis.finding import Diagnosis

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.insight.diagnosis.finding import Finding, Unasked
    from rosenblatt.insight.separation.perceptron import Separations
    from rosenblatt.model import Model
    from rosenblatt.run.branching.parent import Parent
    from rosenblatt.trial.effects import Effects
    from rosenblatt.trial.evaluation import Evaluation
    from rosenblatt.trial.learning import LearningCurve
    from rosenblatt.trial.mixture import MixtureSummary
    from rosenblatt.trial.samples import Samples
    from rosenblatt.trial.settings import RunSettings
    from rosenblatt.trial.shown import Shown
    from rosenblatt.trial.summary import SequencesSummary, TableSummary


@dataclass(frozen=True)
class Run:
    """One training on one table and its results.

    Attributes
    ----------
    settings : RunSettings
        With every default filled in.
    table_summary : TableSummary
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
    checked : tuple of str
        The kinds of findings that were checked; empty of a run that an older version made.
    unchecked : tuple of Unasked
        The kinds that could not be checked, each with what it needs.
    shown : Shown or None
        Which predictions the report shows one by one, the worst first; None of a run of an older version.
    learning : LearningCurve or None
        Scores over the number of training rows, where they are cheap to measure.
    samples : Samples
        At most 600 prepared samples, for the pictures.
    parameters, versions : mapping
        Every parameter of the estimator as trained, and the versions of Python and the libraries, by name.
    stopped_by : str
        ``"converged"``, ``"max_iter"``, ``"early stopping"``, ``"callback"`` or ``"interrupt"``.
    interrupted : bool
        Whether Ctrl-C ended the training, or the measuring of the spread.
    seconds : float
        How long the fit took.
    created : str
        When, in UTC, as ISO 8601.
    separability : Separations or None
        Of a perceptron: whether planes can separate the rows it was trained on, and whether it cycles. None
        if that is not known.
    parent : Parent or None
        Of a branch: the run and the snapshot that it starts from.
    sequences : SequencesSummary or None
        Of a recurrent network: how the rows form sequences.
    mixture : MixtureSummary or None
        Of a mixture: its members, with their out-of-fold scores.
    effects : Effects or None
        Of a mixture: what each column does to the predictions, the most important first.
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
    mixture: MixtureSummary | None = None
    effects: Effects | None = None
    checked: tuple[str, ...] = ()
    unchecked: tuple[Unasked, ...] = ()
    shown: Shown | None = None
    learning: LearningCurve | None = None

    @property
    def diagnosis(self) -> Diagnosis:
        """The findings with the checks that were made, and those that could not be made."""
        return Diagnosis(self.findings, self.checked, self.unchecked)

    @property
    def answered(self) -> str:
        """What is predicted: ``"rows"``, ``"sequences"``, or their ``"steps"``, which may be ``"years"``."""
        if self.sequences is None:
            return "rows"
        return f"{self.table_summary.step_name}s" if self.sequences.answered == "every" else "sequences"

    @property
    def identity(self) -> str:
        """SHA-256 over its time, table, epochs and parameters; the same for a run and for its folder."""
        total = hashlib.sha256()
        total.update(f"{self.created};{self.table_summary.digest};".encode())
        total.update(np.ascontiguousarray(self.history.rows, "<f8").tobytes())
        for parameters in self.model.all_parameters:
            total.update(np.ascontiguousarray(parameters, parameters.dtype.newbyteorder("<")).tobytes())
        return total.hexdigest()
