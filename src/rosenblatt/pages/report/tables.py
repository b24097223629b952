"""The tables of a report: rows of texts, aligned by their kind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rosenblatt.data.images import image_shape
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.pages.report.units import all_classes, target_name
from rosenblatt.views.words import brief, count, number, plain, share
from rosenblatt.views.words import score as score_text

if TYPE_CHECKING:
    from rosenblatt.data.columns import ColumnSummary
    from rosenblatt.run import Run

MOST_COLUMNS = 16
"""The maximum number of listed columns."""
MOST_ACROSS = 7
"""The maximum number of columns side by side."""
MOST_CLASSES = 20
LONGEST, SHORT = 28, 16
"""The maximum length of a text in a table, in characters, and of one that stands in one line."""


Kind = Literal["number", "word", "text"]
NUMBERS: tuple[Kind, ...] = ("number",) * 5


@dataclass(frozen=True)
class Table:
    """A table on the page; the note says what it omits; a "word" is never broken, a "text" may be.

    ``marks`` are the anchors that lead to each row, if any do.
    """

    caption: str
    head: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    marks: tuple[str, ...] = ()


def columns(run: Run) -> Table:
    """The columns of the table."""
    summary = run.table_summary
    cuts = None if run.sequences is None else run.sequences.column
    listed = [column for column in summary.columns if column.name not in summary.targets]
    target = [column for column in summary.columns if column.name in summary.targets]
    left_out = len(listed) - MOST_COLUMNS if len(listed) > MOST_COLUMNS + 1 else 0
    rows = []
    if image_shape([column.name for column in listed]) is not None:
        rows, listed, left_out = [_pixels(listed)], [], 0
    for column in [*listed[: len(listed) - left_out], *target]:
        ends = [_as_typed(value, column.type) for value in (column.minimum, column.maximum)]
        rows.append(
            (
                brief(column.name, LONGEST),
                "target" if column in target else "sequence" if column.name == cuts else "feature",
                column.type,
                f"{column.missing:,}" if column.missing else "none",
                f"{column.distinct:,}",
                *ends,
            )
        )
    head = ("column", "used as", "type", "missing", "distinct", "minimum", "maximum")
    note = f"{left_out:,} more features are not shown; run.json lists all." if left_out else ""
    return Table("Columns", head, ("text", "word", "word", *NUMBERS[:4]), tuple(rows), note)


def _pixels(listed: Sequence[ColumnSummary]) -> tuple[str, ...]:
    """The row of all pixels of images together."""
    low = min((each.minimum for each in listed if isinstance(each.minimum, int | float)), default=None)
    high = max((each.maximum for each in listed if isinstance(each.maximum, int | float)), default=None)
    missing, kinds = sum(each.missing for each in listed), {each.type for each in listed}
    kind = kinds.pop() if len(kinds) == 1 else "number"
    name = f"{brief(listed[0].name, 16)} to {brief(listed[-1].name, 16)}"
    ends = (_as_typed(low, kind), _as_typed(high, kind))
    return name, "feature", kind, f"{missing:,}" if missing else "none", "", *ends


def first_rows(run: Run) -> Table | None:
    """The first rows of the table; None of images, which are drawn."""
    summary = run.table_summary
    if image_shape([column.name for column in summary.columns if column.name not in summary.targets]):
        return None
    n = len(summary.columns)
    shown = list(range(n)) if n <= MOST_ACROSS else [*range(MOST_ACROSS - 1), n - 1]
    names = tuple(brief(summary.columns[place].name, 18) for place in shown)
    kinds = tuple(kind_of([row[place] for row in summary.first_rows]) for place in shown)
    rows = tuple(tuple(value_text(row[place]) for place in shown) for row in summary.first_rows)
    note = f"{count(n - len(shown), 'more column')} not shown." if n > len(shown) else ""
    return Table(f"The first {count(len(rows), 'row')}", names, kinds, rows, note)


def classes(run: Run) -> Table | None:
    """The predictions by class or by target; None for one number."""
    seen = run.evaluation
    if seen.truth.ndim > 1:
        return _each_target(run)
    if run.task != "classification":
        return None
    truth = np.array([plain(label) for label in seen.truth.tolist()])
    predicted = np.array([plain(label) for label in seen.predicted.tolist()])
    names = [plain(name) for name in all_classes(run)]
    rows = []
    for name in names[:MOST_CLASSES]:
        right = int(((truth == name) & (predicted == name)).sum())
        true, n_predicted = int((truth == name).sum()), int((predicted == name).sum())
        rows.append(
            (
                brief(name, LONGEST),
                f"{true:,}",
                f"{right:,}",
                _share(right, true),
                f"{n_predicted:,}",
                _share(right, n_predicted),
            )
        )
    head = (
        brief(target_name(run), 18),
        f"true {run.answered}",
        "correct",
        "recall",
        "predicted",
        "precision",
    )
    left_out = len(names) - len(rows)
    note = f"{count(left_out, 'more class', 'more classes')} not shown." if left_out else ""
    return Table("Class by class", head, ("text", *NUMBERS[:5]), tuple(rows), note)


def _each_target(run: Run) -> Table:
    """The score of each of several targets, with its baseline."""
    seen = run.evaluation
    rows = []
    columns = zip(run.table_summary.targets, seen.truth.T, seen.predicted.T, strict=True)
    for name, truth, predicted in list(columns)[:MOST_CLASSES]:
        row = [brief(name, LONGEST), score_text(score(run.task, truth, predicted))]
        if run.task == "classification":
            counts = np.unique(truth.astype(np.str_), return_counts=True)[1]
            row.append(score_text(float(counts.max() / len(truth))))
        rows.append(tuple(row))
    head = ("target", seen.score_name, "most frequent class")[: len(rows[0])]
    left_out = len(run.table_summary.targets) - len(rows)
    note = f"{count(left_out, 'more target')} not shown." if left_out else ""
    return Table("Target by target", head, ("text", *NUMBERS[: len(head) - 1]), tuple(rows), note)


def members(run: Run) -> Table | None:
    """The members of a mixture with their weights and scores, beside simpler models on the same folds."""
    found, seen = run.mixture, run.evaluation
    if found is None or not found.members:
        return None
    rows = [("all, weighted", "", "1", score_text(found.estimate))]
    for each in sorted(found.members, key=lambda member: -member.weight):
        hidden = "-".join(map(str, each.hidden))
        layers = f"{hidden} {each.activation} neurons" if each.hidden else "no hidden layer"
        reads = "columns cut into steps" if each.reads_steps else "standardised columns"
        weight = f"{each.weight:.2f}" if each.weight else "0"
        rows.append((each.name, f"{layers}; {reads}", weight, score_text(each.score)))
    if found.linear is not None:
        rows.append(("beside them", "a linear model", "", score_text(found.linear)))
    if seen.part != "test":
        rows.append(("", plain(seen.baseline_text), "", score_text(seen.baseline)))
    note = "Members of weight 0 were tried and are not part of the model."
    left_out = note if any(not each.weight for each in found.members) else ""
    return Table(
        "Members and their out-of-fold scores",
        ("member", "network", "weight", seen.score_name),
        ("text", "text", "number", "number"),
        tuple(rows),
        left_out,
    )


def settings(run: Run) -> tuple[tuple[str, str], ...]:
    """Every parameter of the training with its value."""
    return tuple((name, _setting(value)) for name, value in sorted(run.parameters.items()))


def _as_typed(value: object, kind: str) -> str:
    """Return the end of a column's range; an integer may be stored as a float."""
    return value_text(int(value) if kind == "integer" and isinstance(value, float) else value)


def kind_of(values: Sequence[object]) -> Kind:
    """Return the kind of a column of values."""
    present = [value for value in values if value is not None]
    numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in present]
    if present and all(numbers):
        return "number"
    return "word" if all(len(str(value)) <= SHORT for value in present) else "text"


def value_text(value: object) -> str:
    """Return a value of a table as text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}".replace("-", "−")
    if isinstance(value, float | np.floating):
        return _decimal(float(value))
    return brief(value, LONGEST)


def _decimal(value: float) -> str:
    """Return a float as it is if that is short, else with six significant digits."""
    written = f"{value!r}"
    if len(written) <= 7 and "e" not in written:
        return written.replace("-", "−")
    return number(value, 6) if abs(value) < 1e6 else number(value, 4)


def _setting(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return brief(value, 40)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Sequence):
        return brief(_joined(value), 40)
    return brief(value, 40)


def _joined(values: Iterable[object]) -> str:
    return ", ".join(_setting(value) for value in values) or "none"


def _share(part: int, whole: int) -> str:
    return share(part, whole) if whole else "–"
