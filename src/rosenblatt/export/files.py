"""Exporting to a file, of the kind that its name asks for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.errors import RosenblattError, nearest
from rosenblatt.storage.whole_file import whole_file

if TYPE_CHECKING:
    from rosenblatt.model.held import TrainedModel

KINDS = (".onnx", ".py")


def check_kind(path: str | os.PathLike[str]) -> str:
    """Return the kind of file that a name asks for; raise RosenblattError if there is none such."""
    ending = Path(path).suffix.lower()
    if ending not in KINDS:
        raise RosenblattError(
            f"a model is exported to a file that ends in {' or '.join(KINDS)}, got {str(path)!r}"
            f"{nearest(ending, KINDS)}"
        )
    return ending


def export_model(model: TrainedModel, path: str | os.PathLike[str]) -> None:
    """Write a model for programs without Rosenblatt; the file appears whole or not at all.

    Parameters
    ----------
    model : Model, fitted estimator, Run, or path of a model file
    path : path-like
        ``*.onnx`` for :func:`to_onnx`, ``*.py`` for :func:`to_python`.

    Raises
    ------
    RosenblattError
        If the name ends in something else, or the model cannot be exported.
    """
    if check_kind(path) == ".py":
        from rosenblatt.export.python.file import to_python

        content = to_python(model).encode()
    else:
        from rosenblatt.export.onnx.model import to_onnx

        content = to_onnx(model).SerializeToString(deterministic=True)
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
