"""run_table: train on a table, evaluate the network and gather the findings."""

from __future__ import annotations

import dataclasses
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.task import Task, infer_task
from rosenblatt.fitting import Checkpoints, owner_of
from rosenblatt.insight.separation.perceptron import Separations, examine_perceptron
from rosenblatt.run.findings import find
from rosenblatt.run.run import Run
from rosenblatt.training.advance import HeldInterrupts
from rosenblatt.trial.effects import column_effects
from rosenblatt.trial.evaluation import evaluate
from rosenblatt.trial.learning import LearningCurve, learning_curve
from rosenblatt.trial.prepare import prepare, whole_rows
from rosenblatt.trial.repeats import Spread, repeat, with_repeats, with_seed
from rosenblatt.trial.samples import choose_samples
from rosenblatt.trial.shown import choose_shown
from rosenblatt.trial.summary import TableSummary, summarise, summarise_sequences
from rosenblatt.trial.trial import Trained, Trial
from rosenblatt.trial.watcher import Watcher

if TYPE_CHECKING:
    from pathlib import Path

    from rosenblatt._typing import IntArray
    from rosenblatt.data.table import Table
    from rosenblatt.many import Client
    from rosenblatt.run.folder.unfinished import Unfinished
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.settings import RunSettings

LIBRARIES = ("numpy", "scipy", "scikit-learn", "polars")


def run_table(
    settings: RunSettings,
    *,
    table: Table | None = None,
    watcher: Watcher | None = None,
    unfinished: Unfinished | None = None,
    same_data: bool = True,
    record_path: Path | None = None,
    client: Client | None = None,
) -> Run:
    """Load a table, train on one part of it, evaluate on the other, and gather the findings.

    Ctrl-C ends the training, not the run: the network is evaluated as it is then, ``stopped_by`` is
    ``"interrupt"``, and the watcher is notified.

    Parameters
    ----------
    settings : RunSettings
    table : Table, optional
        The table, if it is loaded already. Default: what ``settings.table`` names.
    watcher : Watcher, optional
        Receives the events of the run.
    unfinished : Unfinished, optional
        Where checkpoints are written; if there is one already, training continues from it.
    same_data : bool, default=True
        Whether a checkpoint of other data is refused.
    record_path : Path, optional
        The file that the training is recorded in, if ``settings.record`` asks for a recording.
    client : distributed.Client, str or Executor, optional
        Where the repeats are trained; see :func:`rosenblatt.insight.seeds`. Default: here.

    Returns
    -------
    Run

    Raises
    ------
    RosenblattError
        If the table cannot be read or used, a parameter is impossible, or training diverges.
    """
    watcher = Watcher() if watcher is None else watcher
    table = settings.load() if table is None else table
    settings = settings.resolved(table)
    task = settings.task or infer_task(table.frame[table.target])
    summary = summarise(table, task, is_inferred=settings.task is None)
    settings = settings.for_task(table, task)
    whole, kept = whole_rows(table, settings)

    def prepared_with(seed: int) -> Prepared:
        return prepare(whole, kept, settings, task, seed)

    with gathered_warnings() as of_table:
        trial = Trial.of(settings, task)
        prepared = prepared_with(settings.seed or 0)
    with gathered_warnings() as of_training:
        watcher.loaded(summary, settings, task)
        show_parts(watcher, prepared)
        trained = _train(
            trial.recorded(settings.record, record_path), prepared, watcher, unfinished, same_data
        )
    settings = with_repeats(settings, trained)
    spread = measured_spread(settings, trained, _SplitScore(settings, task, whole, kept), watcher, client)
    curve = None
    if not spread.interrupted and (len(spread.scores) >= LEAST_REPEATS or trained.mixture is not None):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            curve = measured_curve(settings, trained, task, prepared_with)
    with HeldInterrupts() as interrupt:
        run = put_together(
            settings, table, summary, trained, spread, _separations(trained), of_table, of_training
        )
        run = dataclasses.replace(run, effects=column_effects(trained, table), learning=curve)
    return dataclasses.replace(run, interrupted=run.interrupted or interrupt.asked)


@dataclasses.dataclass(frozen=True)
class _SplitScore:
    """The score of the same training on another split, as a function of its seed that can be pickled."""

    settings: RunSettings
    task: Task
    whole: Table
    kept: IntArray

    def __call__(self, seed: int) -> float:
        """Prepare, train and score."""
        prepared = prepare(self.whole, self.kept, self.settings, self.task, seed)
        return scored(Trial.of(with_seed(self.settings, seed), self.task).train(prepared))


