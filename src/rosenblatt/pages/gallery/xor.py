"""Figure 17: the decision regions of a network that learned XOR."""

from __future__ import annotations

import numpy as np

from rosenblatt.data import load_table
from rosenblatt.pages.gallery.models import trained_xor
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.plots import BoundaryDisplay
from rosenblatt.views.words import count


def figure_17() -> Picture:
    """The regions of a network that learned XOR."""
    X, y = load_table("xor").arrays()
    model = trained_xor()
    probabilities = np.asarray(model.predict_proba(X))[:, 1]
    lines = [
        f"{int(a)} xor {int(b)}: {value:.8f}" for (a, b), value in zip(X, probabilities.tolist(), strict=True)
    ]
    return Picture(
        17,
        "xor-boundary",
        "XOR learned: the decision boundary",
        "A straight line cannot separate the two classes of XOR; a hidden layer of five tanh neurons can. "
        f"This network was trained for {count(model.n_iter_, 'epoch')}. Its probabilities of class 1 are "
        "listed below.",
        BoundaryDisplay.from_network(
            model.network_,
            X,
            y,
            classes=np.asarray(model.classes_).tolist(),
            input_names=("x1", "x2"),
            target_name="xor",
        ),
        "\n".join(lines),
    )
