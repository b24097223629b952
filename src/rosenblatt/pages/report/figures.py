"""The figures of a report, each with its title and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.pages import Figure
from rosenblatt.pages.report.units import (
    all_classes,
    drawn_columns,
    input_names,
    input_units,
    output_unit,
    step_errors,
    target_name,
)
from rosenblatt.plots import (
    BoundaryDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    Display,
    NetworkDisplay,
    ResidualDisplay,
    SeriesDisplay,
    SpreadDisplay,
    StepErrorDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.base.style import HALF
from rosenblatt.views.names import output_words

if TYPE_CHECKING:
    from rosenblatt.run import Run


def spread(run: Run) -> Figure:
    """The score, its baseline and its spread."""
    seen = run.evaluation
    rows = run.answered
    part = f"held-out {rows}" if seen.part == "test" else f"training {rows}"
    return Figure.of(
        "spread",
        SpreadDisplay.from_scores(
            seen.repeats,
            seen.score,
            seen.baseline,
            score_name=seen.score_name,
            part=part,
            over=seen.repeats_over,
        ),
    )


def predictions(run: Run) -> Figure | None:
    """The confusion matrix, or predicted against true; None for several targets."""
    seen = run.evaluation
    if seen.truth.ndim > 1:
        return None
    if run.task == "classification":
        display: Display = ConfusionDisplay.from_predictions(
            seen.truth, seen.predicted, all_classes(run), target_name=target_name(run)
        )
        return Figure.of("confusion", display)
    display = ResidualDisplay.from_predictions(seen.truth, seen.predicted, target_name=target_name(run))
    return Figure.of("residuals", display)


def over_time(run: Run) -> tuple[Figure, ...]:
    """The predictions of one sequence and the error of each step, if every step is predicted."""
    seen = run.evaluation
    if run.sequences is None or seen.steps is None or run.sequences.answered != "every":
        return ()
    found = []
    if run.task == "regression" and seen.truth.ndim == 1:
        one = slice(None) if seen.sequences is None else seen.sequences == seen.sequences[0]
        series = SeriesDisplay.from_predictions(
            seen.steps[one], seen.truth[one], seen.predicted[one], target_name=target_name(run)
        )
        found.append(Figure.of("series", series))
    name, errors = step_errors(run)
    found.append(Figure.of("steps", StepErrorDisplay.from_errors(seen.steps, errors, error_name=name)))
    return tuple(found)


def data(run: Run) -> Figure | None:
    """Two columns of the table; None for several targets, which have no single class."""
    if run.table_summary.other_targets:
        return None
    classes = all_classes(run) if run.task == "classification" else False
    n_rows = run.n_training + run.n_test if run.sequences is None else len(run.samples.labels)
    display = DataDisplay.from_columns(
        drawn_columns(run), target=target_name(run), classes=classes, n_rows=n_rows
    )
    return Figure.of("data", display)


def network(run: Run) -> Figure:
    """The drawing of the network."""
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
    """Two curves of the history: loss, and score or else mistakes."""
    samples = "samples" if run.sequences is None else run.answered
    score_name = f"accuracy (share of {samples})" if run.task == "classification" else "R²"
    displays = [
        CurveDisplay.from_history(run.history, quantity, name=name, size=(HALF, 2.6))
        for quantity, name in (("loss", None), ("score", score_name), ("mistakes", None))
    ]
    known = [display for display in displays if display.known][:2]
    return tuple(Figure.of(f"curve-{display.quantity}", display) for display in known)


def boundary(run: Run) -> Figure | None:
    """The predictions in the plane of the inputs; None for a recurrent network or several targets."""
    if run.model.network.cell is not None or run.table_summary.other_targets:
        return None
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
    if run.task == "regression" and run.table_summary.other_targets:
        return run.table_summary.targets
    return output_words(run.model.classes, run.model.network.n_outputs, target_name(run))
