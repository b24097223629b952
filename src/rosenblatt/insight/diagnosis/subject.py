"""The subject of a diagnosis: a network, its training and its samples, as far as they are known.

Legend: ``inputs`` are samples as the network reads them, (n_samples, n_inputs); ``targets`` the desired
outputs, (n_samples, n_outputs), classes as 0 and 1; ``labels`` the same in the terms of the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rosenblatt.formulas.losses import LOSSES
from rosenblatt.insight.diagnosis.layers import Layer, layers_of
from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES, baseline, score
from rosenblatt.insight.diagnosis.unrolled import GradientOverTime, Unrolled, judged_outputs

if TYPE_CHECKING:
    from rosenblatt._typing import FloatArray
    from rosenblatt.history import History
    from rosenblatt.model import Model
    from rosenblatt.training.sequences import Sequences

FLAGS: Mapping[str, str] = {
    "hidden_layer_sizes": "--hidden",
    "activation": "--activation",
    "max_iter": "--max-iter",
    "learning_rate_init": "--learning-rate",
    "alpha": "--alpha",
    "random_state": "--seed",
}
"""Options of the command for parameters of an estimator; for all others there is ``--set``."""

ENOUGH = 30
"""Held-out rows below which a gap to the training score may be chance, however large."""


class Remedy(NamedTuple):
    """What to try, in a sentence, and the parameters that it changes."""

    text: str
    change: Mapping[str, object]


@dataclass(frozen=True)
class HeldOut:
    """Predictions on held-out rows; ``elsewhere`` is the median of ``n_elsewhere`` other splits, or NaN.

    ``inputs`` and ``labels`` are those of all of these rows or of some, as far as they are known.
    """

    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    score: float
    elsewhere: float = float("nan")
    n_elsewhere: int = 0
    inputs: FloatArray | None = None
    labels: NDArray[np.generic] | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough rows to distinguish over-fitting from chance."""
        return len(self.truth) >= ENOUGH


@dataclass(frozen=True)
class Subject:
    """The network or run that is diagnosed. Unknown values are None or empty.

    ``labels`` and ``targets`` have a row for each sample or judged step, ``inputs`` for each step.
    ``farthest``, shape (n_inputs,), is the largest distance of an input from its mean in standard deviations.
    If ``by_command``, remedies name options of the command.
    """

    model: Model | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    stopped_by: str = ""
    history: History | None = None
    inputs: FloatArray | None = None
    labels: NDArray[np.generic] | None = None
    targets: FloatArray | None = None
    sequences: Sequences | None = None
    farthest: NDArray[np.float64] | None = None
    held_out: HeldOut | None = None
    known_training_score: float | None = None
    input_names: Sequence[str] = ()
    by_command: bool = False

    @property
    def trained(self) -> Model:
        """The model, for checks that are made only if there is one."""
        assert self.model is not None
        return self.model

    @property
    def rows(self) -> FloatArray:
        """The inputs, for checks that are made only if there are some."""
        assert self.inputs is not None
        return self.inputs

    @property
    def truth(self) -> NDArray[np.generic]:
        """The labels, for checks that are made only if there are some."""
        assert self.labels is not None
        return self.labels

    @property
    def score_name(self) -> str:
        """``"accuracy"`` or ``"R²"``."""
        return SCORE_NAMES["regression" if self.model is None else self.model.task]

    @property
    def has_hidden_layers(self) -> bool:
        """Whether the network has a hidden layer."""
        model = self.model
        return model is not None and model.mixture is None and model.network.n_layers > 1

    @property
    def has_rate(self) -> bool:
        """Whether it was trained with a learning rate."""
        return "learning_rate_init" in self.parameters and self.parameters.get("solver") != "lbfgs"

    @property
    def loss(self) -> str:
        """The loss it was trained with: the given one, or the canonical one of its output layer."""
        named = self.parameters.get("loss")
        if isinstance(named, str):
            return named
        last = self.trained.network.activations[-1]
        return next(row.name for row in LOSSES.values() if row.canonical and row.output_activation == last)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers on the samples, with the errors of backpropagation if targets are known."""
        if self.sequences is not None:
            return self.unrolled.layers(judged=self.targets is not None)
        return layers_of(self.trained.network, self.rows, self.targets, self.loss, self._loss_parameter)

    @cached_property
    def unrolled(self) -> Unrolled:
        """The network unrolled over its sequences."""
        assert self.sequences is not None
        return Unrolled.of(self.trained.network, self.sequences, self.loss, self._loss_parameter)

    @cached_property
    def over_time(self) -> GradientOverTime:
        """The gradient during backpropagation through time."""
        steps = self.parameters.get("backprop_steps")
        return GradientOverTime.of(self.unrolled, self.outputs, steps if isinstance(steps, int) else None)

    @property
    def _loss_parameter(self) -> float | None:
        name = {"huber": "huber_delta", "quantile": "quantile"}.get(self.loss, "")
        value = self.parameters.get(name)
        return float(value) if isinstance(value, int | float) else None

    @cached_property
    def outputs(self) -> FloatArray:
        """The outputs of the network for the samples; for sequences at the judged steps."""
        if self.sequences is None:
            return self.trained.outputs(self.rows)
        return judged_outputs(self.trained.network, self.sequences)

    @cached_property
    def predicted(self) -> NDArray[np.generic]:
        """The predictions of the network for the samples, in the terms of the table."""
        return self.trained.decide(self.outputs)

    @cached_property
    def training_score(self) -> float:
        """The score on the training samples."""
        if self.known_training_score is not None:
            return self.known_training_score
        return score(self.trained.task, self.truth, self.predicted)

    @cached_property
    def baseline(self) -> tuple[float, str]:
        """The score of a constant prediction on the samples, and that prediction in words."""
        return baseline(self.trained.task, self.truth, self.truth)

    def input_name(self, column: int) -> str:
        """Return the name of an input, x1, x2, ... if it is unknown."""
        return str(self.input_names[column]) if len(self.input_names) else f"x{column + 1}"

    def remedy(self, advice: str, **change: object) -> Remedy:
        """Return advice that names the parameters to change: ``Use a stronger penalty (alpha=1.0).``."""
        return Remedy(f"{advice} ({self.put(**change)}).", change)

    def put(self, **change: object) -> str:
        """Return parameters as the user gives them: ``alpha=1.0``, or ``--alpha 1.0`` for the command."""
        if not self.by_command:
            return ", ".join(f"{name}={value!r}" for name, value in change.items())
        return " ".join(
            f"{FLAGS[name]} {_plain(value)}" if name in FLAGS else f"--set {name}={_plain(value)}"
            for name, value in change.items()
        )


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
