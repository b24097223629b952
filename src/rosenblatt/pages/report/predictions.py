"""The predictions of a report one by one, mistakes first, and links to them from the confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.images import image_shape
from rosenblatt.pages.report.tables import Kind, Table, kind_of, value_text
from rosenblatt.pages.report.units import (
    all_classes,
    input_names,
    input_units,
    step_numbers,
    step_word,
    target_name,
)
from rosenblatt.plots import ImagesDisplay
from rosenblatt.trial.shown import MOST_RIGHT, Shown, chosen
from rosenblatt.views.words import brief, count, fixed, number, plain

if TYPE_CHECKING:
    from rosenblatt.run import Run

MOST_PROBABILITIES = 4
MOST_FEATURES = 6
MOST_EXACT = 8
"""The probabilities of so few rows, as of a truth table, are written in full."""
MOST_TARGETS = 3
LONGEST = 28


def shown_of(run: Run) -> Shown:
    """The predictions to show; of a run of an older version without their rows."""
    if run.shown is not None:
        return run.shown
    return chosen(run.evaluation, classifies=run.task == "classification")


def table(run: Run) -> Table:
    """Predictions beside the truth and the row's features, the worst first."""
    seen, shown = run.evaluation, shown_of(run)
    places, classifies = list(shown.places), run.task == "classification"
    several = seen.truth.ndim > 1
    columns: list[tuple[str, Kind, list[str]]] = _rows_of(run, places)
    truth, predicted = seen.truth[places].tolist(), seen.predicted[places].tolist()
    if several:
        columns += _by_target(run, seen.truth[places], seen.predicted[places])
    elif classifies:
        columns += [("true", "text", list(map(value_text, truth)))]
        columns += [("predicted", "text", list(map(value_text, predicted)))]
    else:
        columns += [("true", "number", list(map(value_text, truth)))]
        columns += [("predicted", "number", [number(each, 4) for each in predicted])]
        errors = [number(each - true, 4) for true, each in zip(truth, predicted, strict=True)]
        columns += [("error", "number", errors)]
    if classifies:
        wrong = [a != b for a, b in zip(truth, predicted, strict=True)]
        columns += [("result", "word", ["wrong" if each else "right" for each in wrong])]
        columns += _certainties(run, shown)
    columns += _features(run, shown)
    left_out = len(seen.truth) - len(places)
    more_targets = seen.truth.shape[1] - MOST_TARGETS if several else 0
    note = f"{count(left_out, f'more {run.answered[:-1]}')} in predictions.parquet." if left_out else ""
    if len(shown.columns) > MOST_FEATURES and image_shape(shown.columns) is None:
        note = f"{note} {count(len(shown.columns) - MOST_FEATURES, 'more feature')} not shown.".strip()
    if more_targets > 0:
        note = f"{note} {count(more_targets, 'more target')} not shown.".strip()
    if shown.ahead:
        note = f"Ahead by: how far the sum of the predicted class exceeds that of the next. {note}".strip()
    marks = [cell_of(run, *pair) for pair in zip(truth, predicted, strict=True)] if classifies else []
    return Table(
        _caption(run, truth, predicted),
        tuple(name for name, _, _ in columns),
        tuple(kind for _, kind, _ in columns),
        tuple(zip(*(values for _, _, values in columns), strict=True)),
        note,
        tuple(marks) if not several else (),
    )


def _caption(run: Run, truth: list[object], predicted: list[object]) -> str:
    if run.task != "classification":
        return "Predictions and true values, the largest errors first"
    n = sum(a != b for a, b in zip(truth, predicted, strict=True))
    certain = run.evaluation.probabilities is not None and run.evaluation.truth.ndim == 1
    if not n:
        ordered = certain and len(run.evaluation.truth) > MOST_RIGHT
        return f"Predictions and true values{', the least certain first' if ordered else ''}"
    order = "the most confident first, then" if n > 1 and (certain or shown_of(run).ahead) else "then"
    seen = run.evaluation
    wrong = np.asarray(seen.truth != seen.predicted).reshape(len(seen.truth), -1).any(axis=1).sum()
    of_all = count(n, "mistake") if n == wrong else f"{n} of {wrong:,} mistakes"
    return f"{of_all}, {order} some that are right"


def _rows_of(run: Run, places: list[int]) -> list[tuple[str, Kind, list[str]]]:
    """The position of each prediction: the row, or the sequence and its step."""
    seen = run.evaluation
    if seen.steps is not None and step_word(run) != "step":
        return [(step_word(run), "number", list(map(str, step_numbers(run, seen.steps[places]).tolist())))]
    if seen.sequences is None or seen.steps is None:
        return [("row", "number", [f"{row:,}" for row in seen.rows[places].tolist()])]
    names = [brief(name, LONGEST) for name in seen.sequences[places].tolist()]
    steps = [f"{step:,}" for step in seen.steps[places].tolist()]
    return [(str(run.settings.sequence), "text", names), ("step", "number", steps)]


