"""The table of learning-rate schedules.

``constant``, ``invscaling`` and ``adaptive`` (the last two for ``sgd`` only) are scikit-learn's, by epoch;
``cosine`` and ``onecycle`` change the rate at every step. The C++ counterpart is ``core/schedules.hpp``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rosenblatt.errors import require_known

WARM_UP = 0.3
"""onecycle: share of the steps in which the rate rises."""
START_DIVISOR = 25.0
"""onecycle: the highest rate divided by the first."""
END_DIVISOR = 1e4
"""onecycle: the first rate divided by the last."""


@dataclass(frozen=True)
class Schedule:
    """A rule for the learning rate.

    Attributes
    ----------
    name : str
        Its name (the estimators' ``learning_rate``).
    factor : callable or None
        ``factor(progress) -> float`` for schedules that act at every step: the rate relative to the highest
        one after the share ``progress`` (0 to 1) of all planned steps. None if the rate changes between
        epochs.
    formula : str
        The rule, on one line.
    """

    name: str
    factor: Callable[[float], float] | None
    formula: str


def _cosine(progress: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * progress))


def _between(start: float, end: float, share: float) -> float:
    return end + (start - end) * _cosine(share)


def _onecycle(progress: float) -> float:
    low = 1 / START_DIVISOR
    if progress < WARM_UP:
        return _between(low, 1.0, progress / WARM_UP)
    return _between(1.0, low / END_DIVISOR, (progress - WARM_UP) / (1 - WARM_UP))


SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("constant", None, "rate"),
        Schedule("invscaling", None, "rate / (samples seen + 1)^power_t, after each epoch (sgd)"),
        Schedule("adaptive", None, "rate, divided by 5 whenever training would stop (sgd)"),
        Schedule("cosine", _cosine, "rate (1 + cos(pi progress)) / 2 (Loshchilov & Hutter, 2017)"),
        Schedule(
            "onecycle",
            _onecycle,
            "up from rate / 25 for 30% of the steps, then down to nearly 0 (Smith, 2018)",
        ),
    )
}
"""All schedules by name."""


def get_schedule(name: str) -> Schedule:
    """Return the schedule of a name; the PlanError for an unknown one names the nearest."""
    require_known("learning_rate", name, SCHEDULES)
    return SCHEDULES[name]


def step_rate(name: str, highest: float, step: int, n_steps: int) -> float:
    """Return the learning rate after ``step`` steps of the schedule ``cosine`` or ``onecycle``.

    ``highest`` is the estimators' ``learning_rate_init``; steps beyond ``n_steps`` keep the last rate.
    """
    factor = get_schedule(name).factor
    assert factor is not None
    return highest * factor(min(step, n_steps) / n_steps)
