"""branch: go on from a snapshot of a recorded run with other settings, as a new run that names its parent."""

from __future__ import annotations

import dataclasses
import os
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.history import COLUMNS, History
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.run.attempt import Attempt, prepare, whole_rows
from rosenblatt.run.branching.parent import Parent, identity
from rosenblatt.run.branching.settings import changed_settings
from rosenblatt.run.branching.state import AnyState, fitted_state, sizes_without, without_end
from rosenblatt.run.estimator import Estimator, make_estimator
from rosenblatt.run.parts import Prepared
from rosenblatt.run.repeats import Spread, repeat, with_seed
from rosenblatt.run.run_table import finished, gathered_warnings, tell_parts
from rosenblatt.run.summary import summarise
from rosenblatt.run.watcher import Watcher
from rosenblatt.training.interrupts import HeldInterrupts

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data import Table
    from rosenblatt.data.task import Task
    from rosenblatt.estimators.branching import Beginning
    from rosenblatt.recording import Recording
    from rosenblatt.run.run import Run
    from rosenblatt.run.settings import RunSettings

KIND = "branch"
"""Kind of the finding that tells what a branch could not take over."""


def branch(
    parent: Run | str | os.PathLike[str],
    *,
    epoch: int | None = None,
    snapshot: int | None = None,
    changes: Mapping[str, object] | None = None,
    drop: Sequence[str] = (),
    recording: Recording | None = None,
    table: Table | None = None,
    same_data: bool = True,
    record_path: Path | None = None,
    watcher: Watcher | None = None,
) -> Run:
    """Go on from a snapshot of a recorded run.

    The branch learns from the same rows, prepared in the same way. With no change it goes on as its parent
    did, bit for bit. Epochs are counted on, and its history begins with the rows that led to the snapshot.

    Parameters
    ----------
    parent : Run or path-like
        A run, or its folder. It is only read.
    epoch, snapshot : int
        One of them: after which epoch to go on (0 is the start), or from which snapshot (negative ones count
        from the end).
    changes : mapping, optional
        Settings to change, by the names of :class:`RunSettings`: ``learning_rate``, ``activation``,
        ``solver``, ``max_iter``, ``alpha``, ``batch_size``, ``repeats``, ``record``, and ``options`` with any
        other parameter of the estimator. ``max_iter`` counts from the start of the parent.
    drop : sequence of str
        Hidden neurons to go on without: ``h1.2`` is the second of the first hidden layer.
    recording : Recording, optional
        The parent's. Default: the one in its folder.
    table : Table, optional
        The run's table, when it is loaded already. Default: loaded from where the parent had it.
    same_data : bool, default=True
        Whether a table other than the parent's is refused.
    record_path : Path, optional
        The file to which the branch is recorded, if ``record`` (by default the parent's) asks for it.
    watcher : Watcher, optional
        Told of each stage as it passes.

    Returns
    -------
    Run
        With its ``parent``. Its spread repeats the parent's training on other splits up to the same epoch,
        and then the branch's.

    Raises
    ------
    RosenblattError
        If the parent was not recorded, has no such snapshot, or the table is another one.
    PlanError
        If a change is impossible; the message says what would be right.
    """
    watcher = Watcher() if watcher is None else watcher
    run, folder, recording = _opened(parent, recording)
    place = place_of(recording, epoch, snapshot)
    settings = changed_settings(run.settings, run.parameters, changes or {})
    if drop:
        settings = dataclasses.replace(settings, hidden=sizes_without(recording[place], drop)[1:-1])
    if table is None:
        table = _table_of(settings)
    summary = summarise(table, run.task)
    if same_data and summary.digest != run.table_summary.digest:
        raise RosenblattError(
            f"{table.name} is not the table that the parent was trained on (digest {summary.digest[:12]}..., "
            f"the parent's {run.table_summary.digest[:12]}...): bring that table back, or insist with "
            "same_data=False (--other-data)"
        )
    table, kept = whole_rows(table, settings)
    origin = Parent(
        folder=folder,
        identity=identity(run),
        snapshot=place,
        epoch=int(recording.epochs[place]),
        step=int(recording.steps[place]),
        settings=run.settings,
        dropped=tuple(dict.fromkeys(drop)),
        parent=run.parent,
    )
    work = _Work(table, kept, settings, run.task, origin)  # type: ignore[arg-type]  # a run has a known task
    begun, estimator, prepared = work.begin(settings.seed or 0)
    watcher.loaded(summary, settings, work.task)
    tell_parts(watcher, prepared)
    start = fitted_state(begun.state, begun.plan, recording.state(place), recording.plan, drop)
    notes = list(start.notes)
    if int(recording.batches[place]):
        notes.append(
            f"Snapshot {place} lies inside epoch {origin.epoch + 1}: the branch begins that epoch anew."
        )
    history = _rows_until(run.history, origin.epoch)
    watcher.started(int(begun.plan.max_iter))
    estimator._listener = lambda state, rows: watcher.advanced(rows)
    if settings.record is not None and record_path is not None:
        estimator.set_params(record=settings.record, record_path=record_path)
    with gathered_warnings() as of_training:
        trained = _go_on(work, estimator, begun, prepared, start.state, history, recording)
    estimator.set_params(record=None, record_path=None)  # where it was recorded says nothing of the model
    if estimator.stopped_by_ == "interrupt":
        watcher.interrupted()
    watcher.trained(estimator.history_, estimator.stopped_by_)
    spread = Spread(np.empty(0), interrupted=True)
    if estimator.stopped_by_ != "interrupt":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            spread = repeat(settings, work.score_of, run.seconds + trained.seconds, watcher)
    with HeldInterrupts() as interrupt:
        made = finished(settings, summary, trained, spread, None, of_training=of_training)
    told = [Finding(KIND, note, "Mind it when you compare the branch with its parent.") for note in notes]
    return dataclasses.replace(
        made,
        findings=(*made.findings, *told),
        interrupted=made.interrupted or interrupt.asked,
        parent=origin,
    )


