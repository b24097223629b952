"""The targets of a preparation: one, or several of one kind, each prepared by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np

from rosenblatt.data.columns import kind_of
from rosenblatt.data.preparation.class_target import ClassTarget
from rosenblatt.data.preparation.number_target import NumberTarget
from rosenblatt.data.task import Task
from rosenblatt.data.values import side_by_side
from rosenblatt.errors import ModelFileError, TableError, listing

if TYPE_CHECKING:
    import polars
    from numpy.typing import ArrayLike, NDArray

Target = ClassTarget | NumberTarget


@dataclass(frozen=True)
class SeveralTargets:
    """How a file describes several targets; a single one is described by itself."""

    kind: ClassVar[str] = "several"

    targets: tuple[Target, ...]

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless there are several, all of one kind."""
        kinds = {type(target) for target in self.targets}
        if len(self.targets) < 2 or len(kinds) > 1:
            names = listing([target.name for target in self.targets])
            raise ModelFileError(
                f"{path}.targets must be two or more, all of classes or all of numbers, got {names}"
            )


def fit_targets(
    columns: Sequence[polars.Series], rows: NDArray[np.integer] | None, task: Task, standardise: bool
) -> tuple[Target, ...]:
    """Learn each target from the rows given; parameters as for `Preparation.fit`.

    Of several targets, one of 0s and 1s (or of truth values) says whether a label is there. It has both
    classes, even if the rows show one of them only, as Elman's letters do, which are all voiced.
    """
    if task == "regression":
        return tuple(NumberTarget.fit(column, rows, standardise) for column in columns)
    if len(columns) == 1:
        return (ClassTarget.fit(columns[0], rows),)
    return tuple(_label_of(column) or ClassTarget.fit(column, rows) for column in columns)


def encode_targets(
    targets: Sequence[Target], columns: Sequence[polars.Series], rows: NDArray[np.integer] | None
) -> NDArray[np.int64] | NDArray[np.float64]:
    """Return each row's trained values: shape (n_rows,), or (n_rows, n_targets) for several."""
    encoded = [target.encode(column, rows) for target, column in zip(targets, columns, strict=True)]
    return cast("NDArray[np.int64] | NDArray[np.float64]", side_by_side(encoded))


def decode_targets(targets: Sequence[Target], predictions: ArrayLike) -> NDArray[np.generic]:
    """Return predictions in the targets' own words; shapes as `encode_targets` returns them.

    Raises
    ------
    TableError
        When there is not a column for each of several targets, or a number is none of a class.
    """
    if len(targets) == 1:
        return targets[0].decode(predictions)
    values = np.asarray(predictions)
    if values.ndim != 2 or values.shape[1] != len(targets):
        names = listing([target.name for target in targets])
        raise TableError(
            f"predictions must have a column for each of {names}, got an array of shape {values.shape}"
        )
    return side_by_side([target.decode(column) for target, column in zip(targets, values.T, strict=True)])


def _label_of(column: polars.Series) -> ClassTarget | None:
    """Return the target of a column that holds nothing but 0 and 1."""
    values = column.unique().to_list()
    if kind_of(column.dtype) not in ("number", "Boolean") or not set(values) <= {0, 1}:
        return None
    kind = type(values[0])
    return ClassTarget(column.name, (kind(0), kind(1)))
