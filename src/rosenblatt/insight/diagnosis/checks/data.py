"""Checks of the samples: one class only, unscaled features, outliers, class imbalance."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Remedy, Subject
from rosenblatt.model.held import is_pipeline

UNSCALED = 30.0
"""Initial weights are drawn for inputs of about size 1 (Glorot and Bengio, 2010), and gradient descent slows
down with the square of the ratio between the sizes, by a thousand from about 30 on (LeCun, Bottou, Orr and
Müller, "Efficient BackProp", 1998, section 4.3)."""

FAR = 10.0
"""Standard deviations from the mean; by Chebyshev's inequality at most one value in a hundred lies there."""
COMPRESSED = 0.1
"""The middle half of a bell-shaped column spans 1.35 standard deviations, that of a compressed one less."""
FEW_VALUES = 10

IMBALANCED = 9.0
"""Samples of the most frequent class for each of the rarest; "high imbalance" in Fernandez, Garcia, del Jesus
and Herrera, Fuzzy Sets and Systems 159 (2008)."""
NEGLECTED = 0.2
"""How much lower the recall of the rare class is. An imbalance without this effect does no harm."""
ENOUGH_OF_CLASS = 10
"""Rows of the rare class that are needed to estimate its recall."""


def unscaled(subject: Subject) -> Finding | None:
    """Report inputs that are many times larger than others, or than 1."""
    inputs = subject.rows
    size = np.sqrt(np.mean(inputs.astype(np.float64) ** 2, axis=0))
    extent = np.ptp(inputs, axis=0).astype(np.float64)
    varied = extent > 0
    if not varied.any():
        return None
    large, small = int(size.argmax()), int(np.where(varied, extent, np.inf).argmin())
    ratio = max(1.0, size[large]) / min(1.0, extent[small])
    if ratio <= UNSCALED:
        return None
    sizes = [f"the values of {subject.input_name(large)} are about {size[large]:.3g} in size"]
    if extent[small] < 1:
        narrow = f"those of {subject.input_name(small)} differ by at most {extent[small]:.3g}"
        sizes = [narrow.replace("those", "the values", 1)] if small == large else [*sizes, narrow]
    return Finding(
        "unscaled features",
        f"A network learns best from inputs of about size 1, but {' and '.join(sizes)}. Large inputs "
        "dominate the others, and no learning rate suits all of them.",
        "Standardise the features before training, each to mean 0 and standard deviation 1 (scikit-learn's "
        "StandardScaler; the command does it automatically).",
        {"largest size": float(size[large]), "smallest extent": float(extent[small]), "ratio": float(ratio)},
    )


def outliers(subject: Subject) -> Finding | None:
    """Report columns whose mean and standard deviation are determined by a few values."""
    inputs, farthest = subject.rows, subject.farthest
    if farthest is None:
        return None
    columns = [int(column) for column in np.argsort(-farthest) if farthest[column] > FAR]
    found = [(each, span) for each in columns if (span := middle_half(inputs[:, each])) < COMPRESSED]
    if not found:
        return None
    listed = ", ".join(f"{subject.input_name(each)} ({farthest[each]:.0f})" for each, _ in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    worst, span = found[0]
    return Finding(
        "values far out",
        f"Some values lie more than {FAR:.0f} standard deviations from the mean of their column: {listed}"
        f"{more}. They compress the other values: the middle half of {subject.input_name(worst)} lies within "
        f"{span:.2g} standard deviations.",
        "Inspect these values; if they are correct, take the logarithm of the column.",
        {"farthest": float(farthest[worst]), "middle half": span, "columns": float(len(found))},
    )


def middle_half(column: NDArray[np.floating]) -> float:
    """Return the width of the middle half of a column's values, in its standard deviations.

    If most values are equal, it is that of the others; infinite if these are too few.
    """
    low, middle, high = np.quantile(column, [0.25, 0.5, 0.75])
    if high == low:
        others = column[column != middle]
        if len(others) < FEW_VALUES:
            return float("inf")
        low, high = np.quantile(others, [0.25, 0.75])
    return float((high - low) / column.std())


def one_class(given: object) -> Finding | None:
    """Report an estimator, also at a pipeline's end, or a model whose training targets were of one class."""
    estimator = cast("Any", given)[-1] if is_pipeline(given) else given
    classes = getattr(estimator, "classes_", getattr(estimator, "classes", None))
    if classes is None or len(classes) != 1 or np.ndim(classes[0]):
        return None
    return Finding(
        "one class only",
        f"All training targets are of one class, {classes[0]}. It is predicted for every input, every score "
        "is 1.0, and there is nothing to learn.",
        "Train on rows of at least two classes.",
        {"classes": 1.0},
    )


def imbalance(subject: Subject) -> Finding | None:
    """Report a rare class that is recognised far less often than the most frequent one."""
    labels = subject.truth
    if labels.ndim > 1:
        return None
    classes, counts = np.unique(labels, return_counts=True)
    rare, frequent = classes[counts.argmin()], classes[counts.argmax()]
    ratio = counts.max() / counts.min()
    if len(classes) < 2 or ratio < IMBALANCED:
        return None
    truth, predicted, part = labels, subject.predicted, "training"
    seen = subject.held_out
    if seen is not None and np.sum(seen.truth == rare) >= ENOUGH_OF_CLASS and np.any(seen.truth == frequent):
        truth, predicted, part = seen.truth, seen.predicted, "held-out"
    found, found_frequent = (float(np.mean(predicted[truth == each] == each)) for each in (rare, frequent))
    if found > found_frequent - NEGLECTED:
        return None
    remedy = Remedy(f"Collect more rows of {rare}.", {})
    if subject.parameters.get("class_weight") is None:
        remedy = subject.remedy("Give each class the same total weight in training", class_weight="balanced")
    return Finding(
        "class imbalance",
        f"Of the training rows {counts.min() / counts.sum():.1%} are {rare} and "
        f"{counts.max() / counts.sum():.1%} are {frequent}. Of the {part} rows the network recognises "
        f"{found:.0%} of {rare} and {found_frequent:.0%} of {frequent}. It neglects the rare class, and the "
        "accuracy hides this.",
        remedy.text,
        {
            "ratio": float(ratio),
            "share": float(counts.min() / counts.sum()),
            "found": found,
            "found of the most frequent": found_frequent,
        },
        remedy.change,
    )
