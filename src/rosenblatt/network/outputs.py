"""A network's outputs, computed by the core where it can read the samples as they are."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.network import Network
from rosenblatt.network.mixture import Encoding
from rosenblatt.network.native import architecture, available_threads, single_threaded_blas


def outputs_of(
    network: Network, X: SampleMatrix, n_threads: int | None, step_starts: IntArray | None = None
) -> FloatArray:
    """Return the last layer's outputs, (n_samples, n_outputs), for checked samples.

    X is C-contiguous or CSR and is converted to the network's dtype; ``n_threads`` None means all cores. With
    ``step_starts`` the last columns are positions: see :class:`~rosenblatt.training.data.Samples`.
    """
    if not isinstance(X, np.ndarray):
        return network.forward(X)
    rows = X.astype(network.dtype, copy=False)
    if step_starts is None:
        samples = _core.Samples.dense(rows, None, None, None, None)
    else:
        samples = _core.Samples.stepped(rows, step_starts, None, None, None, None)
    return _forward(network, samples, len(X), n_threads)


def encode(encoding: Encoding, X: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
    """Return rows (n_rows, n_inputs) with one number for all steps of an input, as `Encoding.compact`."""
    columns, edge_starts, edges = encoding.edges
    rows = np.ascontiguousarray(X, np.float64)
    encoded: FloatArray = np.empty((len(rows), encoding.n_inputs + len(columns)), dtype)
    standard = rows - encoding.mean
    np.divide(standard, encoding.scale, out=encoded[:, : encoding.n_inputs], casting="same_kind")
    if len(columns):
        _core.step_positions(rows, columns, edge_starts, edges, encoded)
    return encoded


def sequence_outputs(
    network: Network,
    X: FloatArray,
    offsets: IntArray,
    n_threads: int | None,
    context: FloatArray | None = None,
) -> FloatArray:
    """Return the last layer's outputs, (n_rows, n_outputs), at every step of checked sequences.

    X is C-contiguous and is converted to the network's dtype; sequence s is its rows from ``offsets[s]`` to
    before ``offsets[s + 1]``. ``context``, (n_sequences, n_context), C-contiguous and of the network's dtype,
    holds the context neurons' values before each sequence (None: the network's start) and is overwritten with
    those after it. ``n_threads`` None means all cores.
    """
    rows = X.astype(network.dtype, copy=False)
    samples = _core.Samples.sequences(rows, None, None, None, None, offsets, None)
    return _forward(network, samples, len(rows), n_threads, context)


def _forward(
    network: Network,
    samples: _core.Samples,
    n_rows: int,
    n_threads: int | None,
    context: FloatArray | None = None,
) -> FloatArray:
    """Run native samples through a network; a single row is not worth a second thread."""
    outputs = np.empty((n_rows, network.n_outputs), network.dtype)
    alone = n_rows == 1
    threads = 1 if alone else n_threads or available_threads()
    with nullcontext() if alone else single_threaded_blas():
        _core.forward(architecture(network), network.parameters, samples, outputs, threads, context)
    return outputs
