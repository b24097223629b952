"""The figures of a report, each with its title and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.pages import Figure
from rosenblatt.pages.report import predictions as shown
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
    CalibrationDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    DependenceDisplay,
    Display,
    ImportanceDisplay,
    NetworkDisplay,
    ResidualDisplay,
    SeriesDisplay,
    SpreadDisplay,
    StepErrorDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.base.style import HALF
from rosenblatt.trial.effects import ADDITIVE
from rosenblatt.views.names import output_words

if TYPE_CHECKING:
    from rosenblatt.run import Run


LEAST_CALIBRATED = 50
"""Rows below which the share that comes true says little about a probability."""


def spread(run: Run) -> Figure:
    """The score, its baseline and its spread."""
    seen = run.evaluation
    rows = run.answered
    part = f"{seen.part_words} {rows}"
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
            seen.truth,
            seen.predicted,
            all_classes(run),
            target_name=target_name(run),
            links=shown.links(run),
        )
        return Figure.of("confusion", display)
    display = ResidualDisplay.from_predictions(seen.truth, seen.predicted, target_name=target_name(run))
    return Figure.of("residuals", display)


def images(run: Run) -> Figure | None:
    """The mistakes as images; None where columns are not pixels."""
    display = shown.images(run)
    return None if display is None else Figure.of("images", display)


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


def calibration(run: Run) -> Figure | None:
    """How often predicted probabilities come true; None without probabilities of one target, or few rows."""
    seen, classes = run.evaluation, run.model.classes or ()
    if (
        seen.probabilities is None
        or seen.truth.ndim > 1
        or len(classes) < 2
        or len(seen.truth) < LEAST_CALIBRATED
    ):
        return None
    if not seen.is_unseen or seen.probabilities.shape[1] != len(classes):
        return None
    display = CalibrationDisplay.from_predictions(
        seen.truth, seen.probabilities, classes, target_name=target_name(run)
    )
    return Figure.of("calibration", display)


def importance(run: Run) -> Figure | None:
    """Which columns matter to a mixture."""
    if run.effects is None:
        return None
    rows = "held-out rows" if run.effects.part == "test" else "rows, each predicted out of fold"
    return Figure.of("importance", ImportanceDisplay(run.effects.importance, rows))


def dependences(run: Run) -> tuple[Figure, ...]:
    """The curve of each of the most important columns of a mixture."""
    if run.effects is None:
        return ()
    classes = run.model.classes
    curves = [curve for each in run.effects.columns if (curve := each.dependence()) is not None]
    # Of two classes the second is drawn; one axis for all figures shows which columns matter.
    drawn = [curve.effects[:, 1:] if classes and len(classes) == 2 else curve.effects for curve in curves]
    limits = (min(float(e.min()) for e in drawn), max(float(e.max()) for e in drawn)) if drawn else None
    found = []
    for place, column in enumerate(run.effects.columns, 1):
        if (curve := column.dependence()) is not None and len(curve.values) > 1:
            display = DependenceDisplay.from_values(
                curve,
                classes,
                target_name=target_name(run),
                beside=column.dependence_beside(),
                beside_name=f"{ADDITIVE} alone",
                limits=limits,
            )
            found.append(Figure.of(f"dependence-{place}", display))
    return tuple(found)


def network(run: Run) -> Figure | None:
    """The drawing of the network; None of a mixture."""
    if run.model.mixture is not None:
        return None
    return Figure.of(
        "network",
        NetworkDisplay.from_network(
            run.model.network, input_names=input_names(run), output_names=_output_names(run)
        ),
    )


def weights(run: Run) -> tuple[Figure, ...]:
    """The weights of the first layer and of the last; none of a mixture."""
    if run.model.mixture is not None:
        return ()
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
    """The predictions in the plane of the inputs; None of several networks, sequences or several targets."""
    if run.model.mixture is not None or run.model.is_recurrent or run.table_summary.other_targets:
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
    return output_words(run.model.classes, run.model.n_outputs, target_name(run))
