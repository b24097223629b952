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
        self._holds = threading.current_thread() is threading.main_thread()
        if self._holds:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        if self._holds:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
