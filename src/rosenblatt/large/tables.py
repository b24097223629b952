"""open_table: a table of any size, opened as a source that is read in batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rosenblatt.data.reading import Reading
from rosenblatt.data.roles import choose_columns
from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.data.sources.frames import Source as WholeTable
from rosenblatt.data.table import gathered_warnings, without_unsuitable
from rosenblatt.data.table_source import TableSource
from rosenblatt.errors import TableError, listing
from rosenblatt.large.opening import open_in_batches

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
        typed = opened.typed(roles.all, None, () if roles.sequence is None else (roles.sequence,))
        if typed.store.height == 0:
            raise TableError(
                f"{opened.where} has the columns {listing(opened.columns)} and no rows: add a row for each "
                "sample"
            )
        chosen = roles.features
        if known is None and keep is not True:
            chosen, _ = without_unsuitable(typed.store, roles, opened.where)
    store = typed.store.only((*chosen, *roles.targets))
    return TableSource(
        store,
        opened.name,
        chosen,
        roles.targets,
        ignored=tuple(name for name in opened.columns if name not in store.schema),
        forms=typed.forms,
        notes=(*warned, *warned_later, *typed.notes),
        is_default_target=known is None and target is None,
    )


def _not_read(names: Sequence[str]) -> polars.DataFrame:
    raise NotImplementedError(f"{names} are read in batches")
