"""What a graph of our own is given, as rows to compute with, and what it answers, in the shape it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.export.onnx.graph import OnnxGraph, Shape
from rosenblatt.export.onnx.network import network_outputs
from rosenblatt.export.onnx.preparation import prepared
from rosenblatt.export.onnx.recurrent import doubt_over_time, in_steps, lengths_of, recurrent_outputs
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.model import Model

_SAMPLES: Shape = ("N",)
_SEQUENCES: Shape = ("N", "T")


@dataclass(frozen=True)
class Rows:
    """The rows of a graph.

    Attributes
    ----------
    model : Model
    graph : OnnxGraph
    x : Tensor of shape (n_rows, n_inputs)
        Prepared; of sequences that lie end to end, if the model is recurrent.
    lengths : Tensor or None
        Of a recurrent model how many sequences there are, and how many steps each has.
    """

    model: Model
    graph: OnnxGraph
    x: Tensor
    lengths: Tensor | None

    @classmethod
    def of(cls, model: Model, graph: OnnxGraph, table_type: np.dtype[Any]) -> Rows:
        """Declare a model's inputs: its columns, or without a preparation one matrix ``X``."""
        preparation, is_recurrent = model.preparation, model.network.cell is not None
        leading = _SEQUENCES if is_recurrent else _SAMPLES
        if preparation is None:
            n_inputs, dtype = model.network.n_inputs, model.network.dtype
            X = Tensor(graph, graph.input("X", dtype, (*leading, n_inputs)), dtype)
            if not is_recurrent:
                return cls(model, graph, X, None)
            return cls(model, graph, X.reshaped(-1, n_inputs), lengths_of(X))
        columns = {  # all of them before anything else takes a name
            feature.name: graph.input(
                feature.name, None if isinstance(feature, TextFeature) else table_type, (*leading, 1)
            )
            for feature in preparation.features
        }
        lengths = None
        if is_recurrent:
            steps = {name: Tensor(graph, column, table_type) for name, column in columns.items()}
            lengths = lengths_of(next(iter(steps.values())))
            columns = {name: column.reshaped(-1, 1).name for name, column in steps.items()}
        return cls(model, graph, prepared(preparation, columns, graph, table_type), lengths)

    def outputs(self) -> Tensor:
        """What the network gives: a row for each answer."""
        network, x = self.model.network, self.x.astype(self.model.network.dtype)
        if self.lengths is None:
            return network_outputs(network, x)
        return recurrent_outputs(
            network, in_steps(x, self.lengths, network.n_inputs), str(self.model.predict_at)
        )

    def doubt(self) -> Tensor | None:
        """For each answer 0, or NaN if what it rests on is NaN or infinite; None without a preparation."""
        if self.model.preparation is None:
            return None
        doubt: Tensor = (self.x * 0) @ np.ones((self.model.network.n_inputs, 1))
        if self.lengths is None:
            return doubt
        return doubt_over_time(doubt, self.lengths, str(self.model.predict_at))

    def answer(self, name: str, value: Tensor, width: Shape) -> None:
        """Declare an output, of shape (n_answers, *width) so far."""
        leading = _SAMPLES
        if self.lengths is not None and self.model.predict_at == "every":
            value, leading = in_steps(value, self.lengths, *map(int, width)), _SEQUENCES
        dtype = None if value.dtype.kind == "U" else value.dtype
        self.graph.output(name, value.name, dtype, (*leading, *width))
