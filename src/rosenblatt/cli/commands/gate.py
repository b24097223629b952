"""``rosenblatt gate``: a logic gate as a network."""

from __future__ import annotations

from typing import Annotated

from rosenblatt.cli.arguments import argument
from rosenblatt.cli.screen.logic import Rows, Svg, show_logic


def gate(
    name: Annotated[str, argument("NAME", "and, or, not, nand, nor, xor, xnor or implies.")],
    row: Rows = None,
    svg: Svg = None,
) -> None:
    """Show a logic gate as a network: its truth table, its weights and the arithmetic of each row."""
    from rosenblatt.gates import gate as make

    network = make(name)
    show_logic(network.output_names[0].upper(), network, row, svg)
