"""compare: runs beside one another; what was set otherwise, where they part, and how they score."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.model.model import TABULAR
from rosenblatt.run.comparison.divergence import Parting, as_text, parting
from rosenblatt.run.findings import LOST_SPLITS
from rosenblatt.run.folder.document import plain
from rosenblatt.run.folder.folder import read_run
from rosenblatt.run.run import Run

if TYPE_CHECKING:
    from rosenblatt.history import History

ABSENT = None
"""Stands for a setting that a run's model does not have, or that was left to a default of none."""

_DATA = (
    "table",
    "target",
    "features",
    "sequence",
    "stream",
    "model",
    "task",
    "test_size",
    "missing",
    "seed",
)
_LAYERS = "layers"
_NOT_SETTINGS = ("verbose", "warm_start", "random_state", "n_threads", "n_jobs", "record", "record_path")
"""Parameters that change nothing of what is learned, or stand among the settings already."""


@dataclass(frozen=True)
class Difference:
    """A setting or a parameter of the estimator that differs; its value is None in a run that has none."""

    name: str
    values: tuple[object, ...]


@dataclass(frozen=True)
class Pair:
    """Two runs scored on the same other splits; ``differences`` are the second's scores minus the first's."""

    first: int
    second: int
    differences: NDArray[np.float64]

    @property
    def better(self) -> int:
        """On how many splits the second run scored higher."""
        return int(np.sum(self.differences > 0))

    @property
    def worse(self) -> int:
        """On how many it scored lower."""
        return int(np.sum(self.differences < 0))


@dataclass(frozen=True)
class Comparison:
    """Runs beside one another.

    Attributes
    ----------
    names : tuple of str
    runs : tuple of Run
    differences : tuple of Difference
        The settings that differ.
    partings : tuple of Parting
        Of every two runs on the same data.
    pairs : tuple of Pair
        Of every two runs that were scored on the same other splits.
    warnings : tuple of str
        What cannot be compared, in sentences; empty where everything can.
    """

    names: tuple[str, ...]
    runs: tuple[Run, ...]
    differences: tuple[Difference, ...]
    partings: tuple[Parting, ...]
    pairs: tuple[Pair, ...]
    warnings: tuple[str, ...]

    @property
    def same_data(self) -> bool:
        """Whether all runs learned the same task from the same table."""
        first = self.runs[0]
        return all(_same_table(first, run) and first.task == run.task for run in self.runs)

    @property
    def histories(self) -> dict[str, History]:
        """The runs' histories by name, for :class:`rosenblatt.plots.CompareDisplay`."""
        return {name: run.history for name, run in zip(self.names, self.runs, strict=True)}


def compare(*runs: Run | str | os.PathLike[str], names: Sequence[str] | None = None) -> Comparison:
    """Compare runs.

    Parameters
    ----------
    *runs : Run or path-like
        Two or more runs, or their folders. They are only read.
    names : sequence of str, optional
        What to call them. Default: the names of their folders; of runs by themselves ``run 1``, ``run 2``.

    Returns
    -------
    Comparison

    Raises
    ------
    RosenblattError
        If there are fewer than two, or a folder is no run's.
    """
    if len(runs) < 2:
        raise RosenblattError(f"compare needs two runs or more, got {len(runs)}: name another")
    if names is not None and (len(names) != len(runs) or len(set(names)) < len(runs)):
        raise RosenblattError(
            f"names must name each of the {len(runs)} runs differently, got {tuple(names)!r}"
        )
    read = tuple(each if isinstance(each, Run) else read_run(each) for each in runs)
    called = _names_of(runs) if names is None else tuple(names)
    alike = [_same_table(*pair) for pair in combinations(read, 2)]
    places = list(combinations(range(len(read)), 2))
    mixed = {place for place, run in enumerate(read) if run.mixture is not None}  # without a history
    partings = [
        parting(read, first, second)
        for (first, second), same in zip(places, alike, strict=True)
        if same and read[first].task == read[second].task and not (mixed & {first, second})
    ]
    return Comparison(
        called,
        read,
        _differences(read),
        tuple(partings),
        tuple(pair for first, second in places if (pair := _pair(read, first, second)) is not None),
        _warnings(called, read),
    )


def _names_of(runs: Sequence[Run | str | os.PathLike[str]]) -> tuple[str, ...]:
    """The shortest ends of the folders' paths that are unique; numbered if a folder occurs twice."""
    paths = [
        Path(f"run {place}") if isinstance(each, Run) else Path(os.path.abspath(each))
        for place, each in enumerate(runs, start=1)
    ]
    longest = max(len(path.parts) for path in paths)
    for length in range(1, longest + 1):
        names = ["/".join(path.parts[-length:]) for path in paths]
        if len(set(names)) == len(set(paths)):
            break
    return tuple(
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    )


# ---- What was set otherwise ----------------------------------------------------------------------------


def _differences(runs: Sequence[Run]) -> tuple[Difference, ...]:
    described = [_settings_of(run) for run in runs]
    order = list(dict.fromkeys(name for each in described for name in each))
    rows = [Difference(name, tuple(each.get(name, ABSENT) for each in described)) for name in order]
    return tuple(row for row in rows if any(as_text(value) != as_text(row.values[0]) for value in row.values))


