"""Check for over-fitting: training samples are memorised, noise included."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from rosenblatt.insight.diagnosis.checks.plateau import at_the_baseline
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import HeldOut, Remedy, Subject

GAP: Mapping[str, float] = {"accuracy": 0.1, "R²": 0.2}
"""How much better the score must be on the training rows. R² counts squares, so few rows change it much."""
CHANCE = 2.0
"""Standard errors of the held-out score that a gap must exceed: by chance alone it does once in forty."""
RISEN = 1.1
"""The validation loss must end at this multiple of its lowest value."""
PENALTY = 10.0
"""The alpha to try. On noisy tables of 100 to 300 rows it closes the gap more often, with better scores on
other rows, than 1, 30, early stopping, or a network of half or a tenth of the size."""


def overfitting(subject: Subject) -> Finding | None:
    """Report a score that is far better on the training rows than on others, or a rising validation loss."""
    return _gap(subject) or _validation_rises(subject)


def _gap(subject: Subject) -> Finding | None:
    seen = subject.held_out
    if seen is None or (subject.labels is None and subject.known_training_score is None):
        return None
    fair = float(np.nanmax([seen.score, seen.elsewhere]))
    gap = subject.training_score - fair
    if subject.labels is not None and at_the_baseline(subject):
        return None
    if not seen.is_enough or gap <= GAP[subject.score_name] or gap <= CHANCE * standard_error(subject, seen):
        return None
    elsewhere = (
        f" (median of {seen.n_elsewhere} other splits {seen.elsewhere:.4g})" if seen.n_elsewhere else ""
    )
    remedy, change = _penalise(subject)
    return Finding(
        "over-fitting",
        f"The {subject.score_name} is {subject.training_score:.4g} on the training rows and "
        f"{seen.score:.4g} on the {len(seen.truth)} held-out rows{elsewhere}: the network has memorised its "
        "training rows, noise included.",
        remedy,
        {"training score": subject.training_score, "score held out": seen.score, "gap": gap},
        change,
    )


def standard_error(subject: Subject, seen: HeldOut) -> float:
    """Standard error of a score: sqrt(p (1 - p) / n), or for R² that of the mean squared error / variance."""
    n = len(seen.truth)
    if subject.score_name == "accuracy":
        return math.sqrt(max(seen.score * (1 - seen.score), 1 / n) / n)
    truth, predicted = (np.asarray(each, np.float64).reshape(n, -1) for each in (seen.truth, seen.predicted))
    errors, variance = np.mean((truth - predicted) ** 2, axis=1), float(truth.var(axis=0).mean())
    return float(errors.std() / math.sqrt(n) / variance) if variance > 0 else math.inf


def _validation_rises(subject: Subject) -> Finding | None:
    if subject.history is None or subject.parameters.get("early_stopping"):
        return None
    validation, loss = subject.history["validation_loss"], subject.history["loss"]
    known = np.isfinite(validation)
    if known.sum() < 10:
        return None
    validation, loss = validation[known], loss[known]
    best, end = int(validation.argmin()), float(np.median(validation[-max(1, len(validation) // 10) :]))
    if end < RISEN * validation[best] or loss[-1] >= loss[best]:
        return None
    remedy, change = _stop_early(subject)
    return Finding(
        "over-fitting",
        f"The validation loss was lowest after epoch {best + 1}, {validation[best]:.4g}, and rose to "
        f"{end:.4g} by epoch {len(validation)}, while the training loss fell from {loss[best]:.4g} to "
        f"{loss[-1]:.4g}: since then the network has memorised its training rows.",
        remedy,
        {
            "epoch": best + 1.0,
            "lowest validation loss": float(validation[best]),
            "validation loss at the end": end,
            "loss at the end": float(loss[-1]),
        },
        change,
    )


def _penalise(subject: Subject) -> Remedy:
    alpha = subject.parameters.get("alpha")
    if not isinstance(alpha, int | float) or alpha >= PENALTY:
        return _stop_early(subject)
    return subject.remedy("Use a stronger penalty on the weights", alpha=PENALTY)


def _stop_early(subject: Subject) -> Remedy:
    if subject.parameters.get("early_stopping") or not subject.has_rate:
        return Remedy("Use a smaller network, or more training rows.", {})
    return subject.remedy("Stop when the validation score no longer improves", early_stopping=True)
