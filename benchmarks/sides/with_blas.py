"""Only the matrix products of a training: a lower bound for every trainer that uses this BLAS.

One batch stands in for all: it is at hand, as if just gathered, so no product waits for memory.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg.blas import dgemm, sgemm

from benchmarks.problems import Draws, Floats, Problem
from benchmarks.proof import Proof


def make_job(side: str, problem: Problem, work: str) -> Products:
    return Products(problem)


class Products:
    """Forward pass, gradients, and deltas down to the first layer, for every batch of every epoch."""

    compile_seconds = None

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._gemm = dgemm if problem.X.dtype == np.float64 else sgemm
        if len(problem.X) % problem.batch_size:
            raise ValueError(f"the products of a short last batch are not counted: {len(problem.X)} samples")
        rows, dtype = problem.batch_size, problem.X.dtype
        random = np.random.default_rng(0)
        self._weights = [weights for weights, _ in Draws(problem).layers]
        self._a = [problem.X[:rows].copy()]
        self._a += [random.uniform(0, 1, (rows, n)).astype(dtype) for n in problem.layer_sizes[1:]]
        self._delta = [random.uniform(-1, 1, a.shape).astype(dtype) for a in self._a[1:]]
        self._gradient = [np.empty_like(weights) for weights in self._weights]

    def work(self) -> None:
        layers = range(len(self._weights))
        for _ in range(self.problem.epochs * (len(self.problem.X) // self.problem.batch_size)):
            for layer in layers:
                self._product(self._a[layer], self._weights[layer], self._a[layer + 1])
            for layer in reversed(layers):
                self._product(self._a[layer], self._delta[layer], self._gradient[layer], transpose_left=True)
                if layer > 0:
                    self._product(
                        self._delta[layer], self._weights[layer], self._delta[layer - 1], transpose_right=True
                    )

    def _product(
        self,
        left: Floats,
        right: Floats,
        out: Floats,
        transpose_left: bool = False,
        transpose_right: bool = False,
    ) -> Floats:
        # C = A B by rows is C' = B' A' by columns, as BLAS reads the same memory: nothing is copied.
        result: Floats = self._gemm(
            1.0, right.T, left.T, 0.0, out.T, transpose_right, transpose_left, overwrite_c=True
        )
        return result

    def proof(self) -> Proof:
        result = self._product(self._a[0], self._weights[0], self._a[1])
        if not np.shares_memory(result, self._a[1]):
            raise RuntimeError("BLAS was given copies: the products alone would seem slower than they are")
        np.testing.assert_allclose(self._a[1], self._a[0] @ self._weights[0], rtol=1e-3, atol=1e-3)
        return {}
