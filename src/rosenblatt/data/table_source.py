"""TableSource: a table with its target and features, read in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.batches import Batch, Source
from rosenblatt.data.columns import kind_of, labels_of, numbers_of, side_by_side
from rosenblatt.data.preparation.missing import missing_text
from rosenblatt.data.sources.stores import PartStore, Store
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.errors import TableError, counted, leave_out

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


class TableSource(Source):
    """A table that is read in batches: `rosenblatt.open_table` opens one.

    Its batches hold the features as float64 and the target's values unchanged, as `Table.arrays` does; a
    `Preparation` converts text, dates and missing values: ``preparation.source(source)``.

    Attributes
    ----------
    frame : Store
        The columns: features in their order, then the targets.
    name, where : str
        A short name, and the place of the table for messages.
    features, targets : tuple of str
        The names of the columns that are features, and of those that are targets.
    ignored : tuple of str
        Other columns of the table.
    forms : mapping
        The form of each column whose numbers or dates were read from text.
    notes : tuple of str
        Sentences about the columns: what was left out, or read in a certain way.
    is_default_target : bool
        Whether the target is the last column because no other one was named.
    """

    def __init__(
        self,
        frame: Store,
        name: str,
        features: tuple[str, ...],
        targets: tuple[str, ...],
        *,
        ignored: tuple[str, ...] = (),
        forms: Mapping[str, NumberForm | DateForm] | None = None,
        notes: tuple[str, ...] = (),
        is_default_target: bool = False,
    ) -> None:
        super().__init__(len(features), frame.n_rows, features, frame.where)
        self.frame, self.name, self.features, self.targets = frame, name, features, targets
        self.ignored, self.forms, self.notes = ignored, dict(forms or {}), notes
        self.is_default_target = is_default_target

    @property
    def source(self) -> str:
        """The place of the table, as `Table.source`."""
        return self.where

    @property
    def target(self) -> str:
        """The (first) target's name."""
        return self.targets[0]

    @property
    def other_targets(self) -> tuple[str, ...]:
        """The names of the targets after the first."""
        return self.targets[1:]

    @property
    def description(self) -> str:
        """What the table holds, in one sentence."""
        return f"{counted(self.frame.height, 'row')} of {self.where}."

    def frames(self) -> Iterator[polars.DataFrame]:
        """Yield the rows as data frames of polars, which any library reads that reads Arrow."""
        return self.frame.frames()

    def batches(self) -> Iterator[Batch]:
        """Yield features and targets unchanged; TableError for text, dates and missing values."""
        for name in self.features:
            if (kind := kind_of(self.frame.schema[name])) in ("text", "date"):
                held = "text" if kind == "text" else "dates"
                raise TableError(
                    f"column {name!r} holds {held}: convert it to numbers with a Preparation "
                    f"(Preparation.fit(source, ...).source(source)), or {leave_out([name])}"
                )
        first_row = 0
        for frame in self.frames():
            if any(column.null_count() for column in frame.iter_columns()):
                text = missing_text(self.frame.null_counts(), self.frame.height)
                raise TableError(
                    f"values are missing in {text}: drop these rows, or fill the values with a Preparation "
                    "(Preparation.fit(source, ...).source(source))"
                )
            X = np.empty((frame.height, len(self.features)))
            for place, name in enumerate(self.features):
                try:
                    X[:, place] = numbers_of(frame.get_column(name))
                except TableError:
                    numbers_of(*self.frame.for_message(name))
                    raise
            y = side_by_side([labels_of(frame.get_column(name)) for name in self.targets])
            yield Batch(X, y, None, first_row)
            first_row += frame.height
        self.n_rows = first_row

    def with_columns(self, names: Sequence[str]) -> TableSource:
        """Return the source of some columns, all of them features."""
        return TableSource(self.frame.only(names), self.name, tuple(names), ())

    def with_targets(self) -> TableSource:
        """Return the source of the targets with a single feature, for a pass over the targets."""
        narrow = copy(self)
        narrow.features = self.features[:1]
        narrow.frame = self.frame.only([*narrow.features, *self.targets])
        narrow.n_features, narrow.feature_names = len(narrow.features), narrow.features
        return narrow

    def part(self, chosen: Callable[[int, int], NDArray[np.bool_]]) -> TableSource:
        """Return the source of some rows.

        Parameters
        ----------
        chosen : callable
            Called with the number of a batch of 65,536 rows, from 0, and its number of rows; returns which of
            them belong to the part. It must always return the same.
        """
        part = copy(self)
        part.frame = PartStore(self.frame, chosen)
        part.n_rows = None
        return part
