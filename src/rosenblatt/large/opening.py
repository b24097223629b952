"""Opening a table that need not fit in memory: a file, several parts, or a folder of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.builtin.catalogue import builtin_names
from rosenblatt.data.sources.frames import Source as WholeTable
from rosenblatt.data.sources.reading import FILE_KINDS, content_of, is_tsv, open_source, read_columns
from rosenblatt.data.sources.stores import FrameStore, MemoryStore, ParquetStore, Store
from rosenblatt.data.sources.text_store import TextStore
from rosenblatt.data.sources.typed_stores import TypedStore, type_store, type_text_store
from rosenblatt.data.sources.unpacking import PACKED_ENDINGS, holds_parquet
from rosenblatt.data.values.typed import Form
from rosenblatt.errors import TableError, counted, listing

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame, IntoLazyFrame

    Given = (
        str
        | os.PathLike[str]
        | Sequence[str | os.PathLike[str]]
        | IntoDataFrame
        | IntoLazyFrame
        | Callable[[], Iterable[object]]
    )


class Typing(Protocol):
    """Gives some columns of a table the types of their values; parameters are those of `type_columns`."""

    def __call__(
        self, names: Sequence[str], known: Mapping[str, Form] | None, plain: Collection[str], /
    ) -> TypedStore:
        """Return the columns in their types."""


@dataclass(frozen=True)
class Opened:
    """A table whose columns are known; ``typed`` reads them."""

    name: str
    where: str
    columns: tuple[str, ...]
    typed: Typing


def typed_rows(
    opened: Opened,
    names: Sequence[str],
    known: Mapping[str, Form] | None = None,
    plain: Collection[str] = (),
) -> TypedStore:
    """Return the named columns in their types; raise TableError if the table has no rows."""
    typed = opened.typed(names, known, plain)
    if typed.store.height == 0:
        columns = listing(opened.columns)
        raise TableError(f"{opened.where} has the columns {columns} and no rows: add a row for each sample")
    return typed


def open_in_batches(source: Given, reading: Reading) -> Opened:
    """Open a table, so that its columns are known; raise TableError when it cannot be read."""
    if callable(source):
        return _stored(FrameStore(source), "table", reading)
    paths = _paths(source)
    if paths is None:
        return _whole(open_source(source, reading), reading)  # type: ignore[arg-type]
    if len(paths) == 1 and not holds_parquet(paths[0]):
        return _open_other(paths[0], _where(source, paths), reading)
    if others := [path for path in paths if not holds_parquet(path)]:
        raise TableError(
            f"the parts of a table must be Parquet files, got {listing([path.name for path in others], 3)}: "
            "write each part as Parquet, or give one file"
        )
    return _stored(ParquetStore(paths, _where(source, paths)), paths[0].stem, reading)


def _stored(store: Store, name: str, reading: Reading) -> Opened:
    def typed(
        names: Sequence[str], known: Mapping[str, Form] | None, plain: Collection[str], /
    ) -> TypedStore:
        return type_store(store.only(names), reading, known, plain=plain)

    return Opened(name, store.where, store.columns, typed)


def _open_other(path: Path, where: str, reading: Reading) -> Opened:
    """Open a file that is not Parquet: text in batches, a workbook at once."""
    content = content_of(path, where)
    if content.kind != "text":
        return _whole(open_source(path, reading), reading)
    store = TextStore(content, reading, is_tsv=is_tsv(path))

    def typed(
        names: Sequence[str], known: Mapping[str, Form] | None, plain: Collection[str], /
    ) -> TypedStore:
        return type_text_store(store, names, reading, known, decimal_comma=store.decimal_comma, plain=plain)

    return Opened(content.name, where, store.columns, typed)


def _whole(source: WholeTable, reading: Reading) -> Opened:
    """Return a table that is read at once."""

    def typed(
        names: Sequence[str], known: Mapping[str, Form] | None, plain: Collection[str], /
    ) -> TypedStore:
        found = read_columns(source, names, reading, known, plain=plain)
        return TypedStore(MemoryStore(found.frame, source.where), found.forms, found.notes)

    return Opened(source.name, source.where, source.columns, typed)


def _paths(source: Given) -> list[Path] | None:
    """Return the files of a table; None for what is no path of a file, which `open_source` decides."""
    if isinstance(source, str | os.PathLike):
        path = Path(source).expanduser()
        if source == "-" or (isinstance(source, str) and source in builtin_names()):
            return None
        if path.is_dir():
            return _parts(path)
        return [path] if path.is_file() else None
    if not isinstance(source, Sequence) or not all(isinstance(each, str | os.PathLike) for each in source):
        return None
    if not source:
        raise TableError("no file is given: a table needs at least one part")
    found = [path for each in source for path in (_paths(each) or [])]
    if lacking := [str(each) for each in source if _paths(each) is None]:
        raise TableError(f"there is no file {listing(lacking, 3)}: give the paths of the table's parts")
    return found


def _parts(folder: Path) -> list[Path]:
    """Return the files of a folder in the order of their names, without hidden ones and _SUCCESS."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in "._")
    kinds = {path.suffix.lower() for path in paths}
    if not paths or not kinds <= {*FILE_KINDS, *PACKED_ENDINGS} or len(kinds) > 1:
        held = f"holds {counted(len(paths), 'file')} ({listing([path.name for path in paths], 3)})"
        raise TableError(
            f"{folder} is a folder that {held if paths else 'holds no file'}: the parts of a table are "
            "files of one kind, such as .parquet"
        )
    return paths


def _where(source: Given, paths: Sequence[Path]) -> str:
    """The place of a table for messages."""
    if isinstance(source, str | os.PathLike):
        return str(source)
    return str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {counted(len(paths) - 1, 'other part')}"
