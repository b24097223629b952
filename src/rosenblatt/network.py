"""Network: layer sizes, an activation per layer, and one flat vector of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.activations import ACTIVATIONS, get_activation
from rosenblatt.errors import PlanError, require_known

_FIELDS = ("layer_sizes", "activations", "output_groups", "dtype", "parameters")


class Network:
    """A feed-forward network as a value.

    Zero hidden layers make a perceptron, hand-set weights a logic gate; nothing is special-cased.

    Parameters
    ----------
    layer_sizes : sequence of int
        Neurons per layer: inputs, hidden layers, outputs; ``(4, 100, 3)``.
    activations : sequence of str
        One name per layer after the inputs: ``("relu", "softmax")``. See
        :data:`rosenblatt.activations.ACTIVATIONS`.
    parameters : array-like of shape (n_parameters,), optional
        All weight matrices (fan_in, fan_out) in C order, layer after layer, then all biases. A contiguous
        array of the right dtype is used as it is, not copied. Default: zeros.
    output_groups : sequence of int, optional
        Widths of the groups of outputs over which ``softmax`` runs separately: ``(3, 2)`` for two targets
        with three and two classes. Default: one group of all outputs.
    dtype : float32 or float64, optional
        Default: that of ``parameters``, else float64.

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
    ) -> None:
        self.layer_sizes = _checked_sizes(layer_sizes)
        self.activations = _checked_activations(activations, len(self.layer_sizes) - 1)
        self.output_groups = _checked_groups(output_groups, self.layer_sizes[-1])
        self._parameters = _checked_parameters(parameters, dtype, self.n_parameters)
        self._make_views()

    def _make_views(self) -> None:
        weights, biases = [], []
        start, bias_start = 0, self.n_weights
        for fan_in, fan_out in self.shapes:
            weights.append(self._parameters[start : start + fan_in * fan_out].reshape(fan_in, fan_out))
            biases.append(self._parameters[bias_start : bias_start + fan_out])
            start += fan_in * fan_out
            bias_start += fan_out
        self.weights: tuple[FloatArray, ...] = tuple(weights)
        self.biases: tuple[FloatArray, ...] = tuple(biases)

    @property
    def parameters(self) -> FloatArray:
        """The flat vector, shape (n_parameters,); ``weights`` and ``biases`` are views of it."""
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
    def n_weights(self) -> int:
        """How many of the parameters are weights; they come first."""
        return sum(fan_in * fan_out for fan_in, fan_out in self.shapes)

    @property
    def n_parameters(self) -> int:
        """Length of the flat vector."""
        return self.n_weights + sum(self.layer_sizes[1:])

    @property
    def n_inputs(self) -> int:
        """Features of a sample."""
        return self.layer_sizes[0]

    @property
    def n_outputs(self) -> int:
        """Neurons of the last layer."""
        return self.layer_sizes[-1]

    @property
    def n_layers(self) -> int:
        """Layers with weights: the hidden ones and the output layer."""
        return len(self.activations)

    def layer_name(self, layer: int) -> str:
        """Name a layer (0 is the first after the inputs): ``hidden layer 1``, ``the output layer``."""
        return "the output layer" if layer == self.n_layers - 1 else f"hidden layer {layer + 1}"

    def activate(self, layer: int, z: FloatArray) -> FloatArray:
        """Activations of a layer from its pre-activations ``z`` of shape (n_samples, n_neurons)."""
        name = self.activations[layer]
        value = get_activation(name).value
        if name == "softmax" and layer == self.n_layers - 1 and len(self.output_groups) > 1:
            edges = np.cumsum(self.output_groups)[:-1]
            return np.concatenate([value(part) for part in np.split(z, edges, axis=-1)], axis=-1)
        return value(z)

    def layer_values(self, X: ArrayLike) -> list[FloatArray]:
        """Activations of every layer, the inputs first.

        Parameters
        ----------
        X : array-like or sparse array of shape (n_samples, n_inputs)

        Returns
        -------
        list of ndarray
            Shapes (n_samples, n_inputs), ..., (n_samples, n_outputs).

        Raises
        ------
        PlanError
            If the samples have another width than the network has inputs.
        """
        values: list[SampleMatrix] = [self._checked_samples(X)]
        for layer, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values.append(self.activate(layer, values[-1] @ weights + bias))
        return values

    def forward(self, X: ArrayLike) -> FloatArray:
        """Outputs for samples: shape (n_samples, n_inputs) in, (n_samples, n_outputs) out."""
        return self.layer_values(X)[-1]

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

    def copy(self) -> Network:
        """Return a network with parameters of its own."""
        return Network(
            self.layer_sizes, self.activations, self._parameters.copy(), output_groups=self.output_groups
        )

    def to_dict(self) -> dict[str, object]:
        """Return layer sizes, activations, output groups, dtype and parameters as JSON's plain values."""
        return {
            "layer_sizes": list(self.layer_sizes),
            "activations": list(self.activations),
            "output_groups": list(self.output_groups),
            "dtype": str(self.dtype),
            "parameters": self._parameters.tolist(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Network:
        """Make a network from what :meth:`to_dict` returned; everything is checked as in the constructor."""
        missing = [name for name in _FIELDS if name not in values]
        if missing:
            raise PlanError(f"a network needs {', '.join(_FIELDS)}; missing: {', '.join(missing)}")
        return cls(
            values["layer_sizes"],
            values["activations"],
            values["parameters"],
            output_groups=values["output_groups"],
            dtype=values["dtype"],
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            self.layer_sizes == other.layer_sizes
            and self.activations == other.activations
            and self.output_groups == other.output_groups
            and self.dtype == other.dtype
            and bool(np.array_equal(self._parameters, other._parameters))
        )

    __hash__ = None  # type: ignore[assignment]  # it can change, so it must not be a key

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["weights"], state["biases"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_views()

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.layer_sizes))
        return (
            f"<Network {sizes}, {', '.join(self.activations)}, {self.n_parameters} parameters, {self.dtype}>"
        )


def _checked_sizes(layer_sizes: Sequence[int]) -> tuple[int, ...]:
    if isinstance(layer_sizes, str) or not isinstance(layer_sizes, Iterable):
        raise PlanError(
            f"layer_sizes must be a sequence of integers, got {layer_sizes!r}: for example (2, 1)"
        )
    sizes = tuple(layer_sizes)
    if len(sizes) < 2:
        raise PlanError(f"layer_sizes needs at least inputs and outputs, got {sizes}: for example (2, 1)")
    for size in sizes:
        if not _is_positive_integer(size):
            raise PlanError(f"layer_sizes must be positive integers, got {sizes}: drop or replace {size!r}")
    return tuple(int(size) for size in sizes)


def _checked_activations(activations: Sequence[str], n_layers: int) -> tuple[str, ...]:
    if isinstance(activations, str) or not isinstance(activations, Iterable):
        raise PlanError(f"activations must be one name per layer, got {activations!r}: use a tuple")
    names = tuple(activations)
    if len(names) != n_layers:
        raise PlanError(f"activations must name each of the {n_layers} layers after the inputs, got {names}")
    for name in names:
        require_known("activation", name, ACTIVATIONS)
    if "softmax" in names[:-1]:
        raise PlanError(f"softmax is for the output layer, got {names}: use another in the hidden layers")
    return names


def _checked_groups(output_groups: Sequence[int] | None, n_outputs: int) -> tuple[int, ...]:
    if output_groups is None:
        return (n_outputs,)
    groups = tuple(output_groups) if isinstance(output_groups, Iterable) else (output_groups,)
    if not all(_is_positive_integer(width) for width in groups) or sum(groups) != n_outputs:
        raise PlanError(f"output_groups must be positive integers that add up to {n_outputs}, got {groups}")
    return tuple(int(width) for width in groups)


def _is_positive_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value > 0)


def _checked_parameters(parameters: ArrayLike | None, dtype: DTypeLike | None, length: int) -> FloatArray:
    if parameters is None:
        return np.zeros(length, dtype=_checked_dtype(np.float64 if dtype is None else dtype))
    array = np.asarray(parameters)
    if dtype is None:
        dtype = array.dtype if array.dtype in (np.float32, np.float64) else np.float64
    array = np.ascontiguousarray(array, dtype=_checked_dtype(dtype))
    if array.shape != (length,):
        raise PlanError(f"parameters must have shape ({length},) for these layers, got {array.shape}")
    return array


def _checked_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    try:
        checked = np.dtype(dtype)
    except TypeError as error:
        raise PlanError(f"dtype must be float32 or float64, got {dtype!r}") from error
    if checked not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise PlanError(f"dtype must be float32 or float64, got {checked}")
    return checked
