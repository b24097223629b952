"""A recorded run for the page: its snapshots untouched, and states to continue from.

The document of a run is a file of :mod:`rosenblatt.storage.container` with the arrays ``parameters``
(snapshots, n_parameters) of float64 in ``Network``'s order, ``epoch`` and ``batch`` (snapshots,) of int32,
which are the position of each, and ``history`` (n_epochs, 9) of float64. Its metadata has ``lab``, ``run`` (a
name), ``record``, ``stopped_by``, ``plan``, ``model``, ``sizes``, ``activations``, ``groups``, and
``continued``: null, or a sentence that says why no snapshot can be continued. The document of a state has the
arrays of a ``TrainingState`` by their names, and its progress among the metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.lab.begin import VERSION, plain_plan
from rosenblatt.lab.limits import MOST_CELLS
from rosenblatt.recording import RECORDING_FILE
from rosenblatt.run import read_run
from rosenblatt.run.folder.recording_place import open_recording
from rosenblatt.storage.container import packed
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    from rosenblatt.recording import Recording
    from rosenblatt.run import Run


@dataclass(frozen=True)
class RecordedRun:
    """A run that the command has opened, with its recording, if it was recorded."""

    name: str
    run: Run
    recording: Recording | None

    @classmethod
    def of(cls, folder: Path) -> RecordedRun:
        """Read the folder of a run; a RosenblattError says what is wrong with it."""
        recording = open_recording(folder) if (folder / RECORDING_FILE).is_file() else None
        return cls(folder.name, read_run(folder), recording)

    @property
    def why_not(self) -> str | None:
        """Why the page cannot train on from a snapshot; None if it can."""
        if self.run.model.is_recurrent:
            return "The page does not train recurrent networks: rosenblatt branch trains on from a snapshot."
        if self.run.parameters.get("solver") == "lbfgs":
            return "The page does not train with lbfgs: rosenblatt branch trains on from a snapshot."
        return None

    def document(self) -> bytes:
        """Return the document of the recording; a PlanError if the run was not recorded, or is too large."""
        recording = self._required()
        n_parameters = self.run.model.network.n_parameters
        if len(recording) * n_parameters > MOST_CELLS:
            raise PlanError(
                f"the lab takes at most {MOST_CELLS:,} numbers of a recording, got {len(recording):,} "
                f"snapshots of {n_parameters:,} parameters: record fewer, with --record log"
            )
        network = self.run.model.network
        arrays: dict[str, NDArray[Any]] = {
            "parameters": np.array([each.parameters for each in recording], np.float64),
            "epoch": recording.epochs.astype(np.int32),
            "batch": recording.batches.astype(np.int32),
            "history": np.ascontiguousarray(recording.history.rows),
        }
        values = {
            "lab": VERSION,
            "run": self.name,
            "record": str(recording.record),
            "stopped_by": recording.stopped_by,
            "plan": plain_plan(recording.plan),
            "model": self.run.model.kind,
            "sizes": list(network.layer_sizes),
            "activations": list(network.activations),
            "groups": list(network.output_groups),
            "continued": self.why_not,
        }
        return b"".join(packed(values, arrays, self.name))

    def state(self, index: int) -> bytes:
        """Return the state of a snapshot, from 0; a PlanError if there is none to continue from."""
        recording = self._required()
        if self.why_not is not None:
            raise PlanError(self.why_not)
        if not 0 <= index < len(recording):
            raise PlanError(f"the run has the snapshots 0 to {len(recording) - 1}, got {index}")
        state = recording.state(index)
        if not isinstance(state, TrainingState):
            raise PlanError("a recorded perceptron is shown, and not trained on from a snapshot")
        names = ("moments", "random_key", "order", "best_parameters", "underway")
        arrays = {name: np.atleast_1d(getattr(state, name)) for name in names}
        progress = {name: state.progress[name].item() for name in state.progress.dtype.names or ()}
        values = {"lab": VERSION, "run": self.name, "snapshot": index, "progress": plain_plan(progress)}
        return b"".join(packed(values, {"parameters": state.network.parameters, **arrays}, self.name))

    def _required(self) -> Recording:
        if self.recording is None:
            raise PlanError(f"{self.name} was not recorded: train it again with --record epochs")
        return self.recording
