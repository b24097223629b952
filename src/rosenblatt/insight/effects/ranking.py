"""How well probabilities order samples: ROC and precision-recall curves of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError


@dataclass(frozen=True)
class Ranking:
    """Samples ordered by the probability of one class, against whether they are of it.

    Parameters
    ----------
    of : object
        The class.
    thresholds : ndarray of shape (n_thresholds,)
        The distinct probabilities, the highest first.
    hits, alarms : ndarray of shape (n_thresholds,)
        Of the samples with at least this probability those of the class, and the others.
    n_positive, n_negative : int
    """

    of: object
    thresholds: NDArray[np.float64]
    hits: NDArray[np.int64]
    alarms: NDArray[np.int64]
    n_positive: int
    n_negative: int

    @property
    def true_rate(self) -> NDArray[np.float64]:
        """The share of the class that is found (recall), from 0 on: shape (n_thresholds + 1,)."""
        return np.concatenate([[0.0], self.hits / self.n_positive])

    @property
    def false_rate(self) -> NDArray[np.float64]:
        """The share of the others that is taken for the class, from 0 on: shape (n_thresholds + 1,)."""
        return np.concatenate([[0.0], self.alarms / self.n_negative])

    @property
    def precision(self) -> NDArray[np.float64]:
        """The share of the found samples that are of the class: shape (n_thresholds,)."""
        return self.hits / (self.hits + self.alarms)

    @property
    def area(self) -> float:
        """The area under the ROC curve: how often a sample of the class is ranked above another one.

        Ties count half (Hanley and McNeil, 1982).
        """
        found = self.true_rate
        return float(np.diff(self.false_rate) @ (found[1:] + found[:-1]) / 2)

    @property
    def average_precision(self) -> float:
        """The mean of the precisions, each weighted by the recall that its threshold adds."""
        return float(np.diff(self.true_rate) @ self.precision)

    @property
    def share(self) -> float:
        """The share of all samples that are of the class: the precision of guessing."""
        return self.n_positive / (self.n_positive + self.n_negative)


def rankings(
    truth: ArrayLike, probabilities: ArrayLike, classes: Sequence[object] | None = None
) -> tuple[Ranking, ...]:
    """Order samples by the probability of each class; of two classes by that of the second.

    Parameters
    ----------
    truth : array-like of shape (n_samples,)
    probabilities : array-like of shape (n_samples, n_classes), or (n_samples,)
        Those of all classes, or that of the second of two.
    classes : sequence of object, optional
        In the order of the probabilities. Default: those that occur, sorted.

    Raises
    ------
    PlanError
        If lengths do not match, or no class has samples of its own and others.
    """
    true, given = np.asarray(truth), np.asarray(probabilities, np.float64)
    names = tuple(np.unique(true).tolist() if classes is None else classes)
    given = np.column_stack([1 - given, given]) if given.ndim == 1 else given
    if given.shape != (len(true), len(names)):
        raise PlanError(
            f"probabilities must have shape ({len(true)}, {len(names)}), a column for each class, got "
            f"{given.shape}: name the classes in their order"
        )
    texts = np.array([str(label) for label in true.tolist()])
    chosen = (1,) if len(names) == 2 else range(len(names))
    found = [_ranking(names[k], texts == str(names[k]), given[:, k]) for k in chosen]
    known = tuple(each for each in found if each is not None)
    if not known:
        raise PlanError("curves need samples of a class and of others: every sample here is of one class")
    return known


def _ranking(of: object, is_it: NDArray[np.bool_], given: NDArray[np.float64]) -> Ranking | None:
    n_positive = int(is_it.sum())
    if n_positive in (0, len(is_it)):
        return None
    order = np.argsort(-given, kind="stable")
    values, mine = given[order], is_it[order]
    last = np.flatnonzero(np.append(np.diff(values) != 0, True))
    hits = np.cumsum(mine, dtype=np.int64)[last]
    return Ranking(of, values[last], hits, last + 1 - hits, n_positive, len(is_it) - n_positive)
