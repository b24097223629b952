"""Not converged: the last epoch allowed came before training had settled."""

from __future__ import annotations

import math

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

BACK = 10


def not_converged(subject: Subject) -> Finding | None:
    """Training ran into ``max_iter`` while it was still being watched for settling."""
    assert subject.history is not None
    loss, limit = subject.history["loss"], subject.parameters.get("max_iter")
    patience = subject.parameters.get("n_iter_no_change", 1)
    watches = subject.parameters.get("tol") is not None and patience != math.inf
    if subject.stopped_by != "max_iter" or not watches or len(loss) < 2 or not isinstance(limit, int):
        return None
    back = min(BACK, len(loss) - 1)
    while_ago = "epoch" if back == 1 else f"{back} epochs"
    change: dict[str, object] = {"max_iter": 2 * limit}
    return Finding(
        "not converged",
        f"Training ended at its limit of {limit} epochs before the loss had settled: it went from "
        f"{loss[-1 - back]:.4g} to {loss[-1]:.4g} in the last {while_ago}.",
        f"Allow more epochs ({subject.put(**change)}).",
        {"epochs": float(limit), "loss before": float(loss[-1 - back]), "loss at the end": float(loss[-1])},
        change,
    )
