"""Rows measured in rounds: every side once in each round, so that noise affects all of them equally."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from benchmarks.family import BenchError, Family
from benchmarks.kinds import Memory, Race, Row, Start
from benchmarks.proof import Proof, differences
from benchmarks.sides import PRODUCTS, ROSENBLATT, SCIKIT_LEARN

PAUSE = 0.1
"""Seconds before each measurement, in which the threads of the previous side become idle."""

QUICK_ROUNDS = 3


@dataclass
class Measured:
    """A row with its results: seconds, or bytes, for each side and round."""

    row: Row
    rounds: dict[str, list[float]] = field(default_factory=dict)
    compile_seconds: dict[str, float] = field(default_factory=dict)
    proofs: dict[str, Proof] = field(default_factory=dict)
    allowed_bytes: float | None = None
    array_bytes: float | None = None


def measure(row: Row, family: Family, quick: bool, only: set[str]) -> Measured:
    """Measure a row.

    Parameters
    ----------
    row : Race or Start or Memory
    family : Family
    quick : bool
        Few rounds, and short ones.
    only : set of str
        The sides that may take part.

    Returns
    -------
    Measured

    Raises
    ------
    BenchError
        If a side fails, or its result shows that it did other work than scikit-learn.
    """
    rounds = min(row.rounds, QUICK_ROUNDS) if quick else row.rounds
    if isinstance(row, Race):
        return _race(row, family, rounds, quick, only)
    if isinstance(row, Memory):
        return _memory(row, family, min(rounds, 1) if quick else rounds, only)
    return _start(row, family.environment, rounds, only)


def _race(race: Race, family: Family, rounds: int, quick: bool, only: set[str]) -> Measured:
    measured = Measured(race)
    children = {side: family.child(side) for side in _taking_part(race.sides, only)}
    for side, child in children.items():
        answer = child.ask("prepare", row=race.name, quick=quick)
        measured.proofs[side] = answer["proof"]
        if answer["compile_seconds"] is not None:
            measured.compile_seconds[side] = answer["compile_seconds"]
    _compare(race, measured.proofs)
    measured.rounds = {side: [] for side in children}
    for _ in range(rounds):
        for side, child in children.items():
            sleep(PAUSE)
            measured.rounds[side].append(child.ask("measure")["seconds"])
    for child in children.values():
        child.ask("release")
    return measured


def _compare(race: Race, proofs: dict[str, Proof]) -> None:
    reference = SCIKIT_LEARN if SCIKIT_LEARN in race.sides else ROSENBLATT
    for side, proof in proofs.items():
        if side in (reference, PRODUCTS) or reference not in proofs:
            continue
        wrong = differences(proof, proofs[reference], race.tolerance)
        if wrong:
            raise BenchError(f"{side} did not do {reference}'s work in {race.name}: {'; '.join(wrong)}")


def _memory(memory: Memory, family: Family, rounds: int, only: set[str]) -> Measured:
    measured = Measured(memory, {side: [] for side in _taking_part(memory.sides, only)})
    for _ in range(rounds):
        for side, peaks in measured.rounds.items():
            child = family.newborn(side)
            try:
                answer: dict[str, Any] = child.ask("memory", row=memory.name)
            finally:
                child.end()
            peaks.append(answer["bytes"])
            measured.array_bytes = answer["array"]
            measured.allowed_bytes = (
                memory.array_times_at_most * answer["array"] + answer["parameters"] + 2 * answer["batch"]
            )
    return measured


def _start(start: Start, environment: dict[str, str], rounds: int, only: set[str]) -> Measured:
    sides = _taking_part(tuple(start.commands), only)
    measured = Measured(start, {side: [] for side in sides})
    with TemporaryDirectory() as folder:
        if start.before:
            _new_process(start.before, environment, folder)
        for number in range(rounds + 1):
            for side in sides:
                until = start.until if side == ROSENBLATT else None
                spent = _processor_time_of_children()
                seconds, printed = _new_process(start.commands[side], environment, folder, until)
                if start.in_processor_time:
                    seconds = _processor_time_of_children() - spent
                if number > 0:  # the first one loads the files into memory
                    measured.rounds[side].append(float(printed) if start.times_itself else seconds)
    return measured


def _processor_time_of_children() -> float:
    """Return the seconds of the processes that have ended, of all their threads, in user and system mode."""
    times = os.times()
    return times.children_user + times.children_system


def _new_process(
    command: tuple[str, ...], environment: dict[str, str], folder: str, until: str | None = None
) -> tuple[float, str]:
    """Run a command; return its seconds, or those until it prints a line that begins so, and its output."""
    program = (
        sys.executable
        if command[0] == "python"
        else shutil.which(command[0], path=Path(sys.executable).parent)
    )
    if program is None:
        raise BenchError(f"no {command[0]} beside {sys.executable}: install rosenblatt there")
    started = perf_counter()
    seconds = None
    lines = []
    with Popen(
        [program, *command[1:]], env=environment, cwd=folder, stdout=PIPE, stderr=PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            lines.append(line)
            if until is not None and seconds is None and line.startswith(until):
                seconds = perf_counter() - started
        process.wait()
        ended = perf_counter() - started
        error = process.stderr.read()
    if process.returncode != 0 or (until is not None and seconds is None):
        raise BenchError(f"{' '.join(command)} ended with code {process.returncode}: {error.strip()[-500:]}")
    return ended if seconds is None else seconds, "".join(lines)


def _taking_part(sides: tuple[str, ...], only: set[str]) -> list[str]:
    return [side for side in sides if side in only]
