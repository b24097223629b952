"""A table to train on: targets, the features to predict them from, and their source."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rosenblatt.data import suspects
from rosenblatt.data.columns import kind_of, labels_of, numbers_of, side_by_side, type_name
from rosenblatt.data.preparation.missing import missing_report, missing_text
from rosenblatt.data.reading import Reading
from rosenblatt.data.roles import ColumnRoles, choose_columns
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN, BuiltIn
from rosenblatt.data.sources.frames import Source, pick
from rosenblatt.data.sources.reading import open_source, read_columns
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.errors import TableError, TableWarning, counted, leave_out, listing

if TYPE_CHECKING:
    import polars
    from narwhals.typing import IntoDataFrame, IntoLazyFrame
    from numpy.typing import NDArray

    from rosenblatt.data.sources.stores import Columns

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
        Other columns of the source: not asked for, ignored, or left out.
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
        Sentences about the columns for the reader of a screen or a report: what was left out, what was read
        as what, and what looks odd. Empty for a built-in table.
    is_built_in : bool
        Whether it is a built-in table.
    is_default_target : bool
        Whether the target is the last column because no other one was named.
    ceiling : float or None
        Of generated rows the accuracy that no model can be expected to exceed; ``ceiling_text`` says why.
    steps : (str, int)
        What a step of a stream is called, and what is added to its number, counted from 1: of yearly values
        ``("year", 1699)``.
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
    forms: Mapping[str, NumberForm | DateForm] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    is_built_in: bool = False
    is_default_target: bool = False
    ceiling: float | None = None
    ceiling_text: str = ""
    steps: tuple[str, int] = ("step", 0)

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
            if (kind := kind_of(self.frame[name].dtype)) in ("text", "date"):
                held = "text" if kind == "text" else "dates"
                raise TableError(
                    f"column {name!r} holds {held}: convert it to numbers with a Preparation, or "
                    f"{leave_out([name])}"
                )
            samples[:, place] = numbers_of(self.frame[name])
        if lacking := missing_report(self.frame):
            raise TableError(
                f"values are missing in {missing_text(lacking, self.n_rows)}: "
                "drop these rows (drop_missing), or fill the values with a Preparation"
            )
        return samples, side_by_side([labels_of(self.frame[name]) for name in self.targets])


def load_table(
    source: str | os.PathLike[str] | IntoDataFrame | IntoLazyFrame | Source,
    *,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    ignore: str | Sequence[str] = (),
    keep: str | Sequence[str] | Literal[True] = (),
    sequence: str | None = None,
    reading: Reading | None = None,
) -> Table:
    """Load a table to train on.

    Parameters
    ----------
    source : str, path or data frame
        A built-in table's name (`builtin_names`), the path of a file, ``"-"`` for text on standard input, or
        a data frame of pandas, polars or Arrow. A file is text (.csv, .tsv, .txt, .dat, .data; the separator
        is found), Parquet, or a workbook (.xlsx, .xls, .ods; needs fastexcel); text may be UTF-8, UTF-16 or
        UTF-32, and compressed (.gz, .zst, .bz2, .xz, .zip). What a file holds decides, not its name. A
        ``Source`` is opened already.
    target : str or sequence of str, optional
        The column to predict, or several. Default: the LAST column of the source; some built-in tables have
        several targets.
    features : sequence of str, optional
        The columns to predict from, in this order. Default: all columns except the targets and the sequence
        column; some built-in tables use fewer. Other columns are not read.
    ignore : str or sequence of str, default=()
        Columns to leave out, as if the source did not have them.
    keep : str, sequence of str or True, default=()
        Features that would be left out otherwise: a text column of at least 20 rows in which at least 95 % of
        the texts are different identifies rows, and a column may have no value at all. True keeps every
        column. Columns named in ``features`` are kept, and a built-in table keeps all of its own.
    sequence : str, optional
        The column whose values say which rows form a sequence. Default: that of a built-in table, else none.
    reading : Reading, optional
        How the text of a file is read: lines to skip, a header or none, missing markers, signs in numbers.
        Default: as `Reading` describes.

    Raises
    ------
    TableError
        When the source cannot be read, has no rows or only one column, a named column is missing, or no
        feature is left.

    Warns
    -----
    TableWarning
        When columns are left out; it names them and the reason.

    Examples
    --------
    >>> iris = load_table("iris")
    >>> iris.target, iris.n_rows
    ('species', 150)
    """
    with gathered_warnings() as warned:
        opened = source if isinstance(source, Source) else open_source(source, reading)
    known = BUILT_IN.get(source) if isinstance(source, str) else None
    roles = choose_columns(opened, known, target, features, sequence, ignore, None if keep is True else keep)
    with gathered_warnings() as warned_later:
        typed = read_columns(
            opened, roles.all, reading, plain=() if roles.sequence is None else (roles.sequence,)
        )
    frame, chosen, notes = typed.frame, roles.features, (*warned, *warned_later, *typed.notes)
    if known is None:
        if keep is not True:
            chosen, left_out_notes = without_unsuitable(frame, roles, opened.where)
            left_out = {name for name in roles.features if name not in chosen}
            frame = pick(frame, [name for name in roles.all if name not in left_out])
            notes = (*left_out_notes, *notes)
        notes = (
            *notes,
            *suspects.notes(frame, chosen, roles.targets),
            *suspects.far_notes(frame.get_columns()),
        )
    frame_names = set(frame.columns)
    return Table(
        name=opened.name,
        source=opened.where,
        frame=frame,
        features=chosen,
        target=roles.targets[0],
        ignored=tuple(name for name in opened.columns if name not in frame_names),
        description=known.description if known else f"{counted(frame.height, 'row')} of {opened.where}.",
        recommended=dict(known.recommended) if known and roles.are_default_targets else {},
        other_targets=roles.targets[1:],
        sequence=roles.sequence,
        forms=typed.forms,
        notes=notes,
        is_built_in=known is not None,
        is_default_target=known is None and target is None,
        **_known_of(known, roles.are_default_targets),
    )


def _known_of(known: BuiltIn | None, are_default_targets: bool) -> dict[str, Any]:
    """What is known of a built-in table's rows, if they are predicted as intended."""
    if known is None:
        return {}
    ceiling = (known.ceiling, known.ceiling_text) if are_default_targets else (None, "")
    return {"ceiling": ceiling[0], "ceiling_text": ceiling[1], "steps": known.steps}


