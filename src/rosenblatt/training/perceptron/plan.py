"""PerceptronPlan: how to train a perceptron; a frozen dataclass that rejects impossible values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral, Real
from typing import ClassVar

import rosenblatt._core as _core
from rosenblatt.errors import PlanError, require_known

PENALTIES = ("l2", "l1", "elasticnet")


@dataclass(frozen=True)
class PerceptronPlan:
    """Everything that says how a perceptron is trained, and nothing that changes while it is.

    The names and defaults are those of scikit-learn's ``Perceptron``.

    Parameters
    ----------
    penalty : {"l2", "l1", "elasticnet"} or None, default=None
    alpha : float, default=1e-4
        Strength of the penalty.
    l1_ratio : float, default=0.15
        The l1 share of ``elasticnet``, from 0 to 1.
    fit_intercept, shuffle : bool, default=True
        Whether neurons have a bias, and whether every epoch goes through the samples in a new order.
    max_iter : int, default=1000
        Maximum number of epochs.
    tol : float or None, default=1e-3
        An epoch counts as no improvement if it is not better than the best by this much; None never stops
        for it.
    eta0 : float, default=1.0
        The learning rate.
    early_stopping : bool, default=False
        Judge improvement by the validation score instead of the training loss.
    n_iter_no_change : int, default=5
        Epochs without improvement, in a row, after which a neuron stops.
    average : bool or int, default=False
        The step from which on weights are averaged; True is 1, False never.
    shuffle_window : int or None, default=None
        As for ``Plan``.

    Raises
    ------
    PlanError
        Naming the parameter, the value and what would be possible.
    """

    penalty: str | None = None
    alpha: float = 1e-4
    l1_ratio: float = 0.15
    fit_intercept: bool = True
    max_iter: int = 1000
    tol: float | None = 1e-3
    shuffle: bool = True
    eta0: float = 1.0
    early_stopping: bool = False
    n_iter_no_change: int = 5
    average: bool | int = False
    shuffle_window: int | None = None

    added_later: ClassVar[tuple[str, ...]] = ("shuffle_window",)

    def __post_init__(self) -> None:
        if self.penalty is not None:
            require_known("penalty", self.penalty, PENALTIES)
        _require_number("alpha", self.alpha, least=0)
        _require_number("l1_ratio", self.l1_ratio, least=0, most=1)
        _require_number("eta0", self.eta0, above=0)
        if self.tol is not None:
            _require_number("tol", self.tol, least=0, remedy="or None to train for max_iter epochs")
        _require_count("max_iter", self.max_iter)
        _require_count("n_iter_no_change", self.n_iter_no_change)
        for name in ("fit_intercept", "shuffle", "early_stopping"):
            require_boolean(name, getattr(self, name))
        if not is_boolean(self.average):
            _require_count("average", self.average, remedy="or True or False")
        if self.shuffle_window is not None:
            _require_count("shuffle_window", self.shuffle_window, remedy="or None for all samples")

    @property
    def l1_share(self) -> float:
        """How much of the penalty is l1: 0 to 1."""
        return {None: 0.0, "l2": 0.0, "l1": 1.0, "elasticnet": float(self.l1_ratio)}[self.penalty]

    @property
    def shrink_factor(self) -> float:
        """What the l2 part of the penalty multiplies the weights by in a step; never below zero."""
        return max(0.0, 1.0 - (1.0 - self.l1_share) * self.eta0 * self.alpha)

    @cached_property
    def native(self) -> _core.PerceptronPlan:
        """The core's view of this plan."""
        return _core.PerceptronPlan(
            penalised=self.penalty is not None,
            alpha=float(self.alpha),
            l1_share=self.l1_share,
            shrink_factor=self.shrink_factor,
            eta0=float(self.eta0),
            tol=self.tolerance,
            fit_bias=bool(self.fit_intercept),
            shuffle=bool(self.shuffle),
            early_stopping=bool(self.early_stopping),
            max_iter=int(self.max_iter),
            n_iter_no_change=int(self.n_iter_no_change),
            average=int(self.average),
            shuffle_window=int(self.shuffle_window or 0),
        )

    def __getstate__(self) -> dict[str, object]:
        """Return what copies and pickles keep: the values, without the core's view of them."""
        return {name: value for name, value in vars(self).items() if name != "native"}

    @property
    def tolerance(self) -> float:
        """``tol``, or minus infinity for None."""
        return -math.inf if self.tol is None else float(self.tol)


def is_boolean(value: object) -> bool:
    """Whether a value is a Python or NumPy Boolean."""
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")


def require_boolean(name: str, value: object) -> None:
    """Raise PlanError unless ``value`` is True or False."""
    if not is_boolean(value):
        raise PlanError(f"{name} must be True or False, got {value!r}")


def _require_count(name: str, value: object, *, remedy: str = "") -> None:
    if not isinstance(value, Integral) or is_boolean(value) or value < 1:
        raise PlanError(f"{name} must be a positive integer{remedy and ' ' + remedy}, got {value!r}")


def _require_number(
    name: str,
    value: object,
    *,
    least: float = -math.inf,
    above: float = -math.inf,
    most: float = math.inf,
    remedy: str = "",
) -> None:
    if isinstance(value, Real) and not is_boolean(value):
        number = float(value)
        if least <= number <= most and number > above:
            return
    bounds = f"above {above:g}" if above > -math.inf else f"at least {least:g}"
    bounds += f" and at most {most:g}" if most < math.inf else ""
    raise PlanError(f"{name} must be a number {bounds}{remedy and ' ' + remedy}, got {value!r}")
