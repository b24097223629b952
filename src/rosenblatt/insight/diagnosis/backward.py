"""The way back over time: how much of a slope arrives where, and what that makes a network miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.insight.diagnosis.missed import Missed, missed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt._typing import FloatArray
    from rosenblatt.insight.diagnosis.unrolled import Unrolled

VANISHED = 0.01
"""What is left of a slope, as a share. It shrinks, or grows, by about the same factor with each step
(Hochreiter, 1991; Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
difficult", 1994)."""
FAR = 5
"""What lies fewer steps back is no matter of the way over time."""


@dataclass(frozen=True)
class WayBack:
    """How a slope fares on its way back, in a training that follows it through so many steps.

    Attributes
    ----------
    shares : ndarray of shape (n_back + 1,)
        Its norm after so many steps, beside that where it begins; empty where it says nothing.
    followed : int or None
        Steps that training follows it through; None for all.
    missed : Missed or None
        What the network could have known from further back than anything comes of the slope.
    gradient : float
        Norm of the mean loss's gradient, beside that of all parameters.
    """

    shares: NDArray[np.float64]
    followed: int | None
    missed: Missed | None
    gradient: float

    @classmethod
    def of(cls, unrolled: Unrolled, outputs: FloatArray, followed: int | None) -> WayBack:
        """Measure it; ``outputs`` are those at the judged steps, (n_targets, n_outputs)."""
        shares, sequences, found = unrolled.shares(), unrolled.sequences, None
        if len(shares) and np.isfinite(outputs).all():
            arrives = np.flatnonzero(shares[:followed] >= VANISHED)
            reach = max(FAR, int(arrives[-1]) + 1)
            judged, errors = unrolled.judged_rows, sequences.y - outputs
            found = missed(sequences.X, sequences.offsets, judged, outputs, errors, reach)
        return cls(shares, followed, found, unrolled.gradient_beside_weights())

    @property
    def arriving(self) -> NDArray[np.float64]:
        """The shares as far as training follows the slope."""
        return self.shares[: self.followed]

    @property
    def lost_after(self) -> int | None:
        """After how many steps it has vanished for good, were it followed; None if it does not."""
        after = int(np.flatnonzero(self.shares >= VANISHED)[-1]) + 1 if len(self.shares) else 0
        return after if after < len(self.shares) else None

    def share_after(self, steps: int) -> tuple[int, float]:
        """So many steps, or the most that were followed, and the share then."""
        back = min(steps, len(self.shares) - 1)
        return back, float(self.shares[back])
