"""The original columns and units of a run's prepared samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.data.preparation.targets import NumberTarget
from rosenblatt.views.names import names_of
from rosenblatt.views.words import listing, plain

if TYPE_CHECKING:
    from rosenblatt.run import Run

MOST_NAMES = 3
"""If there are more targets, only the first is named."""
NO_CATEGORY = "another"
"""The name of a category that does not occur in the training rows."""


def input_names(run: Run) -> tuple[str, ...]:
    """Names of the network's inputs."""
    preparation = run.model.preparation
    if preparation is None:
        return names_of(None, run.model.n_inputs, "input")
    return preparation.input_names


def input_units(run: Run) -> NDArray[np.float64]:
    """The mean and scale of each input, (n_inputs, 2), which restore its own unit."""
    preparation = run.model.preparation
    if preparation is None:
        return np.tile([0.0, 1.0], (run.model.n_inputs, 1))
    units: list[tuple[float, float]] = []
    for feature in preparation.features:
        own = [(0.0, 1.0)] * len(feature.input_names)
        if not isinstance(feature, TextFeature):
            own[0] = (feature.mean, feature.scale)
        units += own
    return np.array(units)


def output_unit(run: Run) -> tuple[float, float]:
    """The same for the output of a regression."""
    target = None if run.model.preparation is None else run.model.preparation.target
    return (target.mean, target.scale) if isinstance(target, NumberTarget) else (0.0, 1.0)


def target_name(run: Run) -> str:
    """Name of the target; of many targets the first and the number of the others."""
    names = run.table_summary.targets
    if len(names) > MOST_NAMES:
        return f"{names[0]} and {len(names) - 1} more targets"
    return listing(names) or "target"


def step_word(run: Run) -> str:
    """What a step of a sequence is called: ``step``, or ``year`` of a yearly series."""
    return run.table_summary.step_name


def step_numbers(run: Run, steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of steps as their table counts them, such as years."""
    return steps + run.table_summary.step_offset


def drawn_columns(run: Run) -> dict[str, NDArray[np.generic]]:
    """The run's samples as columns of their table, by name, the target last."""
    units = input_units(run)
    inputs = run.samples.inputs * units[:, 1] + units[:, 0]
    columns: dict[str, NDArray[np.generic]] = {}
    if run.model.preparation is None:
        columns |= dict(zip(input_names(run), inputs.T, strict=True))
    else:
        types = {column.name: column.type for column in run.table_summary.columns}
        first = 0
        for feature in run.model.preparation.features:
            block = inputs[:, first : first + len(feature.input_names)]
            first += block.shape[1]
            if not isinstance(feature, TextFeature):
                name = feature.input_names[0] if isinstance(feature, DateFeature) else feature.name
                columns[name] = _as_written(block[:, 0], types.get(feature.name))
            else:
                names = np.array([*feature.categories, NO_CATEGORY], dtype=object)
                columns[feature.name] = names[np.where(block.any(axis=1), block.argmax(axis=1), -1)]
    if not run.table_summary.other_targets:
        columns[target_name(run)] = run.samples.labels
    return columns


def _as_written(values: NDArray[np.float64], kind: str | None) -> NDArray[np.generic]:
    """Return numbers in the type of their column: integers, or true and false."""
    if kind == "Boolean":
        return np.where(values > 0.5, "true", "false")
    return values.round() if kind == "integer" else values


def all_classes(run: Run) -> tuple[object, ...]:
    """The model's classes in order, then classes of the table that the model does not have."""
    known = run.model.classes or ()
    names = {plain(name) for name in known}
    seen = {
        plain(label) for labels in (run.evaluation.truth, run.samples.labels) for label in labels.tolist()
    }
    return (*known, *sorted(seen - names))
