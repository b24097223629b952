"""A recurrent network unrolled over sequences: its layers at all steps, and gradients over time.

Legend: a judged step is one with a target; ``share[k]`` is the norm of the gradient of the judged steps'
losses with respect to the hidden neurons k steps before, relative to the norm at the judged steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.insight.diagnosis.dependencies import MOST_BACK, Dependency, begins_of, unlearned_dependency
from rosenblatt.insight.diagnosis.layers import Layer, layer_of
from rosenblatt.network.over_sequences import outputs_over_sequences
from rosenblatt.plan import Plan
from rosenblatt.training.reference.through_time import (
    StepGradients,
    TimeStep,
    backward_through_time,
    context_after,
    forward_step,
    loss_and_gradient_through_time,
)
from rosenblatt.training.reference.windows import windows
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.network import Network
    from rosenblatt.training.sequences import Sequences

MOST_FOLLOWED = 500
"""Judged steps from which gradients are followed at most."""
DEPTH_QUANTILE = 0.9
"""Gradients are followed over this quantile of the judged steps' distances from the beginning."""
VANISHED = 0.01
"""A share of a gradient that counts as vanished. It shrinks, or grows, by about the same factor in each step
(Hochreiter, 1991; Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
difficult", 1994)."""
FAR = 5
"""Steps below which a distance is not long-term."""


