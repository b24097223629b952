"""How much memory a process may still take, and the refusal of a table that takes more.

Without it, the reader of a file would end the process in the midst of a table.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rosenblatt.errors import TableError

_GROUPS = Path("/sys/fs/cgroup")
_SMALL = 2**26  # 64 MiB: less is not worth a look
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_REMEDY = (
    "train in batches (--memory 2GB; in Python open_table), name fewer columns (--features, --ignore; in "
    "Python features=, ignore=), take a part of the rows, or use a machine with more memory"
)


def require_memory(n_bytes: float, work: str) -> None:
    """Raise TableError if a piece of work takes more memory than is available; the message has both numbers.

    ``work`` begins the sentence: ``"loading big.csv (1,000,000 rows of 29 columns)"``.
    """
    if n_bytes < _SMALL:
        return
    available = available_memory()
    if available is not None and n_bytes > available:
        raise TableError(
            f"{work} takes about {_shown(n_bytes)} of memory, and {_shown(available)} are available: "
            f"{_REMEDY}"
        )


def return_freed_memory() -> None:
    """Have the allocators of polars and pyarrow return freed memory at once; before these are imported.

    By default they keep address space for later, which counts where the data of a process is limited.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "retain:false,dirty_decay_ms:0,muzzy_decay_ms:0,narenas:1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def available_memory() -> int | None:
    """Return the bytes that this process may still take; None if the system does not say.

    It is the least of what the machine has free, what the limits of the process leave (``RLIMIT_DATA``,
    ``RLIMIT_AS``), and what its control groups leave (cgroup, versions 1 and 2).
    """
    return max(0, min(rooms, default=-1)) if (rooms := [*_free(), *_limits(), *_groups()]) else None


def _shown(n_bytes: float) -> str:
    for size, unit in _UNITS:
        if n_bytes >= size:
            return f"{n_bytes / size:.1f} {unit}" if n_bytes < 10 * size else f"{n_bytes / size:,.0f} {unit}"
    return f"{n_bytes:.0f} bytes"


def _free() -> Iterator[int]:
    """Yield the free memory of the machine, pages of files included; all of it where no more is known."""
    values = _fields(Path("/proc/meminfo"))
    if "MemAvailable" in values:
        yield values["MemAvailable"]
    elif hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _limits() -> Iterator[int]:
    """Yield what the limits of the process leave to its data and to its address space."""
    if sys.platform == "win32":
        return
    import resource

    taken = _fields(Path("/proc/self/status"))
    for limit, field in ((resource.RLIMIT_DATA, "VmData"), (resource.RLIMIT_AS, "VmSize")):
        most, _ = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            yield most - taken.get(field, 0)


def _groups() -> Iterator[int]:
    """Yield what each control group of the process leaves, its own and those above it."""
    for line in _text(Path("/proc/self/cgroup")).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, most, taken = _GROUPS, "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            root, most, taken = _GROUPS / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        group = root / path.strip("/")
        for place in (group, *group.parents):
            limit, used = _text(place / most).strip(), _text(place / taken).strip()
            if limit.isdigit() and used.isdigit():
                pages = _fields(place / "memory.stat", unit=1)
                yield int(limit) - int(used) + pages.get("inactive_file", 0)
            if place == root:
                break


def _fields(path: Path, unit: int = 1024) -> dict[str, int]:
    """Return the whole numbers of a file of names and values, times ``unit``."""
    pairs = (line.replace(":", " ").split() for line in _text(path).splitlines())
    return {pair[0]: int(pair[1]) * unit for pair in pairs if len(pair) > 1 and pair[1].isdigit()}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
