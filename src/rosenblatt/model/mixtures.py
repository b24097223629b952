"""What a model file says of a mixture beside its numbers, read from untrusted values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.network.description import NetworkDescription
from rosenblatt.network.mixture import Encoding, Member, Mixture
from rosenblatt.storage.container import Layout
from rosenblatt.storage.fields import Count, Positive


@dataclass(frozen=True)
class MemberDescription:
    """A member of a mixture; its score and loss are null where they are infinite."""

    name: str
    weight: float
    score: float | None
    loss: float | None
    networks: tuple[NetworkDescription, ...]
    encodings: tuple[Count, ...]


@dataclass(frozen=True)
class MixtureDescription:
    """A mixture without the parameters of its networks and the numbers of its encodings.

    ``encodings`` are the steps of each encoding; ``constant`` whether it has constant outputs, no members.
    """

    n_inputs: Positive
    n_outputs: Positive
    encodings: tuple[Count, ...]
    members: tuple[MemberDescription, ...]
    target_mean: float | None
    target_scale: float | None
    lowest: float | None
    highest: float | None
    constant: bool

    @classmethod
    def of(cls, mixture: Mixture) -> MixtureDescription:
        """Describe a mixture."""
        members = [
            MemberDescription(
                each.name,
                each.weight,
                _finite(each.score),
                _finite(each.loss),
                tuple(map(NetworkDescription.of, each.networks)),
                tuple(map(int, each.encodings)),
            )
            for each in mixture.members
        ]
        return cls(
            mixture.n_inputs,
            mixture.n_outputs,
            tuple(each.n_steps for each in mixture.encodings),
            tuple(members),
            mixture.target_mean,
            mixture.target_scale,
            mixture.lowest,
            mixture.highest,
            mixture.constant is not None,
        )

    @staticmethod
    def tensors(mixture: Mixture) -> dict[str, NDArray[Any]]:
        """Return the numbers of a mixture by name, in the order of :meth:`layouts`."""
        found: dict[str, NDArray[Any]] = {}
        for place, each in enumerate(mixture.encodings):
            found[f"encodings.{place}.units"] = np.stack([each.mean, each.scale])
            found[f"encodings.{place}.columns"] = each.columns
            found[f"encodings.{place}.edges"] = np.stack([each.lows, each.highs])
        networks = [network for network, _, _ in mixture.networks]
        found |= {f"networks.{place}": network.parameters for place, network in enumerate(networks)}
        if mixture.constant is not None:
            found["constant"] = mixture.constant
        return found

    def layouts(self) -> list[Layout]:
        """Return the arrays of the file, in their order."""
        found: list[Layout] = []
        for place, n_steps in enumerate(self.encodings):
            found.append(Layout(f"encodings.{place}.units", "float64", (2, self.n_inputs)))
            found.append(Layout(f"encodings.{place}.columns", "int64", (n_steps,)))
            found.append(Layout(f"encodings.{place}.edges", "float64", (2, n_steps)))
        networks = [network for member in self.members for network in member.networks]
        found += [
            Layout(f"networks.{place}", network.dtype, (network.n_parameters,))
            for place, network in enumerate(networks)
        ]
        return [*found, Layout("constant", "float64", (self.n_outputs,))] if self.constant else found

    def mixture(self, tensors: Mapping[str, NDArray[Any]]) -> Mixture:
        """Make the mixture, which checks its own parts."""
        numbers = iter(tensors.values())
        encodings = []
        for _ in self.encodings:
            (mean, scale), columns, (lows, highs) = next(numbers), next(numbers), next(numbers)
            encodings.append(Encoding(mean, scale, columns, lows, highs))
        members = [
            Member(
                each.name,
                each.weight,
                math.nan if each.score is None else each.score,
                math.nan if each.loss is None else each.loss,
                tuple(network.network(next(numbers)) for network in each.networks),
                each.encodings,
            )
            for each in self.members
        ]
        constant = next(numbers) if self.constant else None
        target = (self.target_mean, self.target_scale, self.lowest, self.highest)
        sizes = (self.n_inputs, self.n_outputs)
        return Mixture(*sizes, tuple(encodings), tuple(members), *target, constant)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
