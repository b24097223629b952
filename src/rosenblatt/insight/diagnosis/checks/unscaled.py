"""Unscaled features: inputs of very different size."""

from __future__ import annotations

import numpy as np

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Subject

MOST = 30.0
"""Starting weights are drawn for inputs of a size about 1 (Glorot and Bengio, 2010), and gradient descent
slows down with the square of the ratio between the sizes, by a thousand from about 30 on (LeCun, Bottou, Orr
and Müller, "Efficient BackProp", 1998, section 4.3)."""


def unscaled(subject: Subject) -> Finding | None:
    """Some inputs are many times larger than others, or than 1."""
    inputs = subject.inputs
    assert inputs is not None
    size = np.sqrt(np.mean(inputs.astype(np.float64) ** 2, axis=0))
    extent = np.ptp(inputs, axis=0).astype(np.float64)
    varied = extent > 0
    if not varied.any():
        return None
    large, small = int(size.argmax()), int(np.where(varied, extent, np.inf).argmin())
    ratio = max(1.0, size[large]) / min(1.0, extent[small])
    if ratio <= MOST:
        return None
    said = [f"the values of {input_name(subject, large)} are about {size[large]:.3g} in size"]
    if extent[small] < 1 and small != large:
        said.append(f"those of {input_name(subject, small)} differ by {extent[small]:.3g} at most")
    elif extent[small] < 1:
        said = [f"the values of {input_name(subject, small)} differ by {extent[small]:.3g} at most"]
    return Finding(
        "unscaled features",
        f"A network learns best from inputs whose size is about 1: {'; '.join(said)}. Large inputs drown the "
        "others, and no learning rate suits them all.",
        "Standardise the features before training, each to mean 0 and standard deviation 1 (scikit-learn's "
        "StandardScaler; the command does it by itself).",
        {"largest size": float(size[large]), "smallest extent": float(extent[small]), "ratio": float(ratio)},
    )


def input_name(subject: Subject, column: int) -> str:
    """Name of an input, counted from x1 where none is known."""
    return str(subject.input_names[column]) if len(subject.input_names) else f"x{column + 1}"
