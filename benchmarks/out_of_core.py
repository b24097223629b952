"""``python -m benchmarks.out_of_core``: training on a Parquet file larger than the memory that it may take.

Every side has its own process with the same environment on one thread, and all are measured in turns. The
medians go into RESULTS.md. PyTorch, XGBoost and LightGBM are not installed by the project:
``pip install torch==2.13.0 xgboost lightgbm``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
HEADING = "## Tables larger than memory"
FEATURES = 28
NAMES = [f"x{k}" for k in range(FEATURES)]
BATCH = 200
PIECE = 65_536
EPOCHS = 3
TREES = 10
LOADER_ROWS = 400_000
"""Rows of PyTorch's measurement, which would else take minutes."""

Sums = dict[str, float]


# ---- The table -------------------------------------------------------------------------------------------


def rows_of(seed: int, n_rows: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw rows of two classes, of which a line separates most."""
    random = np.random.default_rng(seed)
    X = random.standard_normal((n_rows, FEATURES))
    score = X @ np.cos(np.arange(FEATURES)) + 0.5 * np.sin(3 * X[:, 0]) + random.standard_normal(n_rows)
    return X, (score > 0).astype(np.int64)


def write_table(path: Path, n_rows: int) -> None:
    """Write the Parquet file in parts, unless it is there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.exists():
        return
    fresh = path.with_suffix(".new")
    schema = pa.schema([(name, pa.float64()) for name in NAMES] + [("label", pa.int64())])
    with pq.ParquetWriter(fresh, schema) as writer:
        for seed in range(-(-n_rows // PIECE)):
            X, y = rows_of(seed, min(PIECE, n_rows - seed * PIECE))
            writer.write_table(pa.table([*X.T, y], schema=schema))
    fresh.replace(path)


def pieces(path: Path) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    """Read the file in batches with pyarrow, as all other libraries do here."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False, buffer_size=2**18) as file:
        for batch in file.iter_batches(PIECE):
            columns = [batch.column(k).to_numpy() for k in range(FEATURES)]
            yield np.column_stack(columns), batch.column(FEATURES).to_numpy()


def held_out() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Rows of another seed, by which the perceptrons are judged."""
    return rows_of(10**6, 200_000)


# ---- What is measured, each in a process of its own ------------------------------------------------------


def _epoch(history: Any) -> float:  # of rosenblatt, which is imported in the process measured
    seconds = history["seconds"]
    return float(seconds[-1] - seconds[0]) / (len(seconds) - 1)


def _network(**parameters: Any) -> Any:
    from rosenblatt import MLPClassifier

    options = {"max_iter": EPOCHS, "tol": 0.0, "batch_size": BATCH, "n_threads": 1, "random_state": 0}
    return MLPClassifier((32,), **{**options, **parameters})


def _source(path: Path) -> Any:
    from rosenblatt import open_table

    return open_table(path, target="label")


def epoch_of_source(path: Path) -> Sums:
    """An epoch of 28-32-2 from the prepared file, after the first."""
    return {"seconds": _epoch(_network().fit(_source(path)).history_)}


def _arrays(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    X, y = zip(*pieces(path), strict=True)
    return np.concatenate(X), np.concatenate(y)


def epoch_in_memory(path: Path) -> Sums:
    """The same of arrays, all rows shuffled together."""
    return {"seconds": _epoch(_network().fit(*_arrays(path)).history_)}


def epoch_in_memory_by_window(path: Path) -> Sums:
    """The same of arrays with the window of the source."""
    return {"seconds": _epoch(_network(shuffle_window=131_072).fit(*_arrays(path)).history_)}


def epoch_of_torch(path: Path) -> Sums:
    """PyTorch's DataLoader over the same file; the dataset yields whole batches, shuffled in pieces."""
    import torch
    from torch.utils.data import DataLoader, IterableDataset

    torch.set_num_threads(1)
    torch.manual_seed(0)

    class Rows(IterableDataset):  # type: ignore[misc]  # its base has no types
        def __iter__(self) -> Iterator[Any]:
            for X, y in pieces(path):
                order = torch.randperm(len(X))
                samples, labels = torch.from_numpy(X)[order], torch.from_numpy(y.copy())[order]
                yield from zip(samples.split(BATCH), labels.split(BATCH), strict=True)

    model = torch.nn.Sequential(
        torch.nn.Linear(FEATURES, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2)
    ).double()
    optimizer = torch.optim.Adam(model.parameters())
    loss = torch.nn.CrossEntropyLoss()
    n_rows, began = 0, time.perf_counter()
    for X, y in DataLoader(Rows(), batch_size=None):
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()
        n_rows += len(X)
        if n_rows >= LOADER_ROWS:
            break
    return {"seconds": time.perf_counter() - began, "rows": n_rows}


def perceptron_of_source(path: Path) -> Sums:
    """Five epochs of the perceptron rule, reading and preparing included."""
    from rosenblatt import Perceptron

    began = time.perf_counter()
    model = Perceptron(max_iter=5, tol=None, average=True).fit(_source(path))
    seconds = time.perf_counter() - began
    names, (X, y) = list(model.feature_names_in_), held_out()
    import polars as pl

    return {"seconds": seconds, "score": model.score(pl.DataFrame(X, schema=names, orient="row"), y)}


def perceptron_of_sklearn(path: Path) -> Sums:
    """SGDClassifier.partial_fit with the perceptron's loss over scaled batches, five epochs."""
    from sklearn.linear_model import SGDClassifier
    from sklearn.preprocessing import StandardScaler

    began = time.perf_counter()
    scaler = StandardScaler()
    for X, _ in pieces(path):
        scaler.partial_fit(X)
    model = SGDClassifier(
        loss="perceptron", penalty=None, learning_rate="constant", eta0=1.0, average=True, random_state=0
    )
    for _ in range(5):
        for X, y in pieces(path):
            model.partial_fit(scaler.transform(X), y, classes=[0, 1])
    seconds = time.perf_counter() - began
    X, y = held_out()
    return {"seconds": seconds, "score": model.score(scaler.transform(X), y)}


def first_pass(path: Path) -> Sums:
    """Check the table, learn its targets, and write and check the prepared file."""
    from rosenblatt.estimators.from_source import Surveyed

    source, began = _source(path), time.perf_counter()
    with Surveyed.of(_network(), source, None, None).fit():
        return {"seconds": time.perf_counter() - began}


def read_once(path: Path) -> Sums:
    """Read the file once with pyarrow, every value."""
    began = time.perf_counter()
    total = sum(float(X[-1, 0]) for X, _ in pieces(path))
    return {"seconds": time.perf_counter() - began, "total": total}


def whole_fit(path: Path) -> Sums:
    """A fit of three epochs with reading and preparing: its memory."""
    began = time.perf_counter()
    _network().fit(_source(path))
    return {"seconds": time.perf_counter() - began}


def xgboost_external(path: Path) -> Sums:
    """XGBoost's external memory: ten trees by histograms."""
    import xgboost as xgb

    class Batches(xgb.DataIter):  # type: ignore[misc]  # its base has no types
        def __init__(self) -> None:
            self.left = pieces(path)
            super().__init__(cache_prefix=str(path.parent / "xgboost-cache"))

        def next(self, input_data: Callable[..., None]) -> bool:
            found = next(self.left, None)
            if found is None:
                return False
            input_data(data=found[0], label=found[1])
            return True

        def reset(self) -> None:
            self.left = pieces(path)

    began = time.perf_counter()
    data = xgb.ExtMemQuantileDMatrix(Batches(), nthread=1)
    options = {"tree_method": "hist", "nthread": 1, "objective": "binary:logistic"}
    xgb.train(options, data, TREES)
    return {"seconds": time.perf_counter() - began}


def lightgbm_sequence(path: Path) -> Sums:
    """LightGBM's Sequence over the file's row groups: ten trees."""
    import lightgbm as lgb
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    starts = np.cumsum([0] + [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)])
    labels = file.read(["label"]).column(0).to_numpy()

    class Rows(lgb.Sequence):  # type: ignore[misc]  # its base has no types
        batch_size = PIECE
        held: tuple[int, NDArray[np.float64]] = (-1, np.empty((0, FEATURES)))

        def __len__(self) -> int:
            return int(starts[-1])

        def _group(self, k: int) -> NDArray[np.float64]:
            if self.held[0] != k:
                table = file.read_row_group(k, NAMES)
                self.held = k, np.column_stack([column.to_numpy() for column in table.columns])
            return self.held[1]

        def __getitem__(self, index: Any) -> NDArray[np.float64]:
            if isinstance(index, slice):
                parts, at = [], index.start
                while at < index.stop:
                    k = int(np.searchsorted(starts, at, side="right")) - 1
                    end = min(index.stop, int(starts[k + 1]))
                    parts.append(self._group(k)[at - starts[k] : end - starts[k]])
                    at = end
                return np.concatenate(parts)
            k = int(np.searchsorted(starts, index, side="right")) - 1
            row: NDArray[np.float64] = self._group(k)[index - starts[k]]
            return row

    began = time.perf_counter()
    data = lgb.Dataset(Rows(), labels, params={"num_threads": 1, "verbose": -1})
    lgb.train({"objective": "binary", "num_threads": 1, "verbose": -1}, data, TREES)
    return {"seconds": time.perf_counter() - began}


MEASURES: dict[str, Callable[[Path], Sums]] = {
    each.__name__: each
    for each in (
        epoch_of_source,
        epoch_in_memory,
        epoch_in_memory_by_window,
        epoch_of_torch,
        perceptron_of_source,
        perceptron_of_sklearn,
        first_pass,
        read_once,
        whole_fit,
        xgboost_external,
        lightgbm_sequence,
    )
}


def _private_memory() -> float:
    """Private memory of this process in MB; pages of mapped files are not part of it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return float("nan")


def measure(name: str, path: Path) -> Sums:
    """Measure in this process; with its peak of private memory in MB."""
    peak, ended = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.01):
            peak = max(peak, _private_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = MEASURES[name](path)
    finally:
        ended.set()
        watcher.join()
    return {**found, "peak": peak}


# ---- The report ------------------------------------------------------------------------------------------


def measured(names: list[str], path: Path, rounds: int) -> dict[str, list[Sums]]:
    """Measure all in turns, each in a process with one thread."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
    environment = {**os.environ, **dict.fromkeys(threads, "1")}
    results: dict[str, list[Sums]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-m", "benchmarks.out_of_core", "--one", name, "--table", str(path)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.stderr.write(f"{name}: {done.stderr.strip().splitlines()[-1:]}\n")
                continue
            results[name].append(json.loads(done.stdout.splitlines()[-1]))
            sys.stderr.write(f"{name}: {results[name][-1]}\n")
    return results


def report(results: dict[str, list[Sums]], n_rows: int, rounds: int) -> str:
    """Return the section of RESULTS.md."""

    def of(name: str, key: str = "seconds") -> float:
        found = [each[key] for each in results.get(name, []) if key in each]
        return median(found) if found else float("nan")

    def verdict(reached: bool) -> str:
        return "met" if reached else "not met"

    rows = []
    epoch, memory = of("epoch_of_source"), of("epoch_in_memory")
    windowed = of("epoch_in_memory_by_window")
    rows.append(
        (
            "28-32-2, batch 200, an epoch from the prepared file",
            f"{epoch:.2f} s",
            f"in memory {memory:.2f} s; in memory with the same window {windowed:.2f} s",
            f"{epoch / memory:.2f} times the time",
            "at most 1.15",
            verdict(epoch <= 1.15 * memory),
        )
    )
    row, theirs = 1e6 * epoch / n_rows, 1e6 * of("epoch_of_torch") / of("epoch_of_torch", "rows")
    rows.append(
        (
            "the same, a row",
            f"{row:.2f} µs",
            f"PyTorch DataLoader {theirs:.2f} µs",
            f"{theirs / row:.1f} times as fast",
            "at least 4",
            verdict(theirs >= 4 * row),
        )
    )
    ours, theirs = of("perceptron_of_source"), of("perceptron_of_sklearn")
    score, other = of("perceptron_of_source", "score"), of("perceptron_of_sklearn", "score")
    rows.append(
        (
            "averaged perceptron, 5 epochs with all reading",
            f"{ours:.1f} s, accuracy {score:.4f}",
            f"SGDClassifier.partial_fit {theirs:.1f} s, accuracy {other:.4f}",
            f"{theirs / ours:.1f} times as fast",
            "at least 3; within 0.005",
            verdict(theirs >= 3 * ours and score >= other - 0.005),
        )
    )
    ours, theirs = of("first_pass"), of("read_once")
    rows.append(
        (
            "both passes and the prepared file",
            f"{ours:.1f} s",
            f"reading once with pyarrow {theirs:.1f} s",
            f"{ours / theirs:.1f} times the time",
            "at most 3",
            verdict(ours <= 3 * theirs),
        )
    )
    ours = of("whole_fit", "peak")
    trees = {name: of(name, "peak") for name in ("xgboost_external", "lightgbm_sequence")}
    rows.append(
        (
            "private memory at its peak, a whole fit",
            f"{ours:.0f} MB",
            f"XGBoost external memory {trees['xgboost_external']:.0f} MB, LightGBM Sequence "
            f"{trees['lightgbm_sequence']:.0f} MB, ten trees each",
            "",
            "below both",
            verdict(ours < min(trees.values())),
        )
    )
    lines = [
        HEADING,
        "",
        f"Written by `python -m benchmarks.out_of_core`: a Parquet file of {n_rows:,} x {FEATURES} numbers, "
        f"medians of {rounds} rounds in turns,",
        "each side in a process of its own on one thread. Private memory includes the code of the libraries.",
        "",
        "| work | Rosenblatt | beside it | ratio | target | verdict |",
        "|---|---|---|---|---|---|",
        *(f"| {' | '.join(each)} |" for each in rows),
        "",
    ]
    return "\n".join(lines)


def write(section: str) -> None:
    """Put the section into RESULTS.md in place of the one before."""
    text = RESULTS.read_text()
    before, found, after = text.partition(HEADING)
    rest = after.find("\n## ")
    behind = after[rest + 1 :] if found and rest >= 0 else ""
    RESULTS.write_text(f"{before.rstrip()}\n\n{section}{chr(10) if behind else ''}{behind}")


def main() -> None:
    """Measure, print the section, and with ``--write`` put it into RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(MEASURES))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", choices=list(MEASURES), help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, default=None)
    given = parser.parse_args()
    path = given.table or Path(f"/var/tmp/rosenblatt-{given.rows}.parquet")
    if given.one:
        sys.stdout.write(json.dumps(measure(given.one, path)) + "\n")
        return
    write_table(path, given.rows)
    section = report(measured(given.only or list(MEASURES), path, given.rounds), given.rows, given.rounds)
    sys.stdout.write(section)
    if given.write:
        write(section)


if __name__ == "__main__":
    main()
