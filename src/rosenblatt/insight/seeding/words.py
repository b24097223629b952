"""What came of many seeds, in words that fit 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rosenblatt.errors import PlanError, counted
from rosenblatt.insight.diagnosis.unrolled import judged_rows
from rosenblatt.insight.seeding.training import DIVERGED

if TYPE_CHECKING:
    from rosenblatt.insight.seeding.groups import Group
    from rosenblatt.insight.seeding.question import Question
    from rosenblatt.insight.seeding.result import Seeds

MOST_GROUPS = 8
MOST_LISTED = 8
"""Samples up to which all answers are listed."""
MOST_NAMED = 4
"""Rows and classes that are named at most."""
MOST_FEATURES = 4
LONGEST = 24
WIDTH = 80


def names_of(question: Question, names: Sequence[str] | None) -> tuple[str, ...]:
    """What samples are called: as given, by their features if there are few of both, else by their row."""
    n_samples = len(question.truth)
    if names is not None:
        if len(names) != n_samples:
            raise PlanError(f"sample_names must name each of the {n_samples} samples, got {len(names)}")
        return tuple(str(name) for name in names)
    if n_samples <= MOST_LISTED and (rows := _values(question)) and len(rows[0]) <= MOST_FEATURES:
        return tuple(f"({', '.join(value(each) for each in row)})" for row in rows)
    return _places(question)


def _values(question: Question) -> list[list[Any]]:
    """All numbers of each sample, or of each sequence; empty where there is no telling."""
    sequences = question.sequences
    if sequences is None:
        return [] if hasattr(question.X, "tocsr") else np.asarray(question.X).tolist()
    if question.thing == "step":
        return []
    parts = [part.ravel().tolist() for part in np.split(sequences.X, sequences.offsets[1:-1])]
    return parts if max(map(len, parts)) <= MOST_FEATURES else []


def _places(question: Question) -> tuple[str, ...]:
    """Where the samples stand, counted from 1."""
    sequences, n = question.sequences, len(question.truth)
    if sequences is None or question.thing == "sequence" or len(sequences) == 1:
        word = "row" if sequences is None else question.thing
        return tuple(f"{word} {number:,}" for number in range(1, n + 1))
    rows = judged_rows(sequences)
    numbers = np.searchsorted(sequences.offsets, rows, side="right") - 1
    steps = rows - sequences.offsets[numbers]
    return tuple(
        f"step {step + 1:,} of sequence {number + 1:,}"
        for step, number in zip(steps.tolist(), numbers.tolist(), strict=True)
    )


def value(of: Any) -> str:  # noqa: ANN401  # whatever a table holds
    """One value in short: a number with three digits, text not longer than fits."""
    text = f"{of:.3g}" if isinstance(of, float | np.floating) else str(of)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def percent(part: int, whole: int) -> str:
    """Return a share as a percentage, and never 0% for some or 100% for not all."""
    share = 100 * part / whole
    if 0 < share < 1:
        return "under 1%"
    if 99 < share < 100:
        return "over 99%"
    return f"{share:.0f}%"


def headline(found: Seeds) -> str:
    """Return ``258 of 1,000 solved it (26%)``."""
    return f"{found.n_solved:,} of {found.n:,} solved it ({percent(found.n_solved, found.n)})"


def goal_reached(found: Seeds) -> str:
    """Say what solving it means."""
    n, thing = len(found.sample_names), found.thing
    if found.is_regression:
        return f"R² of at least {value(found.goal)} on the {counted(n, thing)}"
    if found.goal < 1:
        return f"at least {100 * found.goal:g}% of the {counted(n, thing)} right"
    return f"the {thing} right" if n == 1 else f"all {counted(n, thing)} right"


def pace(found: Seeds) -> str:
    """Say after how many epochs those that solved it had done so; empty if none did."""
    spread = found.solving_spread
    if spread is None:
        return ""
    if spread.least == spread.most:
        return f"after {counted(int(spread.least), 'epoch')}"
    return (
        f"after {spread.median:,.0f} epochs in the median, 5% before {spread.low:,.0f}, "
        f"95% before {spread.high:,.0f}"
    )


def score_of(found: Seeds, group: Group) -> str:
    """Return ``75% right`` or ``R² 0.43``."""
    if group.diverged:
        return DIVERGED
    if found.is_regression:
        if abs(group.score) >= 100:
            return f"R² {value(group.score)}"
        # Of what does not reach the goal no rounding may say that it does.
        texts = (f"{group.score:.{decimals}f}" for decimals in range(2, 16))
        return f"R² {next((text for text in texts if float(text) < found.goal), value(group.score))}"
    n = len(found.sample_names)
    return f"{percent(n - len(group.wrong), n)} right"


def stuck_in(found: Seeds, group: Group) -> str:
    """Say what a group predicts, and where that is wrong."""
    if group.predictions is None:
        return "weights became infinite or undefined"
    said = _answers(found, group.predictions)
    if found.is_regression:
        low, high = value(group.predictions.min()), value(group.predictions.max())
        return said or f"answers from {low} to {high}"
    return f"{said}; {_mistakes(found, group)}" if said else _mistakes(found, group)


def _mistakes(found: Seeds, group: Group) -> str:
    rows, names = group.wrong, found.sample_names
    word = next((each for each in ("row", "sequence", "step") if _are_numbered(names, each)), None)
    if word is not None:
        numbers = ", ".join(names[row].removeprefix(f"{word} ") for row in rows[:MOST_NAMED])
        n = counted(len(rows), word)
        return f"wrong in {n}: {numbers}, ..." if len(rows) > MOST_NAMED else f"wrong in {n}: {numbers}"
    if " of sequence " in names[0]:
        more = ", ..." if len(rows) > MOST_NAMED else ""
        listed = ", ".join(names[row] for row in rows[:MOST_NAMED])
        return f"wrong in {counted(len(rows), 'step')}: {listed}{more}"
    more = f" and {len(rows) - MOST_LISTED:,} more" if len(rows) > MOST_LISTED else ""
    return f"wrong: {', '.join(names[row] for row in rows[:MOST_LISTED])}{more}"


def _are_numbered(names: Sequence[str], word: str) -> bool:
    return names[0].removeprefix(f"{word} ").replace(",", "").isdigit()


def _answers(found: Seeds, predictions: Any) -> str:  # noqa: ANN401  # labels or numbers
    """The answers of few samples, or the one that all get, or those that none gets; else nothing."""
    texts = [
        f"({', '.join(map(value, each))})" if isinstance(each, list) else value(each)
        for each in predictions.tolist()
    ]
    flat = (
        found.is_regression and predictions.ndim == 1 and np.ptp(predictions) < 0.01 * abs(predictions).max()
    )
    if len(texts) > 1 and (flat or len(set(texts)) == 1):
        return f"answers {texts[0]} for every {found.thing}"
    if len(texts) <= MOST_LISTED:
        return f"answers {', '.join(texts)}"
    if found.is_regression or predictions.ndim > 1:
        return ""
    never = [value(label) for label in np.setdiff1d(found.truth, predictions)]
    return f"never answers {' or '.join(never)}" if 0 < len(never) <= MOST_NAMED else ""


def rest(found: Seeds, shown: int) -> str:
    """Say what the groups beyond those shown come to; empty if there are none."""
    others = found.groups[shown:]
    if not others:
        return ""
    networks = sum(group.n for group in others)
    scores = [group.score for group in others if not group.diverged]
    between = ""
    if scores:
        low, high = (value(float(end)) for end in (min(scores), max(scores)))
        name = "R²" if found.is_regression else "accuracy"
        between = f", {name} {low}" + (f" to {high}" if high != low else "")
    return f"{counted(networks, 'network')} in {counted(len(others), 'further group')}{between}"


def of_them(found: Seeds) -> str:
    """Return `` (362 with 75% right, 382 with 50%)``; empty unless a few scores are all there are."""
    counts: Counter[str] = Counter()
    for group in found.groups:
        counts[score_of(found, group).removesuffix(" right")] += group.n
    if found.is_regression or not 1 < len(counts) <= MOST_NAMED:
        return ""
    first, *others = (
        f"{n:,} {'' if score == DIVERGED else 'with '}{score}" for score, n in counts.most_common()
    )
    return f" ({', '.join([first + ' right' if first.endswith('%') else first, *others])})"


def endings(found: Seeds) -> str:
    """Return ``640 by max_iter, 360 converged``."""
    words = {"max_iter": "at max_iter", "early stopping": "by early stopping"}
    return ", ".join(f"{n:,} {words.get(reason, reason)}" for reason, n in found.stopped_by.items())


def network_words(found: Seeds) -> str:
    """Return ``2-2-1, tanh then logistic``."""
    return f"{'-'.join(map(str, found.layer_sizes))}, {' then '.join(found.activations)}"


def in_words(found: Seeds) -> str:
    """All of it, a line or two for each thing there is to say."""
    made = network_words(found) if found.layer_sizes else "all diverged"
    first, last = found.seeds[0], found.seeds[-1]
    which = f"seeds {first:,} to {last:,}" if found.n > 1 else f"seed {first:,}"
    lines = [
        f"{counted(found.n, 'network')} ({made}), {which}, in {found.seconds:.2f} seconds"
        + (": interrupted" if found.interrupted else ""),
        f"{headline(found)}: {goal_reached(found)}" + (f", {pace(found)}" if found.n_solved else ""),
    ]
    if found.groups:
        lines.append(f"{found.n - found.n_solved:,} did not{of_them(found)}:")
        lines += [_line(found, group) for group in found.groups[:MOST_GROUPS]]
        more = rest(found, MOST_GROUPS)
        lines += [f"  and {more}"] if more else []
    spread = found.epochs_spread
    epochs = (
        f"{spread.least:,.0f}"
        if spread.least == spread.most
        else f"{spread.least:,.0f} to {spread.most:,.0f}"
    )
    lines.append(f"Training ended {endings(found)}, after {epochs} epochs.")
    return "\n".join(textwrap.fill(line, WIDTH, subsequent_indent=_indent(line)) for line in lines)


def _line(found: Seeds, group: Group) -> str:
    return f"  {group.n:>7,}  {score_of(found, group)} (seed {group.example}): {stuck_in(found, group)}"


def _indent(line: str) -> str:
    return " " * 11 if line.startswith("   ") else "  "
