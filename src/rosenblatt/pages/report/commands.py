"""The commands that use a run's model, and that repeat its training."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.run import Run, RunSettings

MOST_FEATURES = 12
"""The maximum number of features in a command; run.json lists all."""


def train_command(settings: RunSettings) -> tuple[str, ...]:
    """Return the command that repeats the run, in parts of an option with its value."""
    features = settings.features or ()
    can_be_listed = 0 < len(features) <= MOST_FEATURES and not any("," in name for name in features)
    flags: dict[str, object] = {
        "--target": None if isinstance(settings.target, tuple) else settings.target,
        "--features": features if can_be_listed else None,
        "--sequence": settings.sequence,
        "--task": settings.task,
        "--model": settings.model,
        "--hidden": "none" if settings.hidden == () else settings.hidden,
        "--activation": settings.activation,
        "--solver": settings.solver,
        "--max-iter": settings.max_iter,
        "--learning-rate": settings.learning_rate,
        "--alpha": settings.alpha,
        "--batch-size": settings.batch_size,
        "--cell": settings.cell,
        "--backprop-steps": settings.backprop_steps,
        "--update-steps": settings.update_steps,
        "--test-size": settings.test_size,
        "--seed": settings.seed,
        "--repeats": settings.repeats,
        "--missing": settings.missing if settings.missing != "error" else None,
    }
    parts = [shlex.join(["rosenblatt", "train", settings.table])]
    if isinstance(settings.target, tuple):
        parts += [shlex.join(["--target", name]) for name in settings.target]
    if settings.stream:
        parts.append("--stream")
    for flag, value in flags.items():
        if value is not None:
            parts.append(shlex.join([flag, _text(value)]))
    for name, value in settings.options.items():
        text = value if isinstance(value, str) else repr(value)
        parts.append(shlex.join(["--set", f"{name}={text}"]))
    return tuple(parts)


def predict_command(run: Run) -> str:
    """Return the command that predicts another table, run in the run's folder."""
    proba = " --proba" if run.evaluation.probabilities is not None else ""
    return f"rosenblatt predict model.safetensors TABLE.csv{proba} --out predictions.csv"


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
