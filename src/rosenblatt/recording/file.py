"""The bytes of a recording: a head, records of one size, and a tail once training has ended.

See docs/file-format.md. Of a file without a tail (in progress, or killed) the complete snapshots are read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, BinaryIO, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.states import (
    AnyData,
    AnyPlan,
    AnyState,
    Shapes,
    arrays_of,
    described,
    read_described,
    require_between,
)
from rosenblatt.errors import ModelFileError
from rosenblatt.history import COLUMNS, History
from rosenblatt.plan import Plan
from rosenblatt.recording.seal import any_valid, first_invalid, parts, seal
from rosenblatt.storage.container import Layout, opened, packed, unpacked
from rosenblatt.storage.fields import MOST, Count, Rule, read
from rosenblatt.storage.whole_file import whole_file
from rosenblatt.training.perceptron.state import PerceptronData
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.snapshots import Moments, Records, record_dtype, record_parts
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True)
class Start:
    """The state before the first epoch of a recorded training, and how the training is recorded.

    ``rows`` has ``train_rows`` and ``validation_rows``, row numbers, if only some of X are used; ``lengths``,
    the steps of each training sequence; of a perceptron with validation ``held_out``, uint8. With
    ``underway`` a record also has the sums of the current epoch, so that training can be resumed inside it:
    of a network of which every step is recorded. Early files of steps lack them.
    """

    state: AnyState
    plan: AnyPlan
    record: str | int
    rows: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    underway: bool = False

    @property
    def dtype(self) -> np.dtype[Any]:
        """Layout of a record."""
        return record_dtype(record_parts(self.state, underway=self.underway))

    @classmethod
    def of(cls, state: AnyState, data: AnyData, plan: AnyPlan, record: str | int) -> Start:
        """Return the start, with a copy of the state; raise PlanError if the state is inside an epoch."""
        steps = Moments.of(record, 1).steps
        if isinstance(state, TrainingState):
            state.require_between_epochs("cannot be recorded from there")
        rows: dict[str, NDArray[Any]] = {}
        if isinstance(data, PerceptronData):
            if data.validation is not None:
                rows["held_out"] = data.validation.astype(np.uint8)
        else:
            for name, samples in (("train_rows", data.train), ("validation_rows", data.validation)):
                if samples is not None and samples.rows is not None:
                    rows[name] = samples.rows
            if isinstance(data.train, Sequences):
                rows["lengths"] = data.train.lengths
        return cls(state.copy(), plan, record, rows, steps and isinstance(state, TrainingState))


FORMAT = 1
WHAT = "recording"
BEGIN, END = b"RBRECORD", b"RBRECEND"
ALIGNMENT = 64
"""The records begin at a multiple of this number of bytes."""
MOST_STEPS = 2**40
"""Maximum number of steps of all sequences."""

_ROWS = {"train_rows": "int64", "validation_rows": "int64", "held_out": "uint8", "lengths": "int64"}

Rows: TypeAlias = Annotated[
    Mapping[str, Count], Rule(f"name some of {', '.join(_ROWS)}", lambda rows: set(rows) <= set(_ROWS))
]


@dataclass(frozen=True)
class Head:
    """Metadata of a recording's head without rule, plan and shapes of its training."""

    format: int
    kind: Literal["recording"]
    record: str | int
    rows: Rows
    underway: Annotated[bool, Rule("be true", bool)] = False


@dataclass(frozen=True)
class Tail:
    """Metadata of a recording's end."""

    kind: Literal["recording's end"]
    n_epochs: Count
    n_snapshots: Count
    stopped_by: str | None


@dataclass(frozen=True)
class Content:
    """A recording's file, records from offset ``begin``; ``history`` is None if only snapshots have it."""

    start: Start
    begin: int
    records: Records
    history: History | None
    stopped_by: str | None


