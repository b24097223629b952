"""TrainingRecorder: keeps snapshots while a training is advanced, and makes a Recording of them."""

from __future__ import annotations

import errno
import os
import warnings
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.errors import ModelFileError
from rosenblatt.history import COLUMNS, History
from rosenblatt.recording.file import Content, Start, read_recording
from rosenblatt.recording.kinds import kind_of
from rosenblatt.recording.recording import Recording
from rosenblatt.recording.store import FileStore, MemoryStore, RecordingWarning
from rosenblatt.training.snapshots import Moments, Records, steps_in_epoch, write_snapshot

Path: TypeAlias = str | os.PathLike[str]

_UNBEGUN = "a recorder has no moments before its training has begun"


class TrainingRecorder:
    """Records one training: give it to ``advance``, ``advance_perceptron`` or ``minimise``, then finish it.

    The result of a training is bit-for-bit the same whether it is recorded or not. A full disk ends the
    recording with a :class:`RecordingWarning`, and training continues.

    Parameters
    ----------
    record : {"epochs", "steps", "log"} or int
        When snapshots are taken: after every epoch, after every batch (of a perceptron: sample), at epochs
        spaced logarithmically, or after every so many epochs. Start and end are always recorded.
    path : path-like, optional
        The file to write to during training. Default: in memory.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt import Network, Plan, Samples, TrainingData, TrainingState, advance
    >>> from rosenblatt.recording import TrainingRecorder
    >>> data = TrainingData(Samples(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]])))
    >>> plan = Plan("squared_error", solver="sgd", learning_rate_init=0.1, max_iter=10)
    >>> state = TrainingState.start(Network((1, 1), ("identity",)), plan, 2)
    >>> recorder = TrainingRecorder("epochs")
    >>> history, stopped_by = advance(state, data, plan, recorder=recorder)
    >>> recording = recorder.finish(history, stopped_by)
    >>> len(recording), recording[-1] == state.network
    (11, True)
    """

    def __init__(self, record: str | int, path: Path | None = None) -> None:
        Moments.of(record, 1)  # raises for any other value
        self._record, self._path = record, path
        self._start: Start | None = None
        self._moments: Moments | None = None
        self._store: MemoryStore | FileStore | None = None
        self._ended: FileStore | None = None
        self._data: AnyData | None = None
        self._last_epoch = -1
        self._is_whole = True  # the last record is at the end of an epoch

    @property
    def moments(self) -> Moments:
        """When snapshots are taken."""
        if self._moments is None:
            raise RuntimeError(_UNBEGUN)
        return self._moments

    def begin(self, state: AnyState, data: AnyData, plan: AnyPlan) -> None:
        """Take the first snapshot; a training that is resumed is recorded further in the same file."""
        if self._start is not None:
            return
        self._data = data
        self._start = Start.of(state, data, plan, self._record)
        self._moments = Moments.of(self._record, int(plan.max_iter))
        dtype = self._start.dtype
        expected = _at_most(self._moments, data, plan)
        before = None
        if self._path is not None and state.epoch > 0:
            before = _recorded_before(self._path, self._start)
        if before is not None:
            self._start = before.start
            self._last_epoch = _epoch(before.records[-1])
        try:
            self._store = (
                MemoryStore(dtype, expected)
                if self._path is None
                else FileStore(self._path, self._start, dtype, expected, before)
            )
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            self._warn(error)
            return
        if before is None:
            self.add(state, None)

    def reserve(self, n: int) -> Records | None:
        """Return at least ``n`` free records, or None once the recording has ended."""
        return None if self._store is None else self._store.reserve(n)

    def commit(self, n: int) -> None:
        """Keep the first ``n`` of the records reserved last."""
        if self._store is None or n == 0:
            return
        last = self._store.reserve(0)[n - 1]
        self._is_whole = int(last["batch"]) == 0
        self._last_epoch = _epoch(last)
        try:
            self._store.commit(n)
        except OSError as error:
            store, self._store = self._store, None
            assert isinstance(store, FileStore)
            store.discard_partial()
            self._ended = store
            self._warn(error)

    def add(self, state: AnyState, row: NDArray[np.float64] | None) -> None:
        """Add a snapshot of a state between two epochs, with its row of the history."""
        records = self.reserve(1)
        if records is not None:
            write_snapshot(records, 0, state, row)
            self.commit(1)

    def add_last(self, state: AnyState, history: History) -> None:
        """Add a snapshot of the state in which training ends, unless there is one."""
        if not self._is_whole or self._last_epoch != state.epoch:
            own = _own_rows(history, state.epoch - 1, state.epoch)
            self.add(state, own[0] if len(own) else None)

    def finish(self, history: History, stopped_by: str | None) -> Recording | None:
        """End the recording and return it.

        Without any training, or if not a single snapshot could be kept, the result is None.

        Parameters
        ----------
        history : History
            Of this training; rows from before the recording began are left out.
        stopped_by : str or None
        """
        if self._start is None:
            return None
        own = History(_own_rows(history, self._start.state.epoch, self._last_epoch))
        if isinstance(self._store, MemoryStore):
            return Recording(self._start, self._store.blocks, own, stopped_by, data=self._data)
        store = self._store or self._ended
        if store is None:
            return None
        if not store.n:
            store.close()
            return None
        if self._store is not None:
            try:
                store.end(own, stopped_by)
            except OSError as error:
                store.discard_partial()
                self._warn(error)
            self._store = None
        return Recording(self._start, [store.mapped()], own, stopped_by, data=self._data, path=store.path)

    def _warn(self, error: OSError) -> None:
        warnings.warn(
            f"recording has ended, training continues: {self._path} cannot be written further "
            f"({error.strerror or error}); the snapshots so far are complete",
            RecordingWarning,
            stacklevel=2,
        )


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _epoch(record: np.void) -> int:
    """Epochs made at one record."""
    if "progress" in (record.dtype.names or ()):
        return int(record["progress"]["epoch"])
    return int(record["neurons"]["epoch"].max())


