"""``python -m benchmarks.page``: epochs a second of the lab's page beside the native engine.

The page's training worker runs as it is shipped, in Node.js, with frames and keyframes; the native
engine on one thread. Both train the same in turns, and the medians go into RESULTS.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training import Samples, TrainingData, TrainingState, advance

HERE = Path(__file__).parent
STATIC = HERE.parent / "src" / "rosenblatt" / "lab" / "static"
RESULTS = HERE / "RESULTS.md"
HEADING = "## The lab's page"
IN_CHROMIUM = "### In Chromium"
"""Heading of what benchmarks/browser.py measures, at the end of the section."""
ENDLESS = {"tol": 0.0, "n_iter_no_change": math.inf, "max_iter": 10**9}


@dataclass(frozen=True)
class Work:
    """A training of the page, and the share of the native speed that it has to reach."""

    name: str
    X: NDArray[np.float64]
    y: NDArray[Any]
    hidden: tuple[tuple[int, str], ...]
    output: str
    n_outputs: int
    share: float
    least: float = 0

    @property
    def plan(self) -> Plan:
        """Its plan: adam, as long as one likes."""
        loss = "log_loss" if self.output == "softmax" else "binary_log_loss"
        return Plan(loss=loss, **ENDLESS)  # type: ignore[arg-type]  # the plan checks them


def works() -> list[Work]:
    """The trainings that are compared."""
    from sklearn.datasets import load_digits

    random = np.random.RandomState(0)
    turn = random.uniform(0.5, 3, size=400)
    angle = turn * np.pi + np.repeat([0, np.pi], 200)
    spirals = np.column_stack([turn * np.cos(angle), turn * np.sin(angle)]) / 3
    digits = load_digits()
    return [
        Work(
            "XOR 2-5-1",
            np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]),
            np.array([[0.0], [1], [1], [0]]),
            ((5, "tanh"),),
            "logistic",
            1,
            1 / 5,
            100_000,
        ),
        Work(
            "two spirals 2-8-8-1",
            spirals,
            np.repeat([[0.0], [1.0]], 200, axis=0),
            ((8, "tanh"), (8, "tanh")),
            "logistic",
            1,
            1 / 3,
        ),
        Work(
            "digits 64-100-10",
            digits.data / 16,
            digits.target.astype(np.int32).reshape(-1, 1),
            ((100, "relu"),),
            "softmax",
            10,
            1 / 3,
        ),
    ]


def native_speed(work: Work, seconds: float) -> float:
    """Epochs a second of the native engine, in this process."""
    sizes = (work.X.shape[1], *(size for size, _ in work.hidden), work.n_outputs)
    network = initialize(sizes, (*(name for _, name in work.hidden), work.output), np.random.RandomState(0))
    state = TrainingState.start(network, work.plan, len(work.X))
    data = TrainingData(Samples(work.X, work.y))
    at_once = max(1, int(4000 / len(work.X)))
    advance(state, data, work.plan, at_once, n_threads=1)
    first, began, used = state.epoch, time.perf_counter(), time.process_time()
    while time.perf_counter() < began + seconds:
        advance(state, data, work.plan, at_once, n_threads=1)
        at_once *= 2 if time.perf_counter() < began + seconds / 4 else 1
    return (state.epoch - first) / (time.process_time() - used)


def native(place: int, seconds: float) -> float:
    """Epochs a second of the native engine with the baseline instruction set, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.page", "--native", str(place), "--seconds", str(seconds)]
    environment = {**os.environ, "ROSENBLATT_INSTRUCTION_SET": "baseline"}
    return float(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


def page_speed(work: Work, seconds: float) -> float:
    """Epochs a second of the page's worker in Node.js."""
    values = dataclasses.asdict(work.plan)
    plan = {name: "inf" if value == math.inf else value for name, value in values.items()}
    begin = {
        "meta": {
            "task": {"kind": "classes", "classes": [str(each) for each in range(max(work.n_outputs, 2))]},
            "sizes": [work.X.shape[1], work.n_outputs],
            "activations": [work.output],
            "groups": [work.n_outputs],
        },
        "X": work.X.ravel().tolist(),
        "y": work.y.ravel().tolist(),
        "heldOut": [0] * len(work.X),
        "nRows": len(work.X),
        "nInputs": work.X.shape[1],
    }
    hidden = [{"size": size, "activation": name} for size, name in work.hidden]
    setup = {"model": "mlp", "hidden": hidden, "scheme": "auto", "seed": 0, "plan": plan}
    sent = json.dumps({"begin": begin, "setup": setup, "seconds": seconds})
    command = ["node", str(HERE / "page.mjs"), str(STATIC)]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, check=True)
    return float(done.stdout)


def row(work: Work, place: int, seconds: float, rounds: int) -> str:
    """The line of a training in the table."""
    pairs = [(page_speed(work, seconds), native(place, seconds)) for _ in range(rounds)]
    page, other = (median(each) for each in zip(*pairs, strict=True))
    share = median(one / two for one, two in pairs)
    target = f"at least 1/{round(1 / work.share)}" + (f" and {work.least:,.0f}" if work.least else "")
    verdict = "met" if share >= work.share and page >= work.least else "missed"
    return f"| {work.name} | {page:,.0f} | {other:,.0f} | {share:.2f} | {target} | {verdict} |"


def section_of(path: Path) -> str:
    """The page's section of RESULTS.md, which the other benchmarks leave as it is; empty if there is none."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text[text.index(HEADING) :] if HEADING in text else ""


def parted(text: str) -> tuple[str, str, str]:
    """Return what stands before the page's section of the results, the section, and what stands after it."""
    before, heading, rest = text.partition(HEADING)
    section, mark, after = rest.partition("\n## ")
    return before, heading + section, mark + after


def written(text: str, part: str) -> str:
    """Return the results with another part about Chromium, which ends the page's section."""
    before, section, after = parted(text)
    return f"{before}{section.partition(IN_CHROMIUM)[0].rstrip()}\n\n{part.rstrip()}\n{after}"


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement (default: 2)")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each side (default: 5)")
    parser.add_argument("--native", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    all_works = works()
    if given.native is not None:
        sys.stdout.write(str(native_speed(all_works[given.native], given.seconds)))
        return
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    lines = [row(work, place, given.seconds, given.rounds) for place, work in enumerate(all_works)]
    section = (
        f"{HEADING}\n\n"
        f"Epochs in a second of CPU time of the page's training worker (Node.js {node}), beside the native\n"
        f"engine with the baseline instruction set on one thread: medians of {given.rounds} rounds in turns\n"
        "(`python -m benchmarks.page`).\n\n"
        "| training, adam | page | native baseline | share | target | verdict |\n|---|---|---|---|---|---|\n"
    )
    before, former, after = parted(RESULTS.read_text(encoding="utf-8"))
    chromium = IN_CHROMIUM + former.partition(IN_CHROMIUM)[2] if IN_CHROMIUM in former else ""
    text = f"{before.rstrip()}\n\n{section}" + "\n".join(lines) + f"\n\n{chromium}".rstrip() + "\n"
    RESULTS.write_text(text + after, encoding="utf-8")


if __name__ == "__main__":
    main()
