"""Stores of a recorder: snapshots are kept in memory, or appended to a file."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np

from rosenblatt.history import History
from rosenblatt.recording.file import Content, Start, head_bytes, tail_bytes
from rosenblatt.recording.seal import seal
from rosenblatt.training.snapshots import Records

FIRST_BYTES = 1 << 25
"""Maximum number of bytes of the first block; memory that is never written to costs nothing."""

MOST_BYTES = 1 << 28
"""Maximum number of bytes of a later block, unless a single epoch takes more."""

BUFFER_BYTES = 1 << 22
"""Number of bytes that are gathered before they are written to a file."""


class RecordingWarning(UserWarning):
    """Recording ended before training did; as an error it stops training, too."""


class MemoryStore:
    """Keeps records, at most ``expected``, in blocks that grow with their number."""

    def __init__(self, dtype: np.dtype[Any], expected: int) -> None:
        self._dtype, self._expected = dtype, expected
        self._full: list[Records] = []
        self._block, self._used, self._n = np.empty(0, dtype), 0, 0

    def reserve(self, n: int) -> Records:
        """Return at least ``n`` free records."""
        if len(self._block) - self._used < n:
            most = min(MOST_BYTES, max(FIRST_BYTES, self._block.nbytes * 2)) // self._dtype.itemsize
            self._full = self.blocks
            self._block, self._used = np.empty(max(n, min(most, self._expected - self._n)), self._dtype), 0
        return self._block[self._used :]

    def commit(self, n: int) -> None:
        """Keep the first ``n`` of the records reserved last."""
        self._used += n
        self._n += n

    @property
    def blocks(self) -> list[Records]:
        """All records so far."""
        return [*self._full, self._block[: self._used]] if self._used else self._full


class FileStore:
    """Appends at most ``expected`` records with checksums to a file; a reader sees only complete ones.

    An existing file is replaced, except for the content ``before``. Raises OSError if it cannot be created.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        start: Start,
        dtype: np.dtype[Any],
        expected: int,
        before: Content | None = None,
    ) -> None:
        self.path = Path(path)
        self._dtype, self._expected = dtype, expected
        self._records: Records = np.empty(0, dtype)
        if before is not None:
            self._begin, self.n = before.begin, len(before.records)
            self._handle = self.path.open("r+b", buffering=0)
            self._handle.truncate(self._begin + self.n * dtype.itemsize)
            self._handle.seek(0, os.SEEK_END)
            return
        self.path.unlink(missing_ok=True)  # memory mapped from an older one stays valid
        self._handle = self.path.open("x+b", buffering=0)
        self.n = 0
        try:
            self._begin = self._write(head_bytes(start, self.path))
        except BaseException:
            self._handle.close()
            self.path.unlink(missing_ok=True)
            raise

    def reserve(self, n: int) -> Records:
        """Return at least ``n`` free records: always the same memory, since a file keeps them."""
        if len(self._records) < n or not len(self._records):
            gathered = min(BUFFER_BYTES // self._dtype.itemsize, self._expected)
            self._records = np.empty(max(n, gathered, 1), self._dtype)
        return self._records

    def commit(self, n: int) -> None:
        """Write the first ``n`` of the records reserved last; OSError if the disk is full."""
        if not n:
            return
        seal(self._records[:n])
        try:
            self._write(self._records[:n].view(np.uint8).data)
        finally:  # complete records before a full disk are kept
            self.n = (self._handle.tell() - self._begin) // self._dtype.itemsize

    def end(self, history: History, stopped_by: str | None) -> None:
        """Write the tail, which says that the recording is complete."""
        self._write(tail_bytes(history, stopped_by, self.n, self.path))

    def discard_partial(self) -> None:
        """Keep the complete records, and discard what was written of another."""
        self._handle.truncate(self._begin + self.n * self._dtype.itemsize)

    def mapped(self) -> Records:
        """Close the file, and return all its records, mapped from it; there must be one."""
        with self._handle:
            content = mmap.mmap(
                self._handle.fileno(), self._begin + self.n * self._dtype.itemsize, access=mmap.ACCESS_READ
            )
        return np.frombuffer(content, self._dtype, self.n, self._begin)

    def close(self) -> None:
        """Close the file."""
        self._handle.close()

    def _write(self, content: bytes | memoryview) -> int:
        """Write all of it, which a system may do in pieces; return how much it was."""
        left = memoryview(content)
        while left:
            left = left[self._handle.write(left) :]
        return len(content)
