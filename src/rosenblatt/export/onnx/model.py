"""``to_onnx``: a model as an ONNX graph, from the table's columns to labels or numbers in its own units."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rosenblatt.errors import RosenblattError, require_known
from rosenblatt.export.labels import class_arrays, has_groups
from rosenblatt.export.onnx.converters import pipeline_to_onnx
from rosenblatt.export.onnx.graph import OnnxGraph, require_onnx
from rosenblatt.export.onnx.rows import Rows, labels, numbers, shares
from rosenblatt.model import Model
from rosenblatt.model.held import held

if TYPE_CHECKING:
    import onnx
    from sklearn.base import BaseEstimator

    from rosenblatt.model.held import TrainedModel

_TYPES = ("float32", "float64")


def to_onnx(
    model: TrainedModel | BaseEstimator, X: object = None, *, dtype: str | None = None
) -> onnx.ModelProto:
    """Return a model as an ONNX graph.

    With a preparation the graph has an input for each column of the table, of shape (n_samples, 1) and named
    after it: numbers as double, with NaN for a missing value, and texts as string, with the empty text for
    one; a date is a number, too, of days since 1970-01-01 (in UTC, with their fraction), a time of day or a
    duration one of hours. Without it there is one input ``X`` of shape (n_samples, n_features).

    The outputs of a classification are ``output_label`` and ``output_probability`` of shape (n_samples,
    n_classes); without probabilities ``output_score``, larger for a more certain class. The output of a
    regression is ``variable`` of shape (n_samples, n_outputs), in the target's own units.

    A recurrent model takes a batch of sequences of one length: every input has an axis of steps after the
    first, (n_sequences, n_steps, 1) or (n_sequences, n_steps, n_features), and with
    ``predict_at="every"`` of every output too. A hidden layer is an RNN operator where it can be, which is in
    single floats and for the activations that ONNX names, else a Scan.

    Parameters
    ----------
    model : Model, fitted estimator, or Pipeline
        A Model, a fitted Perceptron, MLPClassifier or MLPRegressor; or what scikit-learn builds around
        them (``Pipeline``, ``GridSearchCV`` and others), which skl2onnx then converts.
    X : array-like or pandas data frame, optional
        Samples, of which only the types of the columns matter; for pipelines alone. Without it their input
        is one matrix of doubles.
    dtype : {"float32", "float64"}, optional
        The type to compute in. Default: the network's own. ``"float32"`` makes a smaller graph, for runtimes
        that know no doubles; all its inputs and outputs are then single floats too.

    Returns
    -------
    onnx.ModelProto
        Of opset 11 (a pipeline: skl2onnx's newest).

    Raises
    ------
    RosenblattError
        If onnx is not installed, or the model cannot be exported.
    NotFittedError
        If it has not been fitted.

    Notes
    -----
    A graph cannot reject a row as :meth:`rosenblatt.Model.predict` does. If a value is missing that nothing
    stands in for, or infinite, all numbers the graph gives are NaN; its label is then meaningless.

    Examples
    --------
    >>> from rosenblatt import MLPClassifier
    >>> from rosenblatt.export import to_onnx
    >>> xor = MLPClassifier((5,), "tanh", max_iter=10000, random_state=10)
    >>> graph = to_onnx(xor.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])).graph
    >>> [output.name for output in graph.output]
    ['output_label', 'output_probability']
    """
    if dtype is not None:
        require_known("dtype", dtype, _TYPES)
    require_onnx()
    is_ours = hasattr(model, "network_") or hasattr(model, "mixture_")
    if hasattr(model, "get_params") and not is_ours:
        if dtype is not None:
            raise RosenblattError(
                f"dtype={dtype!r} is for our own models, not for {type(model).__name__}: give X of that type"
            )
        return pipeline_to_onnx(model, X)
    whole = held(model).finite_model
    if whole.mixture is None and dtype is not None and whole.dtype != dtype:
        network = whole.network.like(whole.network.parameters.astype(dtype))
        whole = replace(whole, predictor=network)
    table_type = np.dtype(np.float64 if dtype is None else dtype)
    return _graph_of(whole, table_type).model(_metadata(whole))


def _graph_of(model: Model, table_type: np.dtype[Any]) -> OnnxGraph:
    graph = OnnxGraph(_described(model))
    rows = Rows.of(model, graph, table_type)
    outputs, doubt = rows.outputs(), rows.doubt()
    if model.task == "regression":
        answer, name = numbers(model, outputs, table_type), "variable"
    else:
        label, width = labels(model, outputs)
        rows.answer("output_label", label, () if width is None else (width,))
        answer = shares(model, outputs)
        name = "output_probability" if model.has_probabilities else "output_score"
    if doubt is not None:  # 0, or NaN if an input is NaN or infinite: a relu or step would hide it
        answer = answer + doubt.astype(answer.dtype)
    n_answers = max(model.n_outputs, 2 if model.is_binary else 1)
    rows.answer(name, answer, (n_answers,))
    return graph


def _described(model: Model) -> str:
    if model.mixture is not None:
        return f"{model.task}, mixture of {model.mixture.n_networks} networks"
    network = model.network
    cell = "" if network.cell is None else f"{network.cell} "
    layers = "-".join(map(str, network.layer_sizes))
    return f"{model.task}, {cell}{model.kind} with the layers {layers}"


def _metadata(model: Model) -> dict[str, str]:
    """Metadata for a runtime: in JSON the classes in the order of their probabilities."""
    values = {"kind": model.kind, "task": model.task}
    if model.classes is not None:
        classes = [each.tolist() for each in class_arrays(model)]
        values["classes"] = json.dumps(classes if has_groups(model) else classes[0], ensure_ascii=False)
    if model.preparation is not None:
        values["target"] = model.preparation.target_name
    if model.is_recurrent:
        values |= {"cell": str(model.network.cell), "predict_at": str(model.predict_at)}
    return values