def head_bytes(start: Start, path: str | os.PathLike[str]) -> bytes:
    """Return a file's beginning: magic, length of the head, the head, zeros."""
    metadata = {
        "format": FORMAT,
        "kind": WHAT,
        "record": start.record,
        "rows": {name: len(rows) for name, rows in start.rows.items()},
        **({"underway": True} if start.underway else {}),
        **described(start.state, start.plan),
    }
    tensors = {**arrays_of(start.state), **{name: start.rows[name] for name in sorted(start.rows)}}
    head = b"".join(packed(metadata, tensors, path))
    content = BEGIN + len(head).to_bytes(8, "little") + head
    return content + bytes(-len(content) % ALIGNMENT)


def tail_bytes(
    history: History, stopped_by: str | None, n_snapshots: int, path: str | os.PathLike[str]
) -> bytes:
    """Return a file's end: the tail, its length, magic.

    It has the history, unless there is a snapshot of every epoch, with its row.
    """
    rows = history.rows if n_snapshots != len(history) + 1 else history.rows[:0]
    metadata = {
        "kind": f"{WHAT}'s end",
        "n_epochs": len(rows),
        "n_snapshots": n_snapshots,
        "stopped_by": stopped_by,
    }
    tail = b"".join(packed(metadata, {"history": rows}, path))
    return tail + len(tail).to_bytes(8, "little") + END


def write_recording(
    path: str | os.PathLike[str],
    start: Start,
    blocks: list[Records],
    history: History,
    stopped_by: str | None,
) -> None:
    """Write a recording atomically."""
    n = sum(len(block) for block in blocks)
    with whole_file(path) as temporary, temporary.open("wb") as handle:
        handle.write(head_bytes(start, path))
        for block in blocks:
            for _, part in parts(block):
                sealed = np.array(part)
                seal(sealed)
                handle.write(sealed.view(np.uint8).data)
        handle.write(tail_bytes(history, stopped_by, n, path))


def read_recording(path: str | os.PathLike[str], *, verify: bool) -> Content:
    """Read a recording; its records are mapped, not loaded.

    With ``verify`` every record's checksum is compared, which reads the whole file once. Raises
    ModelFileError if the file is missing, damaged or hostile, or has no complete snapshot.
    """
    if sys.byteorder != "little":
        raise ModelFileError(f"cannot use the {WHAT} {path}: records are little-endian, this machine is not")
    with opened(path, WHAT) as handle:
        size = os.fstat(handle.fileno()).st_size
        start, begin = _read_head(handle, size)
        dtype = start.dtype
        end, history, stopped_by, n_named = _read_tail(handle, begin, size)
        n = (end - begin) // dtype.itemsize
        if n_named is not None and (n != n_named or (end - begin) % dtype.itemsize):
            raise ModelFileError(
                f"its tail names {n_named} snapshots, but it has {end - begin} bytes of them: it was altered"
            )
        records: Records = np.memmap(handle, dtype, "r", begin, n) if n else np.empty(0, dtype)
        if verify:
            records = _complete_records(records, has_tail=n_named is not None)
            _require_order(records, start)
        if not len(records):
            raise ModelFileError("it holds no complete snapshot: training ended before the first was written")
        return Content(start, begin, records, history, stopped_by)


def _complete_records(records: Records, *, has_tail: bool) -> Records:
    """Return the records up to the last complete one; damage before it is an error."""
    wrong = first_invalid(records)
    if wrong < len(records) and (has_tail or any_valid(records[wrong + 1 :])):
        raise ModelFileError(f"its snapshot {wrong} was altered or damaged: its checksum does not match")
    return records[:wrong]


def _require_order(records: Records, start: Start) -> None:
    """Raise ModelFileError unless snapshots are after the start and in the order of time."""
    state = start.state
    if isinstance(state, TrainingState):
        progress, first = records["progress"][:, None], state.progress
    else:
        progress, first = records["neurons"], state.neurons
    epochs = progress["epoch"]
    require_between("snapshots' epoch", epochs, 0, MOST)
    require_between("snapshots' epoch after the start", epochs - first["epoch"], 0, MOST)
    require_between("snapshots' step", progress["step"], 0, MOST)
    require_between("snapshots' batch", records["batch"], 0, MOST)
    if start.underway:
        assert isinstance(state, TrainingState)
        assert isinstance(start.plan, Plan)
        n_samples, samples = state.n_samples, records["underway"][:, 0]
        expected = records["batch"] * start.plan.batch_length(n_samples)
        if ((samples != expected) | (samples >= max(n_samples, 1))).any():
            raise ModelFileError("its snapshots have other numbers of samples than their batches")
    if (np.diff(epochs.max(axis=1)) < 0).any():
        raise ModelFileError("its snapshots are not in the order of their epochs")


