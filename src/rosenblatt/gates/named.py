"""Networks with names for their inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import ArrayLike, DTypeLike

from rosenblatt.errors import PlanError
from rosenblatt.network import Network


class Circuit(Network):
    """A network with a name for each input and each output.

    It can be trained, saved, drawn and traced like any network. A model file does not keep the names.

    Parameters
    ----------
    layer_sizes, activations, parameters, output_groups, dtype, cell, initial_context
        As for :class:`~rosenblatt.Network`, with its errors.
    input_names, output_names : sequence of str, optional
        A distinct name for each. Default: ``x1``, ``x2``, ... and ``y``, or ``y1``, ``y2``, ...

    Raises
    ------
    PlanError
        If the number of names is wrong, or a name occurs twice.

    Examples
    --------
    >>> from rosenblatt.gates import Circuit
    >>> both = Circuit((2, 1), ("step",), [1, 1, -1.5], input_names=("door", "belt"), output_names=("go",))
    >>> both.predict([[1, 1], [1, 0]]).tolist(), both.input_names
    ([[1], [0]], ('door', 'belt'))
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
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
    ) -> None:
        super().__init__(
            layer_sizes,
            activations,
            parameters,
            output_groups=output_groups,
            dtype=dtype,
            cell=cell,
            initial_context=initial_context,
        )
        self.input_names = input_names_of(input_names, self.n_inputs)
        self.output_names = output_names_of(output_names, self.n_outputs)

    def copy(self) -> Circuit:
        """Return a circuit with its own parameters."""
        return Circuit.of(super().copy(), self.input_names, self.output_names)

    @classmethod
    def of(
        cls, network: Network, input_names: Sequence[str] | None, output_names: Sequence[str] | None
    ) -> Circuit:
        """Return a circuit with the parameters of a network."""
        return cls(
            network.layer_sizes,
            network.activations,
            network.parameters,
            output_groups=network.output_groups,
            cell=network.cell,
            initial_context=network.initial_context,
            input_names=input_names,
            output_names=output_names,
        )

    def to_dict(self) -> dict[str, object]:
        """Return the network and the names as plain values for JSON."""
        names = {"input_names": list(self.input_names), "output_names": list(self.output_names)}
        return super().to_dict() | names

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Circuit:
        """Create a circuit from the result of :meth:`to_dict`, also that of a network."""
        return cls.of(Network.from_dict(values), values.get("input_names"), values.get("output_names"))

    def __repr__(self) -> str:
        ways = f"{', '.join(self.input_names)} -> {', '.join(self.output_names)}"
        return super().__repr__().replace("<Network", "<Circuit", 1)[:-1] + f", {ways}>"


def input_names_of(given: Sequence[str] | None, n: int) -> tuple[str, ...]:
    """Return the names given for ``n`` inputs, checked, or ``x1``, ``x2``, ..."""
    return _checked(given, [f"x{place}" for place in range(1, n + 1)], "input_names")


def output_names_of(given: Sequence[str] | None, n: int) -> tuple[str, ...]:
    """Return the names given for ``n`` outputs, checked, or ``y``, or ``y1``, ``y2``, ..."""
    return _checked(given, ["y"] if n == 1 else [f"y{place}" for place in range(1, n + 1)], "output_names")


def _checked(given: Sequence[str] | None, default: Sequence[str], what: str) -> tuple[str, ...]:
    if given is None:
        return tuple(default)
    listed = isinstance(given, Sequence) and not isinstance(given, str)
    if not listed or not all(isinstance(name, str) and name for name in given):
        raise PlanError(f"{what} must be a sequence of texts, got {given!r}: for example {tuple(default)}")
    if len(given) != len(default):
        raise PlanError(f"{what} must be {len(default)} names, got {len(given)}: {', '.join(given)}")
    twice = [name for place, name in enumerate(given) if name in given[:place]]
    if twice:
        raise PlanError(f"{what} must differ from each other, got {twice[0]!r} twice: rename one of them")
    return tuple(given)
