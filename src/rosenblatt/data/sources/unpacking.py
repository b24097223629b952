"""What a file holds, by its first bytes: text, perhaps compressed or in another encoding, or a workbook.

Nothing is decided by the name alone, because files are renamed: ``.csv`` may be a workbook, gzip or UTF-16.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Literal

from rosenblatt.errors import TableError, listing

PACKED_ENDINGS = (".gz", ".zst", ".bz2", ".xz", ".zip")

_HEAD = 4096
_ZSTD, _ZIP = b"\x28\xb5\x2f\xfd", (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORKBOOK, _PARQUET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_DAMAGED = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
_DECOMPRESSORS: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress,
    b"BZh": bz2.decompress,
    b"\xfd7zXZ\x00": lzma.decompress,
}
_PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Content:
    """The content of a file: a path, or bytes if it had to be changed; ``name`` is that of the table.

    Text is UTF-8, perhaps with a byte order mark, and its lines end with a line feed. ``where`` is its place
    for messages.
    """

    kind: Literal["text", "workbook", "parquet"]
    data: Path | bytes
    name: str
    where: str


def is_packed(head: bytes) -> bool:
    """Whether a file's first bytes are those of a compressed file, an archive or a workbook."""
    return head.startswith((*_DECOMPRESSORS, _ZSTD, *_ZIP, _OLD_WORKBOOK))


def holds_parquet(path: Path) -> bool:
    """Whether a file is named or begins like a Parquet file."""
    return path.suffix.lower() == ".parquet" or _head(path).startswith(_PARQUET)


def unpack(data: Path | bytes, name: str, where: str) -> Content:
    """Find what a file or bytes hold; text is decompressed and converted to UTF-8.

    Raises TableError when compressed data is damaged, an archive does not hold exactly one table, text cannot
    be decoded, or it is a web page.
    """
    return _unpacked(Content("text", data, name, where))


def _unpacked(content: Content) -> Content:
    head = _head(content.data)
    if head.startswith(_PARQUET):
        return replace(content, kind="parquet")
    if head.startswith(_OLD_WORKBOOK):
        return replace(content, kind="workbook")
    if head.startswith(_ZIP):
        return _unzipped(content)
    for magic, read in _DECOMPRESSORS.items():
        if head.startswith(magic):
            return _unpacked(replace(content, data=_decompressed(content, read), name=_inner(content.name)))
    if head.startswith(_ZSTD):
        return _unpacked(replace(content, data=_from_zstd(content), name=_inner(content.name)))
    if head.lstrip().lower().startswith(_PAGES):
        raise TableError(
            f"{content.where} is a web page (HTML), not a table: download the file itself (on GitHub: "
            "'Raw'), or save the table as CSV"
        )
    return replace(content, data=_as_utf8(content, head))


def _head(data: Path | bytes) -> bytes:
    if isinstance(data, bytes):
        return data[:_HEAD]
    with data.open("rb") as file:
        return file.read(_HEAD)


def _bytes(data: Path | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.read_bytes()


def _inner(name: str) -> str:
    """Return the name of a table without the ending of a text, which was inside that of a compressed file."""
    path = PurePath(name)
    return path.stem if path.suffix.lower() in (".csv", ".tsv", ".txt", ".dat", ".data", ".parquet") else name


# ---- Compressed files ----------------------------------------------------------------------------


def _decompressed(content: Content, read: Callable[[bytes], bytes]) -> bytes:
    try:
        return read(_bytes(content.data))
    except _DAMAGED as error:
        raise _damaged(content.where, error) from error


def _from_zstd(content: Content) -> bytes:
    """Decompress text by polars, because Python has no zstd before version 3.14."""
    import polars
    from polars.exceptions import PolarsError

    try:
        lines = polars.read_csv(
            _bytes(content.data), separator="\0", quote_char=None, has_header=False, infer_schema=False
        )
    except (PolarsError, OSError) as error:
        raise _damaged(content.where, error) from error
    return "\n".join(lines.to_series().fill_null("").to_list()).encode() + b"\n"


def _unzipped(content: Content) -> Content:
    """Return the one table of an archive, or the archive itself if it is a workbook."""
    data = content.data
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names or "content.xml" in names:
                return replace(content, kind="workbook")
            tables = [name for name in names if not name.endswith("/") and not name.startswith("__MACOSX/")]
            inner = archive.read(tables[0]) if len(tables) == 1 else b""
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        raise _damaged(content.where, error) from error
    if len(tables) != 1:
        held = f"holds {listing(tables, 5)}" if tables else "holds no file"
        raise TableError(
            f"{content.where} is a zip archive that {held}: unpack it, and give the path of the table"
        )
    return _unpacked(Content("text", inner, PurePath(tables[0]).stem, f"{tables[0]} in {content.where}"))


def _damaged(where: str, error: BaseException) -> TableError:
    reason = str(error).partition("\n")[0] or type(error).__name__
    return TableError(f"{where} cannot be decompressed ({reason}): copy or download the file again")


# ---- Encodings -----------------------------------------------------------------------------------


def _as_utf8(content: Content, head: bytes) -> Path | bytes:
    """Return text in UTF-8 with line feeds; a path if the file has this form already."""
    data = content.data
    if encoding := _encoding_of(head):
        try:
            data = _bytes(data).decode(encoding).encode()
        except UnicodeError as error:
            raise TableError(
                f"{content.where} begins like {encoding.upper()} text, but is not ({error}): save it as UTF-8"
            ) from error
    if b"\r" in head and b"\n" not in head and b"\0" not in head:  # the line ends of old Macintosh programs
        text = _bytes(data)
        data = text if b"\n" in text else text.replace(b"\r", b"\n")
    return data


def _encoding_of(head: bytes) -> str | None:
    """Return the encoding of text whose characters have two or four bytes, else None."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    high, low = head[:64:2], head[1:64:2]  # without a mark, plain letters leave every other byte zero
    if len(head) >= 8 and not any(low) and all(high):
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 8 and not any(high) and all(low) else None
