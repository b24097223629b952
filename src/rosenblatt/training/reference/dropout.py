"""Dropout: which neurons are silenced in a step."""

from __future__ import annotations

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK


def dropout_masks(
    network: Network, plan: Plan, n: int, random: np.random.RandomState
) -> list[FloatArray | None] | None:
    """0 for a silenced neuron, 1 / (1 - rate) for the others (Srivastava et al., 2014); None without dropout.

    A mask of shape (n, n_neurons) or None for each hidden layer; those of a long batch are drawn block by
    block.
    """
    if not any(plan.dropout):
        return None
    blocks = [
        _block_masks(network, plan, min(ROWS_OF_A_BLOCK, n - first), random)
        for first in range(0, n, ROWS_OF_A_BLOCK)
    ]
    return [None if each[0] is None else np.concatenate(each) for each in zip(*blocks, strict=True)]


def _block_masks(
    network: Network, plan: Plan, n: int, random: np.random.RandomState
) -> list[FloatArray | None]:
    masks: list[FloatArray | None] = []
    for rate, width in zip(plan.dropout, network.layer_sizes[1:-1], strict=True):
        if rate == 0:
            masks.append(None)
            continue
        kept = random.random_sample((n, width)) >= rate
        masks.append(kept.astype(network.dtype) * network.dtype.type(1 / (1 - rate)))
    return masks
