"""Check for a leak: a single feature that predicts the target almost without an error.

Such a feature often holds the target in other words, or was recorded after it. What one feature tells about
the target is measured with a decision tree on that feature alone, for numbers also with a straight line, on
rows that these were not fitted to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.errors import leave_out
from rosenblatt.formulas.one_column_tree import tree_thresholds
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.scoring import baseline, score
from rosenblatt.insight.diagnosis.subject import Subject

Labels: TypeAlias = NDArray[np.generic]

ENOUGH = 50
"""Held-out rows on which a share of 99.5 % can be distinguished from chance."""
MOST_ROWS = 2000
SUFFICIENT = {"accuracy": 0.995, "R²": 0.999}
"""The held-out score of one feature from which on it is reported."""
PROMISING = {"accuracy": 0.97, "R²": 0.98}
"""The score of the full tree from which on a smaller tree is tried, which follows errors in the data less."""
OF_THE_BASELINE = 0.25
"""The errors must be at most this share of the errors of always the same class."""
MOST_LEAVES, SMALLEST_LEAF = 32, 200


def leak(subject: Subject) -> Finding | None:
    """Report the feature whose tree is right on nearly all held-out rows; of one among others."""
    name, parts = subject.score_name, _parts(subject)
    if parts is None:
        return None
    inputs, labels, new, truth = parts
    if len({feature for feature, *_ in _columns(subject, inputs, new)}) < 2:
        return None  # without it nothing is left to predict from
    best, culprit = -np.inf, ""
    for number, (y, y_new) in enumerate(zip(_targets(labels), _targets(truth), strict=True)):
        needed = _needed(name, y, y_new)
        for feature, x, x_new in _columns(subject, inputs, new):
            found = _score_of_column(name, x, y, x_new, y_new)
            if found >= needed and found > best:
                best, culprit, target = found, feature, number
    if not culprit:
        return None
    how = f"is right on {best:.1%} of the" if name == "accuracy" else f"reaches an R² of {best:.4f} on the"
    by = "decision tree" if name == "accuracy" else "tree or a line"
    return Finding(
        "leak",
        f"The column {culprit!r} alone predicts {_target_name(subject, target)}: a {by} on it {how} "
        f"{len(truth)} held-out rows. Such a column often holds the target in other words, or is known only "
        "after it.",
        f"If new rows do not have it before their target is known, {_remedy(subject, culprit)}.",
        {"score": float(best), "rows": float(len(truth))},
    )


def _parts(subject: Subject) -> tuple[FloatArray, Labels, FloatArray, Labels] | None:
    """Return inputs and labels to make trees from, and others to judge them by; None if there are too few.

    Without enough held-out rows, a quarter of the training rows, or at least as many as are needed, is held
    out from the trees.
    """
    seen, inputs, labels = subject.held_out, subject.inputs, subject.labels
    if inputs is None or labels is None:
        return None
    if (
        seen is not None
        and seen.inputs is not None
        and seen.labels is not None
        and len(seen.labels) >= ENOUGH
    ):
        return inputs, labels, seen.inputs[:MOST_ROWS], seen.labels[:MOST_ROWS]
    if len(labels) < 2 * ENOUGH:
        return None
    rows = np.random.default_rng(0).permutation(len(labels))
    held_out, others = np.split(rows, [max(ENOUGH, len(rows) // 4)])
    return inputs[others], labels[others], inputs[held_out], labels[held_out]


def _targets(labels: Labels) -> list[Labels]:
    """Return each target as an array of shape (n_rows,)."""
    return [labels] if labels.ndim == 1 else list(labels.T)


def _needed(name: str, y: Labels, y_new: Labels) -> float:
    """Return the score to report; where one class is far more frequent, errors must be few beside its own."""
    if name != "accuracy":
        return SUFFICIENT[name] if np.ptp(np.asarray(y_new, np.float64)) > 0 else np.inf
    errors = 1 - baseline("classification", y, y_new)[0]
    return max(SUFFICIENT[name], 1 - OF_THE_BASELINE * errors) if errors > 0 else np.inf


def _columns(
    subject: Subject, inputs: FloatArray, new: FloatArray
) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """Yield each input by the name of its column; the inputs of a text as the numbers of its categories."""
    model = subject.model
    if model is None or model.preparation is None:
        for place in range(new.shape[1]):
            yield subject.input_name(place), inputs[:, place], new[:, place]
        return
    first = 0
    for feature in model.preparation.features:
        end = first + len(feature.input_names)
        known, unseen = inputs[:, first:end], new[:, first:end]
        if isinstance(feature, TextFeature):
            yield feature.name, _category(known), _category(unseen)
        else:
            yield from ((feature.name, known[:, each], unseen[:, each]) for each in range(end - first))
        first = end


def _category(inputs: FloatArray) -> FloatArray:
    """Return which of a text's inputs is 1, -1 for none; shape (n_rows,)."""
    return np.where(inputs.any(axis=1), inputs.argmax(axis=1), -1).astype(np.float64)


def _score_of_column(name: str, x: FloatArray, y: Labels, x_new: FloatArray, y_new: Labels) -> float:
    """Return the held-out score of the best predictor on one column: a full tree, a small one, or a line."""
    values, leaves = np.unique(x, return_inverse=True)
    if len(values) < 2:
        return -np.inf
    full = (values[1:] + values[:-1]) / 2
    found = _score(name, leaves, y, np.searchsorted(full, x_new), y_new)
    if found < PROMISING[name]:
        return found
    classes, codes = np.unique(y, return_inverse=True)
    truth, n_classes = (codes, len(classes)) if name == "accuracy" else (y, 0)
    small = tree_thresholds(x, truth, n_classes, MOST_LEAVES, max(1, len(x) // SMALLEST_LEAF))
    found = max(found, _score(name, np.searchsorted(small, x), y, np.searchsorted(small, x_new), y_new))
    if name == "accuracy":
        return found
    steepness, start = np.polyfit(x, np.asarray(y, np.float64), 1)
    return max(found, score("regression", y_new, steepness * x_new + start))


def _score(name: str, leaves: IntArray, y: Labels, leaves_new: IntArray, y_new: Labels) -> float:
    """Return the score of the most frequent class, or the mean, of each leaf."""
    n_leaves = int(leaves.max()) + 1
    if name != "accuracy":
        sums = np.bincount(leaves, np.asarray(y, np.float64), minlength=n_leaves)
        means = sums / np.maximum(1, np.bincount(leaves, minlength=n_leaves))
        return score("regression", y_new, means[np.minimum(leaves_new, n_leaves - 1)])
    classes, codes = np.unique(y, return_inverse=True)
    counts = np.bincount(leaves * len(classes) + codes, minlength=n_leaves * len(classes))
    most = classes[counts.reshape(n_leaves, len(classes)).argmax(axis=1)]
    return score("classification", y_new, most[np.minimum(leaves_new, n_leaves - 1)])


def _target_name(subject: Subject, number: int) -> str:
    model = subject.model
    if model is None or model.preparation is None:
        return "the target" if number == 0 else f"target {number + 1}"
    return repr(model.preparation.target_names[number])


def _remedy(subject: Subject, name: str) -> str:
    if subject.model is None or subject.model.preparation is None:
        return "train without this column"
    return leave_out([name])
