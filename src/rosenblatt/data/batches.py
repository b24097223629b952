"""Sources: tables that are read in batches, as often as needed, and never as a whole.

Every pass over a source gives the same rows in batches of 65,536 rows, the last one shorter, however the file
or the generator behind it is cut. So what is learned from a source does not depend on that.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rosenblatt.errors import TableError, counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ROWS = 65_536
"""Rows of a batch. Sums of a preparation are over batches, so that its results depend on this number."""


class Batch(NamedTuple):
    """Consecutive rows of a source.

    Attributes
    ----------
    X : ndarray of shape (n_rows, n_features)
    y : ndarray of shape (n_rows,) or (n_rows, n_targets), or None
    sample_weight : ndarray of shape (n_rows,), or None
    first_row : int
        The number of the batch's first row in the source, from 0.
    """

    X: NDArray[Any]
    y: NDArray[Any] | None = None
    sample_weight: NDArray[Any] | None = None
    first_row: int = 0

    @property
    def arrays(self) -> tuple[NDArray[Any], NDArray[Any] | None, NDArray[Any] | None]:
        """``X``, ``y`` and ``sample_weight``."""
        return self.X, self.y, self.sample_weight

    def rows(self, first: int, last: int) -> Batch:
        """Views of the rows from ``first`` to before ``last``."""
        y, weight = self.y, self.sample_weight
        return Batch(
            self.X[first:last],
            None if y is None else y[first:last],
            None if weight is None else weight[first:last],
            self.first_row + first,
        )


class Source(ABC):
    """Base class of tables that are read in batches; each pass gives the same rows in the same order.

    Parameters
    ----------
    n_features : int
        Number of columns of ``X``.
    n_rows : int, optional
        Number of rows; None if it is known only after a pass.
    feature_names : sequence of str, optional
        The names of the columns, as estimators store them.
    where : str, default="the source"
        The place of the rows for messages.
    """

    def __init__(
        self,
        n_features: int,
        n_rows: int | None = None,
        feature_names: Sequence[str] | None = None,
        where: str = "the source",
    ) -> None:
        self.n_features, self.n_rows, self.where = n_features, n_rows, where
        self.feature_names = None if feature_names is None else tuple(feature_names)

    @abstractmethod
    def batches(self) -> Iterator[Batch]:
        """Yield all rows in order, in batches of 65,536 rows, the last one shorter.

        Raises
        ------
        TableError
            When the rows cannot be read, or are not those of an earlier pass; the message names the batch.
        """

    def with_targets(self) -> Source:
        """Return a source of the same targets and weights, with fewer columns if reading them takes less."""
        return self


class ArraySource(Source):
    """A source of arrays, which are read in place: NumPy arrays in memory, or ``np.memmap`` of a file.

    Parameters
    ----------
    X : array-like of shape (n_rows, n_features)
        The samples. A C-contiguous array of float32 or float64 is never copied.
    y : array-like of shape (n_rows,) or (n_rows, n_targets), optional
        The targets.
    sample_weight : array-like of shape (n_rows,), optional
        A weight for each row.

    Raises
    ------
    TableError
        When the arrays do not have as many rows as ``X``, or ``X`` is not two-dimensional.

    Examples
    --------
    >>> import numpy as np
    >>> source = ArraySource(np.zeros((100_000, 3)), np.zeros(100_000))
    >>> [len(batch.X) for batch in source.batches()]
    [65536, 34464]
    """

    def __init__(
        self, X: ArrayLike, y: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> None:
        self.X = np.asanyarray(X)
        self.y = None if y is None else np.asanyarray(y)
        self.sample_weight = None if sample_weight is None else np.asanyarray(sample_weight)
        _require_shapes(Batch(self.X, self.y, self.sample_weight), "the arrays")
        super().__init__(self.X.shape[1], len(self.X), where="the arrays")

    def batches(self) -> Iterator[Batch]:
        """Yield views of the arrays."""
        whole = Batch(self.X, self.y, self.sample_weight)
        for first in range(0, len(self.X), ROWS):
            yield whole.rows(first, first + ROWS)


class BatchSource(Source):
    """A source of batches that a function makes, such as one that reads a database.

    Parameters
    ----------
    make_batches : callable
        It is called for every pass without arguments, and returns an iterable of ``X``, ``(X, y)`` or
        ``(X, y, sample_weight)``: arrays of any number of rows, the same in each pass.

    Raises
    ------
    TableError
        When there is no batch, or a batch does not fit the first one. A pass raises it also when the batches
        are not those of the first pass; the message names the batch.

    Examples
    --------
    >>> import numpy as np
    >>> source = BatchSource(lambda: ((np.full((10, 2), part), np.arange(10)) for part in range(3)))
    >>> next(source.batches()).X.shape
    (30, 2)
    """

    def __init__(self, make_batches: Callable[[], Iterable[object]]) -> None:
        if not callable(make_batches):
            raise TableError(
                f"make_batches must be a function that returns an iterable of batches, got "
                f"{type(make_batches).__name__}: a generator can be read only once, so give the "
                "function that makes it"
            )
        self._make_batches = make_batches
        self._passes = Passes("batch")
        first = next(self._given(), None)
        if first is None:
            raise TableError("make_batches made no batch: a source needs a row")
        super().__init__(first.X.shape[1], where="make_batches")

    def batches(self) -> Iterator[Batch]:
        """Yield the rows of the function's batches, which must be those of the first pass."""
        passed = self._passes.begin()
        n_rows = 0

        def checked() -> Iterator[Batch]:
            for batch in self._given():
                passed.see(batch.arrays)
                yield batch

        for batch in recut(checked(), ROWS):
            n_rows += len(batch.X)
            yield batch
        passed.end()
        self.n_rows = n_rows

    def _given(self) -> Iterator[Batch]:
        """Yield the function's batches as arrays; each must have the form of the first one."""
        first: Batch | None = None
        for number, given in enumerate(self._make_batches(), 1):
            parts = given if isinstance(given, tuple) else (given,)
            if not 1 <= len(parts) <= 3:
                raise TableError(
                    f"batch {number} of make_batches must be X, (X, y) or (X, y, sample_weight), got "
                    f"{counted(len(parts), 'array')}"
                )
            X, y, weight = [None if part is None else np.asarray(part) for part in (*parts, None, None)[:3]]
            if X is None:
                raise TableError(f"batch {number} of make_batches has no X: it must be an array")
            batch = Batch(X, y, weight)
            _require_shapes(batch, f"batch {number} of make_batches")
            first = first or batch
            for name, own, others in zip(Batch._fields, batch.arrays, first.arrays, strict=False):
                if (own is None) != (others is None) or (own is not None and _form(own) != _form(others)):
                    raise TableError(
                        f"{name} of batch {number} of make_batches has {_described(own)}, and that of "
                        f"batch 1 {_described(others)}: all batches must have the same columns and types"
                    )
            if len(batch.X):
                yield batch


