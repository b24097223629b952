"""One fit on one fold after another, each result a line of a file: a rerun measures only what is missing."""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.tables.catalogue import Table, read
from benchmarks.tables.methods import METHODS, Method, preparation, version

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 5
LOWEST_PROBABILITY = 1e-7
"""Probabilities are clipped to it for the log loss."""


@dataclass(frozen=True)
class Result:
    """One fit, and its score on the rows that it did not see.

    ``score`` is accuracy or R²; ``log_loss`` is None for regression. Seconds are of the fit alone: CPU time
    of the process, and wall time. ``epochs`` are those of scikit-learn's MLP, ``estimate`` is the
    out-of-fold score that the model states itself.
    """

    table: str
    digest: str
    method: str
    version: str
    fold: int
    seed: int
    rows: int
    score: float
    log_loss: float | None
    cpu: float
    wall: float
    preparation_cpu: float = 0.0
    predict_cpu: float = 0.0
    epochs: int | None = None
    estimate: float | None = None
    folds: int = FOLDS

    @property
    def key(self) -> tuple[str, str, str, str, int, int]:
        """What makes a measurement the same."""
        return self.table, self.digest, self.method, self.version, self.fold, self.seed


def stored(path: Path) -> list[Result]:
    """Read the results of a file; an incomplete last line of an interrupted run is passed over."""
    found = []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(Result(**json.loads(line)))
            except json.JSONDecodeError:
                continue
    return found


def splits(
    table: Table, target: np.ndarray[Any, Any]
) -> list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """The five folds of a table, always the same: stratified for classes, shuffled for numbers."""
    from sklearn.model_selection import KFold, StratifiedKFold

    kind = StratifiedKFold if table.task == "classification" else KFold
    return list(kind(FOLDS, shuffle=True, random_state=0).split(np.zeros(len(target)), target))


def measure(tables: list[Table], methods: list[str], seeds: list[int], path: Path, folds: int = FOLDS) -> int:
    """Measure what is missing, fold by fold and table by table; return how many fits ran."""
    have = {result.key for result in stored(path)}
    path.parent.mkdir(parents=True, exist_ok=True)
    versions = {name: version(name) for name in methods}
    done = 0
    for fold in range(folds):
        for table in tables:
            wanted = [
                (name, seed)
                for name in methods
                for seed in seeds
                if (table.name, table.digest, name, versions[name], fold, seed) not in have
            ]
            if not wanted:
                continue
            frame, target = read(table)
            part = splits(table, target)[fold]
            for name, seed in wanted:
                result = fit(table, frame, target, part, METHODS[name], versions[name], fold, seed)
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(result)) + "\n")
                done += 1
                line = f"{table.name}, fold {fold}, {name}: {result.score:.4f}, {result.cpu:.2f} s"
                print(line, file=sys.stderr, flush=True)
    return done


def fit(
    table: Table,
    frame: pd.DataFrame,
    target: np.ndarray[Any, Any],
    part: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]],
    method: Method,
    of_version: str,
    fold: int,
    seed: int,
) -> Result:
    """Fit a method on one fold and score it on the rest."""
    train, test = part
    inputs: Any = frame.iloc[train]
    unseen: Any = frame.iloc[test]
    started = process_time()
    if not method.reads_frames:
        prepared = preparation(inputs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # values that were not seen
            inputs, unseen = prepared.fit_transform(inputs), prepared.transform(unseen)
    preparation_cpu = process_time() - started
    estimator = method.build(table.task, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # defaults that end at their limit of iterations
        cpu, wall = process_time(), perf_counter()
        estimator.fit(inputs, target[train])
        cpu, wall = process_time() - cpu, perf_counter() - wall
        started = process_time()
        score, loss = scores(estimator, unseen, target[test], is_classes=table.task == "classification")
        predict_cpu = process_time() - started
    return Result(
        table=table.name,
        digest=table.digest,
        method=method.name,
        version=of_version,
        fold=fold,
        seed=seed,
        rows=len(target),
        score=score,
        log_loss=loss,
        cpu=cpu,
        wall=wall,
        preparation_cpu=preparation_cpu,
        predict_cpu=predict_cpu,
        epochs=getattr(estimator, "n_iter_", None) if method.name == "scikit-learn MLP" else None,
        estimate=_estimate(estimator),
    )


def _estimate(estimator: Any) -> float | None:
    estimate = getattr(estimator, "estimate_", None)
    value = getattr(estimate, "score", estimate)
    return None if value is None else float(value)


def scores(
    estimator: Any, unseen: Any, target: np.ndarray[Any, Any], *, is_classes: bool
) -> tuple[float, float | None]:
    """Accuracy and log loss, or R² and None."""
    if not is_classes:
        predicted = np.asarray(estimator.predict(unseen), np.float64).ravel()
        return 1 - float(((target - predicted) ** 2).sum() / ((target - target.mean()) ** 2).sum()), None
    probabilities = np.asarray(estimator.predict_proba(unseen), np.float64)
    classes = [str(name) for name in estimator.classes_]
    position = {name: index for index, name in enumerate(classes)}
    right = np.array([position.get(str(name), -1) for name in target])
    accuracy = float((probabilities.argmax(axis=1) == right).mean())
    chosen = np.where(right >= 0, probabilities[np.arange(len(right)), right], 0.0)
    return accuracy, float(-np.log(np.clip(chosen, LOWEST_PROBABILITY, 1)).mean())
