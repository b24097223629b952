"""A text table that is read in blocks of whole records, so that the memory needed is bounded."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rosenblatt.data.batches import ROWS
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.csv_file import (
    SPACES,
    Layout,
    layout_of,
    parsed,
    reader_of,
    records,
    rewritten,
    stray_quote,
)
from rosenblatt.data.sources.stores import Store, recut_frames
from rosenblatt.data.sources.texts import filled_rows, named_columns, rows_of
from rosenblatt.data.sources.unpacking import Content
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars

_BLOCK = 2**20
_MOST = 2**26
"""Bytes without the end of a record, beyond which a quote must be wrong."""
_BLANK_LINES = re.compile(rb"\A(?:[ \t\r]*\n)+")


class TextStore(Store):
    """The columns of a text table as text that was written; the rules are those of `open_csv`.

    Blocks of the file are cut after whole records. Where one does not have the header's form, the file is
    read record by record from there on.
    """

    def __init__(self, content: Content, reading: Reading, *, is_tsv: bool = False) -> None:
        import polars

        self._content, self._layout = content, layout_of(content, reading, is_tsv=is_tsv)
        self._by_record = self._layout.separator == SPACES
        self.decimal_comma = self._layout.separator == ";"
        self._state = _state(content)
        names = self._layout.names
        if "" in names:
            names = self._named()
        self._place_of = {name: place for place, name in enumerate(names) if name}
        n_rows = None if self._layout.has_samples else 0
        super().__init__(dict.fromkeys(self._place_of, polars.String()), n_rows, content.where)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns, or all, without blank lines."""
        return recut_frames(self.pieces(names))

    def pieces(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns as they are read."""
        import polars

        names = self.columns if names is None else names
        if not self._layout.has_samples:
            return
        places = [self._place_of[name] for name in names]
        n_rows = 0
        for columns in self._blocks():
            n_rows += len(columns[0])
            yield polars.DataFrame(
                [columns[place].alias(name) for place, name in zip(places, names, strict=True)]
            )
        self.n_rows = n_rows

    def _named(self) -> tuple[str, ...]:
        """Return the columns' names, ``""`` for those that `named_columns` leaves out."""
        import polars

        names = self._layout.names
        filled = [""] * len(names)
        for columns in self._blocks() if self._layout.has_samples else ():
            for place, column in enumerate(columns):
                if not filled[place]:
                    texts = column.drop_nulls().str.strip_chars()
                    filled[place] = next(iter(texts.filter(texts != "").head(1)), "")
        stand_ins = [polars.Series([text]) for text in filled]
        named = named_columns(names, stand_ins, self._content.where)
        kept = [place for place, text in enumerate(stand_ins) if any(text is each for each in named.values())]
        found = [""] * len(names)
        for place, name in zip(kept, named, strict=True):
            found[place] = name
        return tuple(found)

    def _blocks(self) -> Iterator[list[polars.Series]]:
        """Yield the columns of one block after the other, without blank rows."""
        if _state(self._content) != self._state:
            raise TableError(f"{self._content.where} was changed while it was read: start again")
        n_rows = 0
        if not self._by_record:
            try:
                for columns in self._regular():
                    n_rows += len(columns[0])
                    yield columns
                return
            except _IrregularError:
                width = len(self._layout.names)
                if all(len(values) == width for values in records(self._content, self._layout)):
                    raise stray_quote(self._content) from None
                self._by_record = True
        yield from self._record_by_record(n_rows)

    def _regular(self) -> Iterator[list[polars.Series]]:
        from polars.exceptions import PolarsError

        width, separator = len(self._layout.names), self._layout.separator
        with _opened(self._content) as file:
            for whole in _cut(file, self._layout.before):
                block = _BLANK_LINES.sub(b"", whole, count=1)  # the first line tells polars the width
                if not block.strip():
                    continue
                try:
                    columns = parsed(block, separator, 0)
                except PolarsError as error:
                    raise _IrregularError from error
                filled = filled_rows(columns)
                if len(columns) != width or (
                    columns[-1].gather(filled).null_count() and not _are_whole(block, self._layout)
                ):
                    raise _IrregularError
                if len(filled):
                    yield rows_of(columns, filled)

    def _record_by_record(self, n_skipped: int) -> Iterator[list[polars.Series]]:
        from polars.exceptions import PolarsError

        found = islice(records(self._content, self._layout), n_skipped, None)
        while part := list(islice(found, ROWS)):
            try:
                columns = parsed(rewritten(part, len(self._layout.names)), ",", 0)
            except PolarsError as error:
                raise stray_quote(self._content) from error
            if len(columns) != len(self._layout.names):
                raise stray_quote(self._content)
            yield rows_of(columns, filled_rows(columns))


class _IrregularError(Exception):
    """A block has not the form of the header."""


def _state(content: Content) -> object:
    """What changes if a file is written again."""
    if isinstance(content.data, bytes):
        return len(content.data)
    found = content.data.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _opened(content: Content) -> BinaryIO:
    return content.data.open("rb") if isinstance(content.data, Path) else io.BytesIO(content.data)


def _cut(file: BinaryIO, before: int) -> Iterator[bytes]:
    """Yield blocks that end after a record: at a line feed with an even number of quotes before it."""
    for _ in range(before):
        file.readline()
    rest = b""
    if file.tell() == 0:
        rest = file.read(3).removeprefix(codecs.BOM_UTF8)
    while read := file.read(_BLOCK):
        rest += read
        end, n_quotes = len(rest), rest.count(b'"')
        while (place := rest.rfind(b"\n", 0, end)) >= 0:
            n_quotes -= rest.count(b'"', place, end)
            if n_quotes % 2 == 0:
                break
            end = place
        if place >= 0:
            yield rest[: place + 1]
            rest = rest[place + 1 :]
        elif len(rest) > _MOST:
            raise _IrregularError
    if rest:
        yield rest


def _are_whole(block: bytes, layout: Layout) -> bool:
    """Whether all records of a block have as many values as the header has names."""
    text = io.TextIOWrapper(io.BytesIO(block), encoding="utf-8", newline="")
    try:
        rows = reader_of(text, layout.separator, strict=True)
        return all(len(row) == len(layout.names) for row in rows if any(value.strip() for value in row))
    except (csv.Error, UnicodeDecodeError):
        return False
