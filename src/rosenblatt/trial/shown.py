"""The predictions that a report shows one by one: mistakes first, with the rows they are of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.images import image_shape
from rosenblatt.network.leads import leads
from rosenblatt.trial.summary import shown_value

if TYPE_CHECKING:
    import polars

    from rosenblatt.trial.evaluation import Evaluation
    from rosenblatt.trial.trial import Trained

MOST_WRONG, MOST_RIGHT = 16, 6
"""The numbers of wrong and of right predictions that are shown."""
MOST_ERRORS = 12
"""The number of predicted numbers that are shown, those with the largest errors."""
MOST_COLUMNS, MOST_PIXELS = 50, 1024
"""Of more features only the first are stored; of images only such with at most so many pixels."""
MOST_OF_CELLS = 40
"""Of more kinds of mistakes only so many have a row."""


@dataclass(frozen=True)
class Shown:
    """Some predictions, the worst first, by their ``places`` in the evaluation, with their features.

    ``columns`` are the names of the features and ``rows`` their values in the table's words, a tuple for each
    place; both are empty if the table is not known. ``ahead`` says of classes without probabilities how far
    the predicted one was ahead, in the network's own pre-activations.
    """

    places: tuple[int, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    ahead: tuple[float, ...] = ()


def choose_shown(
    trained: Trained, seen: Evaluation, frame: polars.DataFrame, features: tuple[str, ...]
) -> Shown:
    """Choose predictions of a run, and take their rows from its table."""
    classifies = trained.model.task == "classification"
    ahead = None
    if classifies and seen.probabilities is None and trained.model.kind == "perceptron":
        part = trained.prepared.test if seen.part == "test" else trained.prepared.training
        ahead = leads(trained.model.network, part.inputs).max(axis=1)
    found = chosen(seen, classifies=classifies, ahead=ahead)
    if image_shape(features) is None or len(features) > MOST_PIXELS:
        features = features[:MOST_COLUMNS]
    rows = frame.select(features)[(seen.rows[list(found.places)] - 1).tolist()].rows()
    shown = tuple(tuple(shown_value(value) for value in row) for row in rows)
    return replace(found, columns=features, rows=shown)


def chosen(seen: Evaluation, *, classifies: bool, ahead: NDArray[np.float64] | None = None) -> Shown:
    """Choose predictions, the worst first: the largest errors, or mistakes and then some right ones.

    Mistakes come in the order of the probability (or the lead) of the predicted class, the highest first;
    each kind of mistake has at least one. Right ones come least certain first; a few rows without a mistake
    keep their order.
    """
    if not classifies:
        n = len(seen.truth)
        errors = np.abs(np.asarray(seen.predicted, np.float64) - np.asarray(seen.truth, np.float64))
        order = np.argsort(-errors.reshape(n, -1).mean(axis=1), kind="stable")
        return Shown(tuple(order[:MOST_ERRORS].tolist()))
    n = len(seen.truth)
    wrong = np.asarray(seen.truth != seen.predicted).reshape(n, -1).sum(axis=1)
    certain = np.zeros(n) if ahead is None else ahead
    if seen.probabilities is not None and seen.truth.ndim == 1:
        certain = seen.probabilities.max(axis=1).astype(np.float64)
    order = np.lexsort((np.arange(n), -certain, -wrong))
    mistakes = order[wrong[order] > 0]
    kept = set(mistakes[:MOST_WRONG].tolist())
    if seen.truth.ndim == 1:
        first: dict[tuple[object, object], int] = {}
        for place in mistakes.tolist():
            first.setdefault((seen.truth[place], seen.predicted[place]), place)
        kept.update(list(first.values())[:MOST_OF_CELLS])
    right = np.flatnonzero(wrong == 0)
    if n > MOST_RIGHT or len(mistakes):
        right = right[np.argsort(certain[right], kind="stable")][:MOST_RIGHT]
    places = [*(place for place in mistakes.tolist() if place in kept), *right.tolist()]
    leading = () if ahead is None else tuple(ahead[places].tolist())
    return Shown(tuple(places), ahead=leading)
