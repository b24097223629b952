"""A feature of numbers: standardised, one input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from rosenblatt.data.preparation.missing import Missing
from rosenblatt.data.preparation.standard import mean_and_scale
from rosenblatt.data.values import numbers_of
from rosenblatt.errors import TableError
from rosenblatt.storage.fields import Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


@dataclass(frozen=True)
class NumberFeature:
    """``input = (value - mean) / scale``.

    Attributes
    ----------
    name : str
        The column.
    mean, scale : float
        Of the training part; 0 and 1 for Booleans and columns of only 0 and 1, which stay as they are; scale
        1 for a column that is constant.
    fill : float or None
        What stands in for a missing value, in the column's own units; None when a missing value is an error.
    """

    kind: ClassVar[str] = "number"

    name: str
    mean: float
    scale: Scale
    fill: float | None = None

    @classmethod
    def fit(cls, column: polars.Series, rows: NDArray[np.integer] | None, missing: Missing) -> NumberFeature:
        """Learn mean, scale and fill from the rows given; missing values do not count.

        Under ``"mean"`` a column of only 0 and 1 is filled with the more frequent of the two, so that it
        stays a truth value.
        """
        values = numbers_of(column, rows)
        absent = np.isnan(values)
        if absent.any():
            values = values[~absent]
        if len(values) == 0:
            raise TableError(
                f"column {column.name!r} has no values in the training part: leave it out of the features"
            )
        truths = bool(np.all((values == 0) | (values == 1)))
        mean, scale = (0.0, 1.0) if truths else mean_and_scale(values, column.name)
        fill = None
        if missing == "mean" and not truths:
            fill = mean
        elif missing in ("mean", "most-frequent"):
            distinct, counts = np.unique(values, return_counts=True)
            fill = float(distinct[counts.argmax()])
        return cls(column.name, mean, scale, fill)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The name of the one input."""
        return (self.name,)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the column's input into ``out`` of shape (n_rows,)."""
        values = numbers_of(column, rows)
        if self.fill is not None and (absent := np.isnan(values)).any():
            values = np.where(absent, self.fill, values)
        np.subtract(values, self.mean, out=out)
        out /= self.scale
