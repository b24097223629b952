"""``rosenblatt gate``: a logic gate as a network."""

from __future__ import annotations

from typing import Annotated

import typer

from rosenblatt.cli.screen.logic import Rows, Svg, show_logic


def gate(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="and, or, not, nand, nor, xor, xnor or implies.", show_default=False
        ),
    ],
    row: Rows = None,
    svg: Svg = None,
) -> None:
    """Show a logic gate as a network: truth table, weights, the arithmetic of each row."""
    from rosenblatt.gates import gate as make

    network = make(name)
    show_logic(network.output_names[0].upper(), network, row, svg)