def place_of(recording: Recording, epoch: int | None, snapshot: int | None) -> int:
    """Return the snapshot that is named by its epoch or its number, counted from 0.

    Raises
    ------
    RosenblattError
        If none or both are given, or there is none just there; the nearest ones are named.
    """
    if (epoch is None) == (snapshot is None):
        raise RosenblattError(
            "name the snapshot by its epoch (--at) or by its number (--snapshot), one of the two"
        )
    n = len(recording)
    if snapshot is not None:
        if not -n <= snapshot < n:
            raise RosenblattError(f"there is no snapshot {snapshot}: the recording has 0 to {n - 1}")
        return range(n)[snapshot]
    found = np.flatnonzero((recording.epochs == epoch) & (recording.batches == 0))
    if not len(found):
        whole = np.unique(recording.epochs[recording.batches == 0])
        near = whole[np.argsort(np.abs(whole - int(epoch or 0)), kind="stable")[:2]]
        raise RosenblattError(
            f"no snapshot was taken after epoch {epoch}: the nearest are after epoch "
            f"{' and '.join(map(str, np.sort(near).tolist()))}"
        )
    return int(found[-1])


@dataclass(frozen=True)
class _Work:
    """What has to be trained, on any split."""

    table: Table
    kept: IntArray
    settings: RunSettings
    task: Task
    origin: Parent

    def begin(self, seed: int) -> tuple[Beginning, Estimator, Prepared]:
        """Prepare a split, and what a training under the branch's settings would begin with there."""
        from rosenblatt.estimators.branching import beginning

        settings = with_seed(self.settings, seed)
        prepared = prepare(self.table, self.kept, settings, self.task, seed)
        estimator = make_estimator(settings, self.task)
        begun = beginning(estimator, *prepared.learned)  # type: ignore[arg-type]
        if begun.plan.max_iter <= self.origin.epoch:
            raise PlanError(
                f"max_iter is {begun.plan.max_iter}, and {self.origin.epoch} epochs are made by then: "
                f"nothing is left to train; give --max-iter {2 * max(self.origin.epoch, 1)}, or an "
                "earlier snapshot"
            )
        return begun, estimator, prepared

    def score_of(self, seed: int) -> float:
        """Train as the parents did up to their snapshots, then as the branch, on another split; score it."""
        from rosenblatt.estimators.branching import go_on

        begun, estimator, prepared = self.begin(seed)
        state = self._reached(prepared, self.origin, seed)
        plan = self._begun(prepared, self.origin.settings, seed).plan
        state = fitted_state(begun.state, begun.plan, state, plan, self.origin.dropped).state
        go_on(estimator, _less(begun, self.origin.epoch), state, History())  # type: ignore[arg-type]
        if estimator.stopped_by_ == "interrupt":
            raise KeyboardInterrupt
        return Attempt(prepared, estimator, 0.0).score(prepared.test)

    def _reached(self, prepared: Prepared, parent: Parent, seed: int) -> AnyState:
        """Return the state of a parent's training on a split after as many epochs as its snapshot has."""
        begun = self._begun(prepared, parent.settings, seed)
        state, made = begun.state, 0
        if parent.parent is not None:
            before = self._reached(prepared, parent.parent, seed)
            plan = self._begun(prepared, parent.parent.settings, seed).plan
            state = fitted_state(begun.state, begun.plan, before, plan, parent.parent.dropped).state
            made = parent.parent.epoch
        return begun.advanced(state, parent.epoch - made) if parent.epoch > made else state

    def _begun(self, prepared: Prepared, settings: RunSettings, seed: int) -> Beginning:
        from rosenblatt.estimators.branching import beginning

        estimator = make_estimator(with_seed(settings, seed), self.task)
        return beginning(estimator, *prepared.learned)  # type: ignore[arg-type]


