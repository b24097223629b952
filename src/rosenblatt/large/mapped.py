"""Tables and arrays in memory maps of files without a name: no private memory, whatever their size."""

from __future__ import annotations

import mmap
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from rosenblatt.data.sources.stores import temporary_folder
from rosenblatt.data.table import Table
from rosenblatt.data.table_source import TableSource
from rosenblatt.errors import TableError
from rosenblatt.large.prepared import require_disk

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mapped_array(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return an array of zeros in a memory map; TableError if the disk has no room for it."""
    n_bytes = 8 * int(np.prod(shape))
    if n_bytes == 0:
        return np.zeros(shape)
    require_disk(n_bytes)
    with tempfile.TemporaryFile(dir=temporary_folder()) as file:
        file.truncate(n_bytes)
        pages = mmap.mmap(file.fileno(), n_bytes)
    return np.frombuffer(pages, np.float64).reshape(shape)


def mapped_table(source: TableSource) -> Table:
    """Return a source as a table whose columns are in a memory map.

    Raises TableError if pyarrow, which the extra ``large`` brings, is not installed.
    """
    import polars

    try:
        import pyarrow
    except ImportError as error:
        raise TableError(
            "training with --memory needs pyarrow: pip install pyarrow (in a clone: pip install '.[large]'), "
            "or train on a part of the rows"
        ) from error
    with tempfile.TemporaryFile(dir=temporary_folder()) as file:
        writer: Any = None
        for frame in source.frames():
            part = frame.to_arrow(compat_level=polars.CompatLevel.oldest())
            if writer is None:
                writer = pyarrow.ipc.new_file(file, part.schema)
            writer.write_table(part)
        writer.close()
        file.flush()
        pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    whole = pyarrow.ipc.open_file(pyarrow.BufferReader(pyarrow.py_buffer(pages))).read_all()
    columns = polars.DataFrame(polars.from_arrow(whole, rechunk=False))
    return Table(
        name=source.name,
        source=source.where,
        frame=columns,
        features=source.features,
        target=source.target,
        ignored=source.ignored,
        description=source.description,
        other_targets=source.other_targets,
        forms=source.forms,
        notes=source.notes,
        is_default_target=source.is_default_target,
    )


def sampled(table: Table, n_rows: int, seed: int) -> Table:
    """Return a table of so many rows, drawn uniformly and in their order, with a note that says so."""
    from dataclasses import replace

    if n_rows >= table.n_rows:
        return table
    chosen = np.sort(np.random.RandomState(seed).permutation(table.n_rows)[:n_rows])
    note = (
        f"a uniform sample of {n_rows:,} of the {table.n_rows:,} rows is used, which fits in the memory "
        "given (--memory); to train on all rows: --model mlp"
    )
    frame = table.frame[chosen].rechunk()
    return replace(
        table,
        frame=frame,
        description=f"{table.description} {note[0].upper()}{note[1:]}.",
        notes=(note, *table.notes),
    )
