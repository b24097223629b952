"""Model files: a network and its preparation, safe to load from strangers.

The bytes are described in docs/file-format.md. The reader computes from the metadata what all the rest of the
file must be, and takes it only if it is exactly that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import ModelFileError
from rosenblatt.modelfile.metadata import Metadata
from rosenblatt.modelfile.model import Model
from rosenblatt.network import Network
from rosenblatt.tensorfile import Layout, given_path, read_tensors, write_tensors

if TYPE_CHECKING:
    from rosenblatt.data import Preparation

FILE_NAME = "model.safetensors"
WHAT = "model file"


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
    weights = {f"weights.{k}": each for k, each in enumerate(network.weights)}
    biases = {f"biases.{k}": each for k, each in enumerate(network.biases)}
    write_tensors(path, Metadata.of(model).to_dict(), weights | biases)


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
    path = given_path(path, WHAT)
    if os.path.isdir(path):  # which asks without raising
        path = path / FILE_NAME
    return read_tensors(path, _expected, _build, WHAT)


def _expected(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    """All weights, then all biases, just as in the flat vector of parameters."""
    metadata = Metadata.checked(values)
    sizes = metadata.layer_sizes
    if n_tensors != 2 * len(sizes) - 2:
        raise ModelFileError(
            f"it has {n_tensors} tensors; {len(sizes) - 1} layers need weights and biases each"
        )
    n_expected = n_data + 1 if max(sizes) > n_data else _n_bytes(sizes, metadata.dtype)
    if n_expected != n_data:
        word = "truncated" if n_expected > n_data else "altered"
        raise ModelFileError(
            f"it is {word}: {n_data} bytes of data do not fit layers of {sizes!r:.80}; fetch it again"
        )
    layers = list(pairwise(sizes))
    weights = [Layout(f"weights.{k}", metadata.dtype, shape) for k, shape in enumerate(layers)]
    return weights + [Layout(f"biases.{k}", metadata.dtype, shape[1:]) for k, shape in enumerate(layers)]


def _n_bytes(sizes: Sequence[int], dtype: str) -> int:
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes)) * np.dtype(dtype).itemsize


def _build(values: Mapping[str, object], tensors: Mapping[str, FloatArray]) -> Model:
    metadata = Metadata.checked(values)
    parameters = np.concatenate([each.ravel() for each in tensors.values()])
    if not np.isfinite(parameters).all():
        raise ModelFileError("it holds parameters that are infinite or not a number: train it anew")
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
