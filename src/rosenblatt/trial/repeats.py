"""The score's spread: the same training on other random splits, or of a stream with other seeds."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError
from rosenblatt.many import Client, run_jobs

if TYPE_CHECKING:
    from rosenblatt.trial.settings import RunSettings
    from rosenblatt.trial.trial import Trained
    from rosenblatt.trial.watcher import Watcher

OF_A_STEP, OF_A_STEP_IN_TIME = 200, 1000
"""What a sample costs beside its weights, in multiplications: activations, loss and copies. The steps of a
recurrent network follow one another, so that little of their work is done side by side."""
BY_OPERATIONS = ((120_000_000, 20), (4_000_000_000, 5))
"""Of a training with at most so many operations so many repeats are made; of a dearer one none."""


@dataclass(frozen=True)
class Spread:
    """The scores over other random splits, and the errors of failed trainings; Ctrl-C may end it early."""

    scores: NDArray[np.float64]
    failed: tuple[str, ...] = ()
    interrupted: bool = False


def with_seed(settings: RunSettings, seed: int) -> RunSettings:
    """Return the settings for another split; for a stream, which has one only, with another seed."""
    return dataclasses.replace(settings, seed=seed) if settings.stream else settings


def with_repeats(settings: RunSettings, trained: Trained) -> RunSettings:
    """Return the settings with the number of repeats; unless it was asked for, it follows from the training.

    It is 20 where a training is cheap, 5 where it is dearer, 0 where 5 would take long, if nothing is held
    out, and of a mixture, whose folds are its spread. Operations are counted, not seconds, so the number is
    the same on every machine.
    """
    if settings.repeats is not None:
        return settings
    may_repeat = settings.test_size and trained.mixture is None
    cost = operations(trained) if may_repeat else math.inf
    number = next((number for most, number in BY_OPERATIONS if cost <= most), 0)
    return dataclasses.replace(settings, repeats=number)


def operations(trained: Trained) -> int:
    """Return about how many multiplications a training of one network took, without its backward pass."""
    network = trained.model.network
    beside = OF_A_STEP if network.cell is None else OF_A_STEP_IN_TIME
    return len(trained.history) * len(trained.prepared.training.inputs) * (network.n_parameters + beside)


@dataclass(frozen=True)
class _Attempt:
    """The score of one split as a job; an error of a training is a text."""

    score_of: Callable[[int], float]
    seed: int

    def __call__(self) -> float | str:
        """Train and score."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return self.score_of(self.seed)
            except ValueError as error:
                return str(error)


def repeat(
    settings: RunSettings, score_of: Callable[[int], float], watcher: Watcher, client: Client | None = None
) -> Spread:
    """Score ``settings.repeats`` other splits, by the seeds after the run's own; of a stream seeds only.

    With ``client``, see :func:`rosenblatt.many.run_jobs`, they are trained there; ``score_of`` is pickled. A
    PlanError if repeats are asked for and nothing is held out. After Ctrl-C the scores so far are returned.
    """
    if not settings.test_size:
        if settings.repeats:
            raise PlanError(
                f"{settings.repeats} repeats need rows held out, test_size is 0: give --test-size 0.25"
            )
        return Spread(np.empty(0))
    assert settings.seed is not None
    wanted = settings.repeats or 0
    scores: list[float] = []
    failed: list[str] = []
    jobs = [_Attempt(score_of, (settings.seed + 1 + done) % 2**32) for done in range(wanted)]
    try:
        for done, found in enumerate(run_jobs(jobs, client), 1):
            if isinstance(found, str):
                failed.append(found)
            else:
                scores.append(found)
            watcher.repeated(done, wanted)
    except KeyboardInterrupt:
        watcher.interrupted()
        return Spread(np.array(scores), tuple(failed), interrupted=True)
    return Spread(np.array(scores), tuple(failed))