def _certainties(run: Run, shown: Shown) -> list[tuple[str, Kind, list[str]]]:
    """The probabilities of few classes, of many that of the predicted one; of a perceptron its lead."""
    seen, names, places = run.evaluation, run.model.classes or (), list(shown.places)
    if shown.ahead:
        return [("ahead by", "number", [number(value) for value in shown.ahead])]
    if seen.probabilities is None or seen.truth.ndim > 1:
        return []
    given = seen.probabilities[places]
    if len(names) > MOST_PROBABILITIES:
        return [("p(predicted)", "number", [fixed(float(value), 4) for value in given.max(axis=1)])]
    decimals = 8 if len(seen.truth) <= MOST_EXACT else 4
    return [
        (f"p({brief(name, 14)})", "number", [fixed(float(value), decimals) for value in column])
        for name, column in zip(names, given.T, strict=True)
    ]


def _features(run: Run, shown: Shown) -> list[tuple[str, Kind, list[str]]]:
    """The features of the rows, of a mixture the most important ones; none of images, which are drawn."""
    if not shown.rows or image_shape(shown.columns) is not None:
        return []
    order = list(range(len(shown.columns)))
    if run.effects is not None:
        rank = {each.name: place for place, each in enumerate(run.effects.columns)}
        order.sort(key=lambda place: rank.get(shown.columns[place], len(rank)))
    columns = list(zip(*shown.rows, strict=True))
    return [
        (brief(shown.columns[place], 18), kind_of(columns[place]), list(map(value_text, columns[place])))
        for place in order[:MOST_FEATURES]
    ]


def _by_target(
    run: Run, truth: NDArray[np.generic], predicted: NDArray[np.generic]
) -> list[tuple[str, Kind, list[str]]]:
    """The true and the predicted values of the first of several targets."""
    columns: list[tuple[str, Kind, list[str]]] = []
    for name, true, answers in list(zip(run.table_summary.targets, truth.T, predicted.T, strict=True))[
        :MOST_TARGETS
    ]:
        kind: Kind = "number" if run.task == "regression" else "text"
        said = [number(each, 4) if kind == "number" else value_text(each) for each in answers.tolist()]
        columns += [(f"true {brief(name, 18)}", kind, list(map(value_text, true.tolist())))]
        columns += [("predicted", kind, said)]
    return columns


# ---- Links from the confusion matrix ---------------------------------------------------------------------


def cell_of(run: Run, true: object, predicted: object) -> str:
    """The anchor of a cell of the confusion matrix: the numbers of its row and its column."""
    names = [plain(name) for name in all_classes(run)]
    known = plain(true) in names and plain(predicted) in names
    return f"cell-{names.index(plain(true)) + 1}-{names.index(plain(predicted)) + 1}" if known else ""


def links(run: Run) -> Mapping[tuple[str, str], str]:
    """The anchors of the cells whose rows the table shows, by true and predicted class."""
    seen = run.evaluation
    if run.task != "classification" or seen.truth.ndim > 1:
        return {}
    places = list(shown_of(run).places)
    pairs = zip(seen.truth[places].tolist(), seen.predicted[places].tolist(), strict=True)
    return {(plain(a), plain(b)): f"#{cell_of(run, a, b)}" for a, b in pairs}


# ---- Images ----------------------------------------------------------------------------------------------


def examples(run: Run) -> ImagesDisplay | None:
    """Images of each class, where the columns are pixels."""
    shape = image_shape(input_names(run))
    if shape is None or run.task != "classification":
        return None
    units = input_units(run)
    pixels = run.samples.inputs * units[:, 1] + units[:, 0]
    return ImagesDisplay.from_images(pixels, run.samples.labels, shape=shape, target_name=target_name(run))


def images(run: Run) -> ImagesDisplay | None:
    """The mistakes as images, where the columns are pixels."""
    seen, shown = run.evaluation, shown_of(run)
    shape = image_shape(shown.columns)
    if shape is None or not shown.rows or run.task != "classification" or seen.truth.ndim > 1:
        return None
    wrong = np.array([plain(a) != plain(b) for a, b in zip(seen.truth, seen.predicted, strict=True)])
    places = np.array(shown.places)
    drawn = np.flatnonzero(wrong[places]) if wrong.any() else np.arange(len(places))
    pixels: NDArray[np.float64] = np.array(shown.rows, dtype=np.float64)[drawn]
    certain = None if seen.probabilities is None else seen.probabilities.max(axis=1)[places[drawn]]
    display = ImagesDisplay.from_predictions(
        pixels,
        seen.truth[places[drawn]],
        seen.predicted[places[drawn]],
        certain,
        shape=shape,
        target_name=target_name(run),
    )
    display.n_samples, display.n_wrong = len(seen.truth), int(wrong.sum())
    return display
