"""Graph: where nodes and constants of an ONNX graph are put, be it a graph of our own or skl2onnx's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError

if TYPE_CHECKING:
    import onnx

ONNX_ML = "ai.onnx.ml"
OPSET = 11
"""Of our own graphs; every operator here is written so that all later opsets read it the same."""
OPSET_ML = 2
IR_VERSION = 6


class Graph(Protocol):
    """What a builder needs of a graph."""

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node with one output, and return the output's name."""

    def constant(self, values: NDArray[Any]) -> str:
        """Add an array of numbers, Booleans or texts, and return its name."""


class OnnxGraph:
    """A graph of our own.

    Parameters
    ----------
    doc : str
        What the graph does, in words.
    """

    def __init__(self, doc: str) -> None:
        self._doc = doc
        self._taken: set[str] = set()
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def input(self, name: str, dtype: np.dtype[Any] | None, width: int) -> str:
        """Declare an input of shape (n_samples, width): numbers of ``dtype``, or text for None."""
        return self._declare(self._inputs, name, dtype, ("N", width))

    def output(self, name: str, value: str, dtype: np.dtype[Any] | None, width: int | None) -> str:
        """Declare an output of shape (n_samples, width), or (n_samples,) for None; return its name."""
        shape = ("N",) if width is None else ("N", width)
        name = self._declare(self._outputs, name, dtype, shape)
        self._add("Identity", (value,), name, "", {})
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node with one output, and return the output's name."""
        output = self._unique(f"{operator}_{len(self._nodes)}")
        self._add(operator, inputs, output, domain, attributes)
        return output

    def constant(self, values: NDArray[Any]) -> str:
        """Add an array, and return its name."""
        from onnx import numpy_helper

        name = self._unique(f"constant_{len(self._constants)}")
        plain = values.astype(object) if values.dtype.kind == "U" else values
        self._constants.append(numpy_helper.from_array(plain, name))
        return name

    def model(self, metadata: dict[str, str]) -> onnx.ModelProto:
        """Return the finished model, checked."""
        import onnx
        from onnx import helper

        from rosenblatt import __version__

        graph = helper.make_graph(
            self._nodes, "rosenblatt", self._inputs, self._outputs, self._constants, doc_string=self._doc
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNX_ML, OPSET_ML)]
        model = helper.make_model(
            graph,
            opset_imports=opsets,
            ir_version=IR_VERSION,
            producer_name="rosenblatt",
            producer_version=__version__,
        )
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _declare(
        self,
        where: list[onnx.ValueInfoProto],
        name: str,
        dtype: np.dtype[Any] | None,
        shape: tuple[str | int, ...],
    ) -> str:
        from onnx import TensorProto, helper

        kind = TensorProto.STRING if dtype is None else helper.np_dtype_to_tensor_dtype(dtype)
        name = self._unique(name)
        where.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def _add(
        self, operator: str, inputs: tuple[str, ...], output: str, domain: str, attributes: dict[str, Any]
    ) -> None:
        from onnx import helper

        name = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], name, domain=domain, **attributes))

    def _unique(self, name: str) -> str:
        """Return the name with as many underscores behind it as nobody has taken yet."""
        while name in self._taken or not name:
            name += "_"
        self._taken.add(name)
        return name


def require_onnx() -> None:
    """Raise RosenblattError unless the packages that write ONNX are there."""
    try:
        import onnx  # noqa: F401
    except ImportError as error:
        raise RosenblattError(
            f"exporting to ONNX needs a package that is not there ({error}): pip install 'rosenblatt[onnx]'"
        ) from error
