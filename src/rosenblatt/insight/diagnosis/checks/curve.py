"""The curve of the loss: what the checks of training read off a history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.subject import Subject


@dataclass(frozen=True)
class Curve:
    """The loss and the gradient's norm, epoch by epoch, as far as they are finite.

    Attributes
    ----------
    loss, gradient : ndarray of shape (n_epochs,)
    broken : bool
        Whether the loss became infinite or undefined.
    """

    loss: NDArray[np.float64]
    gradient: NDArray[np.float64]
    broken: bool

    def __len__(self) -> int:
        return len(self.loss)

    @cached_property
    def end(self) -> float:
        """The loss at the end: the median of the last tenth of the epochs."""
        return float(np.median(self.loss[-max(1, len(self) // 10) :]))

    @cached_property
    def fallen(self) -> float:
        """By which share of its start the loss has fallen."""
        return float(1 - self.end / self.loss[0]) if self.loss[0] > 0 else 0.0

    def tenths(self) -> NDArray[np.float64]:
        """Mean loss of each tenth of the epochs, shape (10,)."""
        return np.array([part.mean() for part in np.array_split(self.loss, 10)])


def curve_of(subject: Subject) -> Curve:
    """Read the curve off a subject's history, up to where it breaks."""
    assert subject.history is not None
    loss, gradient = subject.history["loss"], subject.history["gradient_norm"]
    finite = np.isfinite(loss)
    whole = len(loss) if finite.all() else int(finite.argmin())
    return Curve(loss[:whole], gradient[:whole], whole < len(loss))
