"""Graph: collects the nodes and constants of an ONNX graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

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

Shape: TypeAlias = tuple[str | int, ...]
"""Lengths; one that is not known has a name."""


class Graph(Protocol):
    """What a builder needs of a graph."""

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node with one output, and return the output's name."""

    def constant(self, values: NDArray[Any]) -> str:
        """Add an array of numbers, Booleans or texts, and return its name."""

    def unique(self, name: str) -> str:
        """Return a name like this one that is not used yet."""

    def scan(self, body: onnx.GraphProto, held: str, over: str) -> str:
        """Add a Scan whose body maps (held, slice) to (held, result); return the name of the results."""


class Nodes:
    """Nodes and constants of a graph; ``unique`` makes a name like the one given that is not used yet."""

    def __init__(self, unique: Callable[[str], str]) -> None:
        self.unique = unique
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node with one output, and return the output's name."""
        output = self.unique(f"{operator}_{len(self._nodes)}")
        self._add(operator, inputs, (output,), domain, attributes)
        return output

    def constant(self, values: NDArray[Any]) -> str:
        """Add an array, and return its name."""
        from onnx import numpy_helper

        name = self.unique(f"constant_{len(self._constants)}")
        plain = values.astype(object) if values.dtype.kind == "U" else values
        self._constants.append(numpy_helper.from_array(plain, name))
        return name

    def scan(self, body: onnx.GraphProto, held: str, over: str) -> str:
        """Add a Scan along the first axis of ``over``, and return the name of what its steps give."""
        outputs = (self.unique("held"), self.unique("over_time"))
        self._add("Scan", (held, over), outputs, "", {"body": body, "num_scan_inputs": 1})
        return outputs[1]

    def proto(
        self,
        name: str,
        inputs: Sequence[onnx.ValueInfoProto],
        outputs: Sequence[onnx.ValueInfoProto],
        doc: str = "",
    ) -> onnx.GraphProto:
        """Return the finished graph."""
        from onnx import helper

        return helper.make_graph(self._nodes, name, inputs, outputs, self._constants, doc_string=doc)

    def _add(
        self,
        operator: str,
        inputs: tuple[str, ...],
        outputs: tuple[str, ...],
        domain: str,
        attributes: dict[str, Any],
    ) -> None:
        from onnx import helper

        name = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, outputs, name, domain=domain, **attributes))


class OnnxGraph(Nodes):
    """A graph of an exported model; ``doc`` describes what it computes."""

    def __init__(self, doc: str) -> None:
        super().__init__(self._not_taken)
        self._doc = doc
        self._taken: set[str] = set()
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, dtype: np.dtype[Any] | None, shape: Shape) -> str:
        """Declare an input of a shape, in which texts are lengths unknown; of text for the dtype None."""
        self._inputs.append(declared(self.unique(name), dtype, shape))
        return self._inputs[-1].name

    def output(self, name: str, value: str, dtype: np.dtype[Any] | None, shape: Shape) -> str:
        """Declare an output, as :meth:`input` does; return its name."""
        self._outputs.append(declared(self.unique(name), dtype, shape))
        name = self._outputs[-1].name
        self._add("Identity", (value,), (name,), "", {})
        return name

    def model(self, metadata: dict[str, str]) -> onnx.ModelProto:
        """Return the finished model, checked."""
        import onnx
        from onnx import helper

        from rosenblatt._version import __version__

        graph = self.proto("rosenblatt", self._inputs, self._outputs, self._doc)
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

    def _not_taken(self, name: str) -> str:
        """Return the name, with underscores appended until it is not used yet."""
        while name in self._taken or not name:
            name += "_"
        self._taken.add(name)
        return name


def declared(name: str, dtype: np.dtype[Any] | None, shape: Shape) -> onnx.ValueInfoProto:
    """Describe a value: numbers of ``dtype``, or text for None."""
    from onnx import TensorProto, helper

    kind = TensorProto.STRING if dtype is None else helper.np_dtype_to_tensor_dtype(dtype)
    return helper.make_tensor_value_info(name, kind, shape)


def require_onnx() -> None:
    """Raise RosenblattError unless the packages that write ONNX are there."""
    try:
        import onnx  # noqa: F401
    except ImportError as error:
        raise lacks_package(error) from error


def lacks_package(error: ImportError) -> RosenblattError:
    """Return the error for a package of ONNX's that is not installed."""
    return RosenblattError(
        f"exporting to ONNX needs a package that is not there ({error}): "
        "pip install '.[onnx]' in a clone of Rosenblatt"
    )
