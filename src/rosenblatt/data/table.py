"""A table to train on: targets, the features they shall be predicted from, and where both came from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.choice import choose_columns
from rosenblatt.data.columns import kind_of
from rosenblatt.data.digest import digest
from rosenblatt.data.preparation.missing import missing_report, missing_text
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.data.sources.reading import open_source, read_columns
from rosenblatt.data.values import labels_of, numbers_of, side_by_side
from rosenblatt.errors import TableError, counted

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Table:
    """Features and a target or several, read into memory once.

    Attributes
    ----------
    name : str
        A short name, such as ``"iris"`` or a file's name without its ending.
    source : str
        Where the table came from, in words.
    frame : polars.DataFrame
        The sequence column if there is one, the features in their order, then the targets; missing values are
        nulls.
    features : tuple of str
        The features' names.
    target : str
        The target's name; of several, the first one's.
    ignored : tuple of str
        Columns of the source that were not read, because they are none of these.
    description : str
        What the table holds, in one sentence.
    recommended : mapping
        Settings of a run that suit a built-in table with its own target; empty for all others.
    other_targets : tuple of str
        The names of the targets after the first; empty for one target.
    sequence : str or None
        The column whose values cut the rows into sequences (see `SequenceRows`); no feature. None when each
        row is a sample by itself, or all of them are one stream.
    """

    name: str
    source: str
    frame: polars.DataFrame
    features: tuple[str, ...]
    target: str
    ignored: tuple[str, ...] = ()
    description: str = ""
    recommended: Mapping[str, object] = field(default_factory=dict)
    other_targets: tuple[str, ...] = ()
    sequence: str | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of all targets."""
        return (self.target, *self.other_targets)

    @property
    def n_rows(self) -> int:
        """How many samples the table has."""
        return self.frame.height

    def digest(self) -> str:
        """Return the SHA-256 of the frame's names, types and values: 64 hexadecimal digits."""
        return digest(self.frame)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.generic]]:
        """Return the samples and the truth as they stand, for an estimator's ``fit``.

        Nothing is standardised or encoded; `Preparation` does that.

        Returns
        -------
        X : ndarray of shape (n_samples, n_features)
            The features as float64, C-contiguous.
        y : ndarray of shape (n_samples,) or (n_samples, n_targets)
            The target in its own words: text (dtype object), Booleans, integers or floats; a column for each
            when there are several.

        Raises
        ------
        TableError
            When a feature is not numeric, or a value is missing or infinite.

        Examples
        --------
        >>> X, y = load_table("xor").arrays()
        >>> y
        array([0, 1, 1, 0])
        """
        samples = np.empty((self.n_rows, len(self.features)))
        for place, name in enumerate(self.features):
            if kind_of(self.frame[name].dtype) == "text":
                raise TableError(
                    f"column {name!r} holds text: make inputs of it with a Preparation, or leave it out"
                )
            samples[:, place] = numbers_of(self.frame[name])
        if lacking := missing_report(self.frame):
            raise TableError(
                f"values are missing in {missing_text(lacking, self.n_rows)}: "
                "drop these rows (drop_missing), or fill them with a Preparation"
            )
        return samples, side_by_side([labels_of(self.frame[name]) for name in self.targets])


def load_table(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame,
    *,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    sequence: str | None = None,
) -> Table:
    """Load a table to train on.

    Parameters
    ----------
    source : str, path or data frame
        A built-in table's name (`builtin_names`), the path of a .csv, .tsv or .parquet file, ``"-"`` for CSV
        on standard input, or a data frame of pandas, polars or Arrow.
    target : str or sequence of str, optional
        The column to predict, or several. Without it, the LAST column of the source; a built-in table may
        have several.
    features : sequence of str, optional
        The columns to predict from, in the order wanted. Without it, all columns but the targets and the
        sequence column; a built-in table may choose among them. Columns that are not needed are not read.
    sequence : str, optional
        The column whose values say which rows form a sequence. Without it, a built-in table's own; all other
        tables then have none.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        When the source cannot be read, has no rows or one column only, or a named column is not there.

    Examples
    --------
    >>> iris = load_table("iris")
    >>> iris.target, iris.n_rows
    ('species', 150)
    """
    opened = open_source(source)
    known = BUILT_IN.get(source) if isinstance(source, str) else None
    choice = choose_columns(opened, known, target, features, sequence)
    return Table(
        name=opened.name,
        source=opened.where,
        frame=(frame := read_columns(opened, choice.read)),
        features=choice.features,
        target=choice.targets[0],
        ignored=tuple(name for name in opened.columns if name not in choice.read),
        description=known.description if known else f"{counted(frame.height, 'row')} of {opened.where}.",
        recommended=dict(known.recommended) if known and choice.suits else {},
        other_targets=choice.targets[1:],
        sequence=choice.sequence,
    )
