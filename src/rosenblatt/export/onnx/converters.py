"""Converters for skl2onnx, so that pipelines and searches with estimators of Rosenblatt can be converted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import RosenblattError
from rosenblatt.export.labels import class_arrays, decides_each, has_groups
from rosenblatt.export.onnx.graph import lacks_package
from rosenblatt.export.onnx.network import network_outputs, recurrent_outputs
from rosenblatt.export.onnx.rows import labels, numbers, shares
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.model import Model
from rosenblatt.model.held import held

if TYPE_CHECKING:
    import onnx

_CLASSIFIER_OPTIONS = {
    "zipmap": [True, False, "columns"],
    "output_class_labels": [False, True],
    "nocl": [True, False],
}
"""What skl2onnx's own classifiers offer: the form of the probabilities, the classes as a further output, and
the classes' numbers in the place of their names."""


def register_converters() -> None:
    """Register converters of Rosenblatt's estimators with skl2onnx.

    :func:`to_onnx` does so by itself. Call it before ``skl2onnx.to_onnx`` or ``skl2onnx.convert_sklearn``;
    a second call changes nothing.

    Raises
    ------
    RosenblattError
        If skl2onnx is not installed.
    """
    skl2onnx = _skl2onnx()
    from rosenblatt.estimators import (
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        RecurrentClassifier,
        RecurrentRegressor,
    )

    for estimator in (Perceptron, MLPClassifier, RecurrentClassifier):
        skl2onnx.update_registered_converter(
            estimator,
            f"Rosenblatt{estimator.__name__}",
            _classifier_types,
            _convert_classifier,
            options=_CLASSIFIER_OPTIONS,
            parser=_parse_classifier,
        )
    for regressor in (MLPRegressor, RecurrentRegressor):
        skl2onnx.update_registered_converter(
            regressor, f"Rosenblatt{regressor.__name__}", _regressor_types, _convert_regressor
        )