def _settings_of(run: Run) -> dict[str, object]:
    """What decides how a run is trained, by name."""
    settings = {name: getattr(run.settings, name) for name in _DATA}
    settings["table"] = run.table_summary.name
    if run.mixture is None:
        settings[_LAYERS] = "-".join(map(str, run.model.network.layer_sizes))
    else:
        settings["members"] = ", ".join(each.name for each in run.mixture.members if each.weight)
    for name, value in run.parameters.items():
        if name not in (*_NOT_SETTINGS, "hidden_layer_sizes"):
            settings[name] = value
    if run.parent is not None:
        settings["branched off"] = f"{run.parent.folder or 'its parent'}, epoch {run.parent.epoch}"
        settings["dropped"] = ", ".join(run.parent.dropped) or None
    return settings


# ---- What can be compared ------------------------------------------------------------------------------


def _same_table(one: Run, other: Run) -> bool:
    return one.table_summary.digest == other.table_summary.digest


def _warnings(names: Sequence[str], runs: Sequence[Run]) -> tuple[str, ...]:
    """What makes these runs incomparable; each reason is given once, for the first run that has it."""
    notes: dict[str, str] = {}
    first = runs[0]
    for name, run in zip(names[1:], runs[1:], strict=True):
        pair = f"{names[0]} and {name}"
        if run.task != first.task:
            notes.setdefault(
                "task",
                f"{pair} do other tasks ({first.task} and {run.task}): their losses and scores mean other "
                "things.",
            )
        elif not _same_table(first, run):
            same_name = first.table_summary.name == run.table_summary.name
            what = "other columns of the table" if same_name and _chose_others(first, run) else "other tables"
            notes.setdefault(
                "table", f"{pair} learned from {what}: their scores are of other data and do not compare."
            )
        elif not _same_rows(first, run):
            notes.setdefault(
                "rows",
                f"{pair} were scored on other rows (test size {first.settings.test_size} and "
                f"{run.settings.test_size}, seed {first.settings.seed} and {run.settings.seed}): a part of "
                "the difference is the split.",
            )
        if run.task == first.task and run.parameters.get("loss") != first.parameters.get("loss"):
            notes.setdefault("loss", f"{pair} minimise other losses: their curves do not compare, scores do.")
        if run.model.kind != first.model.kind:
            notes.setdefault("kind", f"{pair} are other models: {_why_not(first, run)}.")
    return tuple(notes.values())


def _why_not(one: Run, other: Run) -> str:
    """What two models of different kinds have not in common."""
    if TABULAR in (one.model.kind, other.model.kind):
        return "a mixture has no curve of its loss; scores compare where they are of the same rows"
    if "perceptron" in (one.model.kind, other.model.kind):
        return "a perceptron's loss and a network's are other numbers"
    return "a recurrent network is held out sequences or a stream's end, another single rows"


def _chose_others(one: Run, other: Run) -> bool:
    mine, theirs = one.settings, other.settings
    return mine.features != theirs.features or mine.target != theirs.target


def _same_rows(one: Run, other: Run) -> bool:
    return one.evaluation.part == other.evaluation.part and np.array_equal(
        one.evaluation.rows, other.evaluation.rows
    )


def _pair(runs: Sequence[Run], first: int, second: int) -> Pair | None:
    """The differences over other splits, if both runs were scored on the same ones."""
    one, other = runs[first], runs[second]
    n = min(len(one.evaluation.repeats), len(other.evaluation.repeats))
    same_splits = all(
        getattr(one.settings, name) == getattr(other.settings, name)
        for name in ("seed", "test_size", "missing", "sequence", "stream")
    )
    same_splits &= one.evaluation.repeats_over == other.evaluation.repeats_over
    if not (n and same_splits and _same_table(one, other) and one.task == other.task):
        return None
    if any(_lost_splits(run) for run in (one, other)):
        return None
    return Pair(first, second, other.evaluation.repeats[:n] - one.evaluation.repeats[:n])


def _lost_splits(run: Run) -> bool:
    """Whether some of the other splits could not be trained, so that it is not known whose score is whose."""
    return any(finding.kind == LOST_SPLITS for finding in run.findings)


# ---- In plain values -----------------------------------------------------------------------------------

_OF_THE_EVALUATION = ("score_name", "part", "score", "training_score", "baseline", "repeats")


def comparison_document(comparison: Comparison) -> dict[str, object]:
    """Describe a comparison in plain values: what ``compare --json`` prints."""
    names = comparison.names

    def of_two(each: Parting | Pair) -> dict[str, object]:
        known = dict(vars(each))
        return {"runs": [names[known.pop("first")], names[known.pop("second")]], **known}

    runs = [
        {
            "name": name,
            "parent": None if run.parent is None else run.parent.folder,
            "epochs": len(run.history),
            "loss": float(run.history["loss"][-1]) if len(run.history) else None,
            "stopped_by": run.stopped_by,
            **{of: getattr(run.evaluation, of) for of in _OF_THE_EVALUATION},
        }
        for name, run in zip(names, comparison.runs, strict=True)
    ]
    document: Mapping[str, object] = {
        "runs": runs,
        "differences": comparison.differences,
        "partings": list(map(of_two, comparison.partings)),
        "pairs": list(map(of_two, comparison.pairs)),
        "warnings": comparison.warnings,
    }
    return cast("dict[str, object]", plain(document))
