"""Recording: a training's snapshots over time, as a value."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.checkpoint.states import AnyData, AnyPlan, AnyState
from rosenblatt.errors import RosenblattError
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.recording.file import Start, read_recording, write_recording
from rosenblatt.recording.kinds import NetworkKind, PerceptronKind, kind_of
from rosenblatt.recording.steps import Step, steps_between
from rosenblatt.training.snapshots import Records


class Recording:
    """A training as a sequence of snapshots: ``rec[i]`` is the network at that moment.

    An estimator makes one when it is fitted with ``record=``; :meth:`open` reads one from a file. Snapshot 0
    is the start, the last one the end.

    Attributes
    ----------
    plan : Plan or PerceptronPlan
        How it was trained.
    record : str or int
        When snapshots were taken, as given.
    history : History
        A row an epoch. Of a training that was killed only the rows at snapshots are known.
    stopped_by : str or None
        Why training ended; None if that is not known.
    data : TrainingData, PerceptronData or None
        What it was trained on; a file does not hold it.
    rows : mapping
        Which rows of X were learned from and judged by (``train_rows``, ``validation_rows``; of a perceptron
        ``held_out``), where only some were.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> mlp = MLPClassifier(5, solver="sgd", learning_rate_init=0.5, max_iter=300, random_state=0, tol=0,
    ...                     n_iter_no_change=300, record="epochs")
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     rec = mlp.fit(X, y).recording_
    >>> len(rec), rec.weights(0).shape
    (301, (301, 2, 5))
    """

    def __init__(
        self,
        start: Start,
        blocks: list[Records],
        history: History | None,
        stopped_by: str | None,
        *,
        data: AnyData | None = None,
        path: Path | None = None,
    ) -> None:
        self._start = start
        self._blocks = blocks
        self._history = history
        self._kind: NetworkKind | PerceptronKind = kind_of(start)
        self.plan: AnyPlan = start.plan
        self.record = start.record
        self.rows: Mapping[str, NDArray[Any]] = start.rows
        self.stopped_by = stopped_by
        self.data = data
        self.path = path

    # ---- Files -----------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, data: AnyData | None = None, verify: bool = True) -> Self:
        """Open a recording's file; its snapshots are mapped into memory, not loaded.

        Of a training in progress, or one that was killed, it has the complete snapshots.

        Parameters
        ----------
        path : path-like
        data : TrainingData or PerceptronData, optional
            What it was trained on, for :meth:`between`.
        verify : bool, default=True
            Whether the checksum of every snapshot is compared, which reads the file once.

        Raises
        ------
        ModelFileError
            If the file is missing, damaged or hostile, or holds no complete snapshot.
        """
        content = read_recording(path, verify=verify)
        return cls(
            content.start,
            [content.records],
            content.history,
            content.stopped_by,
            data=data,
            path=Path(os.fsdecode(path)),
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the recording to a file atomically."""
        write_recording(path, self._start, self._blocks, self.history, self.stopped_by)

    # ---- A sequence of networks ------------------------------------------------------------------------

    def __len__(self) -> int:
        return sum(len(block) for block in self._blocks)

    def __getitem__(self, i: int) -> Network:
        """Return the network at snapshot ``i``; it has parameters of its own."""
        block, place = self._place(i)
        return self._kind.network_at(block[place : place + 1])

    def __iter__(self) -> Iterator[Network]:
        return (self[i] for i in range(len(self)))

    def at(self, *, epoch: int | None = None, step: int | None = None) -> Network:
        """Return the network as it was after an epoch or a step: see :meth:`index`."""
        return self[self.index(epoch=epoch, step=step)]

    def index(self, *, epoch: int | None = None, step: int | None = None) -> int:
        """Return the index of the snapshot after a number of epochs or steps, or of the last one before it.

        Parameters
        ----------
        epoch, step : int
            One of them. RosenblattError if it is before the start or after the end.
        """
        if (epoch is None) == (step is None):
            raise RosenblattError("give either epoch or step, one of the two")
        what, wanted, there = ("epoch", epoch, self.epochs) if step is None else ("step", step, self.steps)
        assert wanted is not None
        if not there[0] <= wanted <= there[-1]:
            raise RosenblattError(
                f"there is no {what} {wanted}: the recording covers {what} {there[0]} to {there[-1]}"
            )
        if step is None:  # a snapshot inside an epoch is later than the end of the epoch before
            return int(np.flatnonzero((there <= wanted) & (self.batches == 0))[-1])
        return int(np.searchsorted(there, wanted, side="right")) - 1

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.layer_sizes))
        return f"<Recording of {sizes}: {len(self)} snapshots, epoch {self.epochs[0]} to {self.epochs[-1]}>"

    # ---- Resuming --------------------------------------------------------------------------------------

    def state(self, i: int) -> AnyState:
        """Return a TrainingState or PerceptronState to resume from; it shares nothing with the recording.

        At the end of an epoch it is bit-for-bit identical to the state of an unrecorded training: the orders
        and the random stream, which a snapshot does not contain, are drawn again from the start. Inside an
        epoch (``record="steps"``) training continues with the next sample of the epoch, and its result is
        bit-for-bit identical to the recorded one. A perceptron's state inside an epoch has the snapshot's
        weights and begins a new epoch. Of lbfgs only the parameters are known: it begins again from them.

        Parameters
        ----------
        i : int
            A snapshot; negative ones count from the end.
        """
        block, place = self._place(i)
        return self._kind.state(block, place)

    def between(self, i: int, j: int, *, data: AnyData | None = None) -> list[Step]:
        """Replay the steps that led from one snapshot to a later one, with the NumPy reference.

        The result is a list of :class:`Step`; see ``rosenblatt.recording.steps.steps_between``.

        Parameters
        ----------
        i, j : int
            Snapshots, ``i`` not after ``j``.
        data : TrainingData or PerceptronData, optional
            What it was trained on. Default: ``self.data``. RosenblattError if there is none, or it is not
            what was recorded.
        """
        data = self.data if data is None else data
        if data is None:
            raise RosenblattError(
                "a recording's file does not hold the samples: give what it was trained on, as "
                "between(i, j, data=...)"
            )
        here = range(len(self))
        return list(steps_between(self, here[i], here[j], data))

    # ---- Numbers over time -----------------------------------------------------------------------------

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Neurons per layer."""
        return self._kind.network.layer_sizes

    @property
    def activations(self) -> tuple[str, ...]:
        """An activation per layer after the inputs."""
        return self._kind.network.activations

    @cached_property
    def epochs(self) -> IntArray:
        """Whole epochs made at each snapshot, shape (n_snapshots,)."""
        return self._over_time(self._kind.epochs)

    @cached_property
    def steps(self) -> IntArray:
        """Steps made at each snapshot, shape (n_snapshots,); of a perceptron, samples learned from."""
        return self._over_time(self._kind.steps)

    @cached_property
    def batches(self) -> IntArray:
        """Complete batches of the epoch at each snapshot; 0 at an epoch's end, shape (n_snapshots,)."""
        return self._over_time(lambda records: records["batch"])

    def weights(self, layer: int) -> FloatArray:
        """Weights of a layer at every snapshot.

        Parameters
        ----------
        layer : int
            Counted from 0, the first layer after the inputs.

        Returns
        -------
        ndarray of shape (n_snapshots, fan_in, fan_out)
            A view of the snapshots, not to be written to; of a perceptron with a penalty a copy.
        """
        return self._kind.weights(self._joined(), range(len(self.activations))[layer])

    def context(self, layer: int) -> FloatArray | None:
        """Weights of a layer's context neurons at every snapshot, see :meth:`weights`.

        Shape (n_snapshots, n_context, fan_out); None for a layer without context neurons.
        """
        return self._kind.context(self._joined(), range(len(self.activations))[layer])

    def biases(self, layer: int) -> FloatArray:
        """Biases of a layer at every snapshot, shape (n_snapshots, fan_out): see :meth:`weights`."""
        return self._kind.biases(self._joined(), range(len(self.activations))[layer])

    @property
    def history(self) -> History:
        """A row an epoch; of a training that was killed only those at snapshots."""
        if self._history is None:
            rows = self._joined()["row"]
            self._history = History(np.array(rows[np.isfinite(rows[:, 0])]))
        return self._history

    # ---- Inside ----------------------------------------------------------------------------------------

    def _place(self, i: int) -> tuple[Records, int]:
        """Return the block that holds snapshot ``i``, and where."""
        place = range(len(self))[i]  # an IndexError if there is no such snapshot
        for block in self._blocks:
            if place < len(block):
                return block, place
            place -= len(block)
        raise AssertionError("blocks hold all snapshots")

    def _joined(self) -> Records:
        """All records as one array."""
        if len(self._blocks) != 1:
            self._blocks = [np.concatenate(self._blocks)]
        return self._blocks[0]

    def _over_time(self, column: Any) -> IntArray:  # noqa: ANN401  # a function of records
        """Join a column of all blocks, without joining the rest of them."""
        return np.concatenate([np.asarray(column(block), dtype=np.int64) for block in self._blocks])

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickle keeps: the snapshots, not the samples and not a mapped file."""
        state = dict(vars(self))
        state["_blocks"] = [np.array(block) for block in self._blocks]
        state["data"] = state["path"] = None
        return state
