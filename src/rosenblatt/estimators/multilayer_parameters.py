"""The parameters that MLPClassifier and MLPRegressor have in common, and the plan they make."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, Options, StrOptions

from rosenblatt.estimators.layers import activations_of_layers, dropout_of_layers, sizes_of_layers
from rosenblatt.estimators.recorded import RECORD_CONSTRAINTS
from rosenblatt.estimators.starting_network import ContextNeurons, GivenWeights
from rosenblatt.estimators.targets import Targets
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.network import Network
from rosenblatt.network.initialization import SCHEMES
from rosenblatt.plan import Plan


class MultiLayerParameters(BaseEstimator):
    """Parameters as people give them, what each may be, and the plan that they and the targets make."""

    hidden_layer_sizes: int | Sequence[int]
    activation: str | Sequence[str]
    solver: str
    alpha: float
    batch_size: int | str
    learning_rate: str
    learning_rate_init: float
    power_t: float
    max_iter: int
    shuffle: bool
    random_state: int | np.random.RandomState | None
    tol: float
    verbose: bool | int
    warm_start: bool
    momentum: float
    nesterovs_momentum: bool
    early_stopping: bool
    validation_fraction: float
    beta_1: float
    beta_2: float
    epsilon: float
    n_iter_no_change: float
    max_fun: int
    init: str | Network | GivenWeights
    dropout: float | Sequence[float]
    max_grad_norm: float | None
    n_threads: int | None
    record: str | int | None
    record_path: str | os.PathLike[str] | None

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "hidden_layer_sizes": ["array-like", Interval(Integral, 1, None, closed="left")],
        "activation": [StrOptions(set(HIDDEN_ACTIVATIONS)), "array-like"],
        "solver": [StrOptions({*OPTIMIZERS, "lbfgs"})],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "learning_rate": [StrOptions(set(SCHEDULES))],
        "learning_rate_init": [Interval(Real, 0, None, closed="neither")],
        "power_t": [Interval(Real, 0, None, closed="left")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "shuffle": ["boolean"],
        "random_state": ["random_state"],
        "tol": [Interval(Real, 0, None, closed="left")],
        "verbose": ["verbose"],
        "warm_start": ["boolean"],
        "momentum": [Interval(Real, 0, 1, closed="both")],
        "nesterovs_momentum": ["boolean"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="left")],
        "beta_1": [Interval(Real, 0, 1, closed="left")],
        "beta_2": [Interval(Real, 0, 1, closed="left")],
        "epsilon": [Interval(Real, 0, None, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left"), Options(Real, {np.inf})],
        "max_fun": [Interval(Integral, 1, None, closed="left")],
        "init": [StrOptions(set(SCHEMES)), Network, tuple, list],
        "dropout": [Interval(Real, 0, 1, closed="left"), "array-like"],
        "max_grad_norm": [Interval(Real, 0, None, closed="neither"), None],
        "n_threads": [Interval(Integral, 1, None, closed="left"), None],
        **RECORD_CONSTRAINTS,
    }

    _targets: Targets

    def _keep_parameters(self, parameters: dict[str, Any]) -> None:
        """Store the parameters of ``__init__``, given as its ``locals()``."""
        for name, value in parameters.items():
            if name != "self":
                setattr(self, name, value)

    def _hidden_layers(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Neurons and activation of each hidden layer."""
        sizes = sizes_of_layers(self.hidden_layer_sizes)
        return sizes, activations_of_layers(self.activation, len(sizes))

    def _context_neurons(self) -> ContextNeurons:
        """Which context neurons the network has, and what they start from; without a cell it has none."""
        return ContextNeurons(None, 0.5)

    @abstractmethod
    def _loss_parameter(self) -> float | None:
        """The loss's own parameter, if it has one."""

    def _plan(self, n_hidden: int, *, incremental: bool, **over_time: Any) -> Plan:  # noqa: ANN401  # it checks them
        """How to train; ``incremental`` by one epoch, which is too short to stop early."""
        return Plan(
            loss=self._targets.loss,
            solver=self.solver,
            alpha=self.alpha,
            batch_size=None if self.batch_size == "auto" else int(self.batch_size),
            learning_rate=self.learning_rate,
            learning_rate_init=self.learning_rate_init,
            power_t=self.power_t,
            max_iter=self.max_iter,
            shuffle=self.shuffle,
            tol=self.tol,
            n_iter_no_change=self.n_iter_no_change,
            early_stopping=self.early_stopping and not incremental and self.solver != "lbfgs",
            momentum=self.momentum,
            nesterovs_momentum=self.nesterovs_momentum,
            beta_1=self.beta_1,
            beta_2=self.beta_2,
            epsilon=self.epsilon,
            max_fun=self.max_fun,
            loss_parameter=self._loss_parameter(),
            dropout=dropout_of_layers(self.dropout, n_hidden),
            max_grad_norm=self.max_grad_norm,
            **over_time,
        )
