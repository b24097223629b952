"""Lines of Python: calls and values, and how the samples of a training are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.data.preparation.targets import ClassTarget
from rosenblatt.lab.begun import Begun
from rosenblatt.trial.settings import STRATIFIED

WIDTH = 100


@dataclass(frozen=True)
class Lines:
    """Lines of code, and the imports that they need."""

    imports: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A value that is code itself."""

    text: str


def value_of(value: object) -> str:
    """Return a value as Python writes it."""
    if isinstance(value, Name):
        return value.text
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def call(function: str, positional: Sequence[str], named: Mapping[str, object]) -> tuple[str, ...]:
    """Return a call in one line, or with a line for each argument."""
    arguments = [*positional, *(f"{name}={value_of(value)}" for name, value in named.items())]
    line = f"{function}({', '.join(arguments)})"
    return (line,) if len(line) <= WIDTH else (f"{function}(", *(f"    {each}," for each in arguments), ")")


def mapping(values: Mapping[str, object]) -> str:
    """Return a mapping of names to values."""
    return f"{{{', '.join(f'{name!r}: {value_of(value)}' for name, value in values.items())}}}"


def plain(text: str) -> str:
    """Return a text for a comment or a docstring, which it cannot end."""
    return "".join(each if each.isprintable() else "?" for each in text).replace("\\", "/").replace('"', "'")


# ---- Samples -----------------------------------------------------------------------------------------------


def rows_of_table(begun: Begun) -> Lines:
    """Read the table, draw its rows to train on as the command draws them, and prepare them."""
    given, settings, table = begun.given, begun.settings, begun.table
    named = {name: getattr(given, name) for name in ("target", "features", "ignore", "keep")}
    said: dict[str, object] = {name: value for name, value in named.items() if value is not None}
    imports = ["import numpy as np", "from rosenblatt.data import Preparation, load_table"]
    if given.reading != type(given.reading)():
        imports.append("from rosenblatt.data.reading import Reading")
        said["reading"] = Name(repr(given.reading))
    lines = [*call("table = load_table", [repr(given.table)], said)]
    frame = "table.frame"
    if settings.missing == "drop":
        imports.append("from rosenblatt.data import drop_missing")
        lines.append("frame = drop_missing(table.frame)")
        frame = "frame"
    lines.append(f"rows = np.arange({frame}.height)")
    if settings.test_size:
        imports.append("from sklearn.model_selection import train_test_split")
        options: dict[str, object] = {"test_size": settings.test_size, "random_state": settings.seed}
        if settings.split == STRATIFIED:
            options["stratify"] = Name(f"{frame}[{table.target!r}]")
        lines += call("rows, test_rows = train_test_split", ["rows"], options)
    about: dict[str, object] = {
        "target": table.target,
        "features": table.features,
        "task": settings.task,
        "missing": settings.missing,
        "rows": Name("rows"),
    }
    if table.forms:
        about["forms"] = Name("table.forms")
    if settings.reading.na:
        about["na"] = settings.reading.na
    lines += call("preparation = Preparation.fit", [frame], about)
    lines.append(f"X, y = preparation.inputs({frame}, rows), preparation.targets({frame}, rows)")
    return Lines(tuple(imports), tuple(lines))


def rows_of_points(begun: Begun, points: Sequence[Sequence[float]]) -> Lines:
    """Write points as numbers, prepared as the table's rows were."""
    preparation = begun.prepared.preparation
    features = [each for each in preparation.features if isinstance(each, NumberFeature)]
    n_inputs, target = preparation.n_inputs, preparation.target
    columns = ", ".join([*preparation.input_names, preparation.target_name])
    kept = [point for point in points if not point[n_inputs + 1]]
    lines = [
        f"# The points to train on: {plain(columns)}",
        "points = np.array(",
        "    [",
        *(f"        {[float(each) for each in point[: n_inputs + 1]]}," for point in kept),
        "    ]",
        ")",
        f"mean, scale = {[each.mean for each in features]}, {[each.scale for each in features]}",
        f"X = np.ascontiguousarray((points[:, :{n_inputs}] - mean) / scale)",
    ]
    if isinstance(target, ClassTarget):
        lines.append(f"y = points[:, {n_inputs}].astype(int)")
    else:
        lines.append(f"y = (points[:, {n_inputs}] - {target.mean}) / {target.scale}")
    return Lines(("import numpy as np",), tuple(lines))
