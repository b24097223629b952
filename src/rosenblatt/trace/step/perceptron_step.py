"""A step of the perceptron rule on copies: only a sample on the wrong side changes the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.names import BIAS
from rosenblatt.trace.forward.checks import checked_class, checked_sample
from rosenblatt.trace.forward.trace import Trace, trace
from rosenblatt.trace.step.update import UpdateTrace
from rosenblatt.trace.step.weights import NeuronUpdate
from rosenblatt.trace.writing.blocks import (
    Block,
    Formula,
    Heading,
    Row,
    Rows,
    Token,
    named,
    number,
    symbols,
    word,
)
from rosenblatt.trace.writing.calculation import product
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.reference import own_class, train_epoch
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState

RULE = (
    "w = w + rate * y * x after a mistake (y * z <= 0), nothing else; y is 1 for the neuron's class, else -1"
)
"""The rule in words; the specification is :mod:`rosenblatt.training.perceptron.reference`."""


def trace_perceptron_step(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    plan: PerceptronPlan,
    state: PerceptronState | None,
    input_names: Sequence[str] | None,
    output_names: Sequence[str] | None,
) -> UpdateTrace:
    """Trace one step of the perceptron rule; parameters as for :func:`~rosenblatt.trace.trace_update`."""
    if network.n_layers != 1:
        raise PlanError(
            f"the perceptron rule trains networks without hidden layers, got layers {network.layer_sizes}: "
            "give a Plan"
        )
    passed = trace(network, x, input_names=input_names, output_names=output_names)
    wanted = checked_class(network, y)
    signs = np.array(
        [1.0 if wanted == own_class(k, network.n_outputs) else -1.0 for k in range(network.n_outputs)]
    )
    changed = _changed(network, checked_sample(network, x), wanted, plan, state)
    weights, biases = changed.solution()
    after = network.copy()
    after.weights[0][:] = weights.T
    after.biases[0][:] = biases
    mistakes = changed.neurons["mistakes"] > 0
    neurons = _neurons(network, passed, after, signs, mistakes, plan)
    norm = float(np.sqrt(sum(float(each.gradients @ each.gradients) for each in neurons)))
    return UpdateTrace(
        forward=passed,
        target=signs,
        loss=float(changed.neurons["loss"].sum()),
        penalty=0.0 if plan.penalty is None else float(_penalty(changed, signs, passed, mistakes)),
        learning_rate=float(plan.eta0),
        gradient_norm=norm,
        clip=1.0,
        before=network.copy(),
        after=after,
        layers=(neurons,),
        deltas_title="Mistakes: the sample is on the wrong side where y * z is not above 0",
        rule=_rule(plan),
    )


def _changed(
    network: Network, X: FloatArray, wanted: int, plan: PerceptronPlan, state: PerceptronState | None
) -> PerceptronState:
    """Return a copy of the state, or a new one with the network's weights, after an epoch of one sample."""
    alone = replace(plan, shuffle=False, early_stopping=False, shuffle_window=None)
    n_neurons = network.n_outputs
    if state is None:
        weights = np.ascontiguousarray(network.weights[0].T)
        seeds = np.zeros(n_neurons, np.int64)
        changed = PerceptronState.start(alone, 1, seeds, weights.copy(), network.biases[0].astype(np.float64))
    else:
        if state.weights.shape != (n_neurons, network.n_inputs):
            raise PlanError(
                f"the state holds weights of shape {state.weights.shape}, the network has "
                f"{n_neurons} neurons and {network.n_inputs} inputs: give the state of its own training"
            )
        changed = state.copy()
        changed.order, changed.n_samples = np.zeros((n_neurons, 1), np.int32), 1
    data = PerceptronData(X, np.array([wanted], np.int32))
    for k in range(n_neurons):
        train_epoch(changed, data, alone, k)
    return changed


def _neurons(
    network: Network,
    passed: Trace,
    after: Network,
    signs: FloatArray,
    mistakes: NDArray[np.bool_],
    plan: PerceptronPlan,
) -> tuple[NeuronUpdate, ...]:
    neurons = []
    for place, neuron in enumerate(passed.layers[0].neurons):
        sign, wrong = float(signs[place]), bool(mistakes[place])
        inputs = np.append(neuron.inputs, neuron.inputs.dtype.type(1 if plan.fit_intercept else 0))
        delta = -sign if wrong else 0.0
        old = np.append(network.weights[0][:, place], network.biases[0][place])
        neurons.append(
            NeuronUpdate(
                name=neuron.name,
                label=neuron.label,
                delta=delta,
                how=_how(neuron.name, neuron.label, neuron.z, sign, wrong=wrong),
                sources=(*neuron.sources, BIAS),
                inputs=inputs,
                old=old,
                penalties=np.zeros_like(old),
                gradients=old.dtype.type(delta) * inputs,
                new=np.append(after.weights[0][:, place], after.biases[0][place]),
                moments=np.empty((2, 0, len(old)), old.dtype),
                clip=1.0,
                learning_rate=float(plan.eta0),
                sign=sign,
            )
        )
    return tuple(neurons)


def _how(name: str, label: str, z: float, sign: float, *, wrong: bool) -> Row:
    """``y * z = -0.5: a mistake``."""
    verdict = word("(a mistake)" if wrong else "(right)")
    compared = (*symbols("y * z"), Token("relation", "="), *product(sign, z).gives(sign * z), verdict)
    return Row(name, (compared, named("delta", -sign if wrong else 0.0)), meaning=label)


def _rule(plan: PerceptronPlan) -> tuple[Block, ...]:
    rows = [Row("learning rate", ((number(float(plan.eta0)),),))]
    if plan.penalty is not None:
        rows.append(Row("penalty", ((word(plan.penalty),), named("alpha", float(plan.alpha)))))
    return (Heading("Step", Formula("other", "perceptron rule", RULE)), Rows(tuple(rows)))


def _penalty(
    changed: PerceptronState, signs: FloatArray, passed: Trace, mistakes: NDArray[np.bool_]
) -> float:
    """Return the part of the penalty in the loss: all except ``-y z`` of a mistake."""
    z = np.array([neuron.z for neuron in passed.layers[0].neurons])
    return float(changed.neurons["loss"].sum()) - float(np.sum(-signs * z * mistakes))
