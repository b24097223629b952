"""Nodes: sums over blocks of samples that are joined into the loss and gradient of a long batch.

A batch of more than 8,192 samples is a balanced binary tree over consecutive blocks of 8,192 samples, split
at the largest power of two of blocks below their number. A node is the sums of one branch: of an aligned run
of 2^k blocks, or of what is left at the end of the batch. It is bit-for-bit identical wherever it is
computed, so nodes that other processes have computed are joined to that of the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.native import architecture, available_threads
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples
from rosenblatt.training.native import native_plan, native_samples
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK
from rosenblatt.training.sequences import Sequences

SUMS = ("cost", "mistakes", "weight")
"""What the first sums of a node are; after them come the squared errors of each output."""


@dataclass(frozen=True)
class Node:
    """Un-normalised sums over samples: of their gradients, (n_parameters,), and the numbers of :data:`SUMS`.

    ``sums``, float64 of shape (3 + n_outputs,), has costs and weights without the penalty on the weights.
    """

    gradient: FloatArray
    sums: NDArray[np.float64]

    def joined(self, later: Node) -> Node:
        """Return the node of these samples and of those that follow them, both halves of one branch."""
        return Node(self.gradient + later.gradient, self.sums + later.sums)


def n_blocks(n_samples: int) -> int:
    """Blocks of so many samples; the last one may be shorter."""
    return -(-n_samples // ROWS_OF_A_BLOCK)


def blocks_of(samples: Samples, first: int, n: int) -> Samples:
    """Return the samples of ``n`` blocks from block ``first`` on, as views of dense arrays."""
    part = slice(first * ROWS_OF_A_BLOCK, (first + n) * ROWS_OF_A_BLOCK)
    if samples.rows is not None:
        return replace(samples, rows=samples.rows[part])
    weight = samples.sample_weight
    return replace(
        samples, X=samples.X[part], y=samples.y[part], sample_weight=None if weight is None else weight[part]
    )


def tree(n: int, of_run: Callable[[int, int], Node | None], first: int = 0) -> Node:
    """Return the node of ``n`` blocks from block ``first`` on.

    ``of_run(first, n)`` returns the node of a run of blocks, or None if those of its branches are to be
    joined; of a single block it must return one.
    """
    found = of_run(first, n)
    if found is not None:
        return found
    left = 2 ** ((n - 1).bit_length() - 1)
    return tree(left, of_run, first).joined(tree(n - left, of_run, first + left))


def node(network: Network, samples: Samples, plan: Plan, n_threads: int | None = None) -> Node:
    """Compute the sums of all ``samples``, a node of a longer batch or the whole one.

    Raises PlanError for sequences, whose windows of time are no blocks of rows.
    """
    if isinstance(samples, Sequences):
        raise PlanError("the sums of sequences are not divided into blocks: give Samples, a row each")
    gradient = np.empty(network.n_parameters, network.dtype)
    sums = np.empty(len(SUMS) + network.layer_sizes[-1])
    _core.node(
        architecture(network),
        native_plan(plan, 1),
        native_samples(samples),
        network.parameters,
        gradient,
        sums,
        available_threads() if n_threads is None else n_threads,
    )
    return Node(gradient, sums)


def loss_and_gradient_of(whole: Node, network: Network, plan: Plan) -> tuple[float, FloatArray]:
    """Return the mean loss of a batch with the penalty, and its gradient, from the node of its samples."""
    gradient = whole.gradient.copy()
    cost, _, weight = whole.sums[: len(SUMS)].tolist()
    loss = _core.finish_node(
        architecture(network), native_plan(plan, 1), network.parameters, gradient, cost, weight
    )
    return loss, gradient
