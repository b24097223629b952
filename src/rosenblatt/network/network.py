"""Network: layer sizes, an activation for each layer, and one flat vector of parameters.

A network with a cell is recurrent. Its context neurons store the last values of a hidden layer (Elman,
"Finding structure in time", Cognitive Science 14, 1990) or of the outputs (Jordan, "Serial order: a parallel
distributed processing approach", 1986). ``held[k]`` are the context values that layer k reads, (n_sequences,
n_context), or None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rosenblatt._typing import FloatArray, IntArray, SampleMatrix
from rosenblatt.errors import PlanError
from rosenblatt.formulas.activations import get_activation
from rosenblatt.network.checks import (
    checked_activations,
    checked_cell,
    checked_groups,
    checked_initial_context,
    checked_parameters,
    checked_sizes,
)

Held = list[FloatArray | None]
"""The values of every layer's context neurons, None for layers without any."""

_FIELDS = ("layer_sizes", "activations", "output_groups", "dtype", "parameters")


class Network:
    """A neural network as a value.

    Without hidden layers it is a perceptron; with weights set by hand, a logic gate. With a ``cell`` it is
    recurrent: context neurons store the values of a layer at the step before, and the rows of samples are the
    steps of one sequence.

    Parameters
    ----------
    layer_sizes : sequence of int
        Neurons per layer: inputs, hidden layers, outputs; ``(4, 100, 3)``.
    activations : sequence of str
        One name per layer after the inputs: ``("relu", "softmax")``. See
        :data:`rosenblatt.formulas.activations.ACTIVATIONS`.
    parameters : array-like of shape (n_parameters,), optional
        All weight matrices (fan_in, fan_out) in C order, layer after layer, each followed by the weights of
        its context neurons if it has any, then all biases, then the initial context if it is learned. A
        contiguous array of the right dtype is not copied. Default: zeros.
    output_groups : sequence of int, optional
        Widths of the groups of outputs over which ``softmax`` runs separately: ``(3, 2)`` for two targets
        with three and two classes. Default: one group of all outputs.
    dtype : float32 or float64, optional
        Default: that of ``parameters``, else float64.
    cell : {None, "elman", "jordan"}, default=None
        ``elman``: each hidden layer reads its own values of the step before. ``jordan``: the first layer
        reads the outputs of the step before. None: feed-forward.
    initial_context : float or "learned", default=0.5
        Value of the context neurons before the first step; ``learned`` makes it a parameter of each.

    Attributes
    ----------
    weights : tuple of ndarray, each of shape (fan_in, fan_out)
        The weights of each layer after the inputs, a view of ``parameters``.
    context : tuple of ndarray of shape (n_context, fan_out), or None
        The weights from each layer's context neurons, a view; None for a layer without any.
    biases : tuple of ndarray, each of shape (fan_out,)
        The biases of each layer, a view.
    starts : tuple of ndarray of shape (n_context,), or None
        The values of each layer's context neurons before the first step, a view of ``parameters`` if they
        are learned. None for a layer without any.

    Raises
    ------
    PlanError
        If a size is not a positive integer, an activation is unknown or missing, or the parameters have
        another length.

    Examples
    --------
    >>> from rosenblatt import Network
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> gate.forward([[1, 1], [1, 0]])
    array([[1.],
           [0.]])
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        parameters: ArrayLike | None = None,
        *,
        output_groups: Sequence[int] | None = None,
        dtype: DTypeLike | None = None,
        cell: str | None = None,
        initial_context: float | str = 0.5,
    ) -> None:
        self.layer_sizes = checked_sizes(layer_sizes)
        self.activations = checked_activations(activations, len(self.layer_sizes) - 1)
        self.output_groups = checked_groups(output_groups, self.layer_sizes[-1])
        self.cell = None if cell is None else checked_cell(cell, len(self.layer_sizes) - 2)
        self.initial_context = checked_initial_context(initial_context, self.cell)
        self._parameters = checked_parameters(parameters, dtype, self.n_parameters)
        self._make_views()

    def _make_views(self) -> None:
        weights, context, biases = [], [], []
        start, bias_start = 0, self.n_weights
        for (fan_in, fan_out), n_context in zip(self.shapes, self.context_sizes, strict=True):
            split, end = start + fan_in * fan_out, start + (fan_in + n_context) * fan_out
            weights.append(self._parameters[start:split].reshape(fan_in, fan_out))
            context.append(self._parameters[split:end].reshape(n_context, fan_out) if n_context else None)
            biases.append(self._parameters[bias_start : bias_start + fan_out])
            start, bias_start = end, bias_start + fan_out
        self.weights: tuple[FloatArray, ...] = tuple(weights)
        self.context: tuple[FloatArray | None, ...] = tuple(context)
        self.biases: tuple[FloatArray, ...] = tuple(biases)
        self.starts = self._make_starts(bias_start)

    def _make_starts(self, begin: int) -> tuple[FloatArray | None, ...]:
        starts: list[FloatArray | None] = []
        for size in self.context_sizes:
            if not size:
                starts.append(None)
            elif isinstance(self.initial_context, str):
                starts.append(self._parameters[begin : begin + size])
                begin += size
            else:
                starts.append(np.full(size, self.initial_context, self.dtype))
        return tuple(starts)

    @property
    def parameters(self) -> FloatArray:
        """The flat vector, shape (n_parameters,); ``weights``, ``context`` and ``biases`` are views of it."""
        return self._parameters

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """float32 or float64."""
        return self._parameters.dtype

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(fan_in, fan_out) of each layer's weights."""
        return tuple(zip(self.layer_sizes[:-1], self.layer_sizes[1:], strict=True))

    @property
    def context_sizes(self) -> tuple[int, ...]:
        """Number of context neurons that each layer reads; zeros in a feed-forward network."""
        return context_sizes(self.layer_sizes, self.cell)

    @property
    def n_weights(self) -> int:
        """Number of weights, which come first among the parameters."""
        layers = zip(self.shapes, self.context_sizes, strict=True)
        return sum((fan_in + n_context) * fan_out for (fan_in, fan_out), n_context in layers)

    @property
    def n_parameters(self) -> int:
        """Length of the flat vector."""
        return self.n_weights + sum(self.layer_sizes[1:]) + (self.n_context if self.learns_start else 0)

    @property
    def n_context(self) -> int:
        """Number of context neurons of all layers."""
        return sum(self.context_sizes)

    @property
    def learns_start(self) -> bool:
        """Whether the initial context is a parameter."""
        return isinstance(self.initial_context, str)

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return self.layer_sizes[0]

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return self.layer_sizes[-1]

    @property
    def n_layers(self) -> int:
        """Number of layers with weights: hidden layers and the output layer."""
        return len(self.activations)

    def layer_name(self, layer: int) -> str:
        """Name a layer (0 is the first after the inputs): ``hidden layer 1``, ``the output layer``."""
        return "the output layer" if layer == self.n_layers - 1 else f"hidden layer {layer + 1}"

    def activate(self, layer: int, z: FloatArray) -> FloatArray:
        """Return the activations of a layer from its pre-activations ``z``, (n_samples, n_neurons)."""
        name = self.activations[layer]
        value = get_activation(name).value
        if name == "softmax" and layer == self.n_layers - 1 and len(self.output_groups) > 1:
            edges = np.cumsum(self.output_groups)[:-1]
            return np.concatenate([value(part) for part in np.split(z, edges, axis=-1)], axis=-1)
        return value(z)

    def layer_values(self, X: ArrayLike) -> list[FloatArray]:
        """Return the activations of every layer, the inputs first.

        Parameters
        ----------
        X : array-like or sparse array of shape (n_samples, n_inputs)
            For a recurrent network the steps of one sequence, (n_steps, n_inputs).

        Returns
        -------
        list of ndarray
            Shapes (n_samples, n_inputs), ..., (n_samples, n_outputs).

        Raises
        ------
        PlanError
            If the number of columns is not that of the inputs.
        """
        samples = self._checked_samples(X)
        if self.cell is not None:
            return values_over_time(self, samples)[0]
        values: list[SampleMatrix] = [samples]
        for layer, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values.append(self.activate(layer, values[-1] @ weights + bias))
        return values

    def forward(self, X: ArrayLike) -> FloatArray:
        """Return the outputs for samples: shape (n_samples, n_inputs) in, (n_samples, n_outputs) out."""
        return self.layer_values(X)[-1]

    def predict(self, X: ArrayLike) -> FloatArray | IntArray:
        """Return the decisions of the outputs; errors as for :meth:`layer_values`.

        Parameters
        ----------
        X : array-like or sparse array of shape (n_samples, n_inputs)

        Returns
        -------
        ndarray of shape (n_samples, n_outputs)
            0 or 1: the value of a ``step``, whether a ``logistic`` is above one half or a ``tanh`` above
            zero, the largest output of a ``softmax``. Other activations are returned unchanged.
        """
        return decide(self.activations[-1], self.forward(X), self.output_groups)

    def _checked_samples(self, X: ArrayLike) -> SampleMatrix:
        samples: Any = X if hasattr(X, "tocsr") else np.asarray(X)
        if samples.dtype != self.dtype:
            samples = samples.astype(self.dtype)
        if samples.ndim != 2 or samples.shape[1] != self.n_inputs:
            raise PlanError(
                f"the network has {self.n_inputs} inputs, got samples of shape {samples.shape}: "
                f"give an array of shape (n_samples, {self.n_inputs})"
            )
        return samples

    def like(self, parameters: ArrayLike | None, *, dtype: DTypeLike | None = None) -> Network:
        """Return a network of the same shape with other parameters; None for zeros of the same dtype."""
        return Network(
            self.layer_sizes,
            self.activations,
            parameters,
            output_groups=self.output_groups,
            dtype=self.dtype if dtype is None and parameters is None else dtype,
            cell=self.cell,
            initial_context=self.initial_context,
        )

    def copy(self) -> Network:
        """Return a copy with its own parameters."""
        return self.like(self._parameters.copy())

    def to_dict(self) -> dict[str, object]:
        """Return the network as plain values for JSON, with the cell only if there is one."""
        values: dict[str, object] = {
            "layer_sizes": list(self.layer_sizes),
            "activations": list(self.activations),
            "output_groups": list(self.output_groups),
            "dtype": str(self.dtype),
            "parameters": self._parameters.tolist(),
        }
        if self.cell is not None:
            values |= {"cell": self.cell, "initial_context": self.initial_context}
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Network:
        """Return the network of a :meth:`to_dict`; its values are checked as in the constructor."""
        missing = [name for name in _FIELDS if name not in values]
        if missing:
            raise PlanError(f"a network needs {', '.join(_FIELDS)}; missing: {', '.join(missing)}")
        return cls(
            values["layer_sizes"],
            values["activations"],
            values["parameters"],
            output_groups=values["output_groups"],
            dtype=values["dtype"],
            cell=values.get("cell"),
            initial_context=values.get("initial_context", 0.5),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            self.layer_sizes == other.layer_sizes
            and self.activations == other.activations
            and self.output_groups == other.output_groups
            and self.dtype == other.dtype
            and (self.cell, self.initial_context) == (other.cell, other.initial_context)
            and bool(np.array_equal(self._parameters, other._parameters))
        )

    __hash__ = None  # type: ignore[assignment]  # mutable, therefore not hashable

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["weights"], state["context"], state["biases"], state["starts"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_views()

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.layer_sizes))
        cell = () if self.cell is None else (self.cell,)
        words = ", ".join((*cell, *self.activations))
        return f"<Network {sizes}, {words}, {self.n_parameters} parameters, {self.dtype}>"


