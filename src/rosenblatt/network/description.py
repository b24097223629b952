"""What files say of a network beside its parameters, read from untrusted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import ModelFileError
from rosenblatt.network.checks import LEARNED
from rosenblatt.network.network import Network, context_sizes
from rosenblatt.storage.fields import Positive, Rule, read, split

DType: TypeAlias = Literal["float32", "float64"]
Start: TypeAlias = (
    Annotated[float, Rule("be written with a fraction, such as 0.5", lambda start: isinstance(start, float))]
    | Literal["learned"]
)


@dataclass(frozen=True)
class NetworkDescription:
    """The layers of a feed-forward network; sizes begin with the inputs, activations with the next layer."""

    activations: tuple[str, ...]
    dtype: DType
    layer_sizes: tuple[Positive, ...]
    output_groups: tuple[Positive, ...]

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless there are inputs and outputs."""
        if len(self.layer_sizes) < 2:
            raise ModelFileError(f"layer_sizes must hold inputs and outputs at least, got {self.layer_sizes}")

    @classmethod
    def of(cls, network: Network) -> NetworkDescription:
        """Describe a network."""
        known = (network.activations, network.dtype.name, network.layer_sizes, network.output_groups)
        if network.cell is None:
            return NetworkDescription(*known)  # type: ignore[arg-type]  # the dtypes are those of a network
        return RecurrentDescription(*known, network.cell, network.initial_context)  # type: ignore[arg-type]

    @property
    def memory(self) -> tuple[str | None, float | str]:
        """What the context neurons keep, and what they hold before the first step; a network without any."""
        return None, 0.5

    @property
    def contexts(self) -> dict[int, int]:
        """How many context neurons each layer reads, counted from 0; only layers that read any."""
        sizes = context_sizes(self.layer_sizes, self.memory[0])
        return {layer: size for layer, size in enumerate(sizes) if size}

    @property
    def n_parameters(self) -> int:
        """Length of the flat vector of parameters."""
        contexts, learned = self.contexts, self.memory[1] == LEARNED
        layers = enumerate(pairwise(self.layer_sizes))
        n = sum((fan_in + contexts.get(layer, 0) + 1) * fan_out for layer, (fan_in, fan_out) in layers)
        return n + (sum(contexts.values()) if learned else 0)

    def network(self, parameters: FloatArray) -> Network:
        """Make the network, which checks its own parts."""
        cell, start = self.memory
        return Network(
            self.layer_sizes,
            self.activations,
            parameters,
            output_groups=self.output_groups,
            cell=cell,
            initial_context=start,
        )


@dataclass(frozen=True)
class RecurrentDescription(NetworkDescription):
    """The layers of a network with context neurons."""

    cell: Literal["elman", "jordan"]
    initial_context: Start

    @property
    def memory(self) -> tuple[str | None, float | str]:
        """What the context neurons keep, and what they hold before the first step."""
        return self.cell, self.initial_context

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless there are layers, and the start is finite in the parameters' type."""
        super().require_possible(path)
        start = self.initial_context
        if isinstance(start, float) and not abs(start) <= float(np.finfo(self.dtype).max):
            raise ModelFileError(f"initial_context must be finite in {self.dtype}, got {start!r}")


def read_network(values: Mapping[str, object]) -> tuple[NetworkDescription, dict[str, object]]:
    """Return the network and the other fields of metadata; ModelFileError names a missing or wrong one."""
    kind = RecurrentDescription if "cell" in values else NetworkDescription
    own, others = split(kind, values)
    return read(kind, own, ""), others
