"""Carrying a run out, from the table to the findings."""

from __future__ import annotations

import dataclasses
import platform
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import numpy as np

from rosenblatt.insight.separation.perceptron import Separations, TrainedPerceptron, examine_perceptron
from rosenblatt.run.attempt import Attempt, attempt, prepare, whole_rows
from rosenblatt.run.estimator import Estimator, make_estimator
from rosenblatt.run.evaluation import evaluate
from rosenblatt.run.findings import Evidence, find
from rosenblatt.run.parts import Prepared
from rosenblatt.run.repeats import Spread, repeat, with_seed
from rosenblatt.run.run import Run, TableSummary
from rosenblatt.run.samples import choose_samples
from rosenblatt.run.summary import summarise, summarise_sequences
from rosenblatt.run.watcher import Watcher
from rosenblatt.training.interrupts import HeldInterrupts

if TYPE_CHECKING:
    from pathlib import Path

    from rosenblatt._typing import IntArray
    from rosenblatt.data import Table
    from rosenblatt.data.task import Task
    from rosenblatt.run.folder.unfinished import Unfinished
    from rosenblatt.run.settings import RunSettings

LIBRARIES = ("numpy", "scipy", "scikit-learn", "polars")


def run_table(
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
    from rosenblatt.data import infer_task

    watcher = Watcher() if watcher is None else watcher
    table = settings.load() if table is None else table
    settings = settings.resolved(table)
    task = settings.task or infer_task(table.frame[table.target])
    settings = dataclasses.replace(settings, task=task)
    summary = summarise(table, task)
    table, kept = whole_rows(table, settings)

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
        run = finished(settings, summary, trained, spread, _separations(trained), of_table, of_training)
    return dataclasses.replace(run, interrupted=run.interrupted or interrupt.asked)


def _separations(trained: Attempt) -> Separations | None:
    """What is known about the separability of a perceptron's training rows."""
    if trained.model.kind != "perceptron":
        return None
    perceptron = cast("TrainedPerceptron", trained.estimator)
    part = trained.prepared.training
    return examine_perceptron(perceptron, trained.model.classes or (), part.inputs, part.truth, part.rows)


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
        samples=choose_samples(prepared),
        parameters=estimator.get_params(),
        stopped_by=estimator.stopped_by_,
        interrupted=spread.interrupted,
        seconds=trained.seconds,
        versions=_versions(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        separability=separations,
        sequences=summarise_sequences(prepared),
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
    tell_parts(watcher, prepared)
    watcher.started(estimator.max_iter)
    estimator._listener = lambda state, history: watcher.advanced(history)
    trained = attempt(prepared, estimator, unfinished, same_data=same_data)
    if estimator.stopped_by_ == "interrupt":
        watcher.interrupted()
    watcher.trained(estimator.history_, estimator.stopped_by_)
    return trained


def tell_parts(watcher: Watcher, prepared: Prepared) -> None:
    """Tell the watcher of the split, and of the sequences in it."""
    sequences = summarise_sequences(prepared)
    if sequences is not None:
        watcher.cut(sequences)
    watcher.prepared(prepared.preparation, len(prepared.training.truth), len(prepared.test.truth))


def _repeat(
    table: Table, kept: IntArray, settings: RunSettings, task: Task, first_seconds: float, watcher: Watcher
) -> Spread:
    """Score other random splits, or a stream with other seeds, without a word."""

    def score_of(seed: int) -> float:
        prepared = prepare(table, kept, settings, task, seed)
        trained = attempt(prepared, make_estimator(with_seed(settings, seed), task))
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


def _versions() -> dict[str, str]:
    from rosenblatt._version import __version__

    versions = {"rosenblatt": __version__, "python": platform.python_version()}
    return versions | {name: version(name) for name in LIBRARIES}
