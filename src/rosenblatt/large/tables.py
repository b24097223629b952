"""open_table: a table of any size, opened as a source that is read in batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rosenblatt.data import suspects
from rosenblatt.data.reading import Reading
from rosenblatt.data.roles import choose_columns
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.data.sources.frames import Source as WholeTable
from rosenblatt.data.table import gathered_warnings, without_unsuitable
from rosenblatt.data.table_source import TableSource
from rosenblatt.large.opening import open_in_batches, typed_rows

if TYPE_CHECKING:
    import polars

    from rosenblatt.large.opening import Given


def open_table(
    source: Given,
    *,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    ignore: str | Sequence[str] = (),
    keep: str | Sequence[str] | Literal[True] = (),
    reading: Reading | None = None,
    with_notes: bool = False,
) -> TableSource:
    """Open a table that need not fit in memory.

    Parquet files are read in place. Other files are read once, their columns get the types that `load_table`
    gives them, and the typed values are kept in a temporary file without a name, which the system deletes
    with the process.

    Parameters
    ----------
    source : path, sequence of paths, data frame, or callable
        A file as `load_table` reads it, or a folder: all the files in it, in the order of their names.
        Several files are the parts of one table and need the same columns. A callable returns an iterable of
        data frames, the same for each pass.
    target, features, ignore, keep, reading
        As for `load_table`.
    with_notes : bool, default=False
        Whether to look for what is odd in the values, as `load_table` does; each column is read for it.

    Returns
    -------
    TableSource
        For ``Preparation.fit``, and if all columns are numbers for the ``fit`` of an estimator.

    Raises
    ------
    TableError
        When a file cannot be read, parts have different columns, or a named column is missing.

    Warns
    -----
    TableWarning
        When columns are left out; it names them and the reason.

    Examples
    --------
    >>> source = open_table("iris")
    >>> source.targets, source.n_rows
    (('species',), 150)
    """
    reading = reading or Reading()
    with gathered_warnings() as warned:
        opened = open_in_batches(source, reading)
    known = BUILT_IN.get(source) if isinstance(source, str) else None
    stand_in = WholeTable(opened.name, opened.where, opened.columns, _not_read)
    roles = choose_columns(stand_in, known, target, features, None, ignore, None if keep is True else keep)
    with gathered_warnings() as warned_later:
        typed = typed_rows(opened, roles.all, None, () if roles.sequence is None else (roles.sequence,))
    chosen, left_out = roles.features, tuple[str, ...]()
    if known is None and keep is not True:
        chosen, left_out = without_unsuitable(typed.store, roles, opened.where)
    store = typed.store.only((*chosen, *roles.targets))
    notes = (*warned, *warned_later, *typed.notes)
    if known is None and with_notes:
        notes = (
            *left_out,
            *notes,
            *suspects.notes(store, chosen, roles.targets),
            *suspects.far_notes(store.iter_columns()),
        )
    return TableSource(
        store,
        opened.name,
        chosen,
        roles.targets,
        ignored=tuple(name for name in opened.columns if name not in store.schema),
        forms=typed.forms,
        notes=notes,
        is_default_target=known is None and target is None,
    )


def _not_read(names: Sequence[str]) -> polars.DataFrame:
    raise NotImplementedError(f"{names} are read in batches")
