"""Texts about networks from many seeds: what solves the task, and what the other networks predict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from rosenblatt.errors import PlanError, counted
from rosenblatt.insight.diagnosis.dependencies import sequence_of
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.insight.seeding.groups import Group
from rosenblatt.insight.seeding.question import Question
from rosenblatt.insight.seeding.training import DIVERGED

MOST_LISTED = 8
"""Samples up to which all predictions are listed."""
MOST_NAMED = 4
"""Rows and classes that are named at most."""
MOST_FEATURES = 4
LONGEST = 24


# ---- Names of samples ------------------------------------------------------------------------------------


def names_of(question: Question, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of samples: as given, by their features if there are few of both, or by their row."""
    n_samples = len(question.truth)
    if names is not None:
        if len(names) != n_samples:
            raise PlanError(f"sample_names must name each of the {n_samples} samples, got {len(names)}")
        return tuple(str(name) for name in names)
    if n_samples <= MOST_LISTED and (rows := _values(question)) and len(rows[0]) <= MOST_FEATURES:
        return tuple(f"({', '.join(value(each) for each in row)})" for row in rows)
    return _places(question)


def _values(question: Question) -> list[list[Any]]:
    """All numbers of each sample, or of each sequence; empty if these are not known or too many."""
    sequences = question.sequences
    if sequences is None:
        return [] if hasattr(question.X, "tocsr") else question.X.tolist()
    if question.thing == "step":
        return []
    parts = [part.ravel().tolist() for part in np.split(sequences.X, sequences.offsets[1:-1])]
    return parts if max(map(len, parts)) <= MOST_FEATURES else []


def _places(question: Question) -> tuple[str, ...]:
    """The places of the samples, counted from 1."""
    sequences, n = question.sequences, len(question.truth)
    if sequences is None or question.thing == "sequence" or len(sequences) == 1:
        word = "row" if sequences is None else question.thing
        return tuple(f"{word} {number:,}" for number in range(1, n + 1))
    rows = judged_rows(sequences)
    numbers = sequence_of(sequences.offsets, rows)
    steps = rows - sequences.offsets[numbers]
    return tuple(
        f"step {step + 1:,} of sequence {number + 1:,}"
        for step, number in zip(steps.tolist(), numbers.tolist(), strict=True)
    )


def value(of: Any) -> str:  # noqa: ANN401  # a value of a table
    """Return one value in short: a number with three digits or whole, or a shortened text."""
    text = str(of)
    if isinstance(of, float | np.floating):
        text = f"{of:.0f}" if of.is_integer() and -1e6 < float(of) < 1e6 else f"{of:.3g}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def percent(part: int, whole: int) -> str:
    """Return a share as a percentage; never 0% for some, nor 100% for not all."""
    share = 100 * part / whole
    if 0 < share < 1:
        return "under 1%"
    if 99 < share < 100:
        return "over 99%"
    return f"{share:.0f}%"


# ---- Groups of networks ----------------------------------------------------------------------------------


class GroupTexts:
    """Texts about groups of networks; ``names`` are the names of the samples."""

    def __init__(self, question: Question, names: Sequence[str]) -> None:
        self._question, self._names = question, names

    @property
    def goal(self) -> str:
        """The condition for solving the task: ``all 4 samples right``."""
        n, question = len(self._names), self._question
        things = counted(n, question.thing)
        if question.is_regression:
            return f"R² of at least {value(question.goal)} on the {things}"
        if question.goal < 1:
            return f"at least {100 * question.goal:g}% of the {things} right"
        return f"the {question.thing} right" if n == 1 else f"all {things} right"

    def score(self, group: Group) -> str:
        """Return the score of a group: ``75% right`` or ``R² 0.43``."""
        if group.diverged:
            return DIVERGED
        if self._question.is_regression:
            if abs(group.score) >= 100:
                return f"R² {value(group.score)}"
            # A score below the goal must not be rounded up to it.
            texts = (f"{group.score:.{decimals}f}" for decimals in range(2, 16))
            below = (text for text in texts if float(text) < self._question.goal)
            return f"R² {next(below, value(group.score))}"
        n = len(self._names)
        return f"{percent(n - len(group.wrong), n)} right"

    def predictions(self, group: Group) -> str:
        """Return what a group predicts, and which of it is wrong."""
        if group.predictions is None:
            return "the weights became infinite or undefined"
        predicted = self._predicted(group.predictions)
        if self._question.is_regression:
            low, high = value(group.predictions.min()), value(group.predictions.max())
            return predicted or f"predicts from {low} to {high}"
        return "; ".join(filter(None, (predicted, self._mistakes(group))))

    def of_scores(self, groups: Sequence[Group]) -> str:
        """Return the numbers of networks by score: `` (362 with 75% right, 382 with 50%)``; empty if many."""
        counts: Counter[str] = Counter()
        for group in groups:
            counts[self.score(group).removesuffix(" right")] += group.n
        if self._question.is_regression or not 1 < len(counts) <= MOST_NAMED:
            return ""
        first, *others = (
            f"{n:,} {'' if score == DIVERGED else 'with '}{score}" for score, n in counts.most_common()
        )
        return f" ({', '.join([first + ' right' if first.endswith('%') else first, *others])})"

    def rest(self, groups: Sequence[Group]) -> str:
        """Return the number and scores of further groups; empty if there are none."""
        if not groups:
            return ""
        networks = sum(group.n for group in groups)
        scores = [group.score for group in groups if not group.diverged]
        between = ""
        if scores:
            low, high = (value(float(end)) for end in (min(scores), max(scores)))
            name = "R²" if self._question.is_regression else "accuracy"
            between = f", {name} {low}" + (f" to {high}" if high != low else "")
        return f"{counted(networks, 'network')} in {counted(len(groups), 'further group')}{between}"

    def _mistakes(self, group: Group) -> str:
        rows, names = group.wrong, self._names
        more = ", ..." if len(rows) > MOST_NAMED else ""
        for word in ("row", "sequence", "step"):
            if names[0].removeprefix(f"{word} ").replace(",", "").isdigit():
                numbers = ", ".join(names[row].removeprefix(f"{word} ") for row in rows[:MOST_NAMED])
                return f"wrong in {counted(len(rows), word)}: {numbers}{more}"
        if " of sequence " in names[0]:
            listed = ", ".join(names[row] for row in rows[:MOST_NAMED])
            return f"wrong in {counted(len(rows), 'step')}: {listed}{more}"
        more = f" and {len(rows) - MOST_LISTED:,} more" if len(rows) > MOST_LISTED else ""
        return f"wrong: {', '.join(names[row] for row in rows[:MOST_LISTED])}{more}"

    def _predicted(self, predictions: Any) -> str:  # noqa: ANN401  # labels or numbers
        """The predictions of few samples, the one for all samples, or the classes never predicted."""
        question = self._question
        texts = [
            f"({', '.join(map(value, each))})" if isinstance(each, list) else value(each)
            for each in predictions.tolist()
        ]
        numbers = question.is_regression and predictions.ndim == 1
        flat = numbers and np.ptp(predictions) < 0.01 * abs(predictions).max()
        if len(texts) > 1 and (flat or len(set(texts)) == 1):
            return f"predicts {texts[0]} for every {question.thing}"
        if len(texts) <= MOST_LISTED:
            return f"predicts {', '.join(texts)}"
        if question.is_regression or predictions.ndim > 1:
            return ""
        never = [value(label) for label in np.setdiff1d(question.truth, predictions)]
        return f"never predicts {' or '.join(never)}" if 0 < len(never) <= MOST_NAMED else ""
