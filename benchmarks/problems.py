"""The task of each race: arrays, the shape of the network, and the number of epochs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]

ALPHA = 1e-4
LEARNING_RATE = 1e-3
"""The defaults of the estimators, which PyTorch and JAX are given too."""

N_SEEDS = 1000
N_SEEDS_TIMED = 2
"""Number of the thousand seeds that scikit-learn trains; its time is extrapolated."""


@dataclass(frozen=True)
class Problem:
    """Samples and the training parameters; every side trains on these arrays."""

    X: Floats
    y: NDArray[np.int64]
    epochs: int
    hidden: tuple[int, ...] | None = (100,)  # None: a perceptron
    activation: str = "relu"
    batch_size: int = 200
    seed: int = 0
    n_jobs: int = 1
    stops: bool = False  # by the estimators' own rule, which these data are known to meet after `epochs`

    @property
    def n_classes(self) -> int:
        return int(self.y.max()) + 1

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        n_outputs = 1 if self.n_classes == 2 else self.n_classes
        return (self.X.shape[1], *(self.hidden or ()), n_outputs)

    @property
    def is_one_batch(self) -> bool:
        return self.batch_size >= len(self.X)


class Orders:
    """The orders of the samples that an estimator draws from its seed."""

    def __init__(self, seed: int, n_samples: int) -> None:
        self.random = np.random.RandomState(seed)
        self._order = np.arange(n_samples)

    def next_order(self) -> NDArray[np.int64]:
        permutation = np.arange(len(self._order))
        self.random.shuffle(permutation)
        self._order = self._order[permutation]
        return self._order


class Draws(Orders):
    """The start and the sample orders that the estimators draw from their seed, for the sides that have none.

    With them all sides do the same arithmetic and must arrive at the same loss.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.seed, len(problem.X))
        self.layers: list[tuple[Floats, Floats]] = []
        for fan_in, fan_out in zip(problem.layer_sizes, problem.layer_sizes[1:], strict=False):
            bound = np.sqrt(6 / (fan_in + fan_out))
            weights = self.random.uniform(-bound, bound, (fan_in, fan_out))
            biases = self.random.uniform(-bound, bound, fan_out)
            self.layers.append((weights.astype(problem.X.dtype), biases.astype(problem.X.dtype)))


def xor(epochs: int = 2055) -> Problem:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([0, 1, 1, 0])
    return Problem(X, y, epochs, (5,), "tanh", seed=10, stops=True)


def xor_from_seeds(epochs: int) -> Problem:
    """XOR with the minimum number of neurons, trained for a fixed number of epochs."""
    return replace(xor(epochs), hidden=(2,), batch_size=4, stops=False)


def iris(epochs: int, hidden: tuple[int, ...] | None) -> Problem:
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    return Problem(
        np.ascontiguousarray((X - X.mean(axis=0)) / X.std(axis=0)), y.astype(np.int64), epochs, hidden
    )


def digits(epochs: int) -> Problem:
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return Problem(np.ascontiguousarray(X / 16), y.astype(np.int64), epochs)


def images(
    epochs: int,
    dtype: type[np.floating[Any]] = np.float64,
    hidden: tuple[int, ...] | None = (100,),
    n_jobs: int = 1,
    n_samples: int = 60_000,
) -> Problem:
    """Generate images of the size and about the difficulty of MNIST's: 28 x 28 grey values in ten classes.

    Each class has three blobs of ink, and an image mixes those of its class with some of another's. A fifth
    of the values are not zero; those of the margin always are.
    """
    random = np.random.default_rng(1957)
    row, column = np.mgrid[0:28, 0:28]
    ink = np.zeros((10, 28, 28))
    for blobs in ink:
        for y, x, width in random.uniform((7, 7, 2.5), (21, 21, 5), (3, 3)):
            np.maximum(blobs, np.exp(-((row - y) ** 2 + (column - x) ** 2) / width**2), out=blobs)
    ink[:, (row < 2) | (row > 25) | (column < 2) | (column > 25)] = 0
    ink_of = (0.22 / ink.mean() * ink).clip(0, 0.95).reshape(10, 784).astype(np.float32)
    classes, others = random.integers(0, 10, (2, n_samples))
    X = np.zeros((n_samples, 784), dtype)
    for start in range(0, n_samples, 1000):
        part = slice(start, start + 1000)
        shape = X[part].shape
        share = random.uniform(0.45, 1, (shape[0], 1)).astype(np.float32)
        probability = share * ink_of[classes[part]] + (1 - share) * ink_of[others[part]]
        grey = random.integers(1, 256, shape, np.uint8)
        X[part] = grey * (random.random(shape, np.float32) < probability)
    X /= 255
    return Problem(X, classes, epochs, hidden, n_jobs=n_jobs)
