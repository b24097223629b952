"""One change of the recipe at a time, beside the recipe as it is: paired differences with standard errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks.tables.catalogue import Table, read
from benchmarks.tables.measuring import LOWEST_PROBABILITY, splits
from benchmarks.tables.methods import ROSENBLATT, preparation, version
from benchmarks.tables.scores import Paired, geometric_mean, paired
from rosenblatt.tabular import Kind, Problem, Recipe, advance, begin, finish, recipe_for

Change = Callable[[Recipe], Recipe]


def _kind(name: str, **changes: Any) -> Change:
    """Change the member of a name."""

    def change(recipe: Recipe) -> Recipe:
        kinds = tuple(replace(kind, **changes) if kind.name == name else kind for kind in recipe.kinds)
        return replace(recipe, kinds=kinds)

    return change


def _recipe(**changes: Any) -> Change:
    return lambda recipe: replace(recipe, **changes)


def _without(name: str) -> Change:
    return lambda recipe: replace(recipe, kinds=tuple(kind for kind in recipe.kinds if kind.name != name))


def _with(kind: Kind) -> Change:
    return lambda recipe: replace(recipe, kinds=(*recipe.kinds, kind))


CHANGES: dict[str, Change] = {
    "as it is": lambda recipe: recipe,
    "without plain": _without("plain"),
    "without steps": _without("steps"),
    "without lines": _without("lines"),
    "without deep": _without("deep"),
    "without deep-steps": _without("deep-steps"),
    "deep with 128-128": _kind("deep", hidden=(128, 128)),
    "deep-steps with silu": _kind("deep-steps", activation="silu"),
    "deep-steps with alpha 0.1": _kind("deep-steps", alpha=0.1),
    "256 steps in place of 512": _recipe(most_steps=256),
    "1024 steps in place of 512": _recipe(most_steps=1024),
    "8 leaves for all tables": _recipe(most_leaves=((0, 8),)),
    "16 leaves": _recipe(most_leaves=((0, 16),)),
    "twice the leaves": _recipe(most_leaves=((0, 16), (500, 32), (2000, 64))),
    "leaves of n / 64 rows": _recipe(leaf_share=64),
    "leaves of n / 256 rows": _recipe(leaf_share=256),
    "30 epochs": _recipe(epochs=30),
    "40 epochs": _recipe(epochs=40),
    "120 epochs": _recipe(epochs=120),
    "batches of half the size": _recipe(batch_sizes=((0, 16), (1000, 32), (4000, 64))),
    "batches of twice the size": _recipe(batch_sizes=((0, 64), (1000, 128), (4000, 256))),
    "8 folds": _recipe(n_folds=8),
    "10 folds": _recipe(n_folds=10),
    "folds drawn once": _recipe(n_repeats=1),
    "folds drawn twice": _recipe(n_repeats=2),
    "folds drawn three times": _recipe(n_repeats=3),
    "another member: silu on steps": _with(Kind("silu", "steps", (64,), "silu", 0.1, 0.01)),
    "another member: wide on steps": _with(Kind("wide", "steps", (256,), "relu", 0.1, 0.01)),
    "50 rounds": _recipe(rounds=50),
    "silu in steps": _kind("steps", activation="silu"),
    "plain with alpha 0.03": _kind("plain", alpha=0.03),
    "plain with alpha 0.3": _kind("plain", alpha=0.3),
    "steps with alpha 0.03": _kind("steps", alpha=0.03),
    "steps with alpha 0.3": _kind("steps", alpha=0.3),
    "lines with alpha 0.3": _kind("lines", alpha=0.3),
}


@dataclass(frozen=True)
class Trial:
    """A changed recipe on one fold of one table with one seed."""

    change: str
    version: str
    table: str
    task: str
    fold: int
    seed: int
    score: float
    loss: float
    estimate: float
    cpu: float

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """What makes a trial the same."""
        return self.change, self.version, self.table, self.fold, self.seed


def stored(path: Path) -> list[Trial]:
    """Read the trials of a file."""
    if not path.exists():
        return []
    return [Trial(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(tables: list[Table], changes: list[str], folds: int, seeds: int, path: Path) -> None:
    """Measure the trials that are missing."""
    have = {trial.key for trial in stored(path)}
    of_version = version(ROSENBLATT)
    path.parent.mkdir(parents=True, exist_ok=True)
    for change in dict.fromkeys(changes):
        for table in tables:
            for fold in range(folds):
                for seed in range(seeds):
                    if (change, of_version, table.name, fold, seed) not in have:
                        trial = try_out(change, of_version, table, fold, seed)
                        with path.open("a", encoding="utf-8") as file:
                            file.write(json.dumps(asdict(trial)) + "\n")
        print(change, file=sys.stderr, flush=True)


def try_out(change: str, of_version: str, table: Table, fold: int, seed: int) -> Trial:
    """Fit the changed recipe to the rows outside a fold and score it on the fold."""
    frame, target = read(table)
    train, test = splits(table, target)[fold]
    prepared = preparation(frame.iloc[train])
    X = np.asarray(prepared.fit_transform(frame.iloc[train]), np.float64)
    unseen = np.asarray(prepared.transform(frame.iloc[test]), np.float64)
    is_classes = table.task == "classification"
    names, y = np.unique(target[train], return_inverse=True) if is_classes else (np.empty(0), target[train])
    problem = Problem(X, y, len(names))
    began = process_time()
    bag = begin(problem, CHANGES[change](recipe_for(problem)), random_state=seed, n_threads=1)
    advance(bag, n_threads=1)
    found = finish(bag, n_threads=1)
    cpu = process_time() - began
    outputs = found.mixture.outputs(unseen)
    truth = target[test]
    if is_classes:
        chances = np.hstack([1 - outputs, outputs]) if len(names) == 2 else outputs
        right = np.searchsorted(names, truth)
        score = float((chances.argmax(axis=1) == right).mean())
        of_truth = chances[np.arange(len(right)), right]
        loss = float(-np.log(np.clip(of_truth, LOWEST_PROBABILITY, 1)).mean())
    else:
        errors = float(((outputs[:, 0] - truth) ** 2).mean())
        score = loss = 1 - errors / float(truth.var())
    return Trial(change, of_version, table.name, table.task, fold, seed, score, loss, found.estimate, cpu)


def as_markdown(trials: Iterable[Trial]) -> str:
    """Return a row for each change: its differences to the recipe as it is, over tables, and its time."""
    found = list(trials)
    last = {trial.change: trial.version for trial in found}
    base = [trial for trial in found if trial.change == "as it is"]
    lines = [
        "| change | accuracy | log loss | R² | CPU time | tables, fits |",
        "|---|---|---|---|---|---|",
    ]
    for change in last:
        own = [trial for trial in found if trial.change == change and trial.version == last[change]]
        cells = [
            _difference(own, base, "classification", "score"),
            _difference(own, base, "classification", "loss"),
            _difference(own, base, "regression", "score"),
        ]
        pairs = _pairs(own, base, "cpu")
        if change != "as it is" and pairs:
            time = geometric_mean(new / old for new, old in pairs.values())
            tables = len({key[0] for key in pairs})
            words = " | ".join(str(cell) for cell in cells)
            lines.append(f"| {change} | {words} | × {time:.2f} | {tables}, {len(pairs)} |")
    return "\n".join(lines)


def _pairs(
    own: list[Trial], base: list[Trial], field: str
) -> dict[tuple[str, int, int], tuple[float, float]]:
    """Values of a field of the same fits by both."""
    old = {(trial.version, trial.table, trial.fold, trial.seed): getattr(trial, field) for trial in base}
    return {
        (trial.table, trial.fold, trial.seed): (
            getattr(trial, field),
            old[trial.version, trial.table, trial.fold, trial.seed],
        )
        for trial in own
        if (trial.version, trial.table, trial.fold, trial.seed) in old
    }


def _difference(own: list[Trial], base: list[Trial], task: str, field: str) -> Paired:
    """The mean over tables of the mean difference of a table's fits."""
    tasks = {trial.table: trial.task for trial in own}
    new: dict[str, list[float]] = {}
    old: dict[str, list[float]] = {}
    for (table, _, _), (a, b) in _pairs(own, base, field).items():
        if tasks[table] == task:
            new.setdefault(table, []).append(a)
            old.setdefault(table, []).append(b)
    return paired(*({table: float(np.mean(values)) for table, values in side.items()} for side in (new, old)))