def _separations(trained: Trained) -> Separations | None:
    """What is known about the separability of a perceptron's training rows."""
    if trained.model.kind != "perceptron" or trained.fit is None:
        return None
    part = trained.prepared.training
    return examine_perceptron(trained.fit, trained.model.classes or (), part.inputs, part.truth, part.rows)


def _train(
    trial: Trial, prepared: Prepared, watcher: Watcher, unfinished: Unfinished | None, same_data: bool
) -> Trained:
    """Train, with checkpoints if they are asked for."""
    if unfinished is None:
        return trial.train(prepared, watcher)
    from rosenblatt.checkpoint import load_checkpoint

    return trial.train(
        prepared,
        watcher,
        checkpoints=Checkpoints(
            unfinished.checkpoint, unfinished.every, owner_of(trial.kind, trial.parameters)
        ),
        checkpoint=load_checkpoint(unfinished.checkpoint) if unfinished.has_checkpoint else None,
        same_data=same_data,
    )


def show_parts(watcher: Watcher, prepared: Prepared) -> None:
    """Notify a watcher of the split, and of the sequences in it."""
    sequences = summarise_sequences(prepared)
    if sequences is not None:
        watcher.cut(sequences)
    watcher.prepared(prepared.preparation, len(prepared.training.truth), len(prepared.test.truth))


def measured_spread(
    settings: RunSettings,
    trained: Trained,
    score_of: Callable[[int], float],
    watcher: Watcher,
    client: Client | None = None,
) -> Spread:
    """Notify the watcher of the training's end; unless Ctrl-C ended it, score other splits."""
    if trained.is_interrupted:
        watcher.interrupted()
    watcher.trained(trained.history, trained.stopped_by)
    if trained.mixture is not None:  # its folds are the spread
        return Spread(np.array(trained.mixture.summary.fold_scores), interrupted=trained.is_interrupted)
    if trained.is_interrupted:
        return Spread(np.empty(0), interrupted=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return repeat(settings, score_of, watcher, client)


LEAST_REPEATS = 5
"""With fewer repeats, the learning curve of a network is not measured either."""


def measured_curve(
    settings: RunSettings, trained: Trained, task: Task, prepared_with: Callable[[int], Prepared]
) -> LearningCurve | None:
    """Measure the learning curve; Ctrl-C leaves it out."""

    def train(seed: int, prepared: Prepared, changed: Mapping[str, object]) -> Trained:
        trial = Trial.of(with_seed(settings, seed), task)
        new = dataclasses.replace(trial, parameters={**trial.parameters, **changed}).train(prepared)
        if new.is_interrupted:
            raise KeyboardInterrupt
        return new

    try:
        return learning_curve(trained, settings.seed or 0, prepared_with, train)
    except KeyboardInterrupt:
        return None


def scored(trained: Trained) -> float:
    """Return the score on the test part; Ctrl-C during the training is raised."""
    if trained.is_interrupted:
        raise KeyboardInterrupt
    return trained.score(trained.prepared.test)


def put_together(
    settings: RunSettings,
    table: Table,
    summary: TableSummary,
    trained: Trained,
    spread: Spread,
    separations: Separations | None,
    of_table: Sequence[str] = (),
    of_training: Sequence[str] = (),
) -> Run:
    """Evaluate the run's training, and return the run with its findings and the warnings given."""
    prepared = trained.prepared
    seen = evaluate(trained, spread.scores)
    run = Run(
        settings=settings,
        table_summary=summary,
        task=trained.model.task,
        n_training=len(prepared.training.truth),
        n_test=len(prepared.test.truth),
        model=trained.model,
        history=trained.history,
        evaluation=seen,
        findings=(),
        samples=choose_samples(prepared),
        parameters=trained.parameters,
        stopped_by=trained.stopped_by,
        interrupted=spread.interrupted,
        seconds=trained.seconds,
        versions=_versions(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        separability=separations,
        sequences=summarise_sequences(prepared),
        mixture=None if trained.mixture is None else trained.mixture.summary,
        shown=choose_shown(trained, seen, table.frame, table.features),
    )
    known = find(run, prepared, spread, of_table, of_training)
    return dataclasses.replace(run, findings=known.findings, checked=known.asked, unchecked=known.unasked)


@contextmanager
def gathered_warnings() -> Iterator[list[str]]:
    """Gather the texts of warnings."""
    texts: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield texts
    texts += [str(each.message) for each in caught if issubclass(each.category, UserWarning | RuntimeWarning)]


def _versions() -> dict[str, str]:
    from rosenblatt._version import __version__

    versions = {"rosenblatt": __version__, "python": platform.python_version()}
    return versions | {name: version(name) for name in LIBRARIES}
