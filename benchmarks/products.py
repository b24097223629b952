"""``python -m benchmarks.products``: the core's own loops for matrix products against BLAS, size by size.

It compiles core/products.hpp as the core does, and times both ways on one thread, as within a fit. The last
column says which of the two the core takes at that size.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import tempfile
from itertools import product
from pathlib import Path
from statistics import median

from threadpoolctl import threadpool_limits

from benchmarks import machine

SOURCE = Path(__file__).with_name("products.cpp")
FLAGS = [
    "-std=c++20",
    f"-I{SOURCE.parents[1] / 'core'}",
    "-O3",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-shared",
    "-fPIC",
]
FLAGS_OF = {
    "baseline": "",
    "avx2": "-mavx2 -mfma",
    "avx512": "-mavx512f -mavx512dq -mavx512vl -mavx512bw -mfma -mprefer-vector-width=512",
}
"""Those of CMakeLists.txt."""

KINDS = {"f": "forward", "g": "gradient", "b": "back"}
BATCHES = (32, 200, 1000)
LAYERS = (
    (4, 100),
    (100, 3),
    (64, 100),
    (100, 10),
    (100, 100),
    (784, 100),
    (256, 256),
    (784, 512),
    (1000, 1000),
)
"""Of fan_in, fan_out."""

SECONDS_A_ROUND = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.products", description=(__doc__ or "").partition(": ")[2]
    )
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    blas_address("dgemm")  # SciPy's BLAS must be loaded before it can be limited to one thread
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1, user_api="blas"):
        library = compiled(Path(folder))
        for name, value in machine.blas_in_use().items():
            print(f"{name}: {value}")
        print("dtype    product   samples  fan_in fan_out    own, us   BLAS, us  BLAS/own  the core takes")
        for dtype, kind in product(("float64", "float32"), KINDS):
            for (fan_in, fan_out), samples in product(LAYERS, BATCHES):
                own, blas, takes_blas = measured(library, dtype, kind, samples, fan_in, fan_out, rounds)
                taken = "BLAS" if takes_blas else "own"
                verdict = taken if takes_blas == (blas < own) else f"{taken}, the slower"
                print(
                    f"{dtype:9}{KINDS[kind]:9}{samples:8}{fan_in:8}{fan_out:8}"
                    f"{1e6 * own:11.2f}{1e6 * blas:11.2f}{blas / own:10.2f}  {verdict}",
                    flush=True,
                )


def compiled(folder: Path) -> ctypes.CDLL:
    from rosenblatt import _core

    target = folder / "products.so"
    compiler = os.environ.get("CXX", "c++")
    instructions = FLAGS_OF[_core.instruction_set].split()
    subprocess.run([compiler, *FLAGS, *instructions, str(SOURCE), "-o", str(target)], check=True)
    return ctypes.CDLL(str(target))


def measured(
    library: ctypes.CDLL, dtype: str, kind: str, samples: int, fan_in: int, fan_out: int, rounds: int
) -> tuple[float, float, bool]:
    """Median seconds of the own loops and of BLAS, and whether the core takes BLAS at this size."""
    measure = library[f"measure_{dtype}"]
    sizes = [ctypes.c_int64(size) for size in (samples, fan_out, fan_in)]
    gemm = ctypes.c_void_p(blas_address("dgemm" if dtype == "float64" else "sgemm"))

    def run(repeats: int, rounds: int) -> tuple[list[float], bool]:
        seconds = (ctypes.c_double * (2 * rounds))()
        takes_blas = measure(
            gemm,
            ctypes.c_char(kind.encode()),
            *sizes,
            ctypes.c_int64(repeats),
            ctypes.c_int64(rounds),
            seconds,
        )
        return list(seconds), bool(takes_blas)

    once, _ = run(1, 3)
    times, takes_blas = run(max(1, int(SECONDS_A_ROUND / median(once))), rounds)
    return median(times[::2]), median(times[1::2]), takes_blas


def blas_address(name: str) -> int:
    """The address of SciPy's function, found in the same way as in the core."""
    from scipy.linalg import cython_blas

    capsule = ctypes.py_object(cython_blas.__pyx_capi__[name])
    get_name = ctypes.pythonapi.PyCapsule_GetName
    get_name.restype = ctypes.c_char_p
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype = ctypes.c_void_p
    get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address: int = get_pointer(capsule, get_name(capsule))
    return address


if __name__ == "__main__":
    main()
