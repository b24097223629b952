"""A small network drawn with the characters of a screen: each neuron with its weights and its bias."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from rosenblatt.cli.screen.console import WIDTH, clean
from rosenblatt.cli.screen.grid import cell

if TYPE_CHECKING:
    from rosenblatt.gates import Circuit

MOST_NEURONS = 24
MOST_SOURCES = 9
LONGEST_NAME = 16
GAP = "   "


def draw_network(network: Circuit) -> list[str]:
    """Return the drawing as lines: layer after layer, as many neurons beside each other as fit."""
    if sum(network.layer_sizes[1:]) > MOST_NEURONS:
        sizes = "-".join(map(str, network.layer_sizes))
        return [f"  {sizes} neurons are too many for the screen; --svg FILE draws them."]
    lines: list[str] = []
    sources = [_short(name) for name in network.input_names]
    for layer in range(network.n_layers):
        names = _names(network, layer)
        blocks = [_neuron(network, layer, place, sources, names[place]) for place in range(len(names))]
        if network.n_layers > 1:
            lines.append("  " + network.layer_name(layer).removeprefix("the ").capitalize())
        lines += _beside(blocks)
        sources = [name.split()[0] for name in names]
    return lines[:-1]


def _names(network: Circuit, layer: int) -> list[str]:
    if layer == network.n_layers - 1:
        return [f"o{place} {_short(name)}" for place, name in enumerate(network.output_names, 1)]
    return [f"h{layer + 1}.{place}" for place in range(1, network.layer_sizes[layer + 1] + 1)]


def _short(name: str) -> str:
    text = clean(name)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _neuron(network: Circuit, layer: int, place: int, sources: Sequence[str], name: str) -> list[str]:
    """A line for each weight that is not zero, and for the bias the one that leads to the neuron."""
    from rosenblatt.gates.by_name import neuron_word

    weights, bias = network.weights[layer][:, place].tolist(), float(network.biases[layer][place])
    read = [(source, cell(weight)) for source, weight in zip(sources, weights, strict=True) if weight]
    left_out = len(read) - MOST_SOURCES
    if left_out > 1:
        read = [*read[: MOST_SOURCES - 1], (f"{left_out + 1} more", "…")]
    read.append(("1", cell(bias)))
    wide, long = (max(len(pair[side]) for pair in read) for side in (0, 1))
    word = neuron_word(weights, bias)
    end = f"─( {word} )─ {name}" if word else f"─ {name}"
    lines = []
    for at, (source, weight) in enumerate(read):
        is_last = at == len(read) - 1
        corner = "─" if len(read) == 1 else "┴" if is_last else "┤" if at else "┐"
        wire = f" {weight} ".center(long + 4, "─")
        lines.append(f"{source.rjust(wide)} ─{wire}─{corner}{end if is_last else ''}")
    return lines


def _beside(blocks: Sequence[Sequence[str]]) -> list[str]:
    """Set blocks of lines beside each other, in as many rows as they need."""
    wide = max(len(line) for block in blocks for line in block)
    many = max(1, (WIDTH - 2 + len(GAP)) // (wide + len(GAP)))
    lines: list[str] = []
    for first in range(0, len(blocks), many):
        row = blocks[first : first + many]
        deep = max(map(len, row))
        # The last lines, which lead to the neurons, stand beside each other.
        sunk = [[""] * (deep - len(block)) + list(block) for block in row]
        lines += [
            "  " + GAP.join(text.ljust(wide) for text in each).rstrip()
            for each in zip_longest(*sunk, fillvalue="")
        ]
        lines.append("")
    return lines