def _at_most(moments: Moments, data: AnyData, plan: AnyPlan) -> int:
    """Return the maximum number of snapshots, start and end included."""
    max_iter = int(plan.max_iter)
    if moments.epochs is not None:
        return len(moments.epochs) + 2
    return max_iter * steps_in_epoch(data, plan) + 2 if moments.steps else max_iter // moments.every + 2


def _own_rows(history: History, after: int, last: int) -> NDArray[np.float64]:
    """Return the rows of epochs ``after + 1`` to ``last``, which are the last there are, counted so."""
    n = min(last - after, len(history))
    rows, epochs = history.rows[len(history) - n :], np.arange(last - n, last) + 1
    column = COLUMNS.index("epoch")
    if not np.array_equal(rows[:, column], epochs):
        rows = rows.copy()
        rows[:, column] = epochs
    return rows


def _recorded_before(path: Path, now: Start) -> Content | None:
    """Return what a file holds of the training that is resumed at ``now``, up to that epoch.

    None if there is no such file, or it is the recording of another training.
    """
    try:
        found = read_recording(path, verify=True)
    except ModelFileError:
        return None
    is_same = (
        (found.start.plan, found.start.record) == (now.plan, now.record)
        and found.records.dtype == now.dtype
        and found.start.rows.keys() == now.rows.keys()
        and all(np.array_equal(found.start.rows[name], now.rows[name]) for name in now.rows)
        and type(found.start.state) is type(now.state)
    )
    if not is_same:
        return None
    kind, epoch = kind_of(found.start), now.state.epoch
    epochs, batches = kind.epochs(found.records), found.records["batch"]
    until = (epochs < epoch) | ((epochs == epoch) & (batches == 0))
    n = len(until) if until.all() else int(np.argmin(until))
    # Order and stream drawn again from the recording's start must be those of the state.
    if n == 0 or kind.drawn(now.state) != now.state:
        return None
    if epochs[n - 1] == epoch and kind.state(found.records, n - 1) != now.state:
        return None
    return Content(found.start, found.begin, found.records[:n], None, None)
