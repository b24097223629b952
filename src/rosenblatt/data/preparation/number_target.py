"""A target of numbers: standardised for training, and given back in its own units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from rosenblatt.data.columns import kind_of
from rosenblatt.data.preparation.standard import mean_and_scale
from rosenblatt.data.values import not_numbers, numbers_of
from rosenblatt.errors import TableError, counted, shown
from rosenblatt.storage.fields import Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class NumberTarget:
    """``trained value = (value - mean) / scale``, and back.

    Attributes
    ----------
    name : str
        The column.
    mean, scale : float
        Of the training part; 0 and 1 when the target is not standardised.
    """

    kind: ClassVar[str] = "number"

    name: str
    mean: float
    scale: Scale

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None, standardise: bool) -> NumberTarget:
        """Learn mean and scale from the rows given."""
        if kind_of(column.dtype) == "text":
            text = f"holds text, such as {shown(column.drop_nulls()[0])}, and regression needs numbers"
            raise TableError(
                f"the target {column.name!r} {text}: use the task classification, or name another target"
            )
        if kind_of(column.dtype) == "other":
            raise TableError(not_numbers(column, "name another target"))
        values = numbers_of(column, rows)
        mean, scale = mean_and_scale(values, column.name) if standardise else (0.0, 1.0)
        return cls(column.name, mean, scale)

    def encode(self, column: polars.Series, rows: NDArray[np.integer] | None = None) -> NDArray[np.float64]:
        """Return each row's trained value."""
        values = (numbers_of(column, rows) - self.mean) / self.scale
        if lacking := int(np.isnan(values).sum()):
            raise TableError(
                f"the target {self.name!r} has {counted(lacking, 'missing value')}: drop these rows"
            )
        return values

    def decode(self, predictions: ArrayLike) -> NDArray[np.float64]:
        """Return trained values in the target's own units."""
        return np.asarray(predictions, dtype=np.float64) * self.scale + self.mean
