"""Model files: a network and its preparation, safe to load from strangers.

The bytes are described in docs/file-format.md. The reader computes from the metadata what all the rest of the
file must be, and takes it only if it is exactly that.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import ModelFileError
from rosenblatt.model.metadata import Metadata
from rosenblatt.model.model import Model
from rosenblatt.network import Network
from rosenblatt.network.checks import LEARNED
from rosenblatt.network.network import context_sizes
from rosenblatt.storage import Layout, given_path, read_tensors, write_tensors

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
    metadata, tensors, begin = Metadata.of(model), {}, 0
    for each in _layouts(metadata):
        end = begin + math.prod(each.shape)
        tensors[each.name] = network.parameters[begin:end].reshape(each.shape)
        begin = end
    write_tensors(path, metadata.to_dict(), tensors)


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
    metadata = Metadata.checked(values)
    sizes = metadata.layer_sizes
    n_needed = _n_tensors(metadata) if len(sizes) > 1 else -1
    if n_tensors != n_needed:
        raise ModelFileError(
            f"it has {n_tensors} tensors; {len(sizes) - 1} layers need weights and biases each"
            + ("" if metadata.cell is None else f", and with their context neurons {n_needed} in all")
        )
    n_expected = n_data + 1 if max(sizes) > n_data else sum(each.n_bytes for each in _layouts(metadata))
    if n_expected != n_data:
        word = "truncated" if n_expected > n_data else "altered"
        raise ModelFileError(
            f"it is {word}: {n_data} bytes of data do not fit layers of {sizes!r:.80}; fetch it again"
        )
    return _layouts(metadata)


def _n_tensors(metadata: Metadata) -> int:
    contexts = _contexts(metadata)
    learned = len(contexts) if metadata.initial_context == LEARNED else 0
    return 2 * len(metadata.layer_sizes) - 2 + len(contexts) + learned


def _contexts(metadata: Metadata) -> dict[int, int]:
    """Context neurons of each layer that has any."""
    sizes = context_sizes(tuple(metadata.layer_sizes), metadata.cell)
    return {layer: size for layer, size in enumerate(sizes) if size}


def _layouts(metadata: Metadata) -> list[Layout]:
    """What the flat vector of parameters is made of, in its order."""
    sizes, dtype, contexts = metadata.layer_sizes, metadata.dtype, _contexts(metadata)
    layouts: list[Layout] = []
    for k, shape in enumerate(pairwise(sizes)):
        layouts.append(Layout(f"weights.{k}", dtype, shape))
        if k in contexts:
            layouts.append(Layout(f"context.{k}", dtype, (contexts[k], shape[1])))
    layouts += [Layout(f"biases.{k}", dtype, (size,)) for k, size in enumerate(sizes[1:])]
    if metadata.initial_context == LEARNED:
        layouts += [Layout(f"starts.{k}", dtype, (size,)) for k, size in contexts.items()]
    return layouts


def _build(values: Mapping[str, object], tensors: Mapping[str, FloatArray]) -> Model:
    metadata = Metadata.checked(values)
    parameters = np.concatenate([each.ravel() for each in tensors.values()])
    if not np.isfinite(parameters).all():
        raise ModelFileError("it holds parameters that are infinite or not a number: train it anew")
    network = Network(
        metadata.layer_sizes,
        metadata.activations,
        parameters,
        output_groups=metadata.output_groups,
        cell=metadata.cell,
        initial_context=metadata.initial_context,
    )
    classes = None if metadata.classes is None else tuple(metadata.classes)
    preparation = _preparation(metadata.preparation)
    return Model(
        metadata.kind, metadata.task, network, preparation, classes, metadata.predict_at, metadata.sequence
    )


def _preparation(values: Mapping[str, object] | None) -> Preparation | None:
    if values is None:
        return None
    from rosenblatt.data import Preparation

    try:
        return Preparation.from_dict(values)
    except ValueError as error:
        raise ModelFileError(f"its preparation is impossible: {error}") from None
