"""Files of this version, kept for all later ones: ``python -m tests.files.keep`` for a release.

They are made once, when a version is released, and never again: tests/files/test_kept.py reads those of every
version there was. Beside each lies what it must hold, in JSON.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tests.fuzz import seeds
from tests.model.examples import FLOWERS

import rosenblatt
from rosenblatt.checkpoint import Checkpoint, load_checkpoint
from rosenblatt.checkpoint.file import FORMAT as CHECKPOINT_FORMAT
from rosenblatt.model import Model, load_model
from rosenblatt.model.file import FORMAT as MODEL_FORMAT
from rosenblatt.recording import Recording
from rosenblatt.recording.file import FORMAT as RECORDING_FORMAT
from rosenblatt.training import TrainingState

FOLDER = Path(__file__).parent
FORMATS = {"model": MODEL_FORMAT, "checkpoint": CHECKPOINT_FORMAT, "recording": RECORDING_FORMAT}
FORMATS_FILE = "formats.json"


def of_model(model: Model) -> dict[str, Any]:
    """What a model is and answers."""
    table = FLOWERS if model.preparation is not None else rows_for(model)
    if model.sequence is not None:
        table = FLOWERS.sort(model.sequence)
    networks = (
        [model.network]
        if model.mixture is None
        else [each for member in model.mixture.members for each in member.networks]
    )
    return {
        "repr": [model.kind, model.task, list(networks[0].activations) if networks else []],
        "parameters": [value for network in networks for value in network.parameters.tolist()],
        "predictions": model.predict(table).tolist(),
    }


def rows_for(model: Model) -> np.ndarray:
    """Samples for a model without a preparation."""
    return np.linspace(-2, 2, 4 * model.n_features).reshape(4, -1).astype(model.dtype)


def of_checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    """What a checkpoint holds."""
    state = checkpoint.state
    weights = state.network.parameters if isinstance(state, TrainingState) else state.weights
    return {
        "epoch": state.epoch,
        "parameters": weights.tolist(),
        "order": state.order.tolist(),
        "losses": checkpoint.history["loss"].tolist(),
        "stopped_by": checkpoint.stopped_by,
        "estimator": checkpoint.owner["estimator"],
        "max_iter": checkpoint.plan.max_iter,
        "arrays": {name: each.tolist() for name, each in checkpoint.arrays.items()},
    }


def of_recording(recording: Recording) -> dict[str, Any]:
    """What a recording holds."""
    return {
        "epochs": recording.epochs.tolist(),
        "steps": recording.steps.tolist(),
        "last": recording[-1].parameters.tolist(),
        "stopped_by": recording.stopped_by,
    }


KINDS: dict[str, tuple[Callable[[], Any], Callable[[Path], Any], Callable[[Any], dict[str, Any]]]] = {
    "model": (seeds.models, load_model, of_model),
    "checkpoint": (seeds.checkpoints, load_checkpoint, of_checkpoint),
    "recording": (seeds.recordings, Recording.open, of_recording),
}
"""How files of each kind are made, read, and told."""


def keep(folder: Path) -> None:
    """Write a file of every kind, and what it holds, into a new folder."""
    folder.mkdir()
    for kind, (make, load, tell) in KINDS.items():
        for name, content in make().items():
            path = folder / f"{kind}-{name.replace(' ', '-')}.bin"
            path.write_bytes(content)
            path.with_suffix(".json").write_text(json.dumps(tell(load(path)), indent=1) + "\n", "utf-8")
    (folder / FORMATS_FILE).write_text(json.dumps(FORMATS, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    where = FOLDER / rosenblatt.__version__
    if where.exists():
        sys.exit(f"{where} is there: files of a released version are never made again")
    keep(where)
