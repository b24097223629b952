"""Python code that trains as the page begins; the page writes that of a whole course (python.ts)."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import DEFAULTS
from rosenblatt.lab.begun import Begun
from rosenblatt.storage import fields
from rosenblatt.trial.command import arguments_of
from rosenblatt.trial.settings import STRATIFIED

SETTING = "ROSENBLATT_INSTRUCTION_SET"
WIDTH = 100
_UNSAID = ("record", "record_path", "verbose", "n_threads", "n_jobs", "warm_start")


@dataclass(frozen=True)
class _Name:
    """A value that is code itself."""

    text: str


def code(begun: Begun) -> list[str]:
    """Return the lines of a program whose ``fit`` trains as the page does from its beginning.

    The lines before ``model = ...`` read the table and end with ``X`` and ``y``, what is trained on.
    """
    samples, imports = _samples(begun)
    fit = begun.rule
    ours = sorted(
        {each for each in imports if each.startswith("from rosenblatt")}
        | {f"from rosenblatt import {fit.kind}"}
    )
    others = [each for each in imports if each not in ours]
    command = shlex.join(["rosenblatt", *arguments_of(begun.given)])
    title = f"A network for {_plain(begun.given.table)}, as Rosenblatt's lab trains it"
    return [
        f'"""{title}. The same by the command:',
        "",
        f"    {SETTING}=baseline {_plain(command)}",
        '"""',
        "",
        "import os",
        "",
        f'os.environ["{SETTING}"] = "baseline"  # the numbers of the page, bit for bit',
        "",
        *others,
        "",
        *ours,
        "",
        *samples,
        "",
        *_call(f"model = {fit.kind}", [], _parameters(fit)),
        "model.fit(X, y)",
        "network = model.network_",
        "print(network.weights, network.biases)",
    ]


def estimator(fit: Fit) -> dict[str, object]:
    """Return the name of the class that trains a fit, and its parameters that are not defaults, as JSON."""
    return {"name": fit.kind, "parameters": fields.plain(_parameters(fit))}


def _samples(begun: Begun) -> tuple[list[str], list[str]]:
    """The lines that read the table and prepare its rows, and the imports that they need."""
    given, settings, table = begun.given, begun.settings, begun.table
    named = {name: getattr(given, name) for name in ("target", "features", "ignore", "keep")}
    said: dict[str, object] = {name: value for name, value in named.items() if value is not None}
    imports = ["import numpy as np", "from rosenblatt.data import Preparation, load_table"]
    if given.reading != type(given.reading)():
        imports.append("from rosenblatt.data.reading import Reading")
        said["reading"] = _Name(repr(given.reading))
    lines = [*_call("table = load_table", [repr(given.table)], said)]
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
            options["stratify"] = _Name(f"{frame}[{table.target!r}]")
        lines += _call("rows, test_rows = train_test_split", ["rows"], options)
    about: dict[str, object] = {
        "target": table.target,
        "features": table.features,
        "task": settings.task,
        "missing": settings.missing,
        "rows": _Name("rows"),
    }
    if table.forms:
        about["forms"] = _Name("table.forms")
    if settings.reading.na:
        about["na"] = settings.reading.na
    lines += _call("preparation = Preparation.fit", [frame], about)
    lines.append(f"X, y = preparation.inputs({frame}, rows), preparation.targets({frame}, rows)")
    return lines, imports


def _parameters(fit: Fit) -> dict[str, object]:
    """Parameters other than their defaults, and the seed."""
    defaults = DEFAULTS[fit.kind]
    return {
        name: value
        for name, value in fit.parameters.items()
        if name == "random_state" or (name not in _UNSAID and value != defaults[name])
    }


def _plain(text: str) -> str:
    """A text for a docstring, which it cannot end."""
    return "".join(each if each.isprintable() else "?" for each in text).replace("\\", "/").replace('"', "'")


def _call(function: str, positional: Sequence[str], named: Mapping[str, object]) -> list[str]:
    """A call in one line, or with a line for each argument."""
    texts = {name: value.text if isinstance(value, _Name) else repr(value) for name, value in named.items()}
    arguments = [*positional, *(f"{name}={text}" for name, text in texts.items())]
    line = f"{function}({', '.join(arguments)})"
    return [line] if len(line) <= WIDTH else [f"{function}(", *(f"    {each}," for each in arguments), ")"]
