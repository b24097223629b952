"""Every activation in a graph has the value that ``activations.py`` gives it."""

import numpy as np
import pytest
from tests.export.running import run

from rosenblatt.export.onnx.graph import OnnxGraph
from rosenblatt.export.onnx.network import activated
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.formulas.activations import ACTIVATIONS, erf

FAR = [-800.0, -100.0, -30.0, -1e-9, 0.0, 1e-9, 30.0, 80.0]


def in_graph(name: str, z: np.ndarray, groups: tuple[int, ...] = ()) -> np.ndarray:
    graph = OnnxGraph("")
    given = Tensor(graph, graph.input("z", z.dtype, ("N", z.shape[1])), z.dtype)
    made = activated(name, given, groups or (z.shape[1],))
    assert made.dtype == z.dtype
    graph.output("a", made.name, made.dtype, ("N", z.shape[1]))
    return run(graph.model({}), {"z": z})["a"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_ours(name: str, dtype: type) -> None:
    z = np.concatenate([np.linspace(-12, 12, 993), FAR]).astype(dtype).reshape(-1, 7)
    expected = ACTIVATIONS[name].value(z)
    tolerance = 1e-6 if dtype is np.float32 else 1e-14
    np.testing.assert_allclose(in_graph(name, z), expected, rtol=tolerance, atol=tolerance)


def test_softmax_runs_over_each_group_by_itself() -> None:
    z = np.array([[0.0, np.log(3), 5.0, 5.0, 5.0]])
    shares = in_graph("softmax", z, (2, 3))
    np.testing.assert_allclose(shares, [[0.25, 0.75, 1 / 3, 1 / 3, 1 / 3]], rtol=1e-15)


def test_the_error_function_in_double_precision_is_right_to_the_last_digits() -> None:
    z = np.linspace(-8, 8, 20001).reshape(-1, 1)
    graph = OnnxGraph("")
    made = erf(Tensor(graph, graph.input("z", z.dtype, ("N", 1)), z.dtype))  # type: ignore[call-overload]
    graph.output("a", made.name, made.dtype, ("N", 1))
    assert np.abs(run(graph.model({}), {"z": z})["a"] - erf(z)).max() < 4e-15


def test_double_precision_needs_only_what_old_runtimes_have() -> None:
    for name in ACTIVATIONS:
        graph = OnnxGraph("")
        activated(name, Tensor(graph, graph.input("z", np.dtype(float), ("N", 2)), np.dtype(float)), (2,))
        operators = {node.op_type for node in graph.model({}).graph.node}
        assert operators <= {
            *("Abs", "Add", "Cast", "Div", "Exp", "Greater", "Log", "Max", "Min", "Mul", "Neg", "Softmax"),
            *("Sub", "Tanh", "Where"),
        }


def test_what_has_no_operator_is_refused_and_not_computed_wrongly() -> None:
    graph = OnnxGraph("")
    z = Tensor(graph, graph.input("z", np.dtype(np.float64), ("N", 1)), np.dtype(np.float64))
    with pytest.raises(TypeError, match="sinh"):
        np.sinh(z)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="no implementation"):
        np.sum(z)  # type: ignore[call-overload]