class Passes:
    """The check that every pass over a source gives what the first one gave, by a CRC-32 of each batch."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._first: list[int] | None = None

    def begin(self) -> _Pass:
        """Return the check of one pass."""
        return _Pass(self)

    def known(self) -> list[int] | None:
        """Return the checksums of the first complete pass; None before its end."""
        return self._first

    def learn(self, found: list[int]) -> None:
        """Keep the checksums of the first complete pass."""
        self._first = found


class _Pass:
    """The check of one pass: `see` each batch, then `end`."""

    def __init__(self, passes: Passes) -> None:
        self._passes, self._found = passes, list[int]()

    def see(self, arrays: Iterable[NDArray[Any] | None]) -> None:
        """Check the next batch; TableError if it is not that of the first pass."""
        total = 0
        for array in arrays:
            if array is not None:
                total = zlib.crc32(_bytes_of(array), total)
        known, place = self._passes.known(), len(self._found)
        if known is not None and (place >= len(known) or known[place] != total):
            raise TableError(self._differs(f"{self._passes.noun} {place + 1} has other rows than"))
        self._found.append(total)

    def end(self) -> None:
        """Check that no batch is lacking."""
        known = self._passes.known()
        if known is None:
            self._passes.learn(self._found)
        elif len(self._found) < len(known):
            raise TableError(
                self._differs(f"{self._passes.noun} {len(self._found) + 1} is lacking, but was there")
            )

    @staticmethod
    def _differs(found: str) -> str:
        return (
            f"{found} in the first pass: every pass over a source must give the same rows in the same order"
        )


def recut(batches: Iterable[Batch], n_rows: int) -> Iterator[Batch]:
    """Yield the rows of batches of any sizes in batches of ``n_rows``, the last one shorter."""
    waiting: list[Batch] = []
    n_waiting, first_row = 0, 0
    for batch in batches:
        begin = 0
        while len(batch.X) - begin >= n_rows - n_waiting:
            end = begin + n_rows - n_waiting
            waiting.append(batch.rows(begin, end))
            yield joined(waiting)._replace(first_row=first_row)
            waiting, n_waiting, begin = [], 0, end
            first_row += n_rows
        if begin < len(batch.X):  # copied, because the function may use its arrays again
            X, y, weight = batch.rows(begin, len(batch.X)).arrays
            y, weight = None if y is None else y.copy(), None if weight is None else weight.copy()
            waiting.append(Batch(X.copy(), y, weight))
            n_waiting += len(batch.X) - begin
    if waiting:
        yield joined(waiting)._replace(first_row=first_row)


def joined(batches: Sequence[Batch]) -> Batch:
    """Return the rows of batches, of which each has the arrays that the first one has, as one batch."""
    if len(batches) == 1:
        return batches[0]
    y = [batch.y for batch in batches if batch.y is not None]
    weight = [batch.sample_weight for batch in batches if batch.sample_weight is not None]
    return Batch(
        np.concatenate([batch.X for batch in batches]),
        np.concatenate(y) if y else None,
        np.concatenate(weight) if weight else None,
    )


def _bytes_of(array: NDArray[Any]) -> memoryview | bytes:
    if array.dtype.hasobject:
        return "\0".join(map(str, array.ravel().tolist())).encode()
    values: Any = np.ascontiguousarray(array)
    return memoryview(values).cast("B") if array.size else b""


def _require_shapes(batch: Batch, what: str) -> None:
    if batch.X.ndim != 2:
        raise TableError(f"X of {what} must have shape (n_rows, n_features), got {batch.X.shape}")
    for name, array in (("y", batch.y), ("sample_weight", batch.sample_weight)):
        if array is not None and (array.ndim == 0 or len(array) != len(batch.X)):
            n = "a single value" if array.ndim == 0 else counted(len(array), "row")
            raise TableError(
                f"{name} of {what} has {n}, and X {counted(len(batch.X), 'row')}: give a row each"
            )


def _form(array: NDArray[Any] | None) -> tuple[object, ...] | None:
    """What all batches of an array have in common: the shape of a row, and the type of its values."""
    if array is None:
        return None
    return array.shape[1:], "text" if array.dtype.kind in "UO" else array.dtype


def _described(array: NDArray[Any] | None) -> str:
    return "nothing" if array is None else f"the type {array.dtype} and rows of shape {array.shape[1:]}"
