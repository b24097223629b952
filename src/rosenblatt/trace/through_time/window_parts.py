"""What a window's update makes of each neuron, and of what context neurons start from."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.network.names import BIAS, source_names
from rosenblatt.plan import Plan
from rosenblatt.trace.step.sections import step_section
from rosenblatt.trace.step.taken_step import Made, penalties_of, weights_into
from rosenblatt.trace.through_time.backward import StepBack
from rosenblatt.trace.through_time.shared_weight import SharedNeuronUpdate, StartUpdate
from rosenblatt.trace.through_time.window import WindowUpdate
from rosenblatt.training.reference.gradient import penalised


def window_update(
    network: Network,
    back: tuple[StepBack, ...],
    last: int,
    loss: float,
    penalty: float,
    gradient: FloatArray,
    n_targets: float,
    made: Made,
    plan: Plan,
) -> WindowUpdate:
    """Put together what is known of a window's update.

    Parameters
    ----------
    network : Network
        Before the update.
    back : tuple of StepBack
    last : int
        Place of the last step that has an error.
    loss, penalty : float
    gradient : ndarray of shape (n_parameters,)
        Before it is clipped.
    n_targets : float
    made : Made
        The step as the trainer made it.
    plan : Plan

    Returns
    -------
    WindowUpdate
    """
    slopes = network.like(gradient)
    layers = tuple(
        tuple(
            _neuron(network, layer, place, back, slopes, n_targets, made, plan)
            for place in range(network.layer_sizes[layer + 1])
        )
        for layer in range(network.n_layers)
    )
    return WindowUpdate(
        steps=back,
        loss=loss,
        penalty=penalty,
        n_targets=n_targets,
        learning_rate=made.rate,
        gradient_norm=made.norm,
        clip=made.clip,
        gradient=gradient,
        before=network,
        after=made.after,
        layers=layers,
        starts=_starts(network, back, slopes, n_targets, made),
        last=last,
        plan=plan,
        rule=step_section(plan, made.number, made.rate, made.norm, made.clip, ()),
    )


def _neuron(
    network: Network,
    layer: int,
    place: int,
    back: tuple[StepBack, ...],
    slopes: Network,
    n_targets: float,
    made: Made,
    plan: Plan,
) -> SharedNeuronUpdate:
    traced = [each.step.trace.layers[layer].neurons[place] for each in back]
    old = weights_into(network, layer, place)
    one = old.dtype.type(1)
    return SharedNeuronUpdate(
        name=traced[0].name,
        label=traced[0].label,
        sources=(*traced[0].sources, BIAS),
        steps=tuple(each.step.number for each in back),
        inputs=np.array([np.append(neuron.inputs, one) for neuron in traced], old.dtype),
        deltas=np.array([each.deltas[layer][place] for each in back], old.dtype),
        old=old,
        penalties=penalties_of(old, float(plan.alpha) if penalised(plan) else 0.0),
        gradients=weights_into(slopes, layer, place),
        new=weights_into(made.after, layer, place),
        moments=made.moments_into(layer, place),
        clip=made.clip,
        learning_rate=made.rate,
        n_targets=n_targets,
    )


def _starts(
    network: Network, back: tuple[StepBack, ...], slopes: Network, n_targets: float, made: Made
) -> tuple[StartUpdate, ...]:
    """What becomes of the values that context neurons start from, layer after layer."""
    if not network.learns_start or back[0].step.number != 1:
        return ()
    starts = []
    moments = [[made.after.like(each) for each in rows] for rows in made.moments]
    for layer in range(network.n_layers):
        start, slope, context = network.starts[layer], slopes.starts[layer], network.context[layer]
        new = made.after.starts[layer]
        if start is None or slope is None or context is None or new is None:
            continue
        sources = source_names(network, layer, back[0].step.trace.input_names)[-len(start) :]
        remembered = [[each.starts[layer] for each in rows] for rows in moments]
        for place, source in enumerate(sources):
            old, now = float(start[place]), float(new[place])
            before, after = (
                tuple(float(each[place]) for each in rows if each is not None) for rows in remembered
            )
            starts.append(
                StartUpdate(
                    neuron=source.removesuffix(" before"),
                    source=source,
                    old=old,
                    gradient=float(slope[place]),
                    clip=made.clip,
                    learning_rate=made.rate,
                    moments_before=before,
                    moments_after=after,
                    step=now - old,
                    new=now,
                    weights=context[place].copy(),
                    deltas=back[0].deltas[layer],
                    n_targets=n_targets,
                )
            )
    return tuple(starts)
