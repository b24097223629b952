"""Class imbalance: a class so rare that the network does not find it."""

from __future__ import annotations

import numpy as np

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

RATIO = 9.0
"""Samples of the most frequent class for each of the rarest; "high imbalance" in Fernandez, Garcia, del Jesus
and Herrera, Fuzzy Sets and Systems 159 (2008)."""
NEGLECTED = 0.2
"""How much smaller the share found of the rare class is. An imbalance alone harms no one."""
ENOUGH = 10
"""Rows of the rare class that a part must have for its share found to be worth saying."""


def imbalance(subject: Subject) -> Finding | None:
    """One class is rare, and found far less often than the frequent one."""
    labels = subject.labels
    assert labels is not None
    if labels.ndim > 1:
        return None
    classes, counts = np.unique(labels, return_counts=True)
    rare, frequent = classes[counts.argmin()], classes[counts.argmax()]
    ratio = counts.max() / counts.min()
    if len(classes) < 2 or ratio < RATIO:
        return None
    truth, predicted, where = labels, subject.predicted, "trained on"
    held_out = subject.held_out
    if (
        held_out is not None
        and np.sum(held_out.truth == rare) >= ENOUGH
        and np.any(held_out.truth == frequent)
    ):
        truth, predicted, where = held_out.truth, held_out.predicted, "held out"
    found, found_frequent = (float(np.mean(predicted[truth == each] == each)) for each in (rare, frequent))
    if found > found_frequent - NEGLECTED:
        return None
    weighted = subject.parameters.get("class_weight") is not None
    balance: dict[str, object] = {} if weighted else {"class_weight": "balanced"}
    return Finding(
        "class imbalance",
        f"Of the rows trained on {counts.min() / counts.sum():.1%} are {rare}, "
        f"{counts.max() / counts.sum():.1%} are {frequent}. Of the rows {where}, {found:.0%} of {rare} are "
        f"found, and {found_frequent:.0%} of {frequent}: the network does well without the rare class, so "
        "the accuracy says little about it.",
        f"Collect more rows of {rare}."
        if weighted
        else f"Let each class count the same in training ({subject.put(**balance)}).",
        {
            "ratio": float(ratio),
            "share": float(counts.min() / counts.sum()),
            "found": found,
            "found of the most frequent": found_frequent,
        },
        balance,
    )
