# ruff: noqa: D102  # the members of Prepares are documented in Preparation
"""PreparedSource: the rows of a source as a preparation converts them, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol
from warnings import warn

import numpy as np

from rosenblatt.data.batches import Batch, Source
from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.data.preparation.missing import missing_report
from rosenblatt.data.sources.frames import pick
from rosenblatt.errors import TableError, TableWarning

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

    from rosenblatt.data.preparation.dates import DateFeature
    from rosenblatt.data.preparation.features import NumberFeature
    from rosenblatt.data.preparation.targets import Target
    from rosenblatt.data.table_source import TableSource


class Prepares(Protocol):
    """What a source of prepared rows asks of a preparation; see `Preparation`."""

    @property
    def features(self) -> Sequence[NumberFeature | TextFeature | DateFeature]: ...
    @property
    def target(self) -> Target: ...
    @property
    def other_targets(self) -> Sequence[Target]: ...
    @property
    def missing(self) -> str: ...
    @property
    def n_inputs(self) -> int: ...
    @property
    def input_names(self) -> Sequence[str]: ...
    @property
    def feature_names(self) -> Sequence[str]: ...
    @property
    def target_names(self) -> Sequence[str]: ...
    def require_known_columns(self, names: Sequence[str], *, strict: bool) -> None: ...
    def reject_missing_inputs(self, missing: Mapping[str, int], n_rows: int) -> None: ...
    def warn_of_missing_inputs(self, missing: Mapping[str, int], n_rows: int) -> None: ...
    def converted(
        self, table: polars.DataFrame
    ) -> tuple[NDArray[np.float64], dict[TextFeature, Counter[str]]]: ...
    def targets(self, frame: polars.DataFrame) -> NDArray[np.int64] | NDArray[np.float64]: ...


class PreparedSource(Source):
    """Inputs and targets of a network: `Preparation.source` makes one."""

    def __init__(self, preparation: Prepares, source: TableSource, *, strict: bool = False) -> None:
        super().__init__(preparation.n_inputs, source.n_rows, preparation.input_names, where=source.where)
        self.preparation, self.source = preparation, source
        preparation.require_known_columns(source.frame.columns, strict=strict)
        there = set(source.frame.columns)
        self.has_targets = all(name in there for name in preparation.target_names)
        names = preparation.target_names if self.has_targets else ()
        self._frame = source.frame.only((*preparation.feature_names, *names))
        self._warned = False

    def batches(self) -> Iterator[Batch]:
        """Yield float64 inputs, and class numbers or standardised targets if the table has the targets."""
        converter, first_row = Converter(self.preparation), 0
        for frame in self._frame.frames():
            X = self.converted(converter, frame)
            y = self._targets(frame) if self.has_targets else None
            yield Batch(X, y, None, first_row)
            first_row += frame.height
        self.n_rows = first_row
        if not self._warned:
            self._warned = True
            converter.warn()

    def converted(self, converter: Converter, frame: polars.DataFrame) -> NDArray[np.float64]:
        """Return the inputs of a frame of the table; an error counts the rows of the whole table."""
        try:
            return converter.inputs(frame)
        except TableError:  # raised again with the rows and the counts of the whole table
            preparation = self.preparation
            preparation.reject_missing_inputs(self._frame.null_counts(), self._frame.height)
            for feature in preparation.features:
                column, _ = self._frame.for_message(feature.name)
                feature.require_readable(column)
            raise

    def _targets(self, frame: polars.DataFrame) -> NDArray[np.int64] | NDArray[np.float64]:
        try:
            return self.preparation.targets(frame)
        except TableError:
            for target in (self.preparation.target, *self.preparation.other_targets):
                target.encode(*self._frame.for_message(target.name))
            raise


class Converter:
    """Converts the frames of a table to inputs one after the other, and warns once for all of them."""

    def __init__(self, preparation: Prepares) -> None:
        self._preparation = preparation
        self._unknown: dict[TextFeature, Counter[str]] = {}
        self._missing: Counter[str] = Counter()
        self._n_rows = 0

    def inputs(self, frame: polars.DataFrame) -> NDArray[np.float64]:
        """Return the inputs of a frame; TableError counts rows within the frame."""
        missing = missing_report(pick(frame, self._preparation.feature_names))
        self._preparation.reject_missing_inputs(missing, frame.height)
        inputs, unknown = self._preparation.converted(frame)
        for feature, texts in unknown.items():
            self._unknown.setdefault(feature, Counter()).update(texts)
        self._missing.update(missing)
        self._n_rows += frame.height
        return inputs

    def warn(self) -> None:
        """Give the warnings of `Preparation.inputs` for all frames."""
        if self._preparation.missing == "fill":
            missing = {name: n for name in self._preparation.feature_names if (n := self._missing[name])}
            self._preparation.warn_of_missing_inputs(missing, self._n_rows)
        for feature in self._preparation.features:
            if feature in self._unknown:
                assert isinstance(feature, TextFeature)
                warn(feature.unknown_text(self._unknown[feature]), TableWarning, stacklevel=3)