@dataclass(frozen=True)
class Unrolled:
    """A network run in parallel over sequences; each step has ``rows`` of those that are long enough."""

    network: Network
    sequences: Sequences
    plan: Plan
    steps: list[TimeStep]
    rows: list[IntArray]

    @classmethod
    def of(cls, network: Network, sequences: Sequences, loss: str, loss_parameter: float | None) -> Unrolled:
        """Run a network with a cell over sequences with targets, each from its beginning."""
        plan = Plan(loss, alpha=0, loss_parameter=loss_parameter)
        n, random = len(sequences), np.random.RandomState(0)
        state = TrainingState.start(network, plan, n, random)
        with np.errstate(over="ignore", invalid="ignore"):  # exploding networks are expected here
            (window,) = windows(state, sequences, np.arange(n), plan, random)
        lengths = sequences.lengths
        begins = sequences.offsets[:-1][np.argsort(-lengths, kind="stable")]  # in the order of the window
        rows = [begins[: len(step.a[0])] + t for t, step in enumerate(window.steps)]
        return cls(network, sequences, plan, window.steps, rows)

    # ---- Layers ------------------------------------------------------------------------------------------

    def layers(self, *, judged: bool) -> tuple[Layer, ...]:
        """Return the layers over all steps; gradients (if ``judged``) are of the same step's errors."""
        network = self.network
        gradients = deltas = np.full(network.n_layers, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            if judged and network.activations[-1] != "step":
                gradients, deltas = self._gradient_norms(), self._delta_norms()
            return tuple(
                layer_of(
                    network,
                    layer,
                    np.concatenate([step.z[layer] for step in self.steps]),
                    np.concatenate([step.a[layer] for step in self.steps]),
                    float(gradients[layer]),
                    float(deltas[layer]),
                )
                for layer in range(network.n_layers)
            )

    @cached_property
    def _gradient(self) -> Network:
        """The gradient of the mean loss, as a network."""
        with np.errstate(over="ignore", invalid="ignore"):
            _, flat = loss_and_gradient_through_time(self.network, self.steps, len(self.steps), self.plan)
        return self.network.like(flat)

    def _gradient_norms(self) -> FloatArray:
        return np.array([np.linalg.norm(weights) for weights in self._gradient.weights])

    def relative_gradient(self) -> float:
        """Return the norm of the mean loss's gradient relative to that of all parameters."""
        gradient, weights = (np.linalg.norm(each.parameters) for each in (self._gradient, self.network))
        return float(gradient / weights) if weights > 0 else float("inf")

    def _delta_norms(self) -> FloatArray:
        unused, squares = self.network.like(None), np.zeros(self.network.n_layers)
        for step in self.steps:
            if step.there.any():
                (gradients,) = backward_through_time(self.network, [step], 1, self.plan, unused)
                squares += [np.sum(delta.astype(np.float64) ** 2) for delta in gradients.deltas]
        return np.sqrt(squares)

    # ---- Gradients over time -----------------------------------------------------------------------------

    def shares(self) -> NDArray[np.float64]:
        """Return the norms of the gradient back in time, from ``share[0] = 1``; empty if undefined."""
        offsets, judged = self.sequences.offsets, judged_rows(self.sequences)
        depths = judged - begins_of(offsets, judged)
        n_back = min(MOST_BACK, int(np.quantile(depths, DEPTH_QUANTILE, method="lower")))
        rows = judged[depths >= n_back]
        if n_back < 1:
            return np.empty(0)
        if len(rows) > MOST_FOLLOWED:
            rows = rows[np.linspace(0, len(rows) - 1, MOST_FOLLOWED).astype(np.int64)]
        with np.errstate(over="ignore", invalid="ignore"):
            steps = self._up_to(rows, n_back)
            gradients = backward_through_time(self.network, steps, 1, self.plan, self.network.like(None))
            norms = np.array([_norm_by_hidden(each) for each in gradients[::-1]])
        return norms / norms[0] if norms[0] > 0 and np.isfinite(norms).all() else np.empty(0)

    def _up_to(self, rows: IntArray, n_back: int) -> list[TimeStep]:
        """The steps that lead to each of these rows, in parallel, starting ``n_back`` steps before."""
        place = np.empty((len(self.sequences.X), 2), np.int64)  # the step of each row, and its place there
        for t, own in enumerate(self.rows):
            place[own] = np.column_stack([np.full(len(own), t), np.arange(len(own))])
        first = place[rows - n_back]
        held = [
            None
            if self.network.starts[layer] is None
            else np.array([self.steps[t].held[layer][i] for t, i in first])
            for layer in range(self.network.n_layers)
        ]
        steps: list[TimeStep] = []
        for back in range(n_back, -1, -1):
            steps.append(forward_step(self.network, self.sequences, rows - back, held, (), is_first=False))
            held = context_after(self.network, steps[-1])
        return steps


def judged_rows(sequences: Sequences) -> IntArray:
    """Return the rows of ``sequences.X`` with a target, in the order of the targets and of the rows."""
    rows: IntArray = np.arange(len(sequences.X))
    return rows if sequences.targets is None else np.flatnonzero(sequences.targets >= 0)


def judged_outputs(network: Network, sequences: Sequences) -> FloatArray:
    """Return the outputs at the judged steps, shape (n_targets, n_outputs)."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = outputs_over_sequences(network, sequences.X, sequences.offsets, "every")
    return outputs[judged_rows(sequences)]


def _norm_by_hidden(gradients: StepGradients) -> float:
    """Norm of the gradient for the pre-activations of the hidden layers, or of the output layer."""
    hidden: Sequence[FloatArray] = gradients.deltas[:-1] or gradients.deltas
    return float(np.sqrt(sum(np.sum(each.astype(np.float64) ** 2) for each in hidden)))


@dataclass(frozen=True)
class GradientOverTime:
    """The gradient of a loss during backpropagation through time.

    ``shares``, shape (n_back + 1,), is its norm after each number of steps, relative to its start; empty if
    it is not defined. Training propagates it through ``propagated`` steps (None for all). ``unlearned`` is an
    input beyond its reach that correlates with the errors. ``gradient`` is the norm of the mean loss's
    gradient relative to that of all parameters.
    """

    shares: NDArray[np.float64]
    propagated: int | None
    unlearned: Dependency | None
    gradient: float

    @classmethod
    def of(cls, unrolled: Unrolled, outputs: FloatArray, propagated: int | None) -> GradientOverTime:
        """Measure it; ``outputs`` are those at the judged steps, (n_targets, n_outputs)."""
        shares, sequences, found = unrolled.shares(), unrolled.sequences, None
        if len(shares) and np.isfinite(outputs).all():
            arrives = np.flatnonzero(shares[:propagated] >= VANISHED)
            reach = max(FAR, int(arrives[-1]) + 1)
            judged, errors = judged_rows(sequences), sequences.y - outputs
            found = unlearned_dependency(sequences.X, sequences.offsets, judged, outputs, errors, reach)
        return cls(shares, propagated, found, unrolled.relative_gradient())

    @property
    def vanishes_after(self) -> int | None:
        """The number of steps after which it has vanished, with full backpropagation; None if it does not."""
        after = int(np.flatnonzero(self.shares >= VANISHED)[-1]) + 1 if len(self.shares) else 0
        return after if after < len(self.shares) else None

    def share_after(self, steps: int) -> tuple[int, float]:
        """Return the share after a number of steps, or after the most that were followed, and that number."""
        back = min(steps, len(self.shares) - 1)
        return back, float(self.shares[back])
