"""A step down the gradient of one sample: loss, deltas, gradient, clipping and the optimizer's update.

Every formula is called where it stands: the loss and gradient in
:mod:`rosenblatt.training.reference.gradient`, the update in
:mod:`rosenblatt.formulas.optimizers`, the learning rate in :mod:`rosenblatt.formulas.schedules`.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from rosenblatt.trace.explanations.target import checked_target
from rosenblatt.trace.forward.trace import Trace, checked_masks, checked_sample, trace
from rosenblatt.trace.step.backward import delta_rows
from rosenblatt.trace.step.sections import loss_section, step_section
from rosenblatt.trace.step.taken_step import Made, norm_and_clip, penalties_of, weights_into
from rosenblatt.trace.step.trace_update import UpdateTrace
from rosenblatt.trace.step.weight import NeuronUpdate
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.native import check_fit
from rosenblatt.training.reference.gradient import Batch, batch_loss, loss_and_gradient, penalised
from rosenblatt.training.state import TrainingState


@np.errstate(all="ignore")  # what runs away is shown as it is
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
    """Follow one step down the gradient; parameters as for :func:`~rosenblatt.trace.trace_update`."""
    if plan.solver == "lbfgs":
        raise PlanError(
            "lbfgs steps by all samples at once, so one sample makes no step of its own: "
            'take another solver, for example plan.but(solver="sgd")'
        )
    target = checked_target(network, y, plan.loss)
    passed = trace(network, x, input_names=input_names, output_names=output_names, masks=masks)
    batch = Batch(checked_sample(network, x), target)
    check_fit(network, TrainingData(Samples(batch.X, target)), plan.but(early_stopping=False))
    silenced = None if masks is None else checked_masks(network, masks)
    loss, gradient, output = loss_and_gradient(network, batch, plan, silenced)
    made = _make_step(network, gradient, plan, state)
    costs = get_loss(plan.loss).cost(target, output, plan.loss_parameter)[0]
    penalty = loss - batch_loss(network, output, batch, plan.but(alpha=0.0))
    slopes = network.like(gradient)
    layers = _neurons(network, passed, slopes, target[0], plan, made)
    return UpdateTrace(
        forward=passed,
        target=target[0],
        loss=loss,
        penalty=penalty,
        learning_rate=made.rate,
        gradient_norm=made.norm,
        clip=made.clip,
        before=network.copy(),
        after=made.after,
        layers=layers,
        notes=_notes(plan, masks),
        cost=loss_section(network, passed, plan, target[0], costs, penalty, loss),
        rule=step_section(plan, made.number, made.rate, made.norm, made.clip, _notes(plan, masks)),
    )


def _make_step(network: Network, gradient: FloatArray, plan: Plan, state: TrainingState | None) -> Made:
    """Make the step that :mod:`rosenblatt.training.reference.epochs` makes of this gradient, on copies."""
    optimizer = get_optimizer(plan.solver)
    moments = np.zeros((optimizer.n_moments, network.n_parameters), network.dtype)
    made, rate = 0, float(plan.learning_rate_init)
    if state is not None:
        if state.moments.shape != moments.shape:
            raise PlanError(
                f"the state holds moments of shape {state.moments.shape}, {plan.solver} needs "
                f"{moments.shape} for this network: give the state of its own training"
            )
        moments, made, rate = state.moments.astype(network.dtype), state.step, state.learning_rate
    if SCHEDULES[plan.learning_rate].factor is not None:
        rate = step_rate(plan.learning_rate, plan.learning_rate_init, made, plan.n_steps(_n_samples(state)))
    norm, clip = norm_and_clip(gradient, plan)
    after, before = network.copy(), moments.copy()
    clipped = gradient.copy() if clip == 1 else gradient * clip
    optimizer.update(after.parameters, clipped, moments, Step(plan, made + 1, rate, network.n_weights))
    return Made(made + 1, rate, norm, clip, after, np.stack([before, moments]))


def _n_samples(state: TrainingState | None) -> int:
    """How many samples a training learns from: a schedule stretches over them all."""
    if state is None:
        return 1
    # An estimator's state has no order any more.
    return len(state.order) or max(1, state.samples_seen // max(1, state.epoch))


def _neurons(
    network: Network, passed: Trace, slopes: Network, target: FloatArray, plan: Plan, made: Made
) -> tuple[tuple[NeuronUpdate, ...], ...]:
    """What becomes of each neuron; ``slopes`` holds the gradient as a network."""
    alpha = float(plan.alpha) if penalised(plan) else 0.0
    # A batch of one sample: the gradient of a bias is its neuron's delta.
    rows = delta_rows(network, passed, slopes.biases, target, plan)
    layers = []
    for layer, traced in enumerate(passed.layers):
        neurons = []
        for place, neuron in enumerate(traced.neurons):
            old = weights_into(network, layer, place)
            neurons.append(
                NeuronUpdate(
                    name=neuron.name,
                    label=neuron.label,
                    delta=float(slopes.biases[layer][place]),
                    how=rows[layer][place],
                    sources=(*neuron.sources, BIAS),
                    inputs=np.append(neuron.inputs, neuron.inputs.dtype.type(1)),
                    old=old,
                    penalties=penalties_of(old, alpha),
                    gradients=weights_into(slopes, layer, place),
                    new=weights_into(made.after, layer, place),
                    moments=made.moments_into(layer, place),
                    clip=made.clip,
                    learning_rate=made.rate,
                )
            )
        layers.append(tuple(neurons))
    return tuple(layers)


def _notes(plan: Plan, masks: Sequence[ArrayLike | None] | None) -> tuple[str, ...]:
    if masks is None and any(plan.dropout):
        rates = ", ".join(f"{rate:g}" for rate in plan.dropout)
        return (
            f"The plan silences neurons at random (dropout {rates}); here none is: give masks to follow "
            "a step that silences some.",
        )
    return ()
