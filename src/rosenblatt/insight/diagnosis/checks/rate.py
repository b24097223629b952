"""Learning rate too high or too low: read off the curve of the loss."""

from __future__ import annotations

import numpy as np

from rosenblatt.insight.diagnosis.checks.curve import Curve, curve_of
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

RISEN = 1.1
"""A loss that ends this many times higher than it began has not been brought down at all."""
LEAPT = 3.0
"""A loss that was this many times as high as at the start had its weights thrown far off."""
SHAKES = 0.05
"""Mean rise an epoch in the second half, as a share of the loss at the start: it does not settle."""
STRAIGHT = 0.5
"""A curve bends as it nears the bottom; one that fell in its second half at least half as much as in its
first is still at the top of the slope."""
LITTLE = 0.3
"""The whole training lowered the loss by less than this share."""
TRIED = 50
"""After fewer epochs a training that ran into its limit has not had its chance yet."""
LEAST_EPOCHS = 10

SANE = {"sgd": (0.01, 0.1)}
"""Rates to come back to, from below and from above, for the solvers whose step goes with the gradient."""
SANE_ADAPTIVE = (0.001, 0.01)
"""The same for the others: a step is about as long as the rate, whatever the gradient (Kingma and Ba, "Adam",
2015, section 2.1)."""


def too_high(subject: Subject) -> Finding | None:
    """The loss rises, leaps or jumps up and down instead of settling."""
    curve = curve_of(subject)
    diverged = curve.broken or subject.model is None
    what = _diverged(curve) if diverged else _unsettled(curve)
    if what is None:
        return None
    rate = _rate(subject)
    lower = min(rate / 10, _sane(subject)[1])
    change: dict[str, object] = {"learning_rate_init": float(f"{lower:.2g}")}
    first, last = (float(curve.gradient[place]) if len(curve) else float("nan") for place in (0, -1))
    grown = f" The gradient's norm went from {first:.3g} to {last:.3g}." if last > 2 * first else ""
    return Finding(
        "learning rate too high",
        f"With a learning rate of {rate:g} {what}{grown} The steps are too long: they jump over the bottom.",
        f"Use a smaller one ({subject.put(**change)}).",
        {
            "learning rate": rate,
            "loss at the start": float(curve.loss[0]) if len(curve) else float("nan"),
            "highest loss": float(curve.loss.max()) if len(curve) else float("nan"),
            "loss at the end": curve.end if len(curve) else float("nan"),
            "gradient norm at the start": first,
            "gradient norm at the end": last,
        },
        change,
    )


def _diverged(curve: Curve) -> str:
    if len(curve) < 2:
        return "the weights became infinite or undefined at once."
    return (
        f"the weights became infinite or undefined after {len(curve)} epochs; the loss had gone from "
        f"{curve.loss[0]:.3g} to {curve.loss[-1]:.3g}."
    )


def _unsettled(curve: Curve) -> str | None:
    loss = curve.loss
    if len(loss) < 3 or not loss[0] > 0:
        return None
    start, epochs = loss[0], f"{len(loss)} epochs"
    if curve.end > RISEN * start:
        return f"the loss has risen in {epochs}, from {start:.3g} to {curve.end:.3g}."
    if loss.max() > LEAPT * start:
        return (
            f"the loss leapt from {start:.3g} to {loss.max():.3g} in epoch {int(loss.argmax()) + 1} of "
            f"{len(loss)}, and ended at {curve.end:.3g}."
        )
    steps = np.diff(loss[len(loss) // 2 :])
    rises = steps[steps > 0]
    if len(loss) >= LEAST_EPOCHS and rises.sum() / len(steps) > SHAKES * start:
        return (
            f"the loss jumps up and down: in the second half of {epochs} it rose {len(rises)} times, by "
            f"{rises.mean():.3g} each time, and ended at {curve.end:.3g}."
        )
    return None


def too_low(subject: Subject) -> Finding | None:
    """The loss falls in a straight line, and has hardly come down."""
    curve = curve_of(subject)
    enough = LEAST_EPOCHS if subject.stopped_by != "max_iter" else TRIED
    if subject.stopped_by == "interrupt" or len(curve) < enough or not is_straight(curve):
        return None
    rate = _rate(subject)
    change: dict[str, object] = {"learning_rate_init": float(f"{max(10 * rate, _sane(subject)[0]):.2g}")}
    end = (
        ""
        if subject.stopped_by == "max_iter"
        else ", and then training stopped because so little had changed"
    )
    return Finding(
        "learning rate too low",
        f"With a learning rate of {rate:g} the loss fell by {curve.loss[0] - curve.loss[-1]:.2g} in "
        f"{len(curve)} epochs, from {curve.loss[0]:.4g}, in a straight line{end}. It is still at the top of "
        "the slope.",
        f"Use a larger one ({subject.put(**change)}).",
        {
            "learning rate": rate,
            "loss at the start": float(curve.loss[0]),
            "loss at the end": float(curve.loss[-1]),
            "epochs": float(len(curve)),
            "gradient norm at the start": float(curve.gradient[0]),
            "gradient norm at the end": float(curve.gradient[-1]),
        },
        change,
    )


def is_straight(curve: Curve) -> bool:
    """Whether the loss fell steadily, in a straight line, a little, and against an undiminished gradient."""
    tenths = curve.tenths()
    steady = bool(np.all(np.diff(tenths) <= 1e-9 * np.abs(tenths[:-1])))
    middle = len(curve) // 2
    first, second = curve.loss[0] - curve.loss[middle], curve.loss[middle] - curve.loss[-1]
    straight = bool(second >= STRAIGHT * first)
    undiminished = bool(0 < curve.gradient[0] <= 2 * curve.gradient[-1])
    return steady and straight and undiminished and curve.fallen < LITTLE


def _rate(subject: Subject) -> float:
    value = subject.parameters["learning_rate_init"]
    return float(value) if isinstance(value, int | float) else float("nan")


def _sane(subject: Subject) -> tuple[float, float]:
    return SANE.get(str(subject.parameters.get("solver")), SANE_ADAPTIVE)
