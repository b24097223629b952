"""A child of the bench: runs the tasks of one side from standard input, and answers each with a JSON line."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from dataclasses import replace
from time import perf_counter
from typing import Any

from benchmarks import machine, rows
from benchmarks.kinds import Memory, Race
from benchmarks.problems import Problem
from benchmarks.sides import Job, make_job

Answer = dict[str, Any]


class Worker:
    """One side, with the job of the current row."""

    def __init__(self, side: str) -> None:
        self.side = side

    def prepare(self, row: str, quick: bool) -> Answer:
        """Prepare a race's job, run it twice, and determine how often a measurement must run it."""
        race = rows.find(row)
        assert isinstance(race, Race)
        problem = race.make_problem(quick)
        self.job: Job = make_job(self.side, problem, race.work)
        self.units = race.units(problem, self.side)
        self.repeats = 1
        self.job.work()
        seconds = self._time()
        while seconds < (enough := 0.05 if quick else 0.2):
            self.repeats = max(2 * self.repeats, int(1.1 * self.repeats * enough / max(seconds, 1e-9)))
            seconds = self._time()
        return {
            "compile_seconds": self.job.compile_seconds,
            "proof": self.job.proof(),
            "repeats": self.repeats,
        }

    def measure(self) -> Answer:
        return {"seconds": self._time() / self.repeats / self.units}

    def release(self) -> Answer:
        del self.job
        gc.collect()
        return {}

    def memory(self, row: str) -> Answer:
        """The peak memory of a fit, without what the process used before the samples were created."""
        memory = rows.find(row)
        assert isinstance(memory, Memory)
        problem = memory.make_problem(quick=False)
        make_job(self.side, _corner(problem), "fit").work()  # so that all code is loaded
        job = make_job(self.side, problem, "fit")
        gc.collect()
        machine.forget_peak()
        before = machine.peak_bytes() - problem.X.nbytes
        job.work()
        n_weights = sum(a * b + b for a, b in zip(problem.layer_sizes, problem.layer_sizes[1:], strict=False))
        return {
            "bytes": machine.peak_bytes() - before,
            "array": problem.X.nbytes,
            "parameters": n_weights * problem.X.itemsize,
            "batch": problem.batch_size * problem.X.shape[1] * problem.X.itemsize,
        }

    def describe(self) -> Answer:
        return machine.blas_in_use()

    def _time(self) -> float:
        gc.collect()
        work, repeats = self.job.work, range(self.repeats)
        started = perf_counter()
        for _ in repeats:
            work()
        return perf_counter() - started


def _corner(problem: Problem) -> Problem:
    """Return a few samples of a few features: a fit to them leaves no memory for a larger one."""
    return replace(problem, X=problem.X[:300, 300:310].copy(), y=problem.y[:300], batch_size=100)


def main() -> None:
    # Libraries may write to standard output: it is redirected to standard error, except for the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(worker, asked.pop("do"))(**asked)
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
