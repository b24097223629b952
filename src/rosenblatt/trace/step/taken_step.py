"""Made: a step as the trainer made it, and where in its flat vectors a neuron's weights lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.plan import Plan


@dataclass(frozen=True)
class Made:
    """A step that was made.

    Attributes
    ----------
    number : int
        Which step it is, counted from 1.
    rate : float
        Its learning rate.
    norm, clip : float
        The gradient's length, and what shortened it.
    after : Network
        The network after it.
    moments : ndarray of shape (2, n_moments, n_parameters)
        The optimizer's memory before and after.
    """

    number: int
    rate: float
    norm: float
    clip: float
    after: Network
    moments: FloatArray

    def moments_into(self, layer: int, place: int) -> FloatArray:
        """Return the optimizer's memory of a neuron's weights, shape (2, n_moments, n_sources)."""
        rows = [[weights_into(self.after.like(each), layer, place) for each in rows] for rows in self.moments]
        old = weights_into(self.after, layer, place)
        return np.array(rows, old.dtype).reshape(2, self.moments.shape[1], len(old))


def norm_and_clip(gradient: FloatArray, plan: Plan) -> tuple[float, float]:
    """Return a gradient's length, and what it is multiplied by to be no longer than the plan allows."""
    norm = float(np.sqrt(gradient @ gradient))
    too_long = plan.max_grad_norm is not None and norm > plan.max_grad_norm
    return norm, plan.max_grad_norm / norm if plan.max_grad_norm is not None and too_long else 1.0


def weights_into(network: Network, layer: int, place: int) -> FloatArray:
    """Return a neuron's weights in the order of its sources: the layer below, its context, the bias last."""
    context = network.context[layer]
    parts: Sequence[FloatArray] = (
        network.weights[layer][:, place],
        *(() if context is None else (context[:, place],)),
        network.biases[layer][place : place + 1],
    )
    return np.concatenate(parts)


def penalties_of(weights: FloatArray, alpha: float) -> FloatArray:
    """Return what the penalty adds to the gradient of a neuron's weights; the bias goes free."""
    penalties = weights * weights.dtype.type(alpha)
    penalties[-1] = 0
    return penalties
