"""The task that a target requires: classification or regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rosenblatt.data.columns import count_missing, kind_of, require_predictable
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars

Task = Literal["classification", "regression"]
TASKS: tuple[Task, ...] = ("classification", "regression")

MOST_CLASSES = 20
MOST_CLASSES_IN_A_SMALL_TABLE = 10


def infer_task(target: polars.Series) -> Task:
    """Infer the task from the target's values.

    Text and Booleans are classes. Whole numbers (integers, or floats without a fraction) are classes when
    there are few different ones and each occurs often enough: at most 20 different ones and at most a tenth
    as many as rows, or at most 10 and at most half as many as rows. All other numbers are a regression.
    Missing values do not count.

    Parameters
    ----------
    target : polars.Series
        The target column.

    Returns
    -------
    {"classification", "regression"}

    Raises
    ------
    TableError
        When the column has no values, or holds dates, times or nested values.
    """
    require_predictable(target)
    kind = kind_of(target.dtype)
    if kind == "empty" or count_missing(target) == len(target):
        raise TableError(f"the target {target.name!r} has no values: name another target")
    if kind != "number":
        return "classification"
    values = target.drop_nulls()
    if not target.dtype.is_integer():
        values = values.drop_nans() if target.dtype.is_float() else values
        if not _are_whole(values):
            return "regression"
    classes, rows = values.n_unique(), len(values)
    few = classes <= MOST_CLASSES and 10 * classes <= rows
    few_in_a_small_table = classes <= MOST_CLASSES_IN_A_SMALL_TABLE and 2 * classes <= rows
    return "classification" if few or few_in_a_small_table else "regression"


def reading_of_whole_numbers(target: polars.Series, task: Task) -> str:
    """Return a sentence on how a target of whole numbers is read, for a task that was inferred.

    The text is empty for other targets.

    Parameters
    ----------
    target : polars.Series
        The target column.
    task : {"classification", "regression"}
        The task that `infer_task` returned.
    """
    values = target.drop_nulls()
    if kind_of(target.dtype) != "number" or not (target.dtype.is_integer() or _are_whole(values)):
        return ""
    found = f"the target {target.name!r} holds whole numbers ({values.n_unique():,} different ones)"
    if task == "classification":
        return f"{found}, which are read as classes; to predict them as numbers: --task regression"
    return f"{found}, which are read as numbers; to predict them as classes: --task classification"


def _are_whole(values: polars.Series) -> bool:
    values = values.drop_nans() if values.dtype.is_float() else values
    return bool((values == values.floor()).all())
