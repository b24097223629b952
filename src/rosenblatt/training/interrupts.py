"""Ctrl-C held back while something short has to be finished."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Self


class HeldInterrupts:
    """While it is entered, the first Ctrl-C is only noted; a second one interrupts as always.

    Attributes
    ----------
    asked : bool
        Whether there was one.
    """

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        self._before = signal.getsignal(signal.SIGINT)
        # Whoever ignores Ctrl-C, or handles it outside Python, is left alone; handlers are the main thread's.
        self._holds = callable(self._before) and threading.current_thread() is threading.main_thread()
        if self._holds:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        if self._holds:
            signal.signal(signal.SIGINT, self._before)

    def deliver(self) -> None:
        """Do now what the Ctrl-C that was held would have done; nothing if there was none."""
        if self.asked and callable(self._before):
            self._before(signal.SIGINT, None)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
