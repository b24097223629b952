"""A table to train on: a target, the features it shall be predicted from, and where both came from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.builtin import BUILT_IN
from rosenblatt.data.columns import kind_of
from rosenblatt.data.digest import digest
from rosenblatt.data.missing import missing_report, missing_text
from rosenblatt.data.reading import open_source, read_columns
from rosenblatt.data.source import Source
from rosenblatt.data.values import labels_of, numbers_of
from rosenblatt.data.wording import counted, listing
from rosenblatt.errors import TableError, nearest

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Table:
    """Features and a target, read into memory once.

    Attributes
    ----------
    name : str
        A short name, such as ``"iris"`` or a file's name without its ending.
    source : str
        Where the table came from, in words.
    frame : polars.DataFrame
        The features in their order, then the target; missing values are nulls.
    features : tuple of str
        The features' names.
    target : str
        The target's name.
    ignored : tuple of str
        Columns of the source that are neither feature nor target and were not read.
    description : str
        What the table holds, in one sentence.
    recommended : mapping
        Settings of a run that suit a built-in table with its own target; empty for all others.
    """

    name: str
    source: str
    frame: polars.DataFrame
    features: tuple[str, ...]
    target: str
    ignored: tuple[str, ...] = ()
    description: str = ""
    recommended: Mapping[str, object] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """How many samples the table has."""
        return self.frame.height

    def digest(self) -> str:
        """Return the SHA-256 of names, types and values, features and target: 64 hexadecimal digits."""
        return digest(self.frame)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.generic]]:
        """Return the samples and the truth as they stand, for an estimator's ``fit``.

        Nothing is standardised or encoded; `Preparation` does that.

        Returns
        -------
        X : ndarray of shape (n_samples, n_features)
            The features as float64, C-contiguous.
        y : ndarray of shape (n_samples,)
            The target in its own words: text (dtype object), Booleans, integers or floats.

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
        return samples, labels_of(self.frame[self.target])


def load_table(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame,
    *,
    target: str | None = None,
    features: Sequence[str] | None = None,
) -> Table:
    """Load a table to train on.

    Parameters
    ----------
    source : str, path or data frame
        A built-in table's name (`builtin_names`), the path of a .csv, .tsv or .parquet file, ``"-"`` for CSV
        on standard input, or a data frame of pandas, polars or Arrow.
    target : str, optional
        The column to predict. Without it, the LAST column of the source.
    features : sequence of str, optional
        The columns to predict from, in the order wanted. Without it, all columns but the target. Columns that
        are not needed are not read.

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
    target, chosen = _choose(opened, target, features)
    frame = read_columns(opened, (*chosen, target))
    known = BUILT_IN.get(source) if isinstance(source, str) else None
    suits = known is not None and target == opened.columns[-1]
    return Table(
        name=opened.name,
        source=opened.where,
        frame=frame,
        features=chosen,
        target=target,
        ignored=tuple(name for name in opened.columns if name != target and name not in chosen),
        description=known.description if known else f"{counted(frame.height, 'row')} of {opened.where}.",
        recommended=dict(known.recommended) if known and suits else {},
    )


def _choose(
    source: Source, target: str | None, features: Sequence[str] | None
) -> tuple[str, tuple[str, ...]]:
    """Return target and features, by rule where they were not named; raise for names that cannot be meant."""
    names = source.columns
    if len(names) < 2:
        raise TableError(
            f"{source.where} has {'one column only, ' + repr(names[0]) if names else 'no columns'}: "
            "a table needs a target and at least one feature"
        )
    asked = (features,) if isinstance(features, str) else tuple(features) if features is not None else None
    for name in (*(asked or ()), *(() if target is None else (target,))):
        if name not in names:
            known = f"its columns: {listing(names)}"
            raise TableError(f"no column {name!r} in {source.where} ({known}){nearest(name, names)}")
    by_rule = target is None
    target = names[-1] if target is None else target
    if asked is None:
        return target, tuple(name for name in names if name != target)
    if not asked:
        raise TableError("no features were named: name one or more, or leave the list out to use all columns")
    if doubled := sorted({name for name in asked if asked.count(name) > 1}):
        raise TableError(f"features are named twice: {listing(doubled)}; name each once")
    if target in asked:
        rule = " (the last column is, unless another is named)" if by_rule else ""
        remedy = "name another target or other features"
        raise TableError(f"{target!r} is the target{rule} and cannot be a feature too: {remedy}")
    return target, asked
