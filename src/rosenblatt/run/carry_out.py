"""Carrying a run out, from the table to the findings."""

from __future__ import annotations

import dataclasses
import platform
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.run.attempt import Attempt, Prepared, attempt, prepare, whole_rows
from rosenblatt.run.estimator import Estimator, make_estimator
from rosenblatt.run.evaluation import evaluate
from rosenblatt.run.examine import examine
from rosenblatt.run.findings import Evidence, find
from rosenblatt.run.repeats import Spread, repeat
from rosenblatt.run.run import Run, Samples, TableSummary
from rosenblatt.run.separations import Separations
from rosenblatt.run.summary import summarise
from rosenblatt.run.watcher import Watcher
from rosenblatt.training.interrupts import HeldInterrupts

if TYPE_CHECKING:
    from pathlib import Path

    from rosenblatt._typing import IntArray
    from rosenblatt.data import Table
    from rosenblatt.data.task import Task
    from rosenblatt.run.settings import RunSettings
    from rosenblatt.run.unfinished import Unfinished

MOST_SAMPLES = 600
LIBRARIES = ("numpy", "scipy", "scikit-learn", "polars")


def carry_out(
    settings: RunSettings,
    *,
    table: Table | None = None,
    watcher: Watcher | None = None,
    unfinished: Unfinished | None = None,
    same_data: bool = True,
    record_path: Path | None = None,
) -> Run:
    """Load a table, train on one part of it, evaluate on the other, and say what is to be said.

    Ctrl-C ends the training, not the run: what was trained by then is evaluated like any other,
    ``stopped_by`` says ``"interrupt"`` and the watcher is told.

    Parameters
    ----------
    settings : RunSettings
        What to do.
    table : Table, optional
        The table itself, when it is loaded already; default what ``settings.table`` names.
    watcher : Watcher, optional
        Told of each stage as it passes.
    unfinished : Unfinished, optional
        Where the training leaves checkpoints; if it did already, it goes on from the last one.
    same_data : bool, default=True
        Whether a checkpoint of other data is refused.
    record_path : Path, optional
        The file to which the training is recorded, if ``settings.record`` asks for it.

    Returns
    -------
    Run

    Raises
    ------
    RosenblattError
        If the table cannot be read or used, a parameter is impossible, or training diverges.
    """
    from rosenblatt.data import infer_task, load_table

    watcher = Watcher() if watcher is None else watcher
    if table is None:
        table = load_table(settings.table, target=settings.target, features=settings.features)
    settings = settings.resolved(table)
    task = settings.task or infer_task(table.frame[table.target])
    settings = dataclasses.replace(settings, task=task)
    summary = summarise(table, task)
    kept: IntArray = np.arange(1, table.n_rows + 1)
    if settings.missing == "drop":
        table, kept = whole_rows(table)

    with gathered_warnings() as of_table:
        estimator = make_estimator(settings, task)
        prepared = prepare(table, kept, settings, task, settings.seed or 0)
    with gathered_warnings() as of_training:
        watcher.loaded(summary, settings, task)
        if settings.record is not None and record_path is not None:
            estimator.set_params(record=settings.record, record_path=record_path)
        trained = _train(prepared, estimator, watcher, unfinished, same_data=same_data)
        estimator.set_params(record=None, record_path=None)  # where it was recorded says nothing of the model
    spread = Spread(np.empty(0), interrupted=True)
    if estimator.stopped_by_ != "interrupt":
        spread = _repeat(table, kept, settings, task, trained.seconds, watcher)
    with HeldInterrupts() as interrupt:
        run = finished(settings, summary, trained, spread, examine(trained), of_table, of_training)
    return dataclasses.replace(run, interrupted=run.interrupted or interrupt.asked)


