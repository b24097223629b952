"""Exporting to a file, of the kind that its name asks for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.errors import RosenblattError, nearest
from rosenblatt.storage.whole_file import whole_file

if TYPE_CHECKING:
    from rosenblatt.model.held import TrainedModel

KINDS = (".onnx", ".py", ".h")


def check_kind(path: str | os.PathLike[str]) -> str:
    """Return the kind of file that a name asks for; raise RosenblattError if there is none such."""
    ending = Path(path).suffix.lower()
    if ending not in KINDS:
        raise RosenblattError(
            f"a model is exported to a file that ends in .onnx, .py or .h, got {str(path)!r}"
            f"{nearest(ending, KINDS)}"
        )
    return ending


def export_model(model: TrainedModel, path: str | os.PathLike[str], *, dtype: str | None = None) -> None:
    """Write a model for programs without Rosenblatt; the file appears whole or not at all.

    Parameters
    ----------
    model : Model, fitted estimator, Run, or path of a model file
    path : path-like
        ``*.onnx`` for :func:`to_onnx`, ``*.py`` for :func:`to_python`, ``*.h`` for :func:`to_c`; the names in
        a header begin with the file's name.
    dtype : {"float32", "float64"}, optional
        The type to compute in, of an ONNX graph or a header. Default: the network's own.

    Raises
    ------
    RosenblattError
        If the name ends in something else, the model cannot be exported, or a dtype is given for a Python
        file.
    """
    kind = check_kind(path)
    if kind == ".py":
        from rosenblatt.export.python.file import to_python

        if dtype is not None:
            raise RosenblattError(f"a Python file computes in double precision, got {dtype=}: leave it out")
        content = to_python(model).encode()
    elif kind == ".h":
        from rosenblatt.export.c.header import to_c

        content = to_c(model, name=Path(path).stem, dtype=dtype).encode()
    else:
        from rosenblatt.export.onnx.model import to_onnx

        content = to_onnx(model, dtype=dtype).SerializeToString(deterministic=True)
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
