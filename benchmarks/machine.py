"""The machine: the environment of all sides, and its description in RESULTS.md."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NPROC")
"""Read by OpenMP, OpenBLAS, Intel's and Apple's libraries; NPROC by XLA, the compiler under JAX."""

PACKAGES = ("rosenblatt", "scikit-learn", "numpy", "scipy", "torch", "jax", "jaxlib")

BLAS_CHOICES = ("OPENBLAS_CORETYPE", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR", "ONEDNN_MAX_CPU_ISA")
"""Variables that select the kernels of a BLAS; they are not changed, but reported."""

INSTRUCTION_SET = "instruction set of the core"


_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
"""The cores of this process, before :func:`confine` restricts them."""


def cores() -> int:
    return len(_CORES) or os.cpu_count() or 1


def environment(threads: int) -> dict[str, str]:
    """The same for every side."""
    same = dict.fromkeys(THREADS, str(threads))
    return {**os.environ, **same, "JAX_PLATFORMS": "cpu", "JAX_ENABLE_X64": "1", "PYTHONHASHSEED": "0"}


def confine(threads: int) -> None:
    """Restrict this process and its future children to as many cores as they have threads."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, _CORES[:threads])


def describe(threads: int) -> dict[str, str]:
    """The conditions of the measurement, before it begins."""
    described = {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "threads of every side": str(threads),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
    if hasattr(os, "getloadavg"):
        described["load before the first measurement"] = f"{os.getloadavg()[0]:.2f}"
    set_by_user = [f"{name}={os.environ[name]}" for name in BLAS_CHOICES if name in os.environ]
    return described | ({"environment": ", ".join(set_by_user)} if set_by_user else {})


def version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def blas_in_use() -> dict[str, str]:
    """The kernels of each BLAS and the core's instruction set in the measured processes."""
    import scipy.linalg.cython_blas  # noqa: F401  # loads SciPy's BLAS
    from threadpoolctl import threadpool_info

    from rosenblatt import _core

    found = {INSTRUCTION_SET: _core.instruction_set}
    for library in threadpool_info():
        if library["user_api"] == "blas":
            package = next((part for part in ("numpy", "scipy") if f"{part}.libs" in library["filepath"]), "")
            kernels = library.get("architecture", "unknown kernels")
            label = f"{package}'s BLAS" if package else Path(library["filepath"]).name
            version_in_use, threads = library["version"], library["num_threads"]
            found[label] = f"{library['internal_api']} {version_in_use}, {kernels}, threads: {threads}"
    return found


def outruns_blas(seen: dict[str, str]) -> bool:
    """Whether the core uses AVX-512, but SciPy's BLAS kernels for AVX2."""
    kernels = seen.get("scipy's BLAS", "")
    return seen[INSTRUCTION_SET] == "avx512" and any(name in kernels for name in ("Haswell", "Zen"))


def peak_bytes() -> int:
    """The peak memory of this process since the last :func:`forget_peak`."""
    status = Path("/proc/self/status")
    if status.exists():
        return _kilobytes(status, "VmHWM") * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def forget_peak() -> None:
    """Reset the peak to the current memory, if the system supports it."""
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))
