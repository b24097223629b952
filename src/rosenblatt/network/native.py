"""The border to the compiled core: the shape of a network, and how many threads a call uses."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import rosenblatt._core as _core
from rosenblatt.network.network import Network

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def architecture(network: Network) -> _core.Architecture:
    """Return the core's view of a network's shape."""
    start = network.initial_context
    return _architecture(
        network.layer_sizes,
        network.activations,
        network.output_groups,
        network.cell or "none",
        None if isinstance(start, str) else start,
    )


@lru_cache(maxsize=64)
def _architecture(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    groups: tuple[int, ...],
    cell: str,
    initial_context: float | None,
) -> _core.Architecture:
    return _core.Architecture(list(sizes), list(activations), list(groups), cell, initial_context)


def available_threads() -> int:
    """Cores this process may use, or ``OMP_NUM_THREADS`` if that is less."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(asked))) if asked.isdecimal() and int(asked) > 0 else cores


@cache
def _controller() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def single_threaded_blas() -> AbstractContextManager[object]:
    """Hold every BLAS of the process to one thread inside a ``with``."""
    limiter: AbstractContextManager[object] = _controller().limit(limits=1)
    return limiter
