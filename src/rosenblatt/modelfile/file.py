"""Model files: a network and its preparation as safetensors, safe to load from strangers.

The bytes are described in docs/file-format.md. Nothing in a file is ever run or unpickled, and every name,
shape, type and size is checked before use: the reader computes from the metadata what all the rest of the
file must be, and takes it only if it is exactly that.
"""

from __future__ import annotations

import hashlib
import math
import os
import stat
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from rosenblatt._files import whole_file
from rosenblatt._typing import FloatArray
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.modelfile.canonical import dumps, loads
from rosenblatt.modelfile.metadata import DTYPES, Metadata, mapping
from rosenblatt.modelfile.model import Model
from rosenblatt.network import Network

if TYPE_CHECKING:
    from rosenblatt.data import Preparation

MAX_HEADER = 2**20
KEY = "rosenblatt"
FILE_NAME = "model.safetensors"


def save_model(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model file; it appears whole or not at all, and the same model gives the same bytes.

    Parameters
    ----------
    path : path-like
        Where to write it; by custom ``*.safetensors``.
    model : Model
        What to write.

    Raises
    ------
    ModelFileError
        If a parameter is infinite or not a number, or the header would pass 1 MiB.
    """
    network = model.network
    if not np.isfinite(network.parameters).all():
        raise ModelFileError(
            f"{path}: the model has parameters that are infinite or not a number: train it anew"
        )
    data = network.parameters.astype(network.dtype.newbyteorder("<"), copy=False)
    header = _header(Metadata.of(model), data)
    if len(header) > MAX_HEADER:
        raise ModelFileError(
            f"{path}: names, classes and layers take {len(header)} bytes, a header holds {MAX_HEADER}: "
            "drop text columns with many different values"
        )
    with whole_file(path) as temporary, temporary.open("wb") as handle:
        handle.write(len(header).to_bytes(8, "little"))
        handle.write(header)
        handle.write(data.data)


def load_model(path: str | os.PathLike[str]) -> Model:
    """Read a model file.

    Parameters
    ----------
    path : path-like
        A file that :func:`save_model` wrote, or a run's folder.

    Returns
    -------
    Model

    Raises
    ------
    ModelFileError
        If the file is missing, truncated, altered, hostile, or newer than this version; the message names the
        file, what is wrong and the remedy.
    """
    path = Path(path)
    if path.is_dir():
        path = path / FILE_NAME
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ModelFileError("it is no ordinary file")
        with path.open("rb") as handle:
            return _read(handle, os.fstat(handle.fileno()).st_size)
    except OSError as error:
        raise ModelFileError(f"cannot read the model file {path}: {error.strerror or error}") from None
    except UnicodeEncodeError:
        raise ModelFileError(
            f"cannot use the model file {path}: it holds half a character, so it was altered"
        ) from None
    except RosenblattError as error:
        raise ModelFileError(f"cannot use the model file {path}: {error}") from None


def _header(metadata: Metadata, data: FloatArray) -> bytes:
    """The safetensors header, padded with spaces to a multiple of eight bytes."""
    text = dumps({**metadata.to_dict(), "checksum": _checksum(metadata, data)})
    entries = {"__metadata__": {KEY: text}, **_entries(metadata.layer_sizes, metadata.dtype)}
    header = dumps(entries).encode()
    return header + b" " * (-len(header) % 8)


def _checksum(metadata: Metadata, data: FloatArray) -> str:
    """SHA-256 over the metadata's text and the data."""
    digest = hashlib.sha256(metadata.text().encode())
    digest.update(data.data)
    return digest.hexdigest()


def _entries(layer_sizes: Sequence[int], dtype: str) -> dict[str, object]:
    """Where each tensor lies: all weights, then all biases, just as in the flat vector of parameters."""
    layers = list(pairwise(layer_sizes))
    shapes = {f"weights.{k}": [fan_in, fan_out] for k, (fan_in, fan_out) in enumerate(layers)}
    shapes |= {f"biases.{k}": [fan_out] for k, (_, fan_out) in enumerate(layers)}
    entries: dict[str, object] = {}
    start = 0
    for name, shape in shapes.items():
        end = start + math.prod(shape) * np.dtype(dtype).itemsize
        entries[name] = {"dtype": DTYPES[dtype], "shape": shape, "data_offsets": [start, end]}
        start = end
    return entries


def _read(handle: BinaryIO, size: int) -> Model:
    header, n_data = _read_header(handle, size)
    entries, metadata, checksum = _parse(header)
    _check_tensors(entries, metadata, n_data)
    data = np.frombuffer(handle.read(n_data), dtype=np.dtype(metadata.dtype).newbyteorder("<"))
    if _checksum(metadata, data) != checksum or _header(metadata, data) != header:
        raise ModelFileError(
            "its checksum does not match its content: it was altered or damaged; fetch it again"
        )
    if not np.isfinite(data).all():
        raise ModelFileError("it holds parameters that are infinite or not a number: train it anew")
    return _build(metadata, data.astype(metadata.dtype))


def _read_header(handle: BinaryIO, size: int) -> tuple[bytes, int]:
    """Return the header, and how many bytes of data follow it."""
    if size < 8:
        raise ModelFileError(f"it is truncated: {size} bytes are too few for a header; fetch it again")
    n_header = int.from_bytes(handle.read(8), "little")
    if n_header > MAX_HEADER:
        raise ModelFileError(
            f"its header claims {n_header} bytes, {MAX_HEADER} are allowed: no model of ours, or damaged"
        )
    if n_header > size - 8:
        raise ModelFileError(
            f"it is truncated: its header claims {n_header} bytes, {size - 8} follow; fetch it again"
        )
    return handle.read(n_header), size - 8 - n_header


def _parse(header: bytes) -> tuple[Mapping[str, object], Metadata, object]:
    """Return the header's entries, the checked metadata and the checksum that stands in it."""
    try:
        entries = mapping("its header", loads(header.decode()))
    except UnicodeDecodeError:
        raise ModelFileError("its header is not text: no model of ours, or damaged") from None
    text = mapping("__metadata__", entries.get("__metadata__", {})).get(KEY)
    if not isinstance(text, str):
        raise ModelFileError(f"its metadata has no text {KEY!r}: no model of ours")
    values = dict(mapping(f"metadata {KEY!r}", loads(text)))
    checksum = values.pop("checksum", None)
    metadata = Metadata.checked(values)
    return entries, metadata, checksum


def _check_tensors(entries: Mapping[str, object], metadata: Metadata, n_data: int) -> None:
    """Check number, sizes, names, types and places of the tensors before anything of their size is made."""
    sizes = metadata.layer_sizes
    if len(entries) != 2 * len(sizes) - 1:
        raise ModelFileError(
            f"it has {len(entries) - 1} tensors; {len(sizes) - 1} layers need weights and biases each"
        )
    n_expected = n_data + 1 if max(sizes) > n_data else _n_bytes(sizes, metadata.dtype)
    if n_expected != n_data:
        word = "truncated" if n_expected > n_data else "altered"
        raise ModelFileError(
            f"it is {word}: {n_data} bytes of data do not fit layers of {sizes!r:.80}; fetch it again"
        )
    expected = _entries(sizes, metadata.dtype)
    for name, entry in entries.items():
        if name != "__metadata__" and entry != expected.get(name):
            raise ModelFileError(f"its tensor {name!r:.80} is {entry!r:.120}, expected {expected.get(name)}")


def _n_bytes(sizes: Sequence[int], dtype: str) -> int:
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes)) * np.dtype(dtype).itemsize


def _build(metadata: Metadata, parameters: FloatArray) -> Model:
    network = Network(
        metadata.layer_sizes, metadata.activations, parameters, output_groups=metadata.output_groups
    )
    classes = None if metadata.classes is None else tuple(metadata.classes)
    return Model(metadata.kind, metadata.task, network, _preparation(metadata.preparation), classes)


def _preparation(values: Mapping[str, object] | None) -> Preparation | None:
    if values is None:
        return None
    from rosenblatt.data import Preparation

    try:
        return Preparation.from_dict(values)
    except ValueError as error:
        raise ModelFileError(f"its preparation is impossible: {error}") from None
