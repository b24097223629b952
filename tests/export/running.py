"""Running what was exported, and models of every shape to export."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import polars
from hypothesis import strategies as st

from rosenblatt.data import Preparation
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model
from rosenblatt.network import Network

HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")


def session(graph: onnx.ModelProto) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])


def run(graph: onnx.ModelProto, feed: Mapping[str, Any]) -> dict[str, Any]:
    ready = session(graph)
    names = [output.name for output in ready.get_outputs()]
    return dict(zip(names, ready.run(names, dict(feed)), strict=True))


def columns_of(graph: onnx.ModelProto, frame: polars.DataFrame) -> dict[str, Any]:
    """A table as the graph takes it: NaN and the empty text for what is missing."""
    feed = {}
    for wanted in session(graph).get_inputs():
        column = frame[wanted.name]
        if column.dtype.is_temporal():
            column = _counted(column)
        if wanted.type == "tensor(string)":
            values = column.cast(polars.String).fill_null("").to_numpy().astype(object)
        else:
            dtype = {"tensor(double)": np.float64, "tensor(float)": np.float32}[wanted.type]
            values = column.cast(polars.Float64).to_numpy().astype(dtype)
        feed[wanted.name] = values.reshape(-1, 1)
    return feed


def _counted(column: polars.Series) -> polars.Series:
    """Dates in days since 1970-01-01, times in hours."""
    if column.dtype == polars.Date:
        return column.to_physical().cast(polars.Float64)
    if column.dtype == polars.Time:
        return column.to_physical() / 3.6e12
    return column.to_physical() / (3.6e9 if isinstance(column.dtype, polars.Duration) else 86.4e9)


def make_network(
    layer_sizes: Sequence[int],
    activations: Sequence[str],
    dtype: type = np.float64,
    output_groups: Sequence[int] | None = None,
    seed: int = 0,
) -> Network:
    """A network whose sums stay near 1, whatever its width."""
    random = np.random.default_rng(seed)
    weights = [random.normal(size=a * b) / np.sqrt(a) for a, b in pairwise(layer_sizes)]
    biases = [random.normal(size=b) for b in layer_sizes[1:]]
    parameters = np.concatenate([*weights, *biases]).astype(dtype)
    return Network(layer_sizes, activations, parameters, output_groups=output_groups)


@st.composite
def networks(draw: st.DrawFn, dtype: type) -> Network:
    """Networks of any shape; a ``step`` hides the digits, and ``exp`` of an ``exp`` outgrows them."""
    sizes = draw(st.lists(st.integers(1, 9), min_size=2, max_size=4))
    smooth = [name for name in HIDDEN if name not in ("exp", "step")]
    hidden = draw(st.lists(st.sampled_from(smooth), min_size=len(sizes) - 2, max_size=len(sizes) - 2))
    last = draw(st.sampled_from(tuple(ACTIVATIONS)))
    cut = draw(st.integers(0, sizes[-1] - 1))
    groups = (cut, sizes[-1] - cut) if last == "softmax" and cut else None
    return make_network(sizes, (*hidden, last), dtype, groups, seed=draw(st.integers(0, 2**32 - 1)))


def samples(n_features: int, dtype: type = np.float64, n_samples: int = 40, seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(size=(n_samples, n_features)).astype(dtype)


PASSENGERS = polars.DataFrame(
    {
        "age": [22.0, None, 38.5, 4.0, None, 71.25, 30.0, 19.0, 35.0],
        "sex": ["male", "female", None, "female", "male", "male", None, "female", "female"],
        "class": [3, 1, 2, 2, 3, 1, 3, None, 1],
        "port": ["S", "C", "S", None, "Q", "C", "S", "Q", "S"],
        "alone": [True, False, None, False, True, True, True, False, False],
        "fare": [7.25, 71.28, 13.0, 16.7, 8.05, 49.5, 7.9, 10.5, 53.1],
        "survived": ["no", "yes", "yes", "yes", "no", "no", "no", "yes", "yes"],
    }
)
PASSENGER = ("age", "sex", "class", "port", "alone")


def passengers_preparation(target: str, missing: str = "mean") -> Preparation:
    task = "classification" if target == "survived" else "regression"
    frame = PASSENGERS if missing != "drop" else PASSENGERS.drop_nulls()
    return Preparation.fit(frame, target=target, features=PASSENGER, task=task, missing=missing)


def passengers(target: str = "survived", dtype: type = np.float64, missing: str = "mean") -> Model:
    preparation = passengers_preparation(target, missing)
    kind = "logistic" if target == "survived" else "identity"
    network = make_network((preparation.n_inputs, 5, 1), ("relu", kind), dtype)
    return Model("mlp", preparation.task, network, preparation, preparation.classes)


_START = datetime.datetime(2019, 12, 30, 6, 30)
EVENTS = polars.DataFrame(
    {
        "at": [None if k == 4 else _START + datetime.timedelta(days=17 * k, hours=5 * k) for k in range(140)],
        "day": [datetime.date(2020, 2, 27) + datetime.timedelta(days=31 * k) for k in range(140)],
        "clock": [datetime.time(k % 24, k % 60, 5) for k in range(140)],
        "wait": [None if k == 7 else datetime.timedelta(hours=k, minutes=30) for k in range(140)],
        "size": [None if k % 9 == 0 else float(k * k % 17) for k in range(140)],
        "kind": [None if k % 11 == 0 else f"kind {k % 61}" for k in range(140)],
        "place": ["here" if k % 3 else "there" for k in range(140)],
        "count": [k * k % 23 + 0.5 for k in range(140)],
    }
)
"""Dates, times, missing values, and a column of more than 50 texts."""


def events(dtype: type = np.float64) -> Model:
    *features, target = EVENTS.columns
    prepared = Preparation.fit(EVENTS, target=target, features=features, task="regression", missing="fill")
    network = make_network((prepared.n_inputs, 5, 1), ("tanh", "identity"), dtype)
    return Model("mlp", "regression", network, prepared)


def two_prices() -> tuple[Model, polars.DataFrame]:
    """A model of two numbers, each standardised by itself, and its table."""
    frame = polars.DataFrame({"size": [1.0, 2.0, 4.0], "low": [1.0, 2.0, 6.0], "high": [100.0, 300.0, 200.0]})
    preparation = Preparation.fit(frame, target=["low", "high"], features=["size"], task="regression")
    return Model("mlp", "regression", make_network((1, 3, 2), ("tanh", "identity")), preparation), frame


def python(path: Path, table: str | None = None, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a file with nothing of ours or anybody else's in reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(path), *arguments],
        input=table,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