def decide(activation: str, outputs: FloatArray, output_groups: tuple[int, ...]) -> FloatArray | IntArray:
    """Return the decisions, 0 and 1, (n_samples, n_outputs); outputs without decisions are unchanged."""
    if activation == "softmax":
        groups = np.split(outputs, np.cumsum(output_groups)[:-1], axis=1)
        return np.hstack([np.eye(group.shape[1], dtype=np.int64)[group.argmax(axis=1)] for group in groups])
    thresholds = {"step": 0.5, "logistic": 0.5, "tanh": 0.0}
    return (outputs > thresholds[activation]).astype(np.int64) if activation in thresholds else outputs


def context_sizes(layer_sizes: tuple[int, ...], cell: str | None) -> tuple[int, ...]:
    """Return the number of context neurons that each layer after the inputs reads."""
    if cell == "elman":
        return (*layer_sizes[1:-1], 0)
    if cell == "jordan":
        return (layer_sizes[-1], *(0,) * (len(layer_sizes) - 2))
    return (0,) * (len(layer_sizes) - 1)


def starting_context(network: Network, n_sequences: int = 1) -> Held:
    """Return the context before the first step of some sequences."""
    return [None if start is None else np.tile(start, (n_sequences, 1)) for start in network.starts]


def next_context(network: Network, activations: Sequence[FloatArray]) -> Held:
    """Return the context after a step from its activations, (n_sequences, n_neurons), without dropout."""
    if network.cell == "jordan":
        return [activations[-1], *[None] * (network.n_layers - 1)]
    if network.cell == "elman":
        return [*activations[:-1], None]
    return [None] * network.n_layers