def pipeline_to_onnx(model: Any, X: object) -> onnx.ModelProto:  # noqa: ANN401
    """Convert a scikit-learn estimator around ours for inputs like ``X`` (None: doubles), with skl2onnx."""
    skl2onnx = _skl2onnx()
    from sklearn.base import is_classifier
    from sklearn.utils.validation import check_is_fitted

    check_is_fitted(model)
    register_converters()
    types = None
    if isinstance(X, list | tuple):
        X = np.asarray(X)
    if X is None:
        n_features = getattr(model, "n_features_in_", None)
        types = [("X", skl2onnx.common.data_types.DoubleTensorType([None, n_features]))]
    options = {id(model): {"zipmap": False}} if is_classifier(model) else None
    try:
        converted: onnx.ModelProto = skl2onnx.to_onnx(model, X, initial_types=types, options=options)
    except (RuntimeError, NotImplementedError, NameError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise RosenblattError(f"skl2onnx cannot convert this {type(model).__name__}: {reason}") from error
    return converted


def _skl2onnx() -> Any:  # noqa: ANN401  # it publishes no types
    try:
        import skl2onnx  # type: ignore[import-untyped]
        import skl2onnx.common.data_types  # type: ignore[import-untyped]
    except ImportError as error:
        raise lacks_package(error) from error
    return skl2onnx


class _ConverterGraph:
    """The graph that skl2onnx is building."""

    def __init__(self, scope: Any, container: Any) -> None:  # noqa: ANN401
        self._scope = scope
        self._container = container

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """Add a node with one output, and return the output's name."""
        output: str = self._scope.get_unique_variable_name("rosenblatt")
        name = self._scope.get_unique_operator_name(operator)
        self._container.add_node(operator, list(inputs), output, op_domain=domain, name=name, **attributes)
        return output

    def constant(self, values: NDArray[Any]) -> str:
        """Add an array, and return its name."""
        from onnx import TensorProto, helper

        name: str = self._scope.get_unique_variable_name("rosenblatt_constant")
        if values.dtype.kind == "U":
            kind, content = TensorProto.STRING, [text.encode() for text in values.ravel().tolist()]
        else:
            kind, content = helper.np_dtype_to_tensor_dtype(values.dtype), values.ravel().tolist()
        self._container.add_initializer(name, kind, list(values.shape), content)
        return name

    def unique(self, name: str) -> str:
        """Return a name like this one that is not used yet."""
        free: str = self._scope.get_unique_variable_name(name)
        return free

    def scan(self, body: onnx.GraphProto, held: str, over: str) -> str:
        """Add a Scan along the first axis of ``over``, and return the name of what its steps give."""
        outputs = [self.unique("rosenblatt_held"), self.unique("rosenblatt_over_time")]
        name = self._scope.get_unique_operator_name("Scan")
        self._container.add_node("Scan", [held, over], outputs, name=name, body=body, num_scan_inputs=1)
        return outputs[1]

    def give(self, value: Tensor, variable: Any) -> None:  # noqa: ANN401
        """Make a value one of the operator's outputs, as the type that was promised."""
        from skl2onnx.common.data_types import guess_proto_type

        promised = guess_proto_type(variable.type)
        name = self._scope.get_unique_operator_name("Cast")
        self._container.add_node("Cast", [value.name], variable.full_name, name=name, to=promised)


def _float_type(operator: Any) -> Any:  # noqa: ANN401
    """Floats in, floats out; of the input's precision."""
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType

    return DoubleTensorType if isinstance(operator.inputs[0].type, DoubleTensorType) else FloatTensorType


def _parse_classifier(scope: Any, estimator: Any, inputs: Any, custom_parsers: Any = None) -> Any:  # noqa: ANN401
    """Declare the outputs; probabilities of several targets are tensors, which a ZipMap cannot be made of."""
    from skl2onnx import _parse

    several = has_groups(held(estimator).finite_model)
    parse = _parse._parse_sklearn_simple_model if several else _parse._parse_sklearn_classifier
    return parse(scope, estimator, inputs, custom_parsers)


def _classifier(estimator: Any, scope: Any) -> Model:  # noqa: ANN401
    """Return the model, with numbers for classes where that was asked for."""
    model = held(estimator).finite_model
    if has_groups(model) or not scope.get_options(estimator, {"nocl": False})["nocl"]:
        return model
    return replace(model, classes=tuple(range(len(model.classes or ()))))


def _classifier_types(operator: Any) -> None:  # noqa: ANN401
    from skl2onnx.common.data_types import Int64TensorType, StringTensorType

    model = _classifier(operator.raw_operator, operator.scope_inst)
    n_samples = operator.inputs[0].get_first_dimension()
    kind = class_arrays(model)[0].dtype.kind
    label = StringTensorType if kind == "U" else Int64TensorType  # of a classifier, floats are whole
    shape = [n_samples]
    if decides_each(model) or has_groups(model):
        label = Int64TensorType if decides_each(model) else label
        shape.append(model.network.n_outputs if decides_each(model) else len(model.classes or ()))
    operator.outputs[0].set_type(label(shape))
    operator.outputs[1].set_type(_float_type(operator)([n_samples, max(2, model.network.n_outputs)]))


def _regressor_types(operator: Any) -> None:  # noqa: ANN401
    n_outputs = operator.raw_operator.network_.n_outputs
    n_samples = operator.inputs[0].get_first_dimension()
    operator.outputs[0].set_type(_float_type(operator)([n_samples, n_outputs]))


def _outputs(scope: Any, operator: Any, container: Any) -> tuple[_ConverterGraph, Tensor]:  # noqa: ANN401
    graph = _ConverterGraph(scope, container)
    network = operator.raw_operator.network_
    # Its type does not matter: it is cast to the network's.
    given = Tensor(graph, operator.inputs[0].full_name, np.dtype(np.void))
    rows = given.astype(network.dtype)
    if network.cell is None:
        return graph, network_outputs(network, rows)
    predict_at = held(operator.raw_operator).finite_model.predict_at
    if predict_at != "last":
        raise RosenblattError(
            "a row of a matrix is a sequence in a pipeline, with one prediction, and "
            f"predict_at={predict_at!r} has one for each step: export the fitted estimator itself"
        )
    return graph, recurrent_outputs(network, rows.reshaped(0, -1, network.n_inputs), predict_at)


def _convert_classifier(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    model = _classifier(operator.raw_operator, scope)
    graph, outputs = _outputs(scope, operator, container)
    found, _ = labels(model, outputs)
    label, share = operator.outputs
    if found.dtype.kind == "U":
        name = graph.node("Identity", found.name)
        container.add_node(
            "Identity", [name], label.full_name, name=scope.get_unique_operator_name("Identity")
        )
    else:
        graph.give(found, label)
    graph.give(shares(model, outputs), share)


def _convert_regressor(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    model = held(operator.raw_operator).finite_model
    graph, outputs = _outputs(scope, operator, container)
    graph.give(numbers(model, outputs, outputs.dtype), operator.outputs[0])
