"""A run for the page: its snapshots and history untouched, and states to continue from.

The document of a run is a begin document (:mod:`rosenblatt.lab.begin`) with further arrays:

- ``snapshots`` (n, n_parameters), float64: the recorded parameters in ``Network``'s order. A run that was not
  recorded has one: the network that it has kept.
- ``epoch``, ``batch``, ``number`` (n,), int32: the position of each, and its number in the recording from 0.
- ``history`` (n_epochs, 9), float64.
- ``rest`` (n, bytes), uint8: in a single file the rest of each state, as the page's engine lays it out
  (core/lab/network.hpp, core/lab/rule.hpp). A server hands out one at a time; its document has it as an array
  ``rest`` (bytes,) beside ``parameters``.

Its metadata also has ``run``:

- ``name``, ``folder``; ``n``: snapshots in the recording; ``trained``: whether the page trains such networks.
- ``continued``: whether it can continue from a snapshot; ``why``: why it cannot, or "".
- ``notes``: sentences on what is shown and what is missing.
- ``unanswered``: why the page does not compute predictions, or "".
- ``context``: for each layer the names of the context neurons that it reads.

What the page cannot train is shown from the samples that the run's folder keeps.
"""

from __future__ import annotations

import dataclasses
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.lab.begin import VERSION, arrays_of, metadata, plain_plan
from rosenblatt.lab.runs.shown import command_of, context_names, described_run, samples_of, unanswered
from rosenblatt.plan import Plan
from rosenblatt.recording import RECORDING_FILE
from rosenblatt.run import read_run
from rosenblatt.run.folder.recording_place import open_recording
from rosenblatt.storage.container import packed
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState

if TYPE_CHECKING:
    from rosenblatt._typing import IntArray
    from rosenblatt.lab.begun import Begun
    from rosenblatt.recording import Recording
    from rosenblatt.run import Run

MOST_SERVED = 64_000_000
"""Bytes of snapshots that a server hands out; of more, a choice."""
MOST_EMBEDDED = 2_000_000
"""Bytes of snapshots and states in a single file, before they are packed."""
MOST_FRAMES = 150
"""Snapshots of a single file, unless another number is asked for."""
FEWEST_STATES = 40
"""A single file that has no room for so many states has snapshots alone."""


