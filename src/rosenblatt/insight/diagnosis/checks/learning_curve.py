"""Checks of the learning curve: learning rate too high or too low, not converged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

RISEN = 1.1
"""A loss that ends this many times higher than it began has not been reduced at all."""
PEAK = 3.0
"""A loss that was this many times as high as at the start: the weights were thrown far off."""
OSCILLATES = 0.05
"""Mean rise per epoch in the second half, as a share of the loss at the start: the loss does not settle."""
STRAIGHT = 0.5
"""A curve bends as it approaches the minimum; one that fell in its second half at least half as much as in
its first is still far from it."""
LITTLE = 0.3
"""The whole training reduced the loss by less than this share."""
ENOUGH_EPOCHS = 50
"""A training that reached its limit after fewer epochs was too short to judge its learning rate."""
LEAST_EPOCHS = 10
BACK = 10
"""Epochs over which the last change of the loss is reported."""

USUAL = {"sgd": (0.01, 0.1)}
"""Rates to return to, from below and from above, for solvers whose step is proportional to the gradient."""
USUAL_ADAPTIVE = (0.001, 0.01)
"""The same for the others: a step is about as long as the rate, whatever the gradient (Kingma and Ba, "Adam",
2015, section 2.1)."""


@dataclass(frozen=True)
class Curve:
    """Finite losses and gradient norms by epoch; ``broken`` if the loss became infinite or undefined."""

    loss: NDArray[np.float64]
    gradient: NDArray[np.float64]
    broken: bool

    @classmethod
    def of(cls, subject: Subject) -> Curve:
        """Read the curve from a subject's history, up to the first loss that is not finite."""
        assert subject.history is not None
        loss, gradient = subject.history["loss"], subject.history["gradient_norm"]
        finite = np.isfinite(loss)
        whole = len(loss) if finite.all() else int(finite.argmin())
        return cls(loss[:whole], gradient[:whole], whole < len(loss))

    def __len__(self) -> int:
        return len(self.loss)

    @cached_property
    def end(self) -> float:
        """The loss at the end: the median of the last tenth of the epochs."""
        return float(np.median(self.loss[-max(1, len(self) // 10) :]))

    @cached_property
    def reduction(self) -> float:
        """The share of its start by which the loss was reduced."""
        return float(1 - self.end / self.loss[0]) if self.loss[0] > 0 else 0.0

    def is_straight(self) -> bool:
        """Return whether the loss fell steadily, in a straight line, a little, with a constant gradient."""
        tenths = np.array([part.mean() for part in np.array_split(self.loss, 10)])
        steady = bool(np.all(np.diff(tenths) <= 1e-9 * np.abs(tenths[:-1])))
        middle = len(self) // 2
        first, second = self.loss[0] - self.loss[middle], self.loss[middle] - self.loss[-1]
        constant = bool(0 < self.gradient[0] <= 2 * self.gradient[-1])
        return steady and bool(second >= STRAIGHT * first) and constant and self.reduction < LITTLE

    def is_flat(self, stretch: int, share: float) -> bool:
        """Return whether the loss changed by at most a share between the end fifths of a stretch."""
        fifth = max(1, stretch // 5)
        before, after = self.loss[-stretch : len(self) - stretch + fifth].mean(), self.loss[-fifth:].mean()
        return bool(abs(before - after) <= share * abs(before))


def too_high(subject: Subject) -> Finding | None:
    """Report a loss that rises or oscillates instead of settling."""
    curve = Curve.of(subject)
    diverged = curve.broken or subject.model is None
    behaviour = _divergence(curve) if diverged else _oscillation(curve)
    if behaviour is None:
        return None
    rate = _rate(subject)
    lower = min(rate / 10, _usual(subject)[1])
    remedy = subject.remedy("Use a smaller learning rate", learning_rate_init=float(f"{lower:.2g}"))
    first, last = (float(curve.gradient[place]) if len(curve) else float("nan") for place in (0, -1))
    grown = f" The norm of the gradient rose from {first:.3g} to {last:.3g}." if last > 2 * first else ""
    return Finding(
        "learning rate too high",
        f"With a learning rate of {rate:g} {behaviour}{grown} The steps are too long and overshoot the "
        "minimum.",
        remedy.text,
        {
            "learning rate": rate,
            "loss at the start": float(curve.loss[0]) if len(curve) else float("nan"),
            "highest loss": float(curve.loss.max()) if len(curve) else float("nan"),
            "loss at the end": curve.end if len(curve) else float("nan"),
            "gradient norm at the start": first,
            "gradient norm at the end": last,
        },
        remedy.change,
    )


def _divergence(curve: Curve) -> str:
    if len(curve) < 2:
        return "the weights became infinite or undefined immediately."
    return (
        f"the weights became infinite or undefined after {len(curve)} epochs; before, the loss changed from "
        f"{curve.loss[0]:.3g} to {curve.loss[-1]:.3g}."
    )


def _oscillation(curve: Curve) -> str | None:
    loss = curve.loss
    if len(loss) < 3 or not loss[0] > 0:
        return None
    start, epochs = loss[0], f"{len(loss)} epochs"
    if curve.end > RISEN * start:
        return f"the loss rose in {epochs}, from {start:.3g} to {curve.end:.3g}."
    if loss.max() > PEAK * start:
        return (
            f"the loss rose from {start:.3g} to {loss.max():.3g} in epoch {int(loss.argmax()) + 1} of "
            f"{len(loss)}, and ended at {curve.end:.3g}."
        )
    steps = np.diff(loss[len(loss) // 2 :])
    rises = steps[steps > 0]
    if len(loss) >= LEAST_EPOCHS and rises.sum() / len(steps) > OSCILLATES * start:
        return (
            f"the loss oscillates: in the second half of {epochs} it rose {len(rises)} times, by "
            f"{rises.mean():.3g} on average, and ended at {curve.end:.3g}."
        )
    return None


def too_low(subject: Subject) -> Finding | None:
    """Report a loss that falls in a straight line, and only a little."""
    curve = Curve.of(subject)
    enough = LEAST_EPOCHS if subject.stopped_by != "max_iter" else ENOUGH_EPOCHS
    if subject.stopped_by == "interrupt" or len(curve) < enough or not curve.is_straight():
        return None
    rate = _rate(subject)
    higher = max(10 * rate, _usual(subject)[0])
    remedy = subject.remedy("Use a larger learning rate", learning_rate_init=float(f"{higher:.2g}"))
    end = "" if subject.stopped_by == "max_iter" else ", and training stopped because it changed so little"
    return Finding(
        "learning rate too low",
        f"With a learning rate of {rate:g} the loss fell by {curve.loss[0] - curve.loss[-1]:.2g} in "
        f"{len(curve)} epochs, from {curve.loss[0]:.4g}, in a straight line{end}. It is still far from a "
        "minimum.",
        remedy.text,
        {
            "learning rate": rate,
            "loss at the start": float(curve.loss[0]),
            "loss at the end": float(curve.loss[-1]),
            "epochs": float(len(curve)),
            "gradient norm at the start": float(curve.gradient[0]),
            "gradient norm at the end": float(curve.gradient[-1]),
        },
        remedy.change,
    )


def _rate(subject: Subject) -> float:
    value = subject.parameters["learning_rate_init"]
    return float(value) if isinstance(value, int | float) else float("nan")


def _usual(subject: Subject) -> tuple[float, float]:
    return USUAL.get(str(subject.parameters.get("solver")), USUAL_ADAPTIVE)


def not_converged(subject: Subject) -> Finding | None:
    """Report a training that reached ``max_iter`` before its loss settled."""
    assert subject.history is not None
    loss, limit = subject.history["loss"], subject.parameters.get("max_iter")
    patience = subject.parameters.get("n_iter_no_change", 1)
    watches = subject.parameters.get("tol") is not None and patience != math.inf
    if subject.stopped_by != "max_iter" or not watches or len(loss) < 2 or not isinstance(limit, int):
        return None
    back = min(BACK, len(loss) - 1)
    last = "epoch" if back == 1 else f"{back} epochs"
    remedy = subject.remedy("Allow more epochs", max_iter=2 * limit)
    return Finding(
        "not converged",
        f"Training reached its limit of {limit} epochs before the loss settled: it changed from "
        f"{loss[-1 - back]:.4g} to {loss[-1]:.4g} in the last {last}.",
        remedy.text,
        {"epochs": float(limit), "loss before": float(loss[-1 - back]), "loss at the end": float(loss[-1])},
        remedy.change,
    )
