"""A table to train on: targets, the features to predict them from, and their source."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import kind_of, labels_of, numbers_of, side_by_side, type_name
from rosenblatt.data.preparation.missing import missing_report, missing_text
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN, BuiltIn
from rosenblatt.data.sources.frames import Source
from rosenblatt.data.sources.reading import open_source, read_columns
from rosenblatt.data.values.forms import NumberForm
from rosenblatt.errors import TableError, counted, listing, nearest

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import NDArray

_SLICE = 65_536  # rows hashed at a time; digests depend on it, so it must not change


@dataclass(frozen=True, eq=False)
class Table:
    """Features and one or more targets, read into memory once.

    Attributes
    ----------
    name : str
        A short name, such as ``"iris"`` or a file's name without its suffix.
    source : str
        The place the table was read from, for messages.
    frame : polars.DataFrame
        The sequence column if there is one, the features in their order, then the targets; missing values are
        nulls.
    features : tuple of str
        The features' names.
    target : str
        The target's name; the first one's if there are several.
    ignored : tuple of str
        Other columns of the source, which were not read.
    description : str
        What the table holds, in one sentence.
    recommended : mapping
        Recommended settings for training on a built-in table with its default target; else empty.
    other_targets : tuple of str
        The names of the targets after the first; empty for one target.
    sequence : str or None
        The column whose values cut the rows into sequences (see `SequenceRows`); not a feature. None if the
        rows are independent samples, or all of them form one stream.
    forms : mapping
        The form of each column of a text file whose numbers are not written plainly, such as ``1.234,5``.
    notes : tuple of str
        Sentences about the columns for the reader of a screen or a report.
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
    forms: Mapping[str, NumberForm] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of all targets."""
        return (self.target, *self.other_targets)

    @property
    def n_rows(self) -> int:
        """Number of samples."""
        return self.frame.height

    def digest(self) -> str:
        """Return the SHA-256 of the frame's names, types and values: 64 hexadecimal digits."""
        return digest(self.frame)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.generic]]:
        """Return samples and targets unchanged, for the ``fit`` of an estimator.

        Nothing is standardised or encoded; `Preparation` does that.

        Returns
        -------
        X : ndarray of shape (n_samples, n_features)
            The features as float64, C-contiguous.
        y : ndarray of shape (n_samples,) or (n_samples, n_targets)
            The target's values: text (dtype object), Booleans, integers or floats; a column for each target
            if there are several.

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
                    f"column {name!r} holds text: convert it to numbers with a Preparation, or leave it out "
                    "of the features"
                )
            samples[:, place] = numbers_of(self.frame[name])
        if lacking := missing_report(self.frame):
            raise TableError(
                f"values are missing in {missing_text(lacking, self.n_rows)}: "
                "drop these rows (drop_missing), or fill the values with a Preparation"
            )
        return samples, side_by_side([labels_of(self.frame[name]) for name in self.targets])


def load_table(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame,
    *,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    sequence: str | None = None,
    reading: Reading | None = None,
) -> Table:
    """Load a table to train on.

    Parameters
    ----------
    source : str, path or data frame
        A built-in table's name (`builtin_names`), the path of a .csv, .tsv or .parquet file, ``"-"`` for CSV
        on standard input, or a data frame of pandas, polars or Arrow.
    target : str or sequence of str, optional
        The column to predict, or several. Default: the LAST column of the source; some built-in tables have
        several targets.
    features : sequence of str, optional
        The columns to predict from, in this order. Default: all columns except the targets and the sequence
        column; some built-in tables use fewer. Other columns are not read.
    sequence : str, optional
        The column whose values say which rows form a sequence. Default: that of a built-in table, else none.
    reading : Reading, optional
        How the text of a file is read: lines to skip, a header or none, missing markers, signs in numbers.
        Default: as `Reading` describes.

    Raises
    ------
    TableError
        When the source cannot be read, has no rows or only one column, or a named column is missing.

    Examples
    --------
    >>> iris = load_table("iris")
    >>> iris.target, iris.n_rows
    ('species', 150)
    """
    opened = open_source(source, reading)
    known = BUILT_IN.get(source) if isinstance(source, str) else None
    roles = choose_columns(opened, known, target, features, sequence)
    typed = read_columns(opened, roles.all, reading)
    frame = typed.frame
    return Table(
        name=opened.name,
        source=opened.where,
        frame=frame,
        features=roles.features,
        target=roles.targets[0],
        ignored=tuple(name for name in opened.columns if name not in roles.all),
        description=known.description if known else f"{counted(frame.height, 'row')} of {opened.where}.",
        recommended=dict(known.recommended) if known and roles.are_default_targets else {},
        other_targets=roles.targets[1:],
        sequence=roles.sequence,
        forms=typed.forms,
        notes=typed.notes,
    )


@dataclass(frozen=True)
class ColumnRoles:
    """The columns of a source that become targets, features and the sequence column of a table.

    ``are_default_targets`` says whether the targets are those the source has by default.
    """

    targets: tuple[str, ...]
    features: tuple[str, ...]
    sequence: str | None
    are_default_targets: bool

    @property
    def all(self) -> tuple[str, ...]:
        """All of these columns, in the order of a table's frame."""
        return (*(() if self.sequence is None else (self.sequence,)), *self.features, *self.targets)


