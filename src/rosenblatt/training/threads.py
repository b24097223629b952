"""How many threads there are, and BLAS held to one of them while ours are at work."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING


def available_threads() -> int:
    """Cores this process may use, or ``OMP_NUM_THREADS`` if that is less."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(asked))) if asked.isdecimal() and int(asked) > 0 else cores


if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    import rosenblatt._core  # noqa: F401  # it loads the BLAS that is to be found

    return ThreadpoolController().select(user_api="blas")


def single_threaded_blas() -> AbstractContextManager[object]:
    """Hold every BLAS of the process to one thread inside a ``with``."""
    limiter: AbstractContextManager[object] = _controller().limit(limits=1)
    return limiter