@contextmanager
def gathered_warnings() -> Iterator[list[str]]:
    """Gather the texts of warnings about the table, which are given nevertheless."""
    texts: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield texts
    texts += [str(each.message) for each in caught if issubclass(each.category, TableWarning)]
    for each in caught:
        warnings.warn(each.message, stacklevel=4)


def without_unsuitable(
    frame: Columns, roles: ColumnRoles, where: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the features without unsuitable columns, and the notes on these, given as warnings too."""
    found = suspects.left_out(frame, [name for name in roles.features if name not in roles.kept])
    if not found.columns:
        return roles.features, ()
    unsuitable = set(found.columns)
    features = tuple(name for name in roles.features if name not in unsuitable)
    if not features:
        raise TableError(
            f"{where} has no feature left to predict {listing(roles.targets)} from: "
            + "; ".join(found.sentences)
        )
    for sentence in found.sentences:
        warnings.warn(sentence, TableWarning, stacklevel=3)
    return features, found.sentences


def digest(frame: Columns) -> str:
    """Return the SHA-256 of a plain frame's names, types, missing values and values, as 64 hex digits."""
    import polars

    total = hashlib.sha256()
    for column in frame.iter_columns():
        kind = "time" if isinstance(column.dtype, polars.Datetime) else type_name(column.dtype)
        head = f"{column.name}\0{kind}\0{len(column)}\0"
        total.update(hashlib.sha256(head.encode()).digest())
        for first in range(0, len(column), _SLICE):
            values = column.slice(first, _SLICE)
            n_null = values.null_count()
            nulls = values.is_null().to_numpy() if n_null else np.zeros(len(values), bool)
            total.update(np.packbits(nulls).tobytes())
            total.update(_bytes(values))
    return total.hexdigest()


def _bytes(values: polars.Series) -> bytes:
    """Return the values as bytes that are the same on every machine."""
    import polars

    dtype = values.dtype
    if values.null_count() and dtype.is_numeric():
        values = values.fill_null(0)
    if dtype.is_integer():
        return values.to_numpy().astype("<i8" if dtype.is_signed_integer() else "<u8").tobytes()
    if dtype.is_float():
        return (values.to_numpy().astype("<f8") + 0.0).tobytes()  # + 0.0: -0.0 becomes 0.0
    if dtype == polars.Boolean:
        return values.fill_null(False).to_numpy().astype("u1").tobytes()
    if dtype == polars.String:
        return b"".join(
            len(text).to_bytes(8, "little") + text
            for text in (value.encode() for value in values.fill_null(""))
        )
    return repr(values.to_list()).encode()
