"""Sequences unrolled over time: what each layer does at every step, and how far a slope comes back.

Legend: a judged step is one that has a target; ``share[k]`` is the norm of the slope that the losses of
judged steps send back to the hidden neurons k steps before, beside its norm at the judged steps themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.insight.diagnosis.layers import Layer, layer_of
from rosenblatt.network.over_sequences import outputs_over_sequences
from rosenblatt.plan import Plan
from rosenblatt.training.reference.through_time import (
    StepSlopes,
    TimeStep,
    context_after,
    forward_step,
    loss_and_gradient_through_time,
    way_back,
)
from rosenblatt.training.reference.windows import windows
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.network import Network
    from rosenblatt.training.sequences import Sequences

MOST_BACK = 100
"""Steps that a slope is followed back at most."""
MOST_FOLLOWED = 500
"""Judged steps from which it is followed at most."""
REACHED = 0.9
"""It is followed as far back as this share of the judged steps do not reach: a tenth of them lie further from
their sequence's beginning."""


@dataclass(frozen=True)
class Unrolled:
    """A network run through sequences, side by side.

    Attributes
    ----------
    steps : list of TimeStep
        Step by step, all that reach it.
    rows : list of ndarray of int64
        Which rows of the sequences each step is of.
    """

    network: Network
    sequences: Sequences
    plan: Plan
    steps: list[TimeStep]
    rows: list[IntArray]

    @classmethod
    def of(cls, network: Network, sequences: Sequences, loss: str, loss_parameter: float | None) -> Unrolled:
        """Run a network through sequences, each from its beginning.

        Parameters
        ----------
        network : Network
            With a cell.
        sequences : Sequences
            With the targets that losses are of.
        loss : str
            A key of :data:`rosenblatt.formulas.losses.LOSSES`.
        loss_parameter : float or None
            The loss's own parameter.
        """
        plan = Plan(loss, alpha=0, loss_parameter=loss_parameter)
        n, random = len(sequences), np.random.RandomState(0)
        state = TrainingState.start(network, plan, n, random)
        with np.errstate(over="ignore", invalid="ignore"):  # a network that explodes is what we look for
            (window,) = windows(state, sequences, np.arange(n), plan, random)
        lengths = sequences.lengths
        begins = sequences.offsets[:-1][np.argsort(-lengths, kind="stable")]  # as they stand in the window
        rows = [begins[: len(step.a[0])] + t for t, step in enumerate(window.steps)]
        return cls(network, sequences, plan, window.steps, rows)

    # ---- Layers ------------------------------------------------------------------------------------------

    def layers(self, *, judged: bool) -> tuple[Layer, ...]:
        """What each layer does over all steps; ``judged`` by targets that are known.

        The error that comes back to a layer is that of the same step: what comes from later ones is another
        question.
        """
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
        """The mean loss's gradient, as a network."""
        with np.errstate(over="ignore", invalid="ignore"):
            _, flat = loss_and_gradient_through_time(self.network, self.steps, len(self.steps), self.plan)
        return self.network.like(flat)

    def _gradient_norms(self) -> FloatArray:
        return np.array([np.linalg.norm(weights) for weights in self._gradient.weights])

    def gradient_beside_weights(self) -> float:
        """Norm of the mean loss's gradient beside that of all parameters."""
        gradient, weights = (np.linalg.norm(each.parameters) for each in (self._gradient, self.network))
        return float(gradient / weights) if weights > 0 else float("inf")

    def _delta_norms(self) -> FloatArray:
        unused, squares = self.network.like(None), np.zeros(self.network.n_layers)
        for step in self.steps:
            if step.there.any():
                (slopes,) = way_back(self.network, [step], 1, self.plan, unused)
                squares += [np.sum(delta.astype(np.float64) ** 2) for delta in slopes.deltas]
        return np.sqrt(squares)

    # ---- The way back over time --------------------------------------------------------------------------

    @property
    def judged_rows(self) -> IntArray:
        """Rows of the judged steps, in the order of their targets, shape (n_targets,)."""
        return judged_rows(self.sequences)

    @property
    def depths(self) -> IntArray:
        """How many steps of its sequence come before each judged step, shape (n_targets,)."""
        offsets, rows = self.sequences.offsets, self.judged_rows
        begins: IntArray = offsets[np.searchsorted(offsets, rows, side="right") - 1]
        return rows - begins

    def shares(self) -> NDArray[np.float64]:
        """Follow the slope of losses back in time: ``share[0]``, which is 1, ``share[1]`` and so on.

        Empty where no judged step has another one before it, or no loss has a slope.
        """
        depths = self.depths
        n_back = min(MOST_BACK, int(np.quantile(depths, REACHED, method="lower")))
        rows = self.judged_rows[depths >= n_back]
        if n_back < 1:
            return np.empty(0)
        if len(rows) > MOST_FOLLOWED:
            rows = rows[np.linspace(0, len(rows) - 1, MOST_FOLLOWED).astype(np.int64)]
        with np.errstate(over="ignore", invalid="ignore"):
            steps = self._up_to(rows, n_back)
            slopes = way_back(self.network, steps, 1, self.plan, self.network.like(None))
            norms = np.array([_norm_by_hidden(each) for each in slopes[::-1]])
        return norms / norms[0] if norms[0] > 0 and np.isfinite(norms).all() else np.empty(0)

    def _up_to(self, rows: IntArray, n_back: int) -> list[TimeStep]:
        """The steps that lead to each of these rows, side by side, from ``n_back`` before on."""
        place = np.empty((len(self.sequences.X), 2), np.int64)  # which step each row is, and where in it
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
    """Rows of ``sequences.X`` that have a target, in the order of the targets, which is that of the rows."""
    rows: IntArray = np.arange(len(sequences.X))
    return rows if sequences.targets is None else np.flatnonzero(sequences.targets >= 0)


def judged_outputs(network: Network, sequences: Sequences) -> FloatArray:
    """Outputs at the judged steps, shape (n_targets, n_outputs); of a step, pre-activations."""
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = outputs_over_sequences(network, sequences.X, sequences.offsets, "every")
    return outputs[judged_rows(sequences)]


def _norm_by_hidden(slopes: StepSlopes) -> float:
    """Norm of the slopes by the hidden layers' pre-activations; without any, by the outputs'."""
    hidden: Sequence[FloatArray] = slopes.deltas[:-1] or slopes.deltas
    return float(np.sqrt(sum(np.sum(each.astype(np.float64) ** 2) for each in hidden)))
