"""branch: continue a recorded run from a snapshot with other settings, as a new run."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.fitting import Calling, advanced, run
from rosenblatt.history import COLUMNS, History
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.plan import Plan
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.branching.settings import changed_settings
from rosenblatt.run.branching.state import AnyState, fitted_state, sizes_without
from rosenblatt.run.execution import gathered_warnings, measured_spread, put_together, scored, show_parts
from rosenblatt.run.folder.folder import read_run
from rosenblatt.run.folder.recording_place import open_recording
from rosenblatt.run.run import Run
from rosenblatt.training.advance import HeldInterrupts
from rosenblatt.training.refitting import without_end
from rosenblatt.training.state import TrainingState
from rosenblatt.trial.prepare import prepare, whole_rows
from rosenblatt.trial.repeats import with_repeats, with_seed
from rosenblatt.trial.summary import summarise
from rosenblatt.trial.trial import Trained, Trial, finished
from rosenblatt.trial.watcher import Watcher

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.data.table import Table
    from rosenblatt.data.task import Task
    from rosenblatt.fitting import Fit
    from rosenblatt.recording import Recording
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.settings import RunSettings

KIND = "branch"
"""Kind of the finding about what a branch could not take over."""


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
    """Continue a recorded run from a snapshot.

    The branch is trained on the same rows, prepared in the same way. Without a change the result is
    bit-for-bit that of its parent. Epochs are counted from the start of the parent, and the history begins
    with the rows that led to the snapshot.

    Parameters
    ----------
    parent : Run or path-like
        A run, or its folder. It is only read.
    epoch, snapshot : int
        One of them: the epoch after which the branch starts (0 is the start), or the number of the snapshot
        (negative ones count from the end).
    changes : mapping, optional
        Settings to change, by the names of :class:`RunSettings`: ``learning_rate``, ``activation``,
        ``solver``, ``max_iter``, ``alpha``, ``batch_size``, ``repeats``, ``record``, and ``options`` with any
        other parameter of the estimator. ``max_iter`` counts from the start of the parent.
    drop : sequence of str
        Hidden neurons to remove: ``h1.2`` is the second of the first hidden layer.
    recording : Recording, optional
        The parent's. Default: the one in its folder.
    table : Table, optional
        The run's table, if it is loaded already. Default: loaded from where the parent found it.
    same_data : bool, default=True
        Whether a table other than the parent's is refused.
    record_path : Path, optional
        The file that the branch is recorded in, if ``record`` (by default the parent's) asks for a recording.
    watcher : Watcher, optional
        Receives the events of the run.

    Returns
    -------
    Run
        With its ``parent``. For its spread the parent's training is repeated on other splits up to the same
        epoch, and then the branch's.

    Raises
    ------
    RosenblattError
        If the parent was not recorded, has no such snapshot, or the table is another one.
    PlanError
        If a change is impossible; the message says what is possible.
    """
    watcher = Watcher() if watcher is None else watcher
    run, folder, recording = _opened(parent, recording)
    place = place_of(recording, epoch, snapshot)
    settings = changed_settings(run.settings, run.parameters, changes or {})
    if drop:
        settings = dataclasses.replace(settings, hidden=sizes_without(recording[place], drop)[1:-1])
    task: Task = run.task  # type: ignore[assignment]  # a run has a known task
    if table is None:
        table = _table_of(settings)
    summary = dataclasses.replace(summarise(table, task), notes=run.table_summary.notes)
    if same_data and summary.digest != run.table_summary.digest:
        raise RosenblattError(
            f"{table.name} is not the table that the parent was trained on (digest {summary.digest[:12]}..., "
            f"the parent's {run.table_summary.digest[:12]}...): bring that table back, or insist with "
            "same_data=False (--other-data)"
        )
    whole, kept = whole_rows(table, settings)
    origin = Parent(
        folder=folder,
        identity=run.identity,
        snapshot=place,
        epoch=int(recording.epochs[place]),
        step=int(recording.steps[place]),
        settings=run.settings,
        dropped=tuple(dict.fromkeys(drop)),
        parent=run.parent,
    )
    work = _Work(whole, kept, settings, task, origin)
    prepared, fit = work.begin(settings.seed or 0, record_path)
    watcher.loaded(summary, settings, work.task)
    show_parts(watcher, prepared)
    start = fitted_state(fit.state, fit.plan, recording.state(place), recording.plan, drop)
    notes = list(start.notes)
    if int(recording.batches[place]):
        notes.append(
            f"Snapshot {place} was taken within epoch {origin.epoch + 1}: the branch starts that epoch again."
        )
    history = _rows_until(run.history, origin.epoch)
    watcher.started(int(fit.plan.max_iter))
    with gathered_warnings() as of_training:
        trained = _trained(work, fit, prepared, start.state, history, recording, watcher)
    settings = with_repeats(settings, trained)
    spread = measured_spread(settings, trained, work.score_of, watcher)
    with HeldInterrupts() as interrupt:
        new = put_together(settings, table, summary, trained, spread, None, of_training=of_training)
    findings = [
        Finding(KIND, note, "Consider it when you compare the branch with its parent.") for note in notes
    ]
    return dataclasses.replace(
        new,
        findings=(*new.findings, *findings),
        interrupted=new.interrupted or interrupt.asked,
        parent=origin,
    )


def place_of(recording: Recording, epoch: int | None, snapshot: int | None) -> int:
    """Return the snapshot with an epoch or number, from 0; a RosenblattError unless exactly one exists."""
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
    """The training of a branch, on any split."""

    table: Table
    kept: IntArray
    settings: RunSettings
    task: Task
    origin: Parent

    def begin(self, seed: int, record_path: Path | None = None) -> tuple[Prepared, Fit]:
        """Return a split, and the fit of a new training under the branch's settings."""
        settings = with_seed(self.settings, seed)
        prepared = prepare(self.table, self.kept, settings, self.task, seed)
        fit = Trial.of(settings, self.task).recorded(settings.record, record_path).begin(prepared)
        if fit.plan.max_iter <= self.origin.epoch:
            raise PlanError(
                f"max_iter is {fit.plan.max_iter}, and the snapshot was taken after {self.origin.epoch} "
                f"epochs: nothing is left to train; give --max-iter {2 * max(self.origin.epoch, 1)}, or an "
                "earlier snapshot"
            )
        return prepared, fit

    def score_of(self, seed: int) -> float:
        """Train as the parents did up to their snapshots, then as the branch, on another split; score it."""
        prepared, fit = self.begin(seed)
        state = self._reached(prepared, self.origin, seed)
        plan = self._begun(prepared, self.origin.settings, seed).plan
        state = fitted_state(fit.state, fit.plan, state, plan, self.origin.dropped).state
        outcome = finished(run(_shortened(fit, self.origin.epoch).at(state, History())))
        return scored(Trained.of(prepared, outcome, 0.0))

    def _reached(self, prepared: Prepared, parent: Parent, seed: int) -> AnyState:
        """Return the state of a parent's training on a split after as many epochs as its snapshot has."""
        fit, epochs = self._begun(prepared, parent.settings, seed), 0
        if parent.parent is not None:
            before = self._reached(prepared, parent.parent, seed)
            plan = self._begun(prepared, parent.parent.settings, seed).plan
            state = fitted_state(fit.state, fit.plan, before, plan, parent.parent.dropped).state
            fit, epochs = fit.at(state, History()), parent.parent.epoch
        return advanced(fit, parent.epoch - epochs) if parent.epoch > epochs else fit.state

    def _begun(self, prepared: Prepared, settings: RunSettings, seed: int) -> Fit:
        return Trial.of(with_seed(settings, seed), self.task).begin(prepared)


def _trained(
    work: _Work,
    fit: Fit,
    prepared: Prepared,
    state: AnyState,
    history: History,
    recording: Recording,
    watcher: Watcher,
) -> Trained:
    """Train the branch itself; after Ctrl-C the network is kept as it is then."""
    start = time.perf_counter()
    epochs = work.origin.epoch
    is_lbfgs = getattr(fit.plan, "solver", None) == "lbfgs"
    same = without_end(fit.plan) == without_end(recording.plan)
    if is_lbfgs and same and not work.origin.dropped and _same_kind(fit.state, recording):
        # Nothing has changed: the same search from its own start passes through the snapshot, bit for bit.
        state, epochs = recording.state(0), int(recording.epochs[0])
        history = _rows_until(history, epochs)
    watchers = [Calling(lambda state, history: watcher.advanced(history))]
    outcome = finished(run(_shortened(fit, epochs).at(state, history), watchers=watchers))
    if is_lbfgs:
        outcome.fit.history = _joined(_rows_until(history, epochs), outcome.history)
    return Trained.of(prepared, outcome, time.perf_counter() - start)


def _shortened(fit: Fit, epochs: int) -> Fit:
    """Subtract the iterations made before: lbfgs counts its own from where it starts."""
    plan = fit.plan
    if not isinstance(plan, Plan) or plan.solver != "lbfgs":
        return fit
    return dataclasses.replace(fit, plan=plan.but(max_iter=plan.max_iter - epochs))


def _same_kind(fresh: AnyState, recording: Recording) -> bool:
    """Whether a branch has the layers and activations of its parent."""
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
    if isinstance(parent, Run):
        found = getattr(parent, "recording", None) if recording is None else recording
        if found is None:
            raise RosenblattError("a run by itself has no recording: give its folder, or recording=")
        return parent, "", found
    run = read_run(parent)
    return run, str(Path(parent)), open_recording(parent) if recording is None else recording


def _table_of(settings: RunSettings) -> Table:
    if settings.table == "-":
        raise RosenblattError(
            "the parent's table came over standard input and is not there any more: put it into a file and "
            "give it as table= (--table)"
        )
    return settings.load()
