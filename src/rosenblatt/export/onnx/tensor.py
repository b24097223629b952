"""Tensor: a value in a graph that NumPy's formulas can be applied to.

The formulas of the activations stand in ``activations.py`` and are not written down again for ONNX: they are
applied to a Tensor, which puts a node into the graph for each operation instead of computing it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from scipy import special

from rosenblatt.export.onnx.graph import Graph

_OPERATORS: dict[object, str] = {
    np.add: "Add",
    np.subtract: "Sub",
    np.multiply: "Mul",
    np.true_divide: "Div",
    np.matmul: "MatMul",
    np.negative: "Neg",
    np.absolute: "Abs",
    np.maximum: "Max",
    np.minimum: "Min",
    np.exp: "Exp",
    np.log: "Log",
    np.tanh: "Tanh",
    np.sin: "Sin",
    np.floor: "Floor",
    np.greater: "Greater",
    np.isnan: "IsNaN",
}
_TRUTHS = (np.greater, np.isnan)

_QUADRATURE = np.polynomial.legendre.leggauss(24)
_ERF_IS_ONE = 6.0


class Tensor(NDArrayOperatorsMixin):
    """A value in a graph; constants that it is combined with become of its type."""

    def __init__(self, graph: Graph, name: str, dtype: np.dtype[Any]) -> None:
        self.graph = graph
        self.name = name
        self.dtype = dtype

    def apply(
        self,
        operator: str,
        *others: object,
        dtype: np.dtype[Any] | None = None,
        **attributes: Any,  # noqa: ANN401  # whatever an operator takes
    ) -> Tensor:
        """Return the output of a node that takes this and others, by default of the same type."""
        names = [self.name, *(self._of_same_type(other).name for other in others)]
        output = self.graph.node(operator, *names, **attributes)
        return Tensor(self.graph, output, self.dtype if dtype is None else dtype)

    def astype(self, dtype: np.dtype[Any]) -> Tensor:
        """Return it as another type."""
        from onnx import helper

        if dtype == self.dtype:
            return self
        return self.apply("Cast", dtype=dtype, to=int(helper.np_dtype_to_tensor_dtype(dtype)))

    def columns(self, places: Sequence[int]) -> Tensor:
        """Return some of the columns."""
        return self.apply("Gather", integers(self.graph, places), axis=1)

    def rows_at(self, *places: int) -> Tensor:
        """Return some along the first axis; a single one without the axis. -1 is the last."""
        wanted = integers(self.graph, places if len(places) > 1 else places[0])
        return self.apply("Gather", wanted, axis=0)

    def reshaped(self, *shape: int) -> Tensor:
        """Return it in another shape; 0 keeps a length, -1 takes what is left."""
        return self.apply("Reshape", integers(self.graph, shape))

    def equals(self, value: object) -> Tensor:
        """Return where it is equal to a value, as Booleans."""
        return self.apply("Equal", value, dtype=np.dtype(np.bool_))

    def where(self, chosen: object, other: Tensor) -> Tensor:
        """Return ``chosen`` where this is true and ``other`` elsewhere."""
        first = other._of_same_type(chosen)
        return Tensor(self.graph, self.graph.node("Where", self.name, first.name, other.name), other.dtype)

    def beside(self, *others: Tensor) -> Tensor:
        """Return the columns of this and of others, side by side."""
        return self.apply("Concat", *others, axis=1) if others else self

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:  # noqa: ANN401
        """Put a universal function's node into the graph."""
        if method != "__call__" or options:
            return NotImplemented
        if ufunc in _RECIPES:
            return _RECIPES[ufunc](*inputs)
        if ufunc not in _OPERATORS:
            return NotImplemented
        operands = [self._of_same_type(each) for each in inputs]
        dtype = np.dtype(np.bool_) if ufunc in _TRUTHS else None
        return operands[0].apply(_OPERATORS[ufunc], *operands[1:], dtype=dtype)

    def __array_function__(
        self,
        function: Callable[..., Any],
        types: object,
        arguments: Any,  # noqa: ANN401
        options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Put ``np.where`` into the graph; there is no other function that a formula uses."""
        if function is not np.where or options:
            return NotImplemented
        condition, chosen, other = arguments
        if not isinstance(other, Tensor):
            other = chosen._of_same_type(other)
        return condition.where(chosen, other)

    def _of_same_type(self, value: object) -> Tensor:
        if isinstance(value, Tensor):
            return value
        return Tensor(self.graph, self.graph.constant(np.asarray(value, dtype=self.dtype)), self.dtype)


def integers(graph: Graph, values: int | Sequence[int]) -> Tensor:
    """Put one or several integers into a graph."""
    dtype = np.dtype(np.int64)
    return Tensor(graph, graph.constant(np.array(values, dtype)), dtype)


def _log1p(z: Tensor) -> Tensor:
    logarithm: Tensor = np.log(1 + z)
    return logarithm


def _expm1(z: Tensor) -> Tensor:
    less: Tensor = np.exp(z) - 1
    return less


def _expit(z: Tensor) -> Tensor:
    """1 / (1 + exp(-z)): composed in doubles, as onnxruntime fuses z * Sigmoid(z) and cannot run that."""
    if z.dtype == np.float32:
        return z.apply("Sigmoid")
    share: Tensor = 1 / (1 + np.exp(-z))
    return share


def _erf(z: Tensor) -> Tensor:
    """The error function: a node in singles, in doubles Gauss and Legendre's rule with 24 places (3e-15)."""
    if z.dtype == np.float32:
        return z.apply("Erf")
    square = z * z
    places, shares = (1 + _QUADRATURE[0]) / 2, _QUADRATURE[1] / 2
    area = sum(share * np.exp(square * -(place * place)) for place, share in zip(places, shares, strict=True))
    near: Tensor = z * (2 / np.sqrt(np.pi)) * area
    above, below = z > _ERF_IS_ONE, -z > _ERF_IS_ONE  # there it is 1 and -1 to the last bit
    result: Tensor = above.where(1, below.where(-1, near))
    return result


_RECIPES: dict[object, Callable[..., Tensor]] = {
    np.log1p: _log1p,
    np.expm1: _expm1,
    special.expit: _expit,
    special.erf: _erf,
}
"""What ONNX or a runtime has no operator for. The last digits near 0 are lost, which no sum behind sees."""
