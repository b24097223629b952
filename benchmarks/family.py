"""The processes of a bench: one child for each side, with the same environment, working one at a time."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.sides import ENVIRONMENTS

ROOT = Path(__file__).parents[1]


class BenchError(Exception):
    """A library failed, or did different work than the others."""


class Child:
    """A process of :mod:`benchmarks.worker`."""

    def __init__(self, side: str, environment: dict[str, str]) -> None:
        self.side = side
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )

    def ask(self, do: str, **details: object) -> dict[str, Any]:
        """Run a task, and wait for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **details}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise BenchError(f"the process of {self.side} ended with code {self._process.wait()} during {do}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise BenchError(f"{self.side} failed at {do}: {answer['error']}")
        return answer

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Family:
    """The children, each started when it is first needed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._children: dict[str, Child] = {}

    def child(self, side: str) -> Child:
        if side not in self._children:
            self._children[side] = self.newborn(side)
        return self._children[side]

    def newborn(self, side: str) -> Child:
        """A new child; the caller ends it."""
        return Child(side, self.environment | ENVIRONMENTS.get(side, {}))

    def end(self) -> None:
        """End all children; they are restarted when they are needed."""
        while self._children:
            self._children.popitem()[1].end()

    def __enter__(self) -> Family:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