def _go_on(
    work: _Work,
    estimator: Estimator,
    begun: Beginning,
    prepared: Prepared,
    state: AnyState,
    history: History,
    recording: Recording,
) -> Attempt:
    """Train the branch itself; what Ctrl-C leaves of it counts as trained."""
    from rosenblatt.estimators.branching import go_on

    begin = time.perf_counter()
    made = work.origin.epoch
    is_lbfgs = getattr(begun.plan, "solver", None) == "lbfgs"
    same = without_end(begun.plan) == without_end(recording.plan)
    if is_lbfgs and same and not work.origin.dropped and _same_kind(begun.state, recording):
        # Nothing has changed: the same search from its own start comes by the snapshot to the same bits.
        state, made = recording.state(0), int(recording.epochs[0])
        history = _rows_until(history, made)
    try:
        go_on(estimator, _less(begun, made), state, history)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        if getattr(estimator, "stopped_by_", None) != "interrupt":
            raise
    if is_lbfgs:
        estimator.history_ = _joined(_rows_until(history, made), estimator.history_)
    return Attempt(prepared, estimator, time.perf_counter() - begin)


def _less(begun: Beginning, epochs: int) -> Beginning:
    """Take off the iterations made before: lbfgs counts its own from where it begins."""
    from rosenblatt.plan import Plan

    plan = begun.plan
    if not isinstance(plan, Plan) or plan.solver != "lbfgs":
        return begun
    return dataclasses.replace(begun, plan=plan.but(max_iter=plan.max_iter - epochs))


def _same_kind(fresh: AnyState, recording: Recording) -> bool:
    """Whether a branch has the layers and activations of its parent."""
    from rosenblatt.training import TrainingState

    return isinstance(fresh, TrainingState) and fresh.network.activations == recording.activations


def _joined(before: History, after: History) -> History:
    """Rows of two trainings, the second counted on from the first."""
    rows = after.rows.copy()
    if len(before) and len(rows):
        rows[:, COLUMNS.index("epoch")] += before["epoch"][-1]
        rows[:, COLUMNS.index("seconds")] += before["seconds"][-1]
    return History(np.concatenate([before.rows, rows]))


def _rows_until(history: History, epoch: int) -> History:
    return History(history.rows[history["epoch"] <= epoch].copy())


def _opened(parent: Run | str | os.PathLike[str], recording: Recording | None) -> tuple[Run, str, Recording]:
    """The parent, where it lies, and its recording."""
    from rosenblatt.run.folder.recorded import open_recording
    from rosenblatt.run.run import Run

    if isinstance(parent, Run):
        found = getattr(parent, "recording", None) if recording is None else recording
        if found is None:
            raise RosenblattError("a run by itself has no recording: give its folder, or recording=")
        return parent, "", found
    from rosenblatt.run.folder.folder import read_run

    run = read_run(parent)
    return run, str(Path(parent)), open_recording(parent) if recording is None else recording


def _table_of(settings: RunSettings) -> Table:
    if settings.table == "-":
        raise RosenblattError(
            "the parent's table came over standard input and is not there any more: put it into a file and "
            "give it as table= (--table)"
        )
    return settings.load()
