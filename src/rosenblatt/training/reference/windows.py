"""Windows of time: how the steps of an epoch over sequences are made, in NumPy.

After every ``update_steps`` steps the weights are updated by the losses of these steps, whose gradient is
propagated back through at most ``backprop_steps`` steps; the values of the context neurons are kept across
the update. This is BPTT(h; h') of Williams & Peng (1990). The C++ counterpart is ``core/windows.hpp``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.network import Network
from rosenblatt.network.network import Held, starting_context
from rosenblatt.plan import Plan
from rosenblatt.training.reference.dropout import dropout_masks
from rosenblatt.training.reference.gradient import Batch
from rosenblatt.training.reference.through_time import TimeStep, context_after, forward_step, targets_of
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True)
class Window:
    """Steps that follow each other, of which the last ``n_new`` are new; and whether none come after."""

    steps: list[TimeStep]
    n_new: int
    is_last: bool


def windows(
    state: TrainingState, train: Sequences, positions: IntArray, plan: Plan, random: np.random.RandomState
) -> Iterator[Window]:
    """Yield the windows of the batch of sequences ``positions``; the network may change between two windows.

    With a ``stateful`` plan the state's context is read, and updated at the end. Dropout masks are drawn from
    ``random`` step by step, layer by layer.
    """
    network = state.network
    lengths = train.lengths[positions]
    by_length = np.argsort(-lengths, kind="stable")
    lengths = lengths[by_length]
    begins = np.array([train.bounds(position)[0] for position in positions[by_length]])
    held = carried(network, state.context) if plan.stateful else starting_context(network, len(positions))
    longest = int(lengths[0])
    reach, new = (longest if each is None else each for each in plan.window)
    kept: list[TimeStep] = []
    for begin in range(0, longest, new):
        end = min(begin + new, longest)
        steps = kept[len(kept) - min(len(kept), reach - new) :]
        for t in range(begin, end):
            n = int((lengths > t).sum())
            held = [None if each is None else each[:n] for each in held]
            masks = dropout_masks(network, plan, n, random)
            step = forward_step(network, train, begins[:n] + t, held, masks or (), is_first=t == 0)
            held = context_after(network, step)
            steps.append(step)
        yield Window(steps, end - begin, end == longest)
        kept = steps
    if plan.stateful:
        state.context[:] = np.concatenate([each[0] for each in held if each is not None])


def carried(network: Network, context: FloatArray) -> Held:
    """What the context neurons of one sequence hold, from the flat values of a state."""
    held: Held = []
    begin = 0
    for size in network.context_sizes:
        held.append(context[None, begin : begin + size] if size else None)
        begin += size
    return held


def outputs_over_time(network: Network, sequences: Sequences) -> tuple[FloatArray, Batch]:
    """Outputs wherever there is a target, sequence after sequence, with the targets as a batch."""
    steps: list[TimeStep] = []
    for position in range(len(sequences)):
        begin, end = sequences.bounds(position)
        held = starting_context(network)
        for row in range(begin, end):
            rows = np.array([row])
            steps.append(forward_step(network, sequences, rows, held, (), is_first=row == begin))
            held = context_after(network, steps[-1])
    return targets_of(steps)
