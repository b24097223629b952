"""The file of prepared rows holds what the source gives, leaves nothing behind, and names a damaged block."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from rosenblatt.data.batches import ROWS, ArraySource, Batch, BatchSource
from rosenblatt.errors import TableError
from rosenblatt.large import prepared
from rosenblatt.large import prepared as prepared_function


def arrays(n_rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(size=(n_rows, 3)), random.integers(0, 3, n_rows), random.uniform(size=n_rows)


def as_training_reads(batch: Batch) -> Batch:
    assert batch.y is not None
    return batch._replace(y=batch.y.astype(np.int32).reshape(-1, 1))


def cut(parts: tuple[np.ndarray, ...], sizes: list[int]):
    def make():
        begin = 0
        for size in sizes:
            yield tuple(part[begin : begin + size] for part in parts)
            begin += size

    return make


def test_rows_are_those_of_the_source_however_it_is_cut():
    n_rows = ROWS + 3000
    given = arrays(n_rows)
    for sizes in ([n_rows], [1, n_rows - 1], [0, 1000, 70_000 - 1000, n_rows - 70_000], [ROWS, 3000]):
        sizes = [size for size in sizes if size >= 0]
        if sum(sizes) != n_rows:
            sizes = [n_rows // 2, n_rows - n_rows // 2]
        source = BatchSource(cut(given, sizes))
        with prepared(source, as_training_reads) as rows:
            assert rows.validation is None
            rows.train.check()
            np.testing.assert_array_equal(rows.train.X, given[0])
            np.testing.assert_array_equal(rows.train.y[:, 0], given[1])
            np.testing.assert_array_equal(rows.train.sample_weight, given[2])
        assert source.n_rows == n_rows


def test_arrays_that_need_no_change_are_read_in_place():
    X, y, weight = arrays(5000)
    with prepared(ArraySource(X, y, weight), as_training_reads) as rows:
        assert rows.train.X is X
        assert rows.train.sample_weight is weight
        assert sum(each.n_rows * each.row_bytes for each in rows.train.sections) == 5000 * 4
    with prepared(ArraySource(np.asfortranarray(X), y), as_training_reads) as rows:
        assert rows.train.X.flags.c_contiguous
        np.testing.assert_array_equal(rows.train.X, X)


def test_rows_are_held_out_by_blocks():
    X, y, _ = arrays(70_000)

    def some(first_row: int, n_rows: int) -> np.ndarray:
        return np.arange(first_row, first_row + n_rows) % 1000 % 7 == 0

    with prepared(ArraySource(X, y), as_training_reads, some) as rows:
        expected = np.arange(70_000) % 1000 % 7 == 0
        np.testing.assert_array_equal(rows.train.X, X[~expected])
        assert rows.validation is not None
        np.testing.assert_array_equal(rows.validation.X, X[expected])
        np.testing.assert_array_equal(rows.validation.y[:, 0], y[expected])


def test_a_damaged_block_is_named():
    X, y, _ = arrays(5000)
    with prepared(BatchSource(lambda: [(X, y)]), as_training_reads) as rows:
        section = rows.train.sections[0]
        os.pwrite(section.file.fileno(), b"\0" * 8, 2 * 1024 * 24)
        with pytest.raises(TableError, match=r"block 3 of 5 blocks of the prepared X is damaged"):
            rows.train.check()


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    X, y, _ = arrays(2000)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0

    def interrupted() -> None:
        with prepared(BatchSource(lambda: [(X, y)]), as_training_reads) as rows:
            assert list(tmp_path.iterdir()) == []
            assert len(rows.train) == 2000
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


def test_a_full_disk_is_refused_before_a_byte_is_written(monkeypatch: pytest.MonkeyPatch):
    X, y, _ = arrays(2000)
    usage = type("Usage", (), {"free": 2**26 + 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with (
        pytest.raises(TableError, match=r"take 0.00 GB, and .* has 0.07 GB left: free .* TMPDIR"),
        prepared_function(ArraySource(X[:, :2], y), as_training_reads),
    ):
        pass
