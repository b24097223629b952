"""Names: ``x1`` is the first input, ``h2.3`` the third neuron of hidden layer 2, ``o1`` the first output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rosenblatt.errors import PlanError, nearest
from rosenblatt.network.network import Network

BIAS = "bias"
"""The name of a neuron's bias, where weights are named by their source."""


def neuron_name(network: Network, layer: int, place: int) -> str:
    """Return the name of a neuron; layer and place count from 0, 0 being the first after the inputs."""
    return f"o{place + 1}" if layer == network.n_layers - 1 else f"h{layer + 1}.{place + 1}"


def layer_names(network: Network, layer: int) -> tuple[str, ...]:
    """Return the names of a layer's neurons."""
    return tuple(neuron_name(network, layer, place) for place in range(network.layer_sizes[layer + 1]))


def input_names_of(network: Network, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the inputs' names, by default ``x1``, ...; PlanError for a wrong number or a repeated name."""
    if given is None:
        return tuple(f"x{place}" for place in range(1, network.n_inputs + 1))
    names = _as_many(given, network.n_inputs, "input")
    if len(set(names)) < len(names):
        doubled = next(name for name in names if names.count(name) > 1)
        raise PlanError(f"input_names must differ, got {doubled!r} twice")
    return names


def output_labels_of(network: Network, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the labels of the outputs: the names given, or empty ones."""
    return ("",) * network.n_outputs if given is None else _as_many(given, network.n_outputs, "output")


def source_names(network: Network, layer: int, input_names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a layer's sources: the layer below, then its context neurons."""
    below = tuple(input_names) if layer == 0 else layer_names(network, layer - 1)
    if network.context[layer] is None:
        return below
    of_layer = network.n_layers - 1 if network.cell == "jordan" else layer
    return (*below, *(f"{name} before" for name in layer_names(network, of_layer)))


def ranges(groups: Iterable[Sequence[str]]) -> str:
    """Return names in short form: ``h1.1 ... h1.5, o1``."""
    return ", ".join(group[0] if len(group) == 1 else f"{group[0]} ... {group[-1]}" for group in groups)


def no_neuron(name: object, groups: Sequence[Sequence[str]]) -> PlanError:
    """Return the error for an unknown neuron; it names the known ones."""
    near = nearest(name, [each for group in groups for each in group])
    return PlanError(f"there is no neuron {name!r}{near}; this network has {ranges(groups)}")


def no_source(neuron: str, name: object, sources: Sequence[str]) -> PlanError:
    """Return the error for an unknown weight; it names the known ones."""
    few = ", ".join(sources) if len(sources) <= 8 else ranges([sources])
    near = nearest(name, sources)
    return PlanError(f"{neuron} has no weight from {name!r}{near}; it reads {few}, and has a {BIAS}")


def _as_many(given: Sequence[str], n: int, word: str) -> tuple[str, ...]:
    names = tuple(str(name) for name in given)
    if len(names) != n or isinstance(given, str):
        raise PlanError(f"{word}_names must name each of the {n} {word}s, got {len(names)}: {given!r:.200}")
    return names
