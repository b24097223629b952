"""The figures of a report, each with its title and its description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.effects.columns import ArrayColumns
from rosenblatt.insight.effects.dependence import partial_dependence
from rosenblatt.pages import Figure
from rosenblatt.pages.report import predictions as shown
from rosenblatt.pages.report.units import (
    all_classes,
    drawn_columns,
    input_names,
    input_units,
    output_unit,
    step_numbers,
    step_word,
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
    LearningCurveDisplay,
    MarginDisplay,
    NetworkDisplay,
    PrecisionRecallDisplay,
    ResidualDisplay,
    RocDisplay,
    SeriesDisplay,
    SpreadDisplay,
    StepErrorDisplay,
    WeightsDisplay,
)
from rosenblatt.plots.base.style import HALF
from rosenblatt.run.over_time import period_of_errors, step_errors
from rosenblatt.trial.effects import ADDITIVE
from rosenblatt.views.columns import correlation, filled, most_informative_pair
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


def predictions(run: Run) -> tuple[Figure, ...]:
    """The confusion matrix, or predicted against true; none for several targets."""
    seen = run.evaluation
    if seen.truth.ndim > 1:
        return ()
    if run.task == "classification":
        display: Display = ConfusionDisplay.from_predictions(
            seen.truth,
            seen.predicted,
            all_classes(run),
            target_name=target_name(run),
            links=shown.links(run),
        )
        return (Figure.of("confusion", display),)
    display = ResidualDisplay.from_predictions(seen.truth, seen.predicted, target_name=target_name(run))
    return (Figure.of("residuals", display),)


def images(run: Run) -> tuple[Figure, ...]:
    """The mistakes as images; none where columns are not pixels."""
    display = shown.images(run)
    return () if display is None else (Figure.of("images", display),)


def over_time(run: Run) -> tuple[Figure, ...]:
    """The predictions of one sequence and the error of each step, if every step is predicted."""
    seen = run.evaluation
    if run.sequences is None or seen.steps is None or run.sequences.answered != "every":
        return ()
    found = []
    if run.task == "regression" and seen.truth.ndim == 1:
        one = slice(None) if seen.sequences is None else seen.sequences == seen.sequences[0]
        series = SeriesDisplay.from_predictions(
            step_numbers(run, seen.steps[one]),
            seen.truth[one],
            seen.predicted[one],
            target_name=target_name(run),
            step_name=step_word(run),
        )
        found.append(Figure.of("series", series))
    name, errors = step_errors(run)
    steps = StepErrorDisplay.from_errors(
        step_numbers(run, seen.steps), errors, error_name=name, step_name=step_word(run)
    )
    found.append(Figure.of("steps", steps))
    if (period := period_of_errors(run)) is not None:
        positions = StepErrorDisplay.from_errors(
            period.positions, errors, error_name=name, step_name="position"
        )
        found.append(Figure.of("positions", positions))
    return tuple(found)


def data(run: Run, plane: BoundaryDisplay | None = None) -> tuple[Figure, ...]:
    """Two columns of the table, on the same axes as the regions over them, or images of each class.

    There is nothing of several targets, nor of the one column of a sequence with classes, which says little
    without the steps before.
    """
    if run.table_summary.other_targets:
        return ()
    if run.sequences is not None and run.task == "classification" and run.model.n_inputs == 1:
        return ()
    if (examples := shown.examples(run)) is not None:
        return (Figure.of("data", examples),)
    classes = all_classes(run) if run.task == "classification" else False
    n_rows = run.n_training + run.n_test if run.sequences is None else len(run.samples.labels)
    display = DataDisplay.from_columns(
        drawn_columns(run), target=target_name(run), classes=classes, n_rows=n_rows
    )
    if plane is not None and plane.view.axis_names == (display.x_name, display.y_name):
        display.limits, display.size = plane.limits, plane.size
    return (Figure.of("data", display),)


def calibration(run: Run) -> tuple[Figure, ...]:
    """How often predicted probabilities come true; none without probabilities of one target, or few rows."""
    seen, classes = run.evaluation, run.model.classes or ()
    if (
        seen.probabilities is None
        or seen.truth.ndim > 1
        or len(classes) < 2
        or len(seen.truth) < LEAST_CALIBRATED
    ):
        return ()
    if not seen.is_unseen or seen.probabilities.shape[1] != len(classes):
        return ()
    display = CalibrationDisplay.from_predictions(
        seen.truth, seen.probabilities, classes, target_name=target_name(run)
    )
    return (Figure.of("calibration", display),)


PERFECT = 0.99
"""From this area on under all curves they lie on the frame and say nothing."""
LEAST_RANKED = 5
"""Samples that a class needs, and that others need, for a curve to say something."""


def ranking(run: Run) -> tuple[Figure, ...]:
    """ROC and precision-recall curves; none where classes are ranked perfectly, or rows were trained on."""
    seen, classes = run.evaluation, run.model.classes or ()
    if seen.probabilities is None or seen.truth.ndim > 1 or not seen.is_unseen or run.sequences is not None:
        return ()
    if seen.probabilities.shape[1] != len(classes) or len(seen.truth) < LEAST_CALIBRATED:
        return ()
    if len(np.unique(seen.truth.astype(str))) < 2:
        return ()
    roc = RocDisplay.from_predictions(seen.truth, seen.probabilities, classes, target_name=target_name(run))
    shown = [each for each in roc.rankings if min(each.n_positive, each.n_negative) >= LEAST_RANKED]
    if not shown or min(each.area for each in shown) >= PERFECT:
        return ()
    roc.rankings = tuple(shown)
    precision = PrecisionRecallDisplay(tuple(shown), target_name(run))
    return Figure.of("roc", roc), Figure.of("precision-recall", precision)


def learning(run: Run) -> tuple[Figure, ...]:
    """The score over the number of training rows; none where it was not measured."""
    if run.learning is None:
        return ()
    seen, curve = run.evaluation, run.learning
    display = LearningCurveDisplay.from_scores(
        curve.sizes,
        curve.scores,
        curve.training_scores,
        score_name=seen.score_name,
        baseline=seen.baseline,
        unit=curve.unit,
        over=curve.over,
    )
    return (Figure.of("learning", display),)


def importance(run: Run) -> tuple[Figure, ...]:
    """Which columns matter to a mixture."""
    if run.effects is None:
        return ()
    rows = "held-out rows" if run.effects.part == "test" else "rows, each predicted out of fold"
    return (Figure.of("importance", ImportanceDisplay(run.effects.importance, rows)),)


def dependences(run: Run) -> tuple[Figure, ...]:
    """The curve of each of the most important columns of a mixture."""
    if run.effects is None:
        return ()
    classes = run.model.classes
    curves = [curve for each in run.effects.columns if (curve := each.dependence()) is not None]
    # Of two classes the second is drawn; one axis for all figures shows which columns matter.
    drawn = [curve.effects[:, 1:] if classes and len(classes) == 2 else curve.effects for curve in curves]
    limits = (min(float(e.min()) for e in drawn), max(float(e.max()) for e in drawn)) if drawn else None
    dates = {column.name for column in run.table_summary.columns if column.type.startswith("date")}
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
                is_date=column.name in dates and column.is_number,
            )
            found.append(Figure.of(f"dependence-{place}", display))
    return tuple(found)


MOST_LINES = 400
"""Between two layers with more weights lines cannot be distinguished."""


def is_drawn(run: Run) -> bool:
    """Whether the network is drawn with neurons and lines, and not by its matrices alone."""
    return all(weights.size <= MOST_LINES for weights in run.model.network.weights)


def network(run: Run) -> tuple[Figure, ...]:
    """The drawing of the network; none of a mixture, and of so many lines that only matrices can be read."""
    if run.model.mixture is not None or not is_drawn(run):
        return ()
    display = NetworkDisplay.from_network(
        run.model.network, input_names=input_names(run), output_names=_output_names(run)
    )
    return (Figure.of("network", display),)


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


MOST_MISPLACED = 0.1
"""Of more samples a cut through the features shows another prediction than theirs, so it is not drawn."""
MOST_LOOKED_AT, MOST_CURVES = 20, 3
"""Of so many inputs the curves are computed, and so many with the largest range are drawn."""


@dataclass(frozen=True)
class Regions:
    """The section on what is predicted where; ``plane`` is the picture of a plane, if there is one."""

    heading: str
    figures: tuple[Figure, ...]
    plane: BoundaryDisplay | None = None


def regions(run: Run) -> Regions:
    """The predictions in a plane that shows nearly all of them, or else a view that is exact.

    The plane is that of both inputs, of the two main components, or of the two columns that are drawn with
    the data. Instead of one that misplaces more than a tenth of the samples there is how far each sample's
    class is ahead, or of a number the curves of the inputs that matter most. There is nothing of mixtures,
    sequences and several targets.
    """
    if run.model.mixture is not None or run.model.is_recurrent or run.table_summary.other_targets:
        return Regions("", ())
    plane = _plane(run)
    if plane.misplaced > MOST_MISPLACED and (pair := _drawn_pair(run)) is not None:
        plane = _plane(run, pair)
    if plane.misplaced <= MOST_MISPLACED:
        return Regions("Decision regions", (Figure.of("boundary", plane),), plane)
    if run.task == "regression":
        return Regions("What the prediction depends on", _curves(run))
    margins = MarginDisplay.from_network(
        run.model.network,
        run.samples.inputs,
        run.samples.labels,
        classes=all_classes(run),
        held_out=np.asarray(run.samples.part == "test"),
        target_name=target_name(run),
    )
    return Regions("How certain each prediction is", (Figure.of("margins", margins),))


def _curves(run: Run) -> tuple[Figure, ...]:
    """The mean predicted number over the inputs that change it most."""
    units, (add, times) = input_units(run), output_unit(run)
    own = run.samples.inputs * units[:, 1] + units[:, 0]
    goal = run.samples.labels.astype(np.float64)
    order = sorted(range(own.shape[1]), key=lambda place: -abs(correlation(own[:, place], goal)))

    def outputs(values: object) -> NDArray[np.float64]:
        inputs = (np.asarray(values, np.float64) - units[:, 0]) / units[:, 1]
        return run.model.network.forward(inputs).astype(np.float64) * times + add

    columns = ArrayColumns(own, input_names(run))
    curves = [partial_dependence(columns, place, outputs) for place in order[:MOST_LOOKED_AT]]
    curves = sorted(curves, key=lambda curve: -float(curve.span.max()))[:MOST_CURVES]
    limits = min(float(e.effects.min()) for e in curves), max(float(e.effects.max()) for e in curves)
    return tuple(
        Figure.of(
            f"dependence-{place}",
            DependenceDisplay.from_values(curve, target_name=target_name(run), limits=limits),
        )
        for place, curve in enumerate(curves, 1)
    )


def _plane(run: Run, features: tuple[str, str] | None = None) -> BoundaryDisplay:
    return BoundaryDisplay.from_network(
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
        features=features,
    )


def _drawn_pair(run: Run) -> tuple[str, str] | None:
    """The two columns that the data are drawn over, if both are inputs as they are."""
    columns = drawn_columns(run)
    target = target_name(run)
    features = [name for name in columns if name != target and name in input_names(run)]
    if len(features) < 2:
        return None
    if run.task == "classification":
        return most_informative_pair(columns, features, target, classes=True)
    goal = columns[target].astype(np.float64)
    order = sorted(features, key=lambda name: -abs(correlation(filled(columns[name]), goal)))
    return order[0], order[1]


def _output_names(run: Run) -> tuple[str, ...]:
    if run.task == "regression" and run.table_summary.other_targets:
        return run.table_summary.targets
    return output_words(run.model.classes, run.model.n_outputs, target_name(run))