def choose_columns(
    source: Source,
    known: BuiltIn | None,
    target: str | Sequence[str] | None,
    features: Sequence[str] | None,
    sequence: str | None,
) -> ColumnRoles:
    """Return the roles as for `load_table`; TableError for missing or repeated columns, or an empty role."""
    names = source.columns
    if len(names) < 2:
        raise TableError(
            f"{source.where} has {'only one column, ' + repr(names[0]) if names else 'no columns'}: "
            "a table needs a target and at least one feature"
        )
    named_features, named_targets = _as_tuple(features), _as_tuple(target)
    default = names[-known.n_targets :] if known else names[-1:]
    targets = default if named_targets is None else named_targets
    for name in (*(named_features or ()), *targets, *(() if sequence is None else (sequence,))):
        if name not in names:
            columns = f"its columns: {listing(names)}"
            raise TableError(f"no column {name!r} in {source.where} ({columns}){nearest(name, names)}")
    if not targets:
        raise TableError(
            "no target is named: name one or more (--target), or leave the option out to use the last column"
        )
    if sequence is None and known and known.sequence not in (*targets, *(named_features or ())):
        sequence = known.sequence
    rule = " (by default the last column is)" if named_targets is None else ""
    if sequence in targets:
        raise TableError(
            f"{sequence!r} is the target{rule} and cannot be the sequence column too: name another "
            "target (--target) or another sequence column (--sequence)"
        )
    if named_features is None:
        others = tuple(name for name in names if name not in (*targets, sequence))
        if not others:
            raise TableError(
                f"{source.where} has no column left to predict {listing(targets)} from: name fewer targets"
            )
        named_features = tuple(name for name in (known.features if known else ()) if name in others) or others
    _check_roles(targets, named_features, sequence, rule)
    return ColumnRoles(targets, named_features, sequence, targets == default)


def _check_roles(
    targets: tuple[str, ...], features: tuple[str, ...], sequence: str | None, rule: str
) -> None:
    """Raise TableError if there are no features, or a column has two roles or is named twice."""
    if not features:
        raise TableError(
            "no features are named: name one or more (--features), or leave the option out to use all columns"
        )
    for role, names in (("targets", targets), ("features", features)):
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise TableError(f"{role} are named twice: {listing(doubled)}; name each once")
    if both := [name for name in targets if name in features]:
        remedy = "name another target (--target) or other features (--features)"
        raise TableError(f"{both[0]!r} is the target{rule} and cannot be a feature too: {remedy}")
    if sequence in features:
        raise TableError(
            f"{sequence!r} is the sequence column and cannot be a feature too: name other features "
            "(--features) or another sequence column (--sequence)"
        )


def _as_tuple(names: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Return names as a tuple; a single name may be given without a list."""
    return (names,) if isinstance(names, str) else None if names is None else tuple(names)


def digest(frame: polars.DataFrame) -> str:
    """Return the SHA-256 of a plain frame's names, types, missing values and values, as 64 hex digits."""
    total = hashlib.sha256()
    for column in frame.iter_columns():
        head = f"{column.name}\0{type_name(column.dtype)}\0{len(column)}\0"
        total.update(hashlib.sha256(head.encode()).digest())
        for first in range(0, len(column), _SLICE):
            values = column.slice(first, _SLICE)
            total.update(np.packbits(values.is_null().to_numpy()).tobytes())
            total.update(_bytes(values))
    return total.hexdigest()


def _bytes(values: polars.Series) -> bytes:
    """Return the values as bytes that are the same on every machine."""
    import polars

    dtype = values.dtype
    if dtype.is_integer():
        return values.fill_null(0).to_numpy().astype("<i8" if dtype.is_signed_integer() else "<u8").tobytes()
    if dtype.is_float():
        return (values.fill_null(0).to_numpy().astype("<f8") + 0.0).tobytes()  # + 0.0: -0.0 becomes 0.0
    if dtype == polars.Boolean:
        return values.fill_null(False).to_numpy().astype("u1").tobytes()
    if dtype == polars.String:
        return b"".join(
            len(text).to_bytes(8, "little") + text
            for text in (value.encode() for value in values.fill_null(""))
        )
    return repr(values.to_list()).encode()
