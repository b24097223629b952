"""What the lab shows of a run that the page does not train: what its folder keeps, without its table."""

from __future__ import annotations

import dataclasses
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.lab.begin import SHOWN_ROWS, TEST, VERSION, inputs_of, plain_plan, targets_of, task_of
from rosenblatt.lab.begun import plain_settings
from rosenblatt.plan import Plan
from rosenblatt.trial.command import arguments_of

if TYPE_CHECKING:
    from rosenblatt.data import Preparation
    from rosenblatt.network import Network
    from rosenblatt.run import Run


def samples_of(run: Run) -> dict[str, NDArray[Any]]:
    """Return the samples that the folder of a run keeps as arrays: at most 600, of sequences the steps."""
    samples, target = run.samples, _preparation(run).target
    labels = samples.labels if samples.labels.ndim == 1 else samples.labels[:, 0]
    n = len(samples.inputs)
    rows = np.arange(1, n + 1) if samples.rows is None else samples.rows
    return {
        "X": np.ascontiguousarray(samples.inputs, np.float64),
        "y": targets_of(target, labels),
        "held_out": np.where(samples.part == "test", TEST, 0).astype(np.uint8),
        "row": rows.astype(np.int32),
        "parameters": run.model.network.parameters.astype(np.float64),
    }


def described_run(run: Run) -> dict[str, object]:
    """Return the metadata of a begin document from the folder of a run alone."""
    summary, preparation = run.table_summary, _preparation(run)
    plan = {name: value for name, value in run.parameters.items() if name in Plan.__dataclass_fields__}
    rate = plan.pop("dropout", 0) or ()
    dropout = rate if isinstance(rate, list | tuple) else [rate] * (len(run.model.network.layer_sizes) - 2)
    if not isinstance(plan.get("batch_size"), int):
        plan["batch_size"] = None
    columns: list[dict[str, object]] = [
        {
            "name": each.name,
            "kind": each.type,
            "missing": each.missing,
            "low": each.minimum,
            "high": each.maximum,
            "distinct": each.distinct,
            "examples": [],
            "role": "target" if each.name in summary.targets else "feature",
        }
        for each in summary.columns
    ]
    return {
        "lab": VERSION,
        "table": summary.name,
        "title": summary.description,
        "task": task_of(preparation.target),
        "inputs": inputs_of(preparation, run.samples.inputs),
        "columns": columns,
        "names": [each.name for each in summary.columns],
        "rows": [[None if x is None else str(x) for x in row] for row in summary.first_rows[:SHOWN_ROWS]],
        "n_rows": summary.n_rows,
        "notes": list(summary.notes),
        "digest": summary.digest,
        "target": summary.target,
        "model": "perceptron" if run.model.kind == "perceptron" else "mlp",
        "groups": list(run.model.network.output_groups),
        "scheme": run.parameters.get("init", "auto"),
        "seed": run.parameters.get("random_state", 0),
        "plan": {**plain_plan(Plan(loss="log_loss")), **plain_plan(plan), "dropout": list(dropout)},
        "random_position": 0,
        "total_steps": 0,
        "perceptron": None,
        "settings": plain_settings(run.settings),
        "command": list(arguments_of(run.settings)),
        "code": [],
        "estimator": {"name": "", "parameters": {}},
    }


def unanswered(run: Run, folder: Path) -> str:
    """Return why the page does not compute the predictions of a run; "" if it does."""
    what = ""
    if run.model.is_recurrent:
        what = "The samples of this run are sequences: a prediction depends on the steps before it."
    elif _preparation(run).other_targets:
        what = "This network predicts several targets."
    report = f"rosenblatt report {shlex.quote(str(folder))} shows the predictions."
    return what and f"{what} The page shows the weights and the curve; {report}"


def context_names(network: Network) -> list[list[str]]:
    """Return for each layer the names of the context neurons it reads: those whose last values they hold."""
    name = "o{1}" if network.cell == "jordan" else "h{0}.{1}"
    return [
        [f"{name.format(layer, place)} before" for place in range(1, n + 1)]
        for layer, n in enumerate(network.context_sizes, start=1)
    ]


def command_of(run: Run, **changes: Any) -> str:  # noqa: ANN401  # settings of a run
    """Return the command that trains like a run, with other settings."""
    settings = dataclasses.replace(run.settings, repeats=None, **changes)
    return shlex.join(["rosenblatt", *arguments_of(settings)])


def _preparation(run: Run) -> Preparation:
    preparation = run.model.preparation
    assert preparation is not None  # a run's model always has one
    return preparation
