"""The parameters of a Perceptron, and the plan they make."""

from __future__ import annotations

import os
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

from rosenblatt.estimators.recorded import RECORD_CONSTRAINTS
from rosenblatt.training.perceptron.plan import PENALTIES, PerceptronPlan


class PerceptronParameters(BaseEstimator):
    """Parameters as people give them, what each may be, and the plan that they make."""

    penalty: str | None
    alpha: float
    l1_ratio: float
    fit_intercept: bool
    max_iter: int
    tol: float | None
    shuffle: bool
    verbose: int
    eta0: float
    n_jobs: int | None
    random_state: int | np.random.RandomState | None
    early_stopping: bool
    validation_fraction: float
    n_iter_no_change: int
    class_weight: dict[Any, float] | str | None
    warm_start: bool
    average: bool | int
    record: str | int | None
    record_path: str | os.PathLike[str] | None

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "penalty": [StrOptions(set(PENALTIES)), None],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "l1_ratio": [Interval(Real, 0, 1, closed="both")],
        "fit_intercept": ["boolean"],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left"), None],
        "shuffle": ["boolean"],
        "verbose": ["verbose"],
        "eta0": [Interval(Real, 0, None, closed="neither")],
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "class_weight": [StrOptions({"balanced"}), dict, None],
        "warm_start": ["boolean"],
        "average": [Interval(Integral, 0, None, closed="neither"), "boolean"],
        **RECORD_CONSTRAINTS,
    }

    def _plan(self, epochs: int) -> PerceptronPlan:
        """How to learn, for so many epochs at most."""
        return _plan_of(
            self.penalty,
            self.alpha,
            self.l1_ratio,
            self.fit_intercept,
            epochs,
            self.tol,
            self.shuffle,
            self.eta0,
            self.early_stopping,
            self.n_iter_no_change,
            self.average,
        )


@lru_cache(maxsize=128, typed=True)
def _plan_of(*values: Any) -> PerceptronPlan:  # noqa: ANN401  # whatever check_parameters has let through
    return PerceptronPlan(*values)