@dataclass(frozen=True)
class RecordedRun:
    """A run that the command has opened, with its recording, if it was recorded.

    ``begun`` is the training as the page begins it; None if it cannot train it, for the reason ``why_not``.
    """

    folder: Path
    run: Run
    recording: Recording | None
    begun: Begun | None = None
    why_not: str = ""

    @classmethod
    def of(cls, folder: Path) -> RecordedRun:
        """Read the folder of a run; a RosenblattError says what is wrong with it, or why it is not shown."""
        run = read_run(folder)
        if run.mixture is not None:
            raise PlanError(
                f"{folder} is a mixture of {len(run.mixture.members)} networks, and the lab shows one: train "
                f"one, {command_of(run, model='mlp', hidden=None)}, or read rosenblatt report {folder}"
            )
        recording = open_recording(folder) if (folder / RECORDING_FILE).is_file() else None
        return cls(folder, run, recording)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.resolve().name

    def begins(self, begun: Begun | None, error: str) -> RecordedRun:
        """Return the run with its training as the page begins it, or with the error that says why not."""
        why_not = self._differs(begun) or error
        return dataclasses.replace(self, begun=begun, why_not=why_not[:1].upper() + why_not[1:])

    def _differs(self, begun: Begun | None) -> str:
        """Why the page does not train on from the snapshots of a run, whatever its table; "" if it may."""
        model = self.run.model
        what = "recurrent networks" if model.is_recurrent else ""
        if self.run.parameters.get("solver") == "lbfgs":
            what = "with lbfgs"
        if model.dtype != np.float64:
            what = f"in {model.dtype}"
        if begun is not None and begun.rule.network.layer_sizes != model.network.layer_sizes:
            what = "a network of which neurons were removed"
        return what and f"The page does not train {what}: rosenblatt branch trains on from a snapshot."

    # ---- Documents ---------------------------------------------------------------------------------------

    def document(self) -> bytes:
        """Return the document that a server hands out."""
        n_bytes = self.run.model.network.n_parameters * 8
        return self._written(self._chosen(MOST_SERVED // n_bytes), states=False, whole=True)

    def embedded(self, most: int = MOST_FRAMES) -> bytes:
        """Return the document of a single file, with at most so many snapshots."""
        n_bytes = self.run.model.network.n_parameters * 8
        if self.continued and self.recording is not None:
            with_state = max(n_bytes, len(self._rest(0)))
            if MOST_EMBEDDED // with_state >= min(FEWEST_STATES, len(self.recording)):
                return self._written(self._chosen(min(most, MOST_EMBEDDED // with_state)), states=True)
        return self._written(self._chosen(min(most, MOST_EMBEDDED // n_bytes)), states=False)

    def state(self, index: int) -> bytes:
        """Return the state of a snapshot, from 0; a PlanError if there is none to continue from."""
        if self.recording is None or not self.continued:
            raise PlanError(self._why(in_file_alone=False))
        if not 0 <= index < len(self.recording):
            raise PlanError(f"the run has the snapshots 0 to {len(self.recording) - 1}, got {index}")
        values = {"lab": VERSION, "run": self.name, "snapshot": index}
        rest = np.frombuffer(self._rest(index), np.uint8)
        parts = {"parameters": self.recording[index].parameters, "rest": rest}
        return b"".join(packed(values, parts, self.name))

    @property
    def continued(self) -> bool:
        """Whether the page can train on from a snapshot."""
        return self.recording is not None and self.begun is not None and not self.why_not

    def _chosen(self, most: int) -> IntArray:
        """Which snapshots are shown: all, or of too many those with about the same progress between them."""
        recording = self.recording
        if recording is None or len(recording) <= max(most, 2):
            return np.arange(1 if recording is None else len(recording))
        from rosenblatt.replay import evenly_spaced, progress

        rows = recording.history.rows
        known = rows[np.isfinite(rows[:, 1])]
        loss = np.interp(recording.epochs, known[:, 0], known[:, 1]) if len(known) else recording.epochs * 0.0
        return evenly_spaced(progress(recording, loss), max(most, 2))

    def _written(self, chosen: IntArray, *, states: bool, whole: bool = False) -> bytes:
        begun = self.begun
        arrays = samples_of(self.run) if begun is None else arrays_of(begun, whole=whole)
        arrays |= self._snapshots(chosen)
        if states:
            arrays["rest"] = np.stack([np.frombuffer(self._rest(i), np.uint8) for i in chosen.tolist()])
        known = described_run(self.run) if begun is None else metadata(begun, begun.table.name)
        continued = self.continued and (states or whole)
        plan = None if self.recording is None else self.recording.plan
        if isinstance(plan, Plan):
            known["plan"] = plain_plan(plan)
        elif isinstance(plan, PerceptronPlan) and known["perceptron"] is not None:
            known["perceptron"] = {**known["perceptron"], "plan": plain_plan(plan)}  # type: ignore[dict-item]
        network = self.run.model.network
        known |= {"sizes": list(network.layer_sizes), "activations": list(network.activations)}
        known["run"] = {
            "name": self.name,
            "folder": str(self.folder),
            "n": 0 if self.recording is None else len(self.recording),
            "trained": begun is not None,
            "continued": continued,
            "notes": self._notes(len(chosen)),
            "why": self._why(in_file_alone=self.continued and not continued),
            "unanswered": unanswered(self.run, self.folder),
            "context": context_names(self.run.model.network),
        }
        return b"".join(packed(known, arrays, self.name))

    # ---- Arrays --------------------------------------------------------------------------------------------

    def _snapshots(self, chosen: IntArray) -> dict[str, NDArray[Any]]:
        recording, history = self.recording, self.run.history.rows
        if recording is None:
            return {
                "snapshots": self.run.model.network.parameters.astype(np.float64)[None],
                "epoch": history[-1:, 0].astype(np.int32) if len(history) else np.zeros(1, np.int32),
                "batch": np.zeros(1, np.int32),
                "number": np.zeros(1, np.int32),
                "history": np.ascontiguousarray(history),
            }
        return {
            "snapshots": np.array([recording[i].parameters for i in chosen.tolist()], np.float64),
            "epoch": recording.epochs[chosen].astype(np.int32),
            "batch": recording.batches[chosen].astype(np.int32),
            "number": chosen.astype(np.int32),
            "history": np.ascontiguousarray(recording.history.rows),
        }

    def _rest(self, index: int) -> bytes:
        """The state of a snapshot as the page's engine lays it out."""
        assert self.recording is not None
        state = self.recording.state(index)
        if isinstance(state, PerceptronState):
            parts = [np.zeros(3), state.neurons, state.weights, state.shrunk, state.averages, state.order]
        else:
            parts = [
                state.progress,
                np.zeros(1),
                state.underway,
                state.order,
                np.zeros(state.network.n_parameters),  # the page has them beside it
                state.moments,
                state.best_parameters,
                state.random_key,
            ]
        content = b"".join(np.ascontiguousarray(each).tobytes() for each in parts)
        return content + bytes(-len(content) % 8)

    def _why(self, *, in_file_alone: bool) -> str:
        """Why the page does not continue from a snapshot; "" if it does."""
        if self.recording is None:
            return f"The training was not recorded, so it is not continued. {self.why_not}".strip()
        if in_file_alone:
            return f"To continue from a snapshot: rosenblatt lab {shlex.quote(str(self.folder))}"
        return self.why_not and f"This run is shown, and not continued. {self.why_not}"

    def _notes(self, n_shown: int) -> list[str]:
        """Sentences on what is shown, what is missing, and which command helps."""
        run, recording, notes = self.run, self.recording, []
        n_rows, n_kept = run.table_summary.n_rows, len(run.samples.inputs)
        if recording is None:
            notes.append(
                "This run was not recorded, so only its last network is known. To record a training: "
                f"{command_of(run, record='epochs')} --out RUN"
            )
        elif n_shown < len(recording):
            notes.append(f"{n_shown:,} of the {len(recording):,} snapshots of the recording are shown.")
        if self.begun is None and n_kept < n_rows:
            notes.append(f"{n_kept:,} of the {n_rows:,} rows are shown, which the folder of the run keeps.")
        if recording is not None and not np.array_equal(
            recording[len(recording) - 1].parameters, run.model.network.parameters
        ):
            kept = "mean over all steps" if run.parameters.get("average") else "network with the best score"
            notes.append(f"The model that the run has kept is the {kept}, not the last snapshot.")
        return notes
