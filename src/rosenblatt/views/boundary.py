"""What a network predicts over a view of its samples: leads of classes, probabilities, numbers, a grid."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.network import Network
from rosenblatt.network.leads import leads
from rosenblatt.views.view import View

FINENESS = 140
"""Points of the grid along each axis; of samples with thousands of features fewer, at least COARSEST."""
COARSEST = 40
_MOST_NUMBERS = 25_000_000  # of the samples of a grid: 200 MB


def sureness(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Probability of the class that wins, shape (n_samples,); None where outputs are no probabilities."""
    outputs = network.forward(inputs).astype(np.float64)
    if network.activations[-1] == "softmax":
        return np.asarray(outputs.max(axis=1))
    if network.activations[-1] == "logistic" and network.n_outputs == 1:
        return np.maximum(outputs[:, 0], 1 - outputs[:, 0])
    return None


def padded(low: float, high: float, part: float = 0.06) -> tuple[float, float]:
    """Return limits a little wider than the values; around a single value one unit of it."""
    room = (high - low) * part
    if room == 0:
        room = abs(low) * 0.1 or 1.0
    return low - room, high + room


RARE, FAR = 0.05, 2.0
"""Numbers further beyond the middle nine tenths than twice their range are far from all others."""


def near_limits(values: NDArray[np.floating]) -> tuple[float, float]:
    """Return the smallest and the largest number, without a few far ones, which would hide all others."""
    low, high = np.quantile(values, [RARE, 1 - RARE])
    reach = FAR * (high - low)
    near = values[(values >= low - reach) & (values <= high + reach)]
    return (
        (float(near.min()), float(near.max())) if high > low else (float(values.min()), float(values.max()))
    )


@dataclass(frozen=True)
class Predictions:
    """The predictions of a network at samples, and on a grid over the view of them.

    ``prepare`` computes the network's inputs from samples; None means that the samples are the inputs.
    ``output_unit`` (add, times) converts a regression's output to its own unit: output * times + add.
    """

    network: Network
    view: View
    prepare: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
    output_unit: tuple[float, float] = (0.0, 1.0)

    def leads(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each class is ahead, shape (n_samples, n_classes)."""
        return leads(self.network, self._inputs(samples))

    def sureness(self, samples: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return the probability of the predicted class, shape (n_samples,); None without probabilities."""
        return sureness(self.network, self._inputs(samples))

    def numbers(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the predicted numbers in the target's own unit, shape (n_samples,)."""
        add, times = self.output_unit
        return self.network.forward(self._inputs(samples))[:, 0].astype(np.float64) * times + add

    def grid(
        self, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the two axes of a grid around places, and its samples row by row.

        Over a single feature the second axis is 0 and 1.
        """
        limits = [
            padded(float(column.min()), float(column.max()), 0.12 if len(column) > 20 else 0.25)
            for column in places.T
        ]
        fineness = min(FINENESS, max(COARSEST, math.isqrt(_MOST_NUMBERS // len(self.view.names))))
        x = np.linspace(*limits[0], fineness)
        if self.view.n_axes == 1:
            return x, np.array([0.0, 1.0]), self.view.samples_at(np.tile(x, 2)[:, None])
        y = np.linspace(*limits[1], fineness)
        return x, y, self.view.samples_at(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))

    def _inputs(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        return samples if self.prepare is None else self.prepare(samples)
