"""The method ``to_onnx`` of models and estimators, which only hands on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx


class ToOnnx:
    """Gives what is trained a method ``to_onnx``."""

    def to_onnx(self, *, dtype: str | None = None) -> onnx.ModelProto:
        """Return it as an ONNX graph, preparation included: see :func:`rosenblatt.export.to_onnx`.

        Parameters
        ----------
        dtype : {"float32", "float64"}, optional
            The type to compute in. Default: the network's own.

        Returns
        -------
        onnx.ModelProto

        Raises
        ------
        RosenblattError
            If onnx is not installed (``pip install 'rosenblatt[onnx]'``).
        """
        # By its name and late: the room of exports stands above the rooms of those who have this method.
        graph: onnx.ModelProto = import_module("rosenblatt.export").to_onnx(self, dtype=dtype)
        return graph
