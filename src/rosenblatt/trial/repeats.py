"""The score's spread: the same training on other random splits, or of a stream with other seeds."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError

if TYPE_CHECKING:
    from rosenblatt.trial.settings import RunSettings
    from rosenblatt.trial.watcher import Watcher

MOST = 100
LEAST = 5
SECONDS = 2.0
PATIENCE = 10.0


@dataclass(frozen=True)
class Spread:
    """The scores over other random splits, and the errors of failed trainings; Ctrl-C may end it early."""

    scores: NDArray[np.float64]
    failed: tuple[str, ...] = ()
    interrupted: bool = False


def with_seed(settings: RunSettings, seed: int) -> RunSettings:
    """Return the settings for another split; for a stream, which has one only, with another seed."""
    return dataclasses.replace(settings, seed=seed) if settings.stream else settings


def repeat(
    settings: RunSettings,
    score_of: Callable[[int], float],
    first_seconds: float,
    watcher: Watcher,
) -> Spread:
    """Score other random splits, with the seeds after the run's own; of a stream other seeds only.

    Without ``settings.repeats`` there are as many as two seconds allow, at most 100, and at least five if
    these take no longer than ten; none if nothing is held out, and then a PlanError if repeats were asked
    for. ``first_seconds`` is the duration of the run's own training. After Ctrl-C the scores so far are
    returned.
    """
    if not settings.test_size:
        if settings.repeats:
            raise PlanError(
                f"{settings.repeats} repeats need rows held out, test_size is 0: give --test-size 0.25"
            )
        return Spread(np.empty(0))
    assert settings.seed is not None
    wanted = settings.repeats
    if wanted is None and first_seconds * LEAST > PATIENCE:
        return Spread(np.empty(0))
    at_most = MOST if wanted is None else wanted
    scores: list[float] = []
    failed: list[str] = []
    begin = time.perf_counter()
    for done in range(at_most):
        if wanted is None and done >= LEAST and time.perf_counter() - begin > SECONDS:
            break
        try:
            scores.append(score_of((settings.seed + 1 + done) % 2**32))
        except KeyboardInterrupt:
            watcher.interrupted()
            return Spread(np.array(scores), tuple(failed), interrupted=True)
        except ValueError as error:
            failed.append(str(error))
        watcher.repeated(done + 1, at_most)
    return Spread(np.array(scores), tuple(failed))