def _read_head(handle: BinaryIO, size: int) -> tuple[Start, int]:
    """Return the start, and the offset of the records."""
    magic, length = handle.read(8), int.from_bytes(handle.read(8), "little")
    if magic != BEGIN:
        raise ModelFileError(f"it does not begin like a {WHAT}: not a file of Rosenblatt, or damaged")
    if length > size - 16:
        raise ModelFileError(f"it is truncated: its head claims {length} bytes, {size - 16} follow")
    values, tensors = unpacked(handle, length, _expected_head)
    shapes, plan, head = _described(values)
    state = shapes.state(tensors)
    rows = {name: tensors[name] for name in _ROWS if name in tensors}
    _require_lengths(rows, state)
    start = Start(state, plan, head.record, rows, head.underway)
    return start, 16 + length + -(16 + length) % ALIGNMENT


def _require_lengths(rows: Mapping[str, NDArray[Any]], state: AnyState) -> None:
    """Raise ModelFileError unless there are lengths of sequences just for a network with a cell."""
    lengths = rows.get("lengths")
    cell = state.network.cell if isinstance(state, TrainingState) else None
    if (lengths is None) != (cell is None):
        raise ModelFileError("its rows must have the lengths of sequences just if the network has a cell")
    if lengths is None or cell is None:
        return
    if len(lengths) != state.n_samples:
        raise ModelFileError(f"it has {len(lengths)} lengths, for {state.n_samples} sequences")
    require_between("sequences' length", lengths, 1, np.inf)
    if lengths.sum(dtype=np.float64) > MOST_STEPS:
        raise ModelFileError(f"its sequences have {lengths.sum(dtype=np.float64):.3g} steps in all")


def _expected_head(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    if type(values.get("format")) is int and values["format"] != FORMAT:
        raise ModelFileError(
            f"it has format {values['format']!s:.20}, this version of Rosenblatt reads format {FORMAT}"
        )
    if values.get("kind") != WHAT:
        raise ModelFileError(f"it is no {WHAT}: its kind is {values.get('kind')!r:.40}")
    shapes, plan, head = _described(values)
    own = shapes.layouts(plan)
    return [*own, *(Layout(name, _ROWS[name], (head.rows[name],)) for name in sorted(head.rows))]


def _described(values: Mapping[str, object]) -> tuple[Shapes, AnyPlan, Head]:
    """Read a head's metadata."""
    shapes, plan, others = read_described(values)
    head = read(Head, others, "", optional=("underway",))
    Moments.of(head.record, 1)  # raises for any other value
    if head.underway and not isinstance(plan, Plan):
        raise ModelFileError("underway is for networks, this is the recording of a perceptron")
    return shapes, plan, head


def _read_tail(handle: BinaryIO, begin: int, size: int) -> tuple[int, History | None, str | None, int | None]:
    """Return the offset at which the records end, and the content of the tail if there is one."""
    if size - begin < 16:
        return max(size, begin), None, None, None
    handle.seek(size - 16)
    length, magic = int.from_bytes(handle.read(8), "little"), handle.read(8)
    if magic != END:
        return size, None, None, None
    if length > size - 16 - begin:
        raise ModelFileError(f"its tail claims {length} bytes, {size - 16 - begin} are there: it was altered")
    handle.seek(size - 16 - length)
    values, tensors = unpacked(handle, length, _expected_tail)
    tail = read(Tail, values, "")
    history = History(tensors["history"]) if len(tensors["history"]) else None
    return size - 16 - length, history, tail.stopped_by, tail.n_snapshots


def _expected_tail(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    return [Layout("history", "float64", (read(Tail, values, "").n_epochs, len(COLUMNS)))]
