"""A mixture in a graph: encodings, the networks that read them, and the weighted mean of their outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from rosenblatt.export.onnx.network import network_outputs
from rosenblatt.export.onnx.tensor import Tensor
from rosenblatt.network.mixture import Encoding, Mixture


def mixture_outputs(mixture: Mixture, x: Tensor) -> Tensor:
    """Outputs (n_samples, n_outputs) as those of :meth:`Mixture.outputs`, in the type of the rows.

    The networks compute in their own type, or in single floats if the rows are single floats.
    """
    if mixture.constant is not None:
        constant: Tensor = (x * 0) @ np.zeros((mixture.n_inputs, mixture.n_outputs)) + mixture.constant
        return constant
    encoded = [_encoded(each, x) for each in mixture.encodings]
    total: Tensor | None = None
    for network, place, share in mixture.networks:
        dtype: np.dtype[Any] = network.dtype if x.dtype == np.float64 else x.dtype
        own = network if network.dtype == dtype else network.like(network.parameters.astype(dtype))
        vote = network_outputs(own, encoded[place].astype(dtype)).astype(x.dtype) * share
        total = vote if total is None else total + vote
    assert total is not None
    if mixture.target_mean is None or mixture.target_scale is None:
        return total
    numbers: Tensor = total * mixture.target_scale + mixture.target_mean
    return _clipped(numbers, mixture.lowest, mixture.highest)


def _encoded(encoding: Encoding, x: Tensor) -> Tensor:
    standard: Tensor = (x - encoding.mean) / encoding.scale
    if not encoding.n_steps:
        return standard
    shares = (x.columns(encoding.columns.tolist()) - encoding.lows) / (encoding.highs - encoding.lows)
    return standard.beside(_clipped(shares, 0.0, 1.0))


def _clipped(values: Tensor, lowest: float | None, highest: float | None) -> Tensor:
    return values.apply("Max", -np.inf if lowest is None else lowest).apply(
        "Min", np.inf if highest is None else highest
    )
