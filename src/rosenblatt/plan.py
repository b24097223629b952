"""Plan: the settings of a training, in a frozen dataclass that rejects impossible values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import ClassVar

import numpy as np

from rosenblatt.errors import PlanError, require_known
from rosenblatt.formulas.losses import LOSSES
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES

_NAMES = {"loss": (*LOSSES,), "solver": (*OPTIMIZERS, "lbfgs"), "learning_rate": (*SCHEDULES,)}
"""Parameters that are names, with those that are known."""


@dataclass(frozen=True)
class Plan:
    """All settings of a training.

    The names are those of scikit-learn's ``MLPClassifier`` where it has the same settings.

    Parameters
    ----------
    loss : str
        A key of :data:`rosenblatt.formulas.losses.LOSSES`.
    solver : str, default="adam"
        A key of :data:`rosenblatt.formulas.optimizers.OPTIMIZERS`, or ``lbfgs``.
    alpha : float, default=1e-4
        Strength of the L2 penalty on the weights (``adamw``: of their direct decay). Biases are not
        penalised.
    batch_size : int or None, default=None
        Samples per step, at most all of them. None: 200.
    learning_rate : str, default="constant"
        A key of :data:`rosenblatt.formulas.schedules.SCHEDULES`.
    learning_rate_init : float, default=1e-3
        The (highest) learning rate.
    power_t : float, default=0.5
        Exponent of ``invscaling``.
    max_iter : int, default=200
        Maximum number of epochs.
    shuffle : bool, default=True
        Whether the samples are shuffled before every epoch.
    tol : float, default=1e-4
        Minimum improvement: an epoch that is not better than the best by this much is no improvement.
    n_iter_no_change : float, default=10
        Training stops after more than this number of epochs in a row without improvement.
    early_stopping : bool, default=False
        Whether improvement is measured by the validation score instead of the training loss. Training then
        ends with the best parameters.
    momentum, nesterovs_momentum : float, bool, default=0.9, True
        For ``sgd``.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
        For ``adam`` and ``adamw``; ``rmsprop`` uses ``beta_2`` and ``epsilon``.
    max_fun : int, default=15000
        Maximum number of evaluations of the loss, for ``lbfgs``.
    loss_parameter : float or None, default=None
        The parameter of ``huber`` (default 1.0) or ``quantile`` (default 0.5).
    dropout : tuple of float, default=()
        The share of each hidden layer's neurons that is dropped in a step; empty for none. Not for
        ``lbfgs``.
    max_grad_norm : float or None, default=None
        Gradients with a larger Euclidean norm over all parameters are scaled down to this norm. Not for
        ``lbfgs``.
    backprop_steps : int or None, default=None
        For networks with context neurons: the number of steps through which the gradient of a loss is
        propagated back in time; 1 treats the context like any other input (Elman, 1990). None: all steps of
        the sequence. Not for ``lbfgs``.
    update_steps : int or None, default=None
        Number of steps of the sequences after which an update is made, from the losses of those steps. None:
        as many as ``backprop_steps``. Together they are BPTT(h; h') of Williams & Peng ("An efficient
        gradient-based algorithm for on-line training of recurrent network trajectories", 1990).
    stateful : bool, default=False
        Whether the samples are one stream, whose context is kept from one epoch to the next.
    one_class : bool, default=False
        Whether all targets of ``binary_log_loss`` are of one class, so that no prediction is wrong.
    shuffle_window : int or None, default=None
        Number of samples that are shuffled together, rounded up to whole blocks of 128. In every epoch
        each window has other blocks, drawn from all parts of the table, whose samples are shuffled. None: all
        samples.

    Raises
    ------
    PlanError
        If a value is impossible; the message names the parameter, the value and the possible values.
    """

    loss: str
    solver: str = "adam"
    alpha: float = 1e-4
    batch_size: int | None = None
    learning_rate: str = "constant"
    learning_rate_init: float = 1e-3
    power_t: float = 0.5
    max_iter: int = 200
    shuffle: bool = True
    tol: float = 1e-4
    n_iter_no_change: float = 10
    early_stopping: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = True
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    max_fun: int = 15000
    loss_parameter: float | None = None
    dropout: tuple[float, ...] = ()
    max_grad_norm: float | None = None
    backprop_steps: int | None = None
    update_steps: int | None = None
    stateful: bool = False
    one_class: bool = False
    shuffle_window: int | None = None

    added_later: ClassVar[tuple[str, ...]] = ("shuffle_window",)

    def __post_init__(self) -> None:
        for name, known in _NAMES.items():
            if getattr(self, name) not in known:
                require_known(name, getattr(self, name), known)
        for name in ("alpha", "power_t", "tol"):
            _require_real(name, getattr(self, name), 0, math.inf)
        _require_real("momentum", self.momentum, 0, 1)
        for name in ("beta_1", "beta_2"):
            _require_real(name, getattr(self, name), 0, 1, open_above=True)
        for name in ("learning_rate_init", "epsilon"):
            _require_real(name, getattr(self, name), 0, math.inf, open_below=True)
        for name in ("max_iter", "max_fun", "batch_size", "backprop_steps", "update_steps", "shuffle_window"):
            value = getattr(self, name)
            if value is None and name not in ("max_iter", "max_fun"):
                continue
            if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
                raise PlanError(f"{name} must be a positive integer, got {value!r}")
        _require_real("n_iter_no_change", self.n_iter_no_change, 1, math.inf, may_be_infinite=True)
        for name in ("shuffle", "early_stopping", "nesterovs_momentum", "stateful", "one_class"):
            if not isinstance(getattr(self, name), bool | np.bool_):
                raise PlanError(f"{name} must be True or False, got {getattr(self, name)!r}")
        self._settle_dropout()
        if self.max_grad_norm is not None:
            _require_real("max_grad_norm", self.max_grad_norm, 0, math.inf, open_below=True)
        if self.solver == "lbfgs" and (any(self.dropout) or self.max_grad_norm is not None):
            raise PlanError("lbfgs knows neither dropout nor max_grad_norm: drop them or use another solver")
        self._check_steps()
        self._settle_loss_parameter()

    def _check_steps(self) -> None:
        if self.update_steps is not None:
            if self.backprop_steps is None:
                raise PlanError(
                    f"update_steps={self.update_steps} needs backprop_steps: give at least as many"
                )
            if self.update_steps > self.backprop_steps:
                raise PlanError(
                    f"update_steps must be at most backprop_steps={self.backprop_steps}, got "
                    f"{self.update_steps}: the losses of the steps before would be lost"
                )
        if self.solver == "lbfgs" and (self.backprop_steps is not None or self.stateful):
            raise PlanError(
                "lbfgs needs the gradient through all steps: leave out backprop_steps and stateful"
            )

    def _settle_dropout(self) -> None:
        if isinstance(self.dropout, str) or not isinstance(self.dropout, Iterable):
            raise PlanError(
                f"dropout must be a rate for each hidden layer, got {self.dropout!r}: use a tuple like (0.5,)"
            )
        rates = tuple(self.dropout)
        for rate in rates:
            _require_real("dropout", rate, 0, 1, open_above=True)
        object.__setattr__(self, "dropout", tuple(float(rate) for rate in rates))

    def _settle_loss_parameter(self) -> None:
        if self.loss == "huber":
            value = 1.0 if self.loss_parameter is None else self.loss_parameter
            _require_real("huber's loss_parameter", value, 0, math.inf, open_below=True)
        elif self.loss == "quantile":
            value = 0.5 if self.loss_parameter is None else self.loss_parameter
            _require_real("quantile's loss_parameter", value, 0, 1, open_below=True, open_above=True)
        elif self.loss_parameter is None:
            return
        else:
            value = self.loss_parameter
            _require_real("loss_parameter", value, -math.inf, math.inf)
        object.__setattr__(self, "loss_parameter", float(value))

    def batch_length(self, n_samples: int) -> int:
        """Return the samples per step for ``n_samples``."""
        return min(200 if self.batch_size is None else int(self.batch_size), n_samples)

    def n_steps(self, n_samples: int) -> int:
        """Return the steps of the whole planned training, over which ``cosine`` and ``onecycle`` extend."""
        return int(self.max_iter) * -(-n_samples // self.batch_length(n_samples))

    @property
    def window(self) -> tuple[int | None, int | None]:
        """The time steps of a window, and the new ones among them; None for all."""
        new = self.backprop_steps if self.update_steps is None else self.update_steps
        return self.backprop_steps, new

    def but(self, **changes: object) -> Plan:
        """Return a copy with some values changed; they are checked."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by the copy


def _require_real(
    name: str,
    value: object,
    least: float,
    most: float,
    *,
    open_below: bool = False,
    open_above: bool = False,
    may_be_infinite: bool = False,
) -> None:
    bounds = f"number {'above' if open_below else 'of at least'} {least}"
    if most < math.inf:
        bounds += f" and {'below' if open_above else 'at most'} {most}"
    elif not may_be_infinite:
        bounds = f"finite {bounds}"
    if isinstance(value, Real) and not isinstance(value, bool):
        number = float(value)
        above = number > least if open_below else number >= least
        below = number < most if open_above else number <= most
        if above and below and (may_be_infinite or math.isfinite(number)):
            return
    raise PlanError(f"{name} must be a {bounds}, got {value!r}")