def pre_activations(network: Network, layer: int, below: SampleMatrix, held: FloatArray | None) -> FloatArray:
    """Return the pre-activations of a layer from the values below and those of its context neurons."""
    z, context = below @ network.weights[layer], network.context[layer]
    if context is not None and held is not None:
        z = z + held @ context
    return z + network.biases[layer]


def layer_values_at(network: Network, X: SampleMatrix, held: Held) -> list[FloatArray]:
    """Return the activations of every layer after the inputs, for one step of each of several sequences.

    ``X`` is (n_sequences, n_inputs), the results (n_sequences, n_neurons); ``held`` is the context before.
    """
    values: list[FloatArray] = []
    below = X
    for layer in range(network.n_layers):
        below = network.activate(layer, pre_activations(network, layer, below, held[layer]))
        values.append(below)
    return values


def values_over_time(
    network: Network, X: SampleMatrix, held: Held | None = None
) -> tuple[list[FloatArray], Held]:
    """Return the activations of every layer at every step of one sequence, and the context after it.

    ``X`` and the first activations have shape (n_steps, n_inputs). ``held`` is the context before the first
    step, shape (1, n_context) each; None for the initial context.
    """
    n_steps = X.shape[0]
    values = [np.empty((n_steps, size), network.dtype) for size in network.layer_sizes[1:]]
    held = starting_context(network) if held is None else held
    for t in range(n_steps):
        now = layer_values_at(network, X[t : t + 1], held)
        for kept, value in zip(values, now, strict=True):
            kept[t] = value[0]
        held = next_context(network, now)
    return [X, *values], held
