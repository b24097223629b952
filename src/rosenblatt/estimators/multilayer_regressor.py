"""What MLPRegressor and RecurrentRegressor share: numbers are checked, and there is a choice of losses."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

from sklearn.base import RegressorMixin
from sklearn.utils._param_validation import Interval, StrOptions

from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.multilayer import MultiLayerPerceptron
from rosenblatt.estimators.multilayer_samples import Inputs
from rosenblatt.estimators.targets import Labels, Numbers
from rosenblatt.formulas.losses import REGRESSION_LOSSES


class MultiLayerRegressor(RegressorMixin, MultiLayerPerceptron):
    """Base of the estimators of networks with hidden layers that predict numbers."""

    loss: str
    huber_delta: float
    quantile: float
    _targets: Numbers

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **MultiLayerPerceptron._parameter_constraints,
        "loss": [StrOptions(set(REGRESSION_LOSSES))],
        "huber_delta": [Interval(Real, 0, None, closed="neither")],
        "quantile": [Interval(Real, 0, 1, closed="neither")],
    }

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[Inputs, Labels]:
        samples, labels = self._check_input(X, y, reset=reset, numbers=True)
        if self.loss == "poisson" and labels.min() < 0:
            raise ValueError(
                f"loss='poisson' is for counts, got {labels.min()} in y: use another loss, or shift y above 0"
            )
        return samples, labels

    def _settle_targets(self, y: Labels, *, begins: bool, incremental: bool, classes: object) -> None:
        if begins:
            self._take_targets(Numbers(1 if y.ndim == 1 else y.shape[1], self.loss))
        else:
            self._check_validation_targets(y)

    def _take_targets(self, targets: Numbers) -> None:
        self._targets = targets

    def _check_validation_targets(self, y: Labels) -> None:
        n_columns = 1 if y.ndim == 1 else y.shape[1]
        if n_columns != self._targets.n_outputs:
            raise ValueError(
                f"y must have as many columns as the network has outputs, {self._targets.n_outputs}, "
                f"got {n_columns}"
            )

    def _loss_parameter(self) -> float | None:
        return {"huber": self.huber_delta, "quantile": self.quantile}.get(self.loss)
