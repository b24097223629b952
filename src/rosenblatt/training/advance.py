"""advance: move a training state forward, in native code, without holding the GIL."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Self

from rosenblatt.errors import PlanError
from rosenblatt.history import History
from rosenblatt.plan import Plan
from rosenblatt.training.data import TrainingData
from rosenblatt.training.reference.epochs import require_finite
from rosenblatt.training.snapshots import Recorder, resting
from rosenblatt.training.state import TrainingState

Listener = Callable[[TrainingState, History], bool | None]
"""``listener(state, history)`` is called between two chunks of a training; if it returns True, training stops
there, stopped by ``callback``."""

CHUNK_SECONDS = 0.05
"""How long native code runs before Python may look at signals and listeners."""


STOPPED_BY_LISTENER = "callback"


def advance(
    state: TrainingState,
    data: TrainingData,
    plan: Plan,
    epochs: int | None = None,
    *,
    history: History | None = None,
    n_threads: int | None = None,
    listener: Listener | None = None,
    every: int | None = None,
    recorder: Recorder[TrainingState] | None = None,
) -> tuple[History, str | None]:
    """Train on from a state until the plan says stop, or for some epochs.

    Parameters
    ----------
    state : TrainingState
        Moved forward in place.
    data : TrainingData
        What to learn from; the same at every call, or the training is another one.
    plan : Plan
        Any solver but ``lbfgs``, which has no epochs to advance by: see
        :func:`rosenblatt.training.lbfgs.minimise`.
    epochs : int, optional
        Epochs at most in this call. Default: until the plan stops.
    history : History, optional
        To which the rows are added. Default: a new one.
    n_threads : int, optional
        Threads for large networks; the result does not depend on their number. Default: the number of
        cores.
    listener : callable, optional
        ``listener(state, history)`` is called between chunks of about 50 ms; True stops training there.
    every : int, optional
        The maximum number of epochs between two calls of the listener, which does not change the result.
        Default: as many as take 50 ms.
    recorder : Recorder, optional
        Who keeps snapshots: :class:`rosenblatt.recording.TrainingRecorder`.

    Returns
    -------
    history : History
    stopped_by : str or None
        ``converged``, ``early stopping``, ``max_iter``, ``callback`` if the listener said so, or None if only
        the asked epochs were made.

    Raises
    ------
    DivergedError
        As soon as a parameter is not finite; names epoch and layer.
    PlanError
        If plan, network and data do not fit together.

    Notes
    -----
    KeyboardInterrupt is raised between two chunks: state and history are complete, and training can resume
    from them.
    """
    from rosenblatt.training.native import NativeTrainer

    if plan.solver == "lbfgs":
        raise PlanError("lbfgs does not advance by epochs: use rosenblatt.training.lbfgs.minimise")
    history = History() if history is None else history
    if recorder is not None:
        recorder.begin(state, data, plan)
    trainer = NativeTrainer(state, data, plan, n_threads, recorder)
    left = plan.max_iter - state.epoch if epochs is None else epochs
    reason: str | None = None if left > 0 or epochs is not None else "max_iter"
    # Ctrl-C is held back while native code trains: what it has trained is part of the record.
    recorded = nullcontext() if recorder is None else resting(recorder, state, history)
    with recorded, HeldInterrupts() as interrupt:
        while left > 0 and reason is None:
            rows, reason = trainer.run(left if every is None else min(left, every), CHUNK_SECONDS)
            history.append(rows)
            if recorder is not None:
                trainer.hand_over()
            left -= len(rows)
            with interrupt.released():
                if reason == "diverged":
                    require_finite(state.network, state.epoch)
                if listener is not None and listener(state, history) and reason is None:
                    reason = STOPPED_BY_LISTENER
    interrupt.deliver()
    return history, reason


class HeldInterrupts:
    """While it is entered, the first Ctrl-C only sets ``asked``; a second one interrupts as always."""

    def __init__(self) -> None:
        self.asked = False
        self._is_released = False

    def __enter__(self) -> Self:
        self._before = signal.getsignal(signal.SIGINT)
        # A program that ignores Ctrl-C, or handles it outside Python, is not changed; only the main thread
        # has handlers.
        self._holds = callable(self._before) and threading.current_thread() is threading.main_thread()
        if self._holds:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        # Who has meanwhile set a handler of his own keeps it.
        if self._holds and signal.getsignal(signal.SIGINT) == self._note:
            signal.signal(signal.SIGINT, self._before)

    @contextmanager
    def released(self) -> Iterator[None]:
        """Within it Ctrl-C, also one held until then, acts at once; setting a handler would be slow."""
        self._is_released = True
        try:
            self.deliver()
            yield
        finally:
            self._is_released = False

    def deliver(self) -> None:
        """Do now what the Ctrl-C that was held would have done; nothing if there was none."""
        asked, self.asked = self.asked, False
        if asked and callable(self._before):
            self._before(signal.SIGINT, None)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._is_released and callable(self._before):
            self._before(number, frame)
        elif self.asked:
            raise KeyboardInterrupt
        else:
            self.asked = True
