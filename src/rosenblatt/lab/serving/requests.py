"""The bodies of requests: read up to a size and within a time, and checked before anything is computed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError
from rosenblatt.lab.limits import BODY_SECONDS, MOST_BYTES, MOST_JSON, LimitError, read_json
from rosenblatt.storage.container import KEY

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T")

ARRAYS = "application/octet-stream"
_WIDTH = 8


async def read_body(request: Request, most: int = MOST_BYTES) -> bytes:
    """Return the body; a LimitError if it is longer than ``most`` bytes, or takes too long to arrive."""
    claimed = request.headers.get("content-length", "0")
    if claimed.isdecimal() and int(claimed[:20]) > most:
        raise LimitError(f"the body of a request has at most {most:,} bytes, got {int(claimed[:20]):,}")
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                found += chunk
                if len(found) > most:
                    raise LimitError(f"the body of a request has at most {most:,} bytes, got more")
    except TimeoutError:
        raise LimitError(f"the body of a request must arrive within {BODY_SECONDS:g} seconds") from None
    return bytes(found)


async def read_values(request: Request) -> tuple[Mapping[str, object], dict[str, NDArray[np.float64]]]:
    """Return the JSON object of a request and its arrays of float64.

    The body is JSON, or, with the type ``application/octet-stream``, arrays in the layout of safetensors: the
    length of the header in eight bytes; the header, JSON that has for each array its ``dtype`` (``"F64"``),
    ``shape`` and ``data_offsets``, and as ``__metadata__`` the text of the JSON object under
    ``"rosenblatt"``; then the arrays, one after the other.
    """
    is_arrays = request.headers.get("content-type", "").split(";")[0].strip().lower() == ARRAYS
    body = await read_body(request, MOST_BYTES if is_arrays else MOST_JSON)
    return read_arrays(body) if is_arrays else (read_json(body), {})


def read_arrays(body: bytes) -> tuple[Mapping[str, object], dict[str, NDArray[np.float64]]]:
    """Return the JSON object and the arrays of a body: see `read_values`."""
    n_header = int.from_bytes(body[:_WIDTH], "little")
    if len(body) < _WIDTH or n_header > len(body) - _WIDTH:
        raise ModelFileError("the arrays of the request are cut off: reload the page")
    header = dict(read_json(body[_WIDTH : _WIDTH + n_header]))
    described = header.pop("__metadata__", None)
    text = described.get(KEY) if isinstance(described, dict) else None
    if not isinstance(text, str):
        raise ModelFileError("the arrays of the request come without their JSON: reload the page")
    data = body[_WIDTH + n_header :]
    found, end = {}, 0
    for name, entry in header.items():
        found[name], end = _array(name, entry, data, end)
    if end != len(data):
        raise ModelFileError("the arrays of the request do not end where its body does: reload the page")
    return read_json(text.encode()), found


def _array(name: str, entry: object, data: bytes, start: int) -> tuple[NDArray[np.float64], int]:
    """Return the array that begins at a place, and where it ends."""
    values = entry if isinstance(entry, dict) else {}
    shape, offsets = values.get("shape"), values.get("data_offsets")
    counts = shape if isinstance(shape, list) else [-1]
    if not all(type(n) is int and 0 <= n <= MOST_BYTES for n in counts) or len(counts) > 2:
        raise ModelFileError(f"the array {name!r:.40} must have one or two dimensions: reload the page")
    end = start + 8 * math.prod(counts)
    if values.get("dtype") != "F64" or offsets != [start, end] or end > len(data):
        raise ModelFileError(
            f"the array {name!r:.40} must be float64 at the bytes {start} to {end}, got {str(offsets)[:40]}: "
            "reload the page"
        )
    return np.frombuffer(data, "<f8", math.prod(counts), start).astype(np.float64).reshape(counts), end


def checked(values: Mapping[str, object], name: str, kind: type[T], default: T) -> T:
    """Return a value of a request by its name; a ModelFileError if it is of another kind."""
    value = values.get(name, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ModelFileError(f"{name} must be {kind.__name__}, got {value!r:.60}: reload the page")
    return value
