"""A fingerprint of a table: the same names, types and values give the same digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.columns import type_name

if TYPE_CHECKING:
    import polars

_SLICE = 65_536  # rows turned into bytes at a time; the digest depends on it, so it stays


def digest(frame: polars.DataFrame) -> str:
    """Return the SHA-256 of a frame's names, types, missing values and values.

    Parameters
    ----------
    frame : polars.DataFrame
        A plain frame, as `plain_frame` returns it.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
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
    """Return the values' bytes, the same on every machine."""
    import polars

    dtype = values.dtype
    if dtype.is_integer():
        return values.fill_null(0).to_numpy().astype("<i8" if dtype.is_signed_integer() else "<u8").tobytes()
    if dtype.is_float():
        return (values.fill_null(0).to_numpy().astype("<f8") + 0.0).tobytes()  # + 0.0: minus zero is zero
    if dtype == polars.Boolean:
        return values.fill_null(False).to_numpy().astype("u1").tobytes()
    if dtype == polars.String:
        return b"".join(
            len(text).to_bytes(8, "little") + text
            for text in (value.encode() for value in values.fill_null(""))
        )
    return repr(values.to_list()).encode()
