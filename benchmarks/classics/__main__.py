"""``python -m benchmarks.classics``: all classic experiments at full size, and their tables."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.classics.tables import TABLES

RESULTS = Path(__file__).parents[1] / "CLASSICS.md"


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    sections = []
    for name in options.names or TABLES:
        started = perf_counter()
        sections.append(f"## {name}\n\n{TABLES[name]()}\n")
        print(sections[-1], flush=True)
        print(f"{name}: {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    if not options.names:
        text = "# The classics, measured\n\nWritten by `python -m benchmarks.classics`.\n\n" + "\n".join(
            sections
        )
        RESULTS.write_text(text, encoding="utf-8")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.classics",
        description="Classic experiments with Elman networks: how many seeds learn them, and how well.",
        epilog="All of them are written to benchmarks/CLASSICS.md.",
    )
    parser.add_argument(
        "names", nargs="*", choices=[*TABLES, []], metavar="name", help=f"only: {', '.join(TABLES)}"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
