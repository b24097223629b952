"""A preparation learned from a source is that of the frame, to the last bit, however the rows are cut."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosenblatt import open_table
from rosenblatt.data import Preparation, batches
from rosenblatt.data.preparation import part, statistics
from rosenblatt.data.sources import stores
from rosenblatt.errors import TableError, TableWarning

FEATURES = ["number", "truth", "text", "date", "whole", "clock"]


def table(n_rows: int, seed: int = 0, missing: float = 0.1) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    numbers = random.lognormal(0, 3, n_rows)
    first = datetime.date(2020, 1, 1)
    days = [first + datetime.timedelta(days=int(day)) for day in random.integers(0, 900, n_rows)]
    frame = pl.DataFrame(
        {
            "number": numbers,
            "truth": random.integers(0, 2, n_rows),
            "text": random.choice(["red", "green", "blue", "näive"], n_rows),
            "date": days,
            "whole": random.integers(-5, 6, n_rows),
            "clock": pl.Series(random.integers(0, 86_400, n_rows) * 10**9).cast(pl.Time),
            "size": random.normal(5, 2, n_rows),
            "kind": random.choice(["a", "b", "c"], n_rows),
        }
    )
    if not missing:
        return frame
    lacking = {name: pl.Series(random.uniform(size=n_rows) < missing) for name in FEATURES}
    return frame.with_columns(
        pl.when(lacking[name]).then(None).otherwise(pl.col(name)).alias(name) for name in FEATURES
    )


def fitted(frame: object, target: str | list[str], task: str, missing: str) -> Preparation:
    return Preparation.fit(frame, target=target, features=FEATURES, task=task, missing=missing)  # type: ignore[arg-type]


@settings(max_examples=8)
@given(
    cuts=st.lists(st.integers(0, 300), max_size=6),
    seed=st.integers(0, 100),
    missing=st.sampled_from(["fill", "mean", "most-frequent"]),
    target=st.sampled_from(
        [("kind", "classification"), ("size", "regression"), (["kind", "truth2"], "classification")]
    ),
)
def test_any_cut_into_batches_gives_the_bits_of_the_frame(cuts, seed, missing, target):
    with pytest.MonkeyPatch.context() as patch:
        _small(patch)
        frame = table(300, seed).with_columns(truth2=pl.Series(np.arange(300) % 2))
        ends = sorted({0, *cuts, 300})
        parts = [frame.slice(first, last - first) for first, last in itertools.pairwise(ends)]
        names, task = target
        source = open_table(lambda: iter(parts), target=names, features=FEATURES)
        expected = fitted(frame, names, task, missing)
        found = fitted(source, names, task, missing)
        assert found.to_dict() == expected.to_dict() | {"ignored": list(found.ignored)}
        inputs = np.concatenate([batch.X for batch in expected.source(source).batches()])
        assert inputs.tobytes() == expected.inputs(frame).tobytes()
        targets = np.concatenate([batch.y for batch in expected.source(source).batches()])
        assert targets.tobytes() == expected.targets(frame).tobytes()


def test_more_rows_than_a_batch_and_one_part(tmp_path: Path):
    frame = table(150_000, 1)
    frame[:40_000].write_parquet(tmp_path / "part-0.parquet")
    frame[40_000:].write_parquet(tmp_path / "part-1.parquet")
    source = open_table(tmp_path, target="size", features=FEATURES)
    assert source.n_rows == 150_000
    found = fitted(source, "size", "regression", "fill")
    assert found.to_dict() == fitted(frame, "size", "regression", "fill").to_dict() | {"ignored": ["kind"]}
    half = source.part(lambda number, n_rows: np.arange(n_rows) % 2 == number % 2)
    rows = np.flatnonzero(
        np.concatenate([np.arange(n) % 2 == k % 2 for k, n in enumerate([65_536, 65_536, 18_928])])
    )
    expected = Preparation.fit(
        frame, target="size", features=FEATURES, task="regression", missing="fill", rows=rows
    )
    assert fitted(half, "size", "regression", "fill").features == expected.features


@pytest.mark.parametrize("value", [float("inf"), float("nan"), None])
def test_a_value_far_behind_gives_the_message_of_the_frame(value: float | None, tmp_path: Path):
    frame = table(140_000, missing=0)
    at = pl.int_range(140_000) == 139_000
    frame = frame.with_columns(number=pl.when(at).then(pl.lit(value, pl.Float64)).otherwise(pl.col("number")))
    frame.write_parquet(tmp_path / "table.parquet")
    source = open_table(tmp_path / "table.parquet", target="kind", features=FEATURES)
    messages = []
    for each in (frame, source):
        with pytest.raises(TableError) as error:
            fitted(each, "kind", "classification", "error")
        messages.append(str(error.value))
    assert messages[0] == messages[1]
    whole = fitted(frame[:1000], "kind", "classification", "error")
    messages = []
    with pytest.raises(TableError) as error:
        whole.inputs(frame)
    messages.append(str(error.value))
    with pytest.raises(TableError) as error:
        list(whole.source(source).batches())
    messages.append(str(error.value))
    assert messages[0] == messages[1]
    assert ("row 139001" in messages[0]) == (value == float("inf"))


def test_warnings_are_those_of_the_frame(tmp_path: Path):
    frame = table(140_000)
    frame.write_parquet(tmp_path / "table.parquet")
    learned = fitted(table(100, missing=0).filter(pl.col("text") != "red"), "size", "regression", "fill")
    source = open_table(tmp_path / "table.parquet", target="size", features=FEATURES)
    with pytest.warns(TableWarning) as expected:
        learned.inputs(frame.select(source.frame.columns))
    prepared = learned.source(source)
    with pytest.warns(TableWarning) as found:
        assert len(list(prepared.batches())) == 3
    list(prepared.batches())  # no warning again
    assert [str(each.message) for each in found] == [str(each.message) for each in expected]


def test_other_rows_in_a_later_pass_are_named():
    first, other = table(100, missing=0), table(100, 1, missing=0)
    frames = [first, first]
    source = open_table(lambda: iter(frames), target="size")
    list(source.frames())
    frames[1] = other
    with pytest.raises(TableError, match="frame 2 has other rows than in the first pass"):
        list(source.frames())


def test_a_file_that_is_written_again_is_named(tmp_path: Path):
    path = tmp_path / "table.parquet"
    table(100, missing=0).write_parquet(path)
    source = open_table(path)
    table(99, missing=0).write_parquet(path)
    with pytest.raises(TableError, match="was changed while it was read"):
        list(source.frames())


def test_parts_need_the_same_columns(tmp_path: Path):
    frame = table(10, missing=0)
    frame.write_parquet(tmp_path / "a.parquet")
    frame.with_columns(pl.col("whole").cast(pl.Float64)).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(TableError, match="column 'whole' is Float64, there Int64"):
        open_table(tmp_path)


def test_text_asks_for_a_preparation(tmp_path: Path):
    table(10, missing=0).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(TableError, match=r"column 'text' holds text: .* Preparation"):
        next(open_table(tmp_path / "a.parquet").batches())
    source = open_table(tmp_path / "a.parquet", features=["number", "whole"], target="kind")
    (batch,) = source.batches()
    assert batch.X.shape == (10, 2)
    assert set(batch.y) <= {"a", "b", "c"}


def _small(patch: pytest.MonkeyPatch) -> None:
    """Make blocks of 64 rows, and so little room that columns are read again and counted in shares."""
    for module in (batches, part, stores):
        patch.setattr(module, "ROWS", 64)
    patch.setattr(part, "_HELD", 0)
    patch.setattr(statistics, "_MOST", 16)
