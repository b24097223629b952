"""Plateau: the loss is flat for a long stretch, far from as good as it could be."""

from __future__ import annotations

import numpy as np

from rosenblatt.errors import counted
from rosenblatt.insight.diagnosis.checks.curve import Curve, curve_of
from rosenblatt.insight.diagnosis.checks.neighbours import nearest_neighbour_score
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

STRETCH = 0.2
"""The share of the epochs, at their end, that has to be flat."""
LEAST_EPOCHS = 10
FLAT = 0.02
"""Flat is what changes by less than this share."""
BETTER = 0.1
"""How much better the nearest neighbours must do."""
FEW = 32
"""So few rows, all different, are learned by heart by any network with as many parameters."""
NEARLY = 0.02
"""No better than the baseline, but for this share of the way to perfect."""


def plateau(subject: Subject) -> Finding | None:
    """The loss no longer falls, and yet there is more to learn."""
    curve = curve_of(subject)
    stretch = max(LEAST_EPOCHS, int(STRETCH * len(curve)))
    if len(curve) <= stretch or not is_flat(curve, stretch):
        return None
    better = _better(subject)
    if better is None:
        return None
    words, possible = better
    remedy, change = _remedy(subject)
    return Finding(
        "plateau",
        f"In the last {stretch} of {len(curve)} epochs the loss hardly changed, from "
        f"{curve.loss[-stretch]:.4g} to {curve.loss[-1]:.4g}, with an {subject.score_name} of "
        f"{subject.training_score:.4g} on the rows trained on; {words} The network is stuck.",
        remedy,
        {
            "epochs": float(stretch),
            "loss before": float(curve.loss[-stretch]),
            "loss at the end": float(curve.loss[-1]),
            "score": subject.training_score,
            "possible score": possible,
        },
        change,
    )


def stuck_at_the_baseline(subject: Subject) -> Finding | None:
    """The rows trained on are not predicted better than without their features."""
    if not at_the_baseline(subject):
        return None
    least, in_words = subject.baseline
    return Finding(
        "stuck at the baseline",
        f"On the rows trained on the network reaches the {subject.score_name} {subject.training_score:.4g}; "
        f"{in_words}, reaches {least:.4g}. It has learned next to nothing.",
        "Look at the features: do they say anything about the target? If they do, try another seed.",
        {"score": subject.training_score, "baseline": least},
    )


def is_flat(curve: Curve, stretch: int) -> bool:
    """Whether the loss changed little over the last epochs, from their first fifth to their last."""
    fifth = max(1, stretch // 5)
    before, after = curve.loss[-stretch : len(curve) - stretch + fifth].mean(), curve.loss[-fifth:].mean()
    return bool(abs(before - after) <= FLAT * abs(before))


def at_the_baseline(subject: Subject) -> bool:
    """Whether the score on the rows trained on is that of always giving the same answer.

    Where classes are weighted that is no yardstick: to find the rare ones costs some of the frequent.
    """
    assert subject.labels is not None
    if subject.labels.ndim > 1 or subject.parameters.get("class_weight") is not None:
        return False
    least, _ = subject.baseline
    return least < 1 and subject.training_score <= least + NEARLY * (1 - least)


def _better(subject: Subject) -> tuple[str, float] | None:
    """What does better on the same samples, in words, and its score; None if nothing is known to."""
    assert subject.model is not None
    assert subject.inputs is not None
    name, reached = subject.score_name, subject.training_score
    if reached < 1 - BETTER / 10 and _is_learnable_by_heart(subject):
        return f"these {len(subject.inputs)} rows are few enough to get them all right.", 1.0
    if reached >= 1 - BETTER:
        return None
    near, n_steps = nearest_neighbour_score(subject)
    if near > reached + BETTER:
        like = "row the answer of the row most like it"
        if subject.sequences is not None:
            like = f"step the answer of that whose last {counted(n_steps, 'step')} are most like its own"
        return f"giving each {like} reaches the {name} {near:.4g}.", near
    return None


def _is_learnable_by_heart(subject: Subject) -> bool:
    assert subject.model is not None
    assert subject.inputs is not None
    if (
        subject.sequences is not None
    ):  # what is to be kept over time may be out of reach of any number of neurons
        return False
    n_samples = len(subject.inputs)
    different = len(np.unique(subject.inputs, axis=0)) == n_samples
    return n_samples <= min(FEW, subject.model.network.n_parameters) and different


def _remedy(subject: Subject) -> tuple[str, dict[str, object]]:
    assert subject.model is not None
    hidden = subject.model.network.layer_sizes[1:-1]
    sizes = tuple(max(4, 2 * size) for size in hidden) or (10,)
    change: dict[str, object] = {"hidden_layer_sizes": sizes}
    return f"Give it more hidden neurons, so that there is a way around ({subject.put(**change)}).", change
