"""The plane on which a network with many inputs is shown: that of the two main components of its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Plane:
    """A flat cut through the space of the inputs.

    Attributes
    ----------
    middle : ndarray of shape (n_inputs,)
        The point of the inputs' space that the plane goes through.
    directions : ndarray of shape (2, n_inputs)
        Two directions of length 1 at a right angle, along which it lies.
    shares : (float, float)
        Which share of the inputs' variance lies along each.
    """

    middle: NDArray[np.float64]
    directions: NDArray[np.float64]
    shares: tuple[float, float]

    @classmethod
    def of_inputs(cls, inputs: NDArray[np.float64]) -> Self:
        """Lay the plane through the inputs' mean along the two directions in which they vary most.

        Principal components (Pearson, 1901) by singular values; the largest entry of each direction is
        positive, so that the picture is not mirrored from one machine to the next.

        Parameters
        ----------
        inputs : ndarray of shape (n_samples, n_inputs)
            With at least two inputs.
        """
        middle = inputs.mean(axis=0)
        _, sizes, directions = np.linalg.svd(inputs - middle, full_matrices=False)
        if len(directions) < 2:
            directions, sizes = np.eye(2, inputs.shape[1]), np.zeros(2)
        leading = directions[:2][np.arange(2), np.abs(directions[:2]).argmax(axis=1)]
        variances = sizes**2
        total = float(variances.sum()) or 1.0
        shares = (float(variances[0]) / total, float(variances[1]) / total)
        return cls(middle, directions[:2] * np.where(leading < 0, -1.0, 1.0)[:, None], shares)

    def project(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places on the plane, shape (n_samples, 2), of samples in the inputs' space."""
        return (inputs - self.middle) @ self.directions.T

    def lift(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in the inputs' space, shape (n_places, n_inputs), of places on the plane."""
        return self.middle + places @ self.directions
