"""Rosenblatt's default and scikit-learn's MLP timed in turns on the same rows, in one process."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from benchmarks.tables.catalogue import Table, read
from benchmarks.tables.measuring import splits
from benchmarks.tables.methods import METHODS, MLP, ROSENBLATT, preparation
from benchmarks.tables.report import EARLY_EPOCHS
from benchmarks.tables.scores import geometric_mean


@dataclass(frozen=True)
class Race:
    """Median CPU and wall seconds of a fit by both, on the rows of one fold."""

    table: str
    epochs: int
    cpu: tuple[float, float]
    wall: tuple[float, float]

    @property
    def cpu_ratio(self) -> float:
        """Rosenblatt's CPU time divided by scikit-learn's."""
        return self.cpu[0] / self.cpu[1]

    @property
    def wall_ratio(self) -> float:
        """Rosenblatt's wall time divided by scikit-learn's."""
        return self.wall[0] / self.wall[1]


def race(tables: Sequence[Table], threads: int, rounds: int) -> list[Race]:
    """Time both on each table; scikit-learn reads prepared arrays, Rosenblatt the data frame."""
    from threadpoolctl import threadpool_limits

    found = []
    for table in tables:
        frame, target = read(table)
        train = splits(table, target)[0][0]
        rows, y = frame.iloc[train], target[train]
        prepared = preparation(rows).fit_transform(rows)
        seconds: dict[str, list[tuple[float, float]]] = {ROSENBLATT: [], MLP: []}
        epochs = 0
        with threadpool_limits(threads), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(rounds):
                for name in seconds:
                    method = METHODS[name]
                    estimator = method.build(table.task, 0)
                    if method.reads_frames:
                        estimator.set_params(n_threads=threads)
                    cpu, wall = process_time(), perf_counter()
                    estimator.fit(rows if method.reads_frames else prepared, y)
                    seconds[name].append((process_time() - cpu, perf_counter() - wall))
                    epochs = getattr(estimator, "n_iter_", epochs)
        cpus, walls = (
            tuple(median(each[place] for each in seconds[name]) for name in (ROSENBLATT, MLP))
            for place in (0, 1)
        )
        found.append(Race(table.name, epochs, (cpus[0], cpus[1]), (walls[0], walls[1])))
        one = found[-1]
        print(f"{one.table}: CPU {one.cpu_ratio:.2f}, wall {one.wall_ratio:.2f}", file=sys.stderr, flush=True)
    return found


def as_markdown(races: Sequence[Race], threads: int) -> str:
    """Return the ratios in sum and for each table."""
    late = [one for one in races if one.epochs > EARLY_EPOCHS]
    lines = [
        f"### One fit beside scikit-learn's MLP, {threads} threads, medians",
        "",
        f"CPU time {geometric_mean(one.cpu_ratio for one in races):.2f} (geometric mean), at most "
        f"{max((one.cpu_ratio for one in late), default=0):.2f} where scikit-learn makes more than "
        f"{EARLY_EPOCHS} epochs, at most {max(one.cpu_ratio for one in races):.2f} on any table; wall time "
        f"{geometric_mean(one.wall_ratio for one in races):.2f} (geometric mean).",
        "",
        "| table | its epochs | CPU, s | scikit-learn, s | ratio | wall, s | scikit-learn, s | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.table} | {one.epochs} | {one.cpu[0]:.3f} | {one.cpu[1]:.3f} | {one.cpu_ratio:.2f} | "
        f"{one.wall[0]:.3f} | {one.wall[1]:.3f} | {one.wall_ratio:.2f} |"
        for one in races
    ]
    return "\n".join(lines)
