"""``python -m benchmarks``: measure all rows, or the named ones."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from benchmarks import machine, results
from benchmarks.family import BenchError, Family
from benchmarks.judging import verdicts
from benchmarks.kinds import Race, Row
from benchmarks.measuring import Measured, measure
from benchmarks.rows import ROWS, chosen
from benchmarks.sides import ALL_SIDES, ROSENBLATT, ROSENBLATT_AVX2, SCIKIT_LEARN


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    rows = chosen(options.rows)
    only = set(options.sides.split(";")) if options.sides else set(ALL_SIDES)
    if unknown := only - set(ALL_SIDES):
        raise SystemExit(f"no such side: {', '.join(sorted(unknown))}; there are {'; '.join(ALL_SIDES)}")
    if options.threads < 1:
        raise SystemExit(f"--threads must be at least 1, got {options.threads}")
    is_whole = not (options.rows or options.quick or options.sides)
    folder: Path | None = options.out or (Path(__file__).parent if is_whole else None)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    described = machine.describe(options.threads)
    measured: list[Measured] = []
    failures = []
    with ExitStack() as stack:
        families: dict[int, Family] = {}

        def family_for(threads: int) -> Family:
            machine.confine(threads)
            if threads not in families:
                families[threads] = stack.enter_context(Family(machine.environment(threads)))
            return families[threads]

        described |= (seen := family_for(options.threads).child(ROSENBLATT).ask("describe"))
        absent = set() if machine.outruns_blas(seen) else {ROSENBLATT_AVX2}
        for row in rows:
            family = family_for(_threads(row, options.threads))
            started = perf_counter()
            try:
                one = measure(row, family, options.quick, only - absent)
                if not one.rounds:
                    continue  # none of the requested sides takes part in it
                measured.append(one)
                found = "; ".join(f"{v.reached}, target {v.target}: {v.word}" for v in verdicts(one))
                print(f"{row.name}: {found} [{perf_counter() - started:.0f} s]", file=sys.stderr, flush=True)
            except BenchError as error:
                failures.append(f"{row.name}: {error}")
                print(failures[-1], file=sys.stderr, flush=True)
                family.end()  # the next row starts with new children
    if folder is not None and not failures:
        results.write(folder, described, measured)
    else:
        print(results.as_markdown(described, measured))
    if folder is not None and failures:
        print(f"not written to {folder}, since rows failed: {'; '.join(failures)}", file=sys.stderr)
    return 1 if failures else 0


def _threads(row: Row, asked: int) -> int:
    """The number of threads of a row, at most the number of cores."""
    wanted = row.threads if isinstance(row, Race) else None
    return asked if wanted is None else min(wanted, machine.cores())


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="scikit-learn, PyTorch, JAX and Rosenblatt at the same work, side by side.",
        epilog="Rows: " + ", ".join(row.name for row in ROWS) + ".",
    )
    parser.add_argument("rows", nargs="*", help="only these rows, or those whose names hold these texts")
    parser.add_argument("--quick", action="store_true", help="three short rounds, to try things out")
    parser.add_argument(
        "--sides", help=f"only these, with semicolons between, as in '{SCIKIT_LEARN};{ROSENBLATT}'"
    )
    parser.add_argument(
        "--threads", type=int, default=machine.cores(), help="of every side (default: the cores)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="folder for RESULTS.md and results.json (default: benchmarks/, if all is measured)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