def finished(
    settings: RunSettings,
    summary: TableSummary,
    trained: Attempt,
    spread: Spread,
    separations: Separations | None,
    of_table: Sequence[str] = (),
    of_training: Sequence[str] = (),
) -> Run:
    """Put a run together from what was trained.

    Parameters
    ----------
    settings : RunSettings
        Resolved settings.
    summary : TableSummary
        The table.
    trained : Attempt
        The run's own.
    spread : Spread
        What other splits gave.
    separations : Separations or None
        Of a perceptron, if it was examined.
    of_table, of_training : sequence of str
        What was warned of while the table was prepared, and while it was trained on.

    Returns
    -------
    Run
    """
    prepared, estimator = trained.prepared, trained.estimator
    evaluation = evaluate(trained, spread.scores)
    return Run(
        settings=settings,
        table_summary=summary,
        task=trained.model.task,
        n_training=len(prepared.training.truth),
        n_test=len(prepared.test.truth),
        model=trained.model,
        history=estimator.history_,
        evaluation=evaluation,
        findings=find(
            Evidence(trained, evaluation, spread.failed, tuple(of_table), tuple(of_training), separations)
        ),
        samples=_choose_samples(prepared),
        parameters=estimator.get_params(),
        stopped_by=estimator.stopped_by_,
        interrupted=spread.interrupted,
        seconds=trained.seconds,
        versions=_versions(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        separability=separations,
    )


def _train(
    prepared: Prepared,
    estimator: Estimator,
    watcher: Watcher,
    unfinished: Unfinished | None,
    *,
    same_data: bool,
) -> Attempt:
    """Carry out the run's own attempt before the watcher."""
    watcher.prepared(prepared.preparation, len(prepared.training.truth), len(prepared.test.truth))
    watcher.started(estimator.max_iter)
    estimator._listener = lambda state, history: watcher.advanced(history)
    trained = attempt(prepared, estimator, unfinished, same_data=same_data)
    if estimator.stopped_by_ == "interrupt":
        watcher.interrupted()
    watcher.trained(estimator.history_, estimator.stopped_by_)
    return trained


def _repeat(
    table: Table, kept: IntArray, settings: RunSettings, task: Task, first_seconds: float, watcher: Watcher
) -> Spread:
    """Score other random splits, without a word."""

    def score_of(seed: int) -> float:
        prepared = prepare(table, kept, settings, task, seed)
        trained = attempt(prepared, make_estimator(settings, task))
        if trained.estimator.stopped_by_ == "interrupt":
            raise KeyboardInterrupt
        return trained.score(prepared.test)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return repeat(settings, score_of, first_seconds, watcher)


@contextmanager
def gathered_warnings() -> Iterator[list[str]]:
    """Gather the texts of warnings; those about convergence become findings of their own."""
    from sklearn.exceptions import ConvergenceWarning

    texts: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield texts
    told = [each for each in caught if issubclass(each.category, UserWarning | RuntimeWarning)]
    texts += [str(each.message) for each in told if not issubclass(each.category, ConvergenceWarning)]


def _choose_samples(prepared: Prepared) -> Samples:
    """Choose at most 600 samples of both parts, in their order."""
    training, test = prepared.training, prepared.test
    n_training, n_rows = len(training.truth), len(training.truth) + len(test.truth)
    rows = np.arange(n_rows)
    if n_rows > MOST_SAMPLES:
        rows = np.sort(np.random.default_rng(0).choice(n_rows, MOST_SAMPLES, replace=False))
    held_out = rows >= n_training
    first, second = rows[~held_out], rows[held_out] - n_training
    return Samples(
        inputs=np.concatenate([training.inputs[first], test.inputs[second]]),
        labels=np.concatenate([training.truth[first], test.truth[second]]),
        part=np.where(held_out, "test", "training"),
        rows=np.concatenate([training.rows[first], test.rows[second]]),
    )


def _versions() -> dict[str, str]:
    from rosenblatt import __version__

    versions = {"rosenblatt": __version__, "python": platform.python_version()}
    return versions | {name: version(name) for name in LIBRARIES}
