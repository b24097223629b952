"""A gradient step from one sample: loss, deltas, gradient, clipping and the optimizer's update.

The numbers are those of :mod:`rosenblatt.training.reference.gradient` and :mod:`rosenblatt.formulas`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.formulas.optimizers import Step, get_optimizer
from rosenblatt.formulas.schedules import SCHEDULES, step_rate
from rosenblatt.network import Network
from rosenblatt.network.names import BIAS
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.checks import checked_masks, checked_sample, checked_target
from rosenblatt.trace.forward.neuron import NeuronTrace
from rosenblatt.trace.forward.trace import Trace, trace
from rosenblatt.trace.step.backward import delta_rows
from rosenblatt.trace.step.update import UpdateTrace, loss_section, rule_section
from rosenblatt.trace.step.weights import NeuronUpdate
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.native import check_fit
from rosenblatt.training.reference.gradient import Batch, batch_loss, loss_and_gradient, penalised
from rosenblatt.training.state import TrainingState


@np.errstate(all="ignore")  # infinite values are shown as such
def trace_gradient_step(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    plan: Plan,
    state: TrainingState | None,
    input_names: Sequence[str] | None,
    output_names: Sequence[str] | None,
    masks: Sequence[ArrayLike | None] | None,
) -> UpdateTrace:
    """Trace one gradient step; parameters as for :func:`~rosenblatt.trace.trace_update`."""
    if plan.solver == "lbfgs":
        raise PlanError(
            "lbfgs makes a step from all samples, so there is no step of one sample: use another solver, "
            'for example plan.but(solver="sgd")'
        )
    target = checked_target(network, y, plan.loss)
    passed = trace(network, x, input_names=input_names, output_names=output_names, masks=masks)
    batch = Batch(checked_sample(network, x), target)
    check_fit(network, TrainingData(Samples(batch.X, target)), plan.but(early_stopping=False))
    dropout = None if masks is None else checked_masks(network, masks)
    loss, gradient, output = loss_and_gradient(network, batch, plan, dropout)
    taken = _make_step(network, gradient, plan, state)
    costs = get_loss(plan.loss).cost(target, output, plan.loss_parameter)[0]
    penalty = loss - batch_loss(network, output, batch, plan.but(alpha=0.0))
    gradients = network.like(gradient)
    layers = _neurons(network, passed, gradients, target[0], plan, taken)
    return UpdateTrace(
        forward=passed,
        target=target[0],
        loss=loss,
        penalty=penalty,
        learning_rate=taken.rate,
        gradient_norm=taken.norm,
        clip=taken.clip,
        before=network.copy(),
        after=taken.after,
        layers=layers,
        notes=_notes(plan, masks),
        cost=loss_section(network, passed, plan, target[0], costs, penalty, loss),
        rule=rule_section(plan, taken.number, taken.rate, taken.norm, taken.clip, _notes(plan, masks)),
    )


def _make_step(network: Network, gradient: FloatArray, plan: Plan, state: TrainingState | None) -> TakenStep:
    """Return the step of :mod:`rosenblatt.training.reference.epochs` for a gradient, made on copies."""
    optimizer = get_optimizer(plan.solver)
    moments = np.zeros((optimizer.n_moments, network.n_parameters), network.dtype)
    n_made, rate = 0, float(plan.learning_rate_init)
    if state is not None:
        if state.moments.shape != moments.shape:
            raise PlanError(
                f"the state holds moments of shape {state.moments.shape}, {plan.solver} needs "
                f"{moments.shape} for this network: give the state of its own training"
            )
        moments, n_made, rate = state.moments.astype(network.dtype), state.step, state.learning_rate
    if SCHEDULES[plan.learning_rate].factor is not None:
        rate = step_rate(plan.learning_rate, plan.learning_rate_init, n_made, plan.n_steps(_n_samples(state)))
    norm, clip = norm_and_clip(gradient, plan)
    after, before = network.copy(), moments.copy()
    clipped = gradient.copy() if clip == 1 else gradient * clip
    optimizer.update(after.parameters, clipped, moments, Step(plan, n_made + 1, rate, network.n_weights))
    return TakenStep(n_made + 1, rate, norm, clip, after, np.stack([before, moments]))


def _n_samples(state: TrainingState | None) -> int:
    """Return the number of training samples, over which a schedule extends."""
    if state is None:
        return 1
    # The state of an estimator keeps neither the order nor its length.
    return state.n_samples or max(1, state.samples_seen // max(1, state.epoch))


def _neurons(
    network: Network, passed: Trace, gradients: Network, target: FloatArray, plan: Plan, taken: TakenStep
) -> tuple[tuple[NeuronUpdate, ...], ...]:
    """Return the changes of each neuron; ``gradients`` is the gradient in the form of a network."""
    alpha = float(plan.alpha) if penalised(plan) else 0.0
    # For a batch of one sample, the gradient of a bias is the delta of its neuron.
    rows = delta_rows(network, passed, gradients.biases, target, plan)
    return tuple(
        tuple(
            NeuronUpdate(
                **taken.changes(network, gradients, neuron, layer, place, alpha),  # type: ignore[arg-type]
                delta=float(gradients.biases[layer][place]),
                how=rows[layer][place],
                inputs=np.append(neuron.inputs, neuron.inputs.dtype.type(1)),
            )
            for place, neuron in enumerate(traced.neurons)
        )
        for layer, traced in enumerate(passed.layers)
    )


def _notes(plan: Plan, masks: Sequence[ArrayLike | None] | None) -> tuple[str, ...]:
    if masks is None and any(plan.dropout):
        rates = ", ".join(f"{rate:g}" for rate in plan.dropout)
        return (
            f"The plan uses dropout {rates}; this step is computed without it: give masks for a step with "
            "dropout.",
        )
    return ()


@dataclass(frozen=True)
class TakenStep:
    """A training step, numbered from 1, and its results.

    ``norm`` and ``clip`` are the norm of the gradient and the factor of clipping; ``moments`` are those of
    the optimizer before and after, shape (2, n_moments, n_parameters).
    """

    number: int
    rate: float
    norm: float
    clip: float
    after: Network
    moments: FloatArray

    def changes(
        self, before: Network, gradients: Network, neuron: NeuronTrace, layer: int, place: int, alpha: float
    ) -> dict[str, object]:
        """Return the attributes of a neuron's :class:`NeuronParameters`, by name.

        ``gradients`` is the gradient in the form of a network, ``alpha`` the strength of the penalty in it.
        """
        old = weights_into(before, layer, place)
        penalties = old * old.dtype.type(alpha)
        penalties[-1] = 0  # biases are not penalised
        rows = [[weights_into(before.like(each), layer, place) for each in rows] for rows in self.moments]
        return {
            "name": neuron.name,
            "label": neuron.label,
            "sources": (*neuron.sources, BIAS),
            "old": old,
            "penalties": penalties,
            "gradients": weights_into(gradients, layer, place),
            "new": weights_into(self.after, layer, place),
            "moments": np.array(rows, old.dtype).reshape(2, self.moments.shape[1], len(old)),
            "clip": self.clip,
            "learning_rate": self.rate,
        }


def norm_and_clip(gradient: FloatArray, plan: Plan) -> tuple[float, float]:
    """Return the norm of a gradient, and the factor that limits it to ``max_grad_norm``."""
    norm = float(np.sqrt(gradient @ gradient))
    too_long = plan.max_grad_norm is not None and norm > plan.max_grad_norm
    return norm, plan.max_grad_norm / norm if plan.max_grad_norm is not None and too_long else 1.0


def weights_into(network: Network, layer: int, place: int) -> FloatArray:
    """Return a neuron's weights in the order of its sources: the layer below, the context, the bias."""
    context = network.context[layer]
    parts: Sequence[FloatArray] = (
        network.weights[layer][:, place],
        *(() if context is None else (context[:, place],)),
        network.biases[layer][place : place + 1],
    )
    return np.concatenate(parts)
