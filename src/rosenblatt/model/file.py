"""Model files: a network or mixture and its preparation, safe to load if untrusted (docs/file-format.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError
from rosenblatt.model.mixtures import MixtureDescription
from rosenblatt.model.model import RECURRENT, TABULAR, Model
from rosenblatt.network import Network
from rosenblatt.network.checks import LEARNED
from rosenblatt.network.description import NetworkDescription, read_network
from rosenblatt.network.mixture import Mixture
from rosenblatt.storage.container import Layout, checked_format, given_path, read_tensors, write_tensors
from rosenblatt.storage.fields import Label, plain, read

if TYPE_CHECKING:
    from rosenblatt.data import Preparation

FORMAT = 1
FILE_NAME = "model.safetensors"
WHAT = "model file"

Classes: TypeAlias = tuple[Label | tuple[Label, ...], ...]


@dataclass(frozen=True)
class Metadata:
    """Metadata of a model file without its network; ``classes`` is a tuple of tuples for several targets."""

    classes: Classes | None
    format: int
    kind: Literal["perceptron", "mlp", "recurrent", "tabular"]
    preparation: Mapping[str, object] | None
    task: Literal["classification", "regression"]

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless either all classes are tuples or none is."""
        if len({isinstance(each, tuple) for each in self.classes or ()}) > 1:
            raise ModelFileError(f"classes must all be labels or all be lists, got {self.classes!r:.80}")


@dataclass(frozen=True)
class RecurrentMetadata(Metadata):
    """Metadata of a recurrent model's file without its network; see :class:`~rosenblatt.model.Model`."""

    predict_at: Literal["every", "last"]
    sequence: str | None


@dataclass(frozen=True)
class TabularMetadata(Metadata):
    """Metadata of a mixture's file."""

    mixture: MixtureDescription


def save_model(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model file atomically; the same model always gives the same bytes.

    Parameters
    ----------
    path : path-like
        The file, usually ``*.safetensors``.
    model : Model

    Raises
    ------
    ModelFileError
        If a parameter is infinite or not a number, or the header would be longer than 16 MiB.
    """
    if not model.is_finite:
        raise ModelFileError(
            f"{path}: the model has parameters that are infinite or not a number: train it again"
        )
    tensors = _tensors(model.predictor)
    write_tensors(path, _described(model), tensors)


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


def _tensors(predictor: Network | Mixture) -> dict[str, NDArray[Any]]:
    """The arrays of a file by name, in their order."""
    if isinstance(predictor, Mixture):
        return MixtureDescription.tensors(predictor)
    tensors: dict[str, NDArray[Any]] = {}
    begin = 0
    for each in _layouts(NetworkDescription.of(predictor)):
        end = begin + each.n_bytes // predictor.dtype.itemsize
        tensors[each.name] = predictor.parameters[begin:end].reshape(each.shape)
        begin = end
    return tensors


def _described(model: Model) -> dict[str, object]:
    """The metadata of a model's file, in the order of the alphabet."""
    preparation, mixture = model.preparation, model.mixture
    over_time = {"predict_at": model.predict_at, "sequence": model.sequence}
    predictor = (
        plain(NetworkDescription.of(model.network))
        if mixture is None
        else {"mixture": plain(MixtureDescription.of(mixture))}
    )
    return {
        **predictor,
        "classes": plain(model.classes),
        "format": FORMAT,
        "kind": model.kind,
        "preparation": None if preparation is None else preparation.to_dict(),
        "task": model.task,
        **(over_time if model.kind == RECURRENT else {}),
    }


def _read(values: Mapping[str, object]) -> tuple[NetworkDescription | MixtureDescription, Metadata]:
    """Read the metadata; a value is used only if it has the right type and is possible."""
    checked_format(values.get("format"), FORMAT)
    if values.get("kind") == TABULAR:
        found = read(TabularMetadata, values, "")
        return found.mixture, found
    description, others = read_network(values)
    return description, read(RecurrentMetadata if values.get("kind") == RECURRENT else Metadata, others, "")


def _expected(values: Mapping[str, object], n_tensors: int, n_data: int) -> list[Layout]:
    description, _ = _read(values)
    if isinstance(description, MixtureDescription):
        return description.layouts()
    sizes, contexts = description.layer_sizes, len(description.contexts)
    n_needed = 2 * len(sizes) - 2 + contexts * (2 if description.memory[1] == LEARNED else 1)
    if n_tensors != n_needed:
        raise ModelFileError(
            f"it has {n_tensors} tensors; {len(sizes) - 1} layers need weights and biases each"
            + (f", and with their context neurons {n_needed} in all" if contexts else "")
        )
    return _layouts(description)


def _layouts(description: NetworkDescription) -> list[Layout]:
    """The arrays in the flat vector of parameters, in their order."""
    sizes, dtype, contexts = description.layer_sizes, description.dtype, description.contexts
    layouts: list[Layout] = []
    for k, shape in enumerate(pairwise(sizes)):
        layouts.append(Layout(f"weights.{k}", dtype, shape))
        if k in contexts:
            layouts.append(Layout(f"context.{k}", dtype, (contexts[k], shape[1])))
    layouts += [Layout(f"biases.{k}", dtype, (size,)) for k, size in enumerate(sizes[1:])]
    if description.memory[1] == LEARNED:
        layouts += [Layout(f"starts.{k}", dtype, (size,)) for k, size in contexts.items()]
    return layouts


def _build(values: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> Model:
    description, metadata = _read(values)
    if isinstance(description, MixtureDescription):
        predictor: Network | Mixture = description.mixture(tensors)
    else:
        predictor = description.network(np.concatenate([each.ravel() for each in tensors.values()]))
    over_time = (metadata.predict_at, metadata.sequence) if isinstance(metadata, RecurrentMetadata) else ()
    preparation = _preparation(metadata.preparation)
    model = Model(metadata.kind, metadata.task, predictor, preparation, metadata.classes, *over_time)
    if not model.is_finite:
        raise ModelFileError("it holds parameters that are infinite or not a number: train it again")
    return model


def _preparation(values: Mapping[str, object] | None) -> Preparation | None:
    if values is None:
        return None
    from rosenblatt.data import Preparation

    try:
        return Preparation.from_dict(values)
    except ValueError as error:
        raise ModelFileError(f"its preparation is impossible: {error}") from None
