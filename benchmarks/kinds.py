"""The kinds of rows: what is measured for each side, and its targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.problems import Problem
from benchmarks.sides import EVERYONE, ROSENBLATT, SCIKIT_LEARN, AnyProblem


@dataclass(frozen=True)
class Race:
    """Training or predicting; ``at_least`` and ``aimed`` say how often our time goes into another side's.

    ``at_most`` is for sides that do Rosenblatt's work and something besides: ratios to Rosenblatt's time.
    """

    name: str
    title: str
    problem: Callable[[int], AnyProblem]  # for a number of epochs
    epochs: int
    rounds: int
    at_least: float | None = None
    aimed: float | None = None
    against: str = SCIKIT_LEARN  # that side
    sides: tuple[str, ...] = EVERYONE
    work: str = "fit"  # or another one of sides.make_job
    per: str = "fit"  # or epoch, or call
    quick_epochs: int | None = None
    tolerance: float = 1e-6  # of every proof against scikit-learn's, or Rosenblatt's where that has none
    threads: int | None = None  # of every side, where the row is about more than the bench is asked for
    seconds_at_most: float | None = None
    timed_share: Mapping[str, float] = field(default_factory=dict)  # of sides that do only a part of the work
    at_most: Mapping[str, float] = field(default_factory=dict)

    def make_problem(self, quick: bool) -> AnyProblem:
        return self.problem(self.quick_epochs if quick and self.quick_epochs else self.epochs)

    def units(self, problem: AnyProblem, side: str) -> float:
        """The divisor of the time of one piece of work."""
        return (problem.epochs if self.per == "epoch" else 1) * self.timed_share.get(side, 1.0)


@dataclass(frozen=True)
class Start:
    """The time of a command in a new process, compared with scikit-learn or with a number of seconds."""

    name: str
    title: str
    commands: dict[str, tuple[str, ...]]  # what each side runs; "python" stands for the interpreter
    rounds: int
    at_least: float | None = None
    seconds_at_most: float | None = None
    share_at_most: float | None = None  # of scikit-learn's time
    times_itself: bool = False  # the command prints its seconds; else all of the process counts
    until: str | None = (
        None  # Rosenblatt's time ends with the line that begins like this, not with the process
    )
    before: tuple[str, ...] = ()  # a command that is run once before, in the same folder
    in_processor_time: bool = False  # of all threads, which a busy machine changes little; else by the clock


@dataclass(frozen=True)
class Memory:
    """The peak memory of a fit, without what the process used before the samples were created."""

    name: str
    title: str
    problem: Callable[[int], Problem]
    epochs: int
    rounds: int = 3
    sides: tuple[str, ...] = (SCIKIT_LEARN, ROSENBLATT)
    array_times_at_most: float = 1.1  # and the parameters, and two batches

    def make_problem(self, quick: bool) -> Problem:
        return self.problem(self.epochs)


Row = Race | Start | Memory
