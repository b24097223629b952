"""History: what training measured, in plain columns, a row an epoch, with one writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import nearest

COLUMNS: tuple[str, ...] = (
    "epoch",
    "loss",
    "score",
    "learning_rate",
    "gradient_norm",
    "mistakes",
    "validation_loss",
    "validation_score",
    "seconds",
)
"""The columns, in the order in which the core writes them; a value that is not known is NaN.

- epoch : counted from 1.
- loss : mean cost of a sample, each taken before its batch's step, the penalty included.
- score : accuracy (classes) or R² (numbers) of the training samples, each as its batch came by.
- learning_rate : the rate of the epoch's last step.
- gradient_norm : mean over the batches of the gradient's Euclidean norm, before clipping.
- mistakes : training samples on the wrong side as their batch came by (Perceptron: updates made).
- validation_loss, validation_score : of the samples held out, after the epoch.
- seconds : since the start of training.
"""


class History:
    """Columns of numbers that grow by a row an epoch.

    Parameters
    ----------
    rows : ndarray of shape (n_epochs, len(COLUMNS)), optional
        The rows to begin with. Default: none.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt import Network, Plan, Samples, TrainingData, TrainingState, advance
    >>> samples = Samples(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]]))
    >>> plan = Plan("squared_error", solver="sgd", learning_rate_init=0.1, max_iter=10)
    >>> state = TrainingState.start(Network((1, 1), ("identity",)), plan, len(samples))
    >>> history, stopped_by = advance(state, TrainingData(samples), plan)
    >>> len(history), stopped_by, float(history["loss"][0])
    (10, 'max_iter', 5.0)
    """

    def __init__(self, rows: NDArray[np.float64] | None = None) -> None:
        self._room = np.empty((0, len(COLUMNS)))
        self._n = 0
        if rows is not None:
            self.append(rows)

    def append(self, rows: NDArray[np.float64]) -> None:
        """Add rows of shape (n_epochs, len(COLUMNS)); only training writes."""
        if rows.ndim != 2 or rows.shape[1] != len(COLUMNS):
            raise ValueError(f"history rows must have shape (n_epochs, {len(COLUMNS)}), got {rows.shape}")
        n = self._n + len(rows)
        if n > len(self._room):  # doubled, so that looking at it after every epoch stays cheap
            grown = np.empty((max(n, 2 * self._n), len(COLUMNS)))
            grown[: self._n] = self.rows
            self._room = grown
        self._room[self._n : n] = rows
        self._n = n

    @property
    def rows(self) -> NDArray[np.float64]:
        """All rows, shape (n_epochs, len(COLUMNS))."""
        return self._room[: self._n]

    def __getstate__(self) -> dict[str, object]:
        """Return what copies and pickles keep: the rows, without the room for more."""
        return {"_room": self.rows, "_n": self._n}

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return COLUMNS

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, column: str) -> NDArray[np.float64]:
        if column not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise KeyError(f"history has the columns {known}, but no {column!r}{nearest(column, COLUMNS)}")
        return self.rows[:, COLUMNS.index(column)]

    def __iter__(self) -> Iterator[str]:
        return iter(COLUMNS)

    def last(self) -> dict[str, float]:
        """Return the last epoch's value of every column; there must be one."""
        return dict(zip(COLUMNS, self.rows[-1].tolist(), strict=True))

    def to_dict(self) -> dict[str, NDArray[np.float64]]:
        """Return every column by name, each of shape (n_epochs,)."""
        return {column: self[column] for column in COLUMNS}

    @classmethod
    def from_dict(cls, columns: Mapping[str, NDArray[np.float64]]) -> History:
        """Make a history from :meth:`to_dict`'s result; a missing column is an error that names it."""
        missing = [column for column in COLUMNS if column not in columns]
        if missing:
            raise ValueError(f"history lacks the columns {', '.join(missing)}")
        return cls(np.column_stack([np.asarray(columns[column], dtype=np.float64) for column in COLUMNS]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and np.array_equal(self.rows, other.rows, equal_nan=True)

    __hash__ = None  # type: ignore[assignment]  # it grows, so it must not be a key

    def __repr__(self) -> str:
        if not len(self):
            return "<History, no epoch yet>"
        return f"<History, {len(self)} epochs, loss {self['loss'][0]:.6g} -> {self['loss'][-1]:.6g}>"
