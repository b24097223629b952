"""A fitted network's outputs, by the core where it can read the samples as they are."""

from __future__ import annotations

from contextlib import nullcontext
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.network import Network
from rosenblatt.network.mixture import Encoding, Mixture
from rosenblatt.training.native import available_threads, single_threaded_blas


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


class Native:
    """The arithmetic of a mixture in the core; ``n_threads`` None means all cores.

    It is the ``arithmetic`` of :meth:`Mixture.outputs <rosenblatt.network.mixture.Mixture.outputs>`.
    """

    def __init__(self, n_threads: int | None = None) -> None:
        self._n_threads = n_threads

    def encode(self, encoding: Encoding, X: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
        """Return rows with one number for all steps of an input: :meth:`Encoding.compact` in the core."""
        columns, edge_starts, edges = encoding.edges
        rows = np.ascontiguousarray(X, np.float64)
        encoded: FloatArray = np.empty((len(rows), encoding.n_inputs + len(columns)), dtype)
        standard = rows - encoding.mean
        np.divide(standard, encoding.scale, out=encoded[:, : encoding.n_inputs], casting="same_kind")
        if len(columns):
            _core.step_positions(rows, columns, edge_starts, edges, encoded)
        return encoded

    def forward(self, network: Network, encoded: FloatArray, encoding: Encoding) -> FloatArray:
        """Return a network's outputs for encoded rows."""
        starts = encoding.step_starts if encoding.n_steps else None
        return outputs_of(network, encoded, self._n_threads, starts)


def mixture_outputs(mixture: Mixture, X: FloatArray, n_threads: int | None = None) -> NDArray[np.float64]:
    """Return the outputs of a mixture, (n_samples, n_outputs), computed by the core.

    As :meth:`Mixture.outputs <rosenblatt.network.mixture.Mixture.outputs>` up to the rounding of float32, and
    in a fraction of the time. ``n_threads`` None means all cores.
    """
    return mixture.outputs(X, Native(n_threads))


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
    shape = _architecture(
        network.layer_sizes,
        network.activations,
        network.output_groups,
        network.cell or "none",
        None if isinstance(network.initial_context, str) else network.initial_context,
    )
    alone = n_rows == 1
    threads = 1 if alone else n_threads or available_threads()
    with nullcontext() if alone else single_threaded_blas():
        _core.forward(shape, network.parameters, samples, outputs, threads, context)
    return outputs


@lru_cache(maxsize=64)
def _architecture(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    groups: tuple[int, ...],
    cell: str,
    initial_context: float | None,
) -> _core.Architecture:
    return _core.Architecture(list(sizes), list(activations), list(groups), cell, initial_context)
