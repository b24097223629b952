"""The figures of a report, each with its title and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.plots import (
    BoundaryDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    Display,
    NetworkDisplay,
    ResidualDisplay,
    SpreadDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.naming import output_words
from rosenblatt.plots.page import Figure
from rosenblatt.plots.style import HALF
from rosenblatt.report.units import (
    all_classes,
    drawn_columns,
    input_names,
    input_units,
    output_unit,
    target_name,
)

if TYPE_CHECKING:
    from rosenblatt.run import Run


def spread(run: Run) -> Figure:
    """The score, its baseline and its spread."""
    seen = run.evaluation
    part = "rows held out" if seen.part == "test" else "rows trained on"
    return Figure.of(
        "spread",
        SpreadDisplay.from_scores(
            seen.repeats, seen.score, seen.baseline, score_name=seen.score_name, part=part
        ),
    )


def predictions(run: Run) -> Figure:
    """The confusion matrix, or predicted against true."""
    seen = run.evaluation
    if run.task == "classification":
        display: Display = ConfusionDisplay.from_predictions(
            seen.truth, seen.predicted, all_classes(run), target_name=target_name(run)
        )
        return Figure.of("confusion", display)
    display = ResidualDisplay.from_predictions(seen.truth, seen.predicted, target_name=target_name(run))
    return Figure.of("residuals", display)


def data(run: Run) -> Figure:
    """Two columns of the table against each other."""
    classes = all_classes(run) if run.task == "classification" else False
    display = DataDisplay.from_columns(
        drawn_columns(run), target=target_name(run), classes=classes, n_rows=run.n_training + run.n_test
    )
    return Figure.of("data", display)


def network(run: Run) -> Figure:
    """The network drawn."""
    return Figure.of(
        "network",
        NetworkDisplay.from_network(
            run.model.network, input_names=input_names(run), output_names=_output_names(run)
        ),
    )


def weights(run: Run) -> tuple[Figure, ...]:
    """The weights of the first layer and of the last."""
    layers = sorted({0, run.model.network.n_layers - 1})
    return tuple(
        Figure.of(
            f"weights-{layer + 1}",
            WeightsDisplay.from_network(
                run.model.network, layer, input_names=input_names(run), output_names=_output_names(run)
            ),
        )
        for layer in layers
    )


def curves(run: Run) -> tuple[Figure, ...]:
    """What the history knows, two curves side by side: loss, score, else mistakes."""
    score_name = "accuracy (share of samples)" if run.task == "classification" else "R²"
    displays = [
        CurveDisplay.from_history(run.history, quantity, name=name, size=(HALF, 2.6))
        for quantity, name in (("loss", None), ("score", score_name), ("mistakes", None))
    ]
    known = [display for display in displays if display.known][:2]
    return tuple(Figure.of(f"curve-{display.quantity}", display) for display in known)


def boundary(run: Run) -> Figure:
    """What the network answers over the plane of its inputs."""
    display = BoundaryDisplay.from_network(
        run.model.network,
        run.samples.inputs,
        run.samples.labels,
        classes=all_classes(run) if run.task == "classification" else None,
        regression=run.task == "regression",
        held_out=np.asarray(run.samples.part == "test"),
        input_names=input_names(run),
        target_name=target_name(run),
        input_units=input_units(run),
        output_unit=output_unit(run),
    )
    return Figure.of("boundary", display)


def _output_names(run: Run) -> tuple[str, ...]:
    return output_words(run.model.classes, run.model.network.n_outputs, target_name(run))
