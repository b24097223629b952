"""Writing files atomically."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path to write to; it replaces ``path`` only if the block succeeds.

    It is flushed before it is renamed. A file that is not regular (a pipe, ``/dev/null``) is never replaced
    but written to.
    """
    final = Path(os.path.realpath(path))
    if final.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file")
    if not final.parent.is_dir():
        raise FileNotFoundError(f"{final.parent} does not exist: make that folder first")
    if final.exists() and not final.is_file():
        yield final
        return
    temporary = final.with_name(f".{final.name[:100]}.{secrets.token_hex(4)}")
    try:
        with blamed(path):
            yield temporary
            flush(temporary)
            temporary.replace(final)
            flush_folder(final.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def blamed(path: str | os.PathLike[str]) -> Iterator[None]:
    """Name ``path`` in an OSError of the block, which has no name or only a temporary one."""
    try:
        yield
    except OSError as error:
        if error.strerror is None:
            raise OSError(f"{path}: {error}") from None
        error.filename = str(path)
        raise


def flush(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk, so that a rename survives a loss of power."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
