"""Ctrl-C held back while something short has to be finished."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self


class HeldInterrupts:
    """While it is entered, the first Ctrl-C is only noted; a second one interrupts as always.

    Attributes
    ----------
    asked : bool
        Whether there was one that has not been delivered.
    """

    def __init__(self) -> None:
        self.asked = False
        self._is_released = False

    def __enter__(self) -> Self:
        self._before = signal.getsignal(signal.SIGINT)
        # Whoever ignores Ctrl-C, or handles it outside Python, is left alone; handlers are the main thread's.
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
        """Within it Ctrl-C does at once what it always does, also the one that was held until then.

        It sets no handler, which would take longer than an epoch of a small network.
        """
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
