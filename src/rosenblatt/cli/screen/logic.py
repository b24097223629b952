"""What a screen shows of a gate or a circuit: truth table, network, arithmetic, and the weights that work."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

from rosenblatt.cli.arguments import option
from rosenblatt.cli.screen.console import WIDTH, clean, heading, open_screen
from rosenblatt.cli.screen.network import draw_network
from rosenblatt.cli.screen.picture import check_svg, save_picture
from rosenblatt.errors import PlanError

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt.gates import Circuit, TruthTable
    from rosenblatt.plots import Display

MOST_ROWS = 16
MOST_LINES = 48
LONGEST_NAME = 44
"""Rows of a truth table, lines of arithmetic and characters of a heading, before they are cut short."""

Rows: TypeAlias = Annotated[
    list[str] | None,
    option("BITS", "Show the arithmetic of this row, such as 01; repeat it for more, or all.", name="--row"),
]
Svg: TypeAlias = Annotated[Path | None, option("FILE", "Save a drawing as this .svg file.")]


def show_logic(
    name: str, network: Circuit, rows: Sequence[str] | None, svg: Path | None, *, compiled: bool = False
) -> None:
    """Show all there is to a gate or a circuit; a compiled one was checked against what it was made of."""
    from rosenblatt.gates import MOST_INPUTS, truth_table

    if svg is not None:
        check_svg(svg, "--svg")
    table = truth_table(network) if network.n_inputs <= MOST_INPUTS else None
    chosen = _chosen_rows(network, rows)
    console = open_screen()
    heading(console, name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…", _sizes(network))
    if table is not None:
        _show_table(console, table)
    heading(console, "Network", "each neuron is 1 if z > 0, else 0")
    for line in draw_network(network):
        console.print(line.rstrip(), soft_wrap=True)
    _show_arithmetic(console, network, chosen)
    if (network.n_inputs, network.n_outputs) == (2, 1):
        _show_region(console, network)
    console.print()
    if svg is not None:
        save_picture(svg, _drawing(network))
        console.print(f"The drawing is in {svg}")
    console.print(_conclusion(network, table, "right" if compiled else "asked"))


def _conclusion(network: Circuit, table: TruthTable | None, said: str) -> str:
    n_neurons = sum(network.layer_sizes[1:])
    neurons = f"{n_neurons:,} {'neuron' if n_neurons == 1 else 'neurons'}"
    layers = f"{network.n_layers} {'layer' if network.n_layers == 1 else 'layers'}"
    rows = f", {said} on all {table.n_rows:,} rows" if table is not None else ""
    return f"{neurons} in {layers}{rows}."


def _sizes(network: Circuit) -> str:
    inputs = f"{network.n_inputs} {'input' if network.n_inputs == 1 else 'inputs'}"
    hidden = network.layer_sizes[1:-1]
    outputs = f"{network.n_outputs} {'output' if network.n_outputs == 1 else 'outputs'}"
    through = f", {' + '.join(map(str, hidden))} hidden" if hidden else ""
    return f"{inputs}{through}, {outputs}"


def _show_table(console: Console, table: TruthTable) -> None:
    heading(console, "Truth table", f"{table.n_rows:,} rows")
    lines = table.to_text(MOST_ROWS).splitlines()
    if max(map(len, lines)) > WIDTH - 2:
        lines = _dense(table)
    for line in lines:
        console.print("  " + clean(line), soft_wrap=True)


def _dense(table: TruthTable) -> list[str]:
    """The table digit beside digit, the names above it."""
    sides = (("inputs", table.input_names), ("outputs", table.output_names))
    names = [f"{side}: {' '.join(map(clean, of_side))}" for side, of_side in sides]
    rows = table.to_text(MOST_ROWS, names=False).splitlines()
    return [line for name in names for line in textwrap.wrap(name, WIDTH - 4)] + rows


def _chosen_rows(network: Circuit, rows: Sequence[str] | None) -> list[list[int]] | None:
    """The rows asked for; None if none was."""
    if not rows:
        return None
    chosen = []
    for bits in rows:
        if bits.lower() == "all":
            from rosenblatt.gates import all_rows

            every: list[list[int]] = all_rows(network.n_inputs).tolist()
            return every
        digits = bits.replace(" ", "").replace(",", "")
        if len(digits) != network.n_inputs or set(digits) - {"0", "1"}:
            raise PlanError(
                f"--row must be {network.n_inputs} digits of 0 and 1, or all, got {bits!r}: "
                f"for {' '.join(network.input_names)} give for example --row {_example(network)}"
            )
        chosen.append(list(map(int, digits)))
    return chosen


def _show_arithmetic(console: Console, network: Circuit, chosen: list[list[int]] | None) -> None:
    from rosenblatt.gates import all_rows

    heading(console, "Arithmetic", "( value * weight ) + ... + bias = z (True if z > 0)")
    rows, left_out = chosen, 0
    if rows is None:
        n_rows = 1 << network.n_inputs
        most = MOST_LINES // (1 + sum(network.layer_sizes[1:]))
        rows = all_rows(network.n_inputs).tolist() if n_rows <= most else []
        left_out = n_rows - len(rows)
    for row in rows:
        _show_row(console, network, row)
    if left_out:
        console.print(f"  {left_out:,} rows are many: choose some, as with --row {_example(network)}")


def _example(network: Circuit) -> str:
    return ("01" * network.n_inputs)[: network.n_inputs]


def _show_row(console: Console, network: Circuit, row: list[int]) -> None:
    from rosenblatt.trace import trace
    from rosenblatt.trace.writing.blocks import Rows as Lines
    from rosenblatt.trace.writing.document import Page

    traced = trace(network, row, input_names=network.input_names, output_names=network.output_names)
    given = ", ".join(f"{name} = {value}" for name, value in zip(network.input_names, row, strict=True))
    console.print("  " + clean(given))
    text = Page((Lines(tuple(neuron.row() for neuron in traced.neurons())),)).to_text(WIDTH - 2)
    for line in text.splitlines():
        console.print("  " + clean(line), soft_wrap=True)


def _show_region(console: Console, network: Circuit) -> None:
    """Which weights a single neuron would need, and how far these are from the edge."""
    from rosenblatt.gates import working_region

    region = working_region(network)
    heading(console, "With a single neuron", "w1 x1 + w2 x2 + b > 0")
    if region.contradiction is not None:
        said = f"It cannot be done. {region.contradiction}"
    else:
        said = f"It works wherever {', '.join(region.inequalities[:-1])} and {region.inequalities[-1]}."
        if network.n_layers == 1:
            said += (
                f" Here the z nearest to zero is {region.margin(network):.3g} away from it, and the line "
                f"{region.distance(network):.3g} from the nearest corner."
            )
    for line in textwrap.wrap(said, WIDTH - 4):
        console.print("  " + line)


def _drawing(network: Circuit) -> Display:
    from rosenblatt.plots import GateDisplay, NetworkDisplay

    drawn = GateDisplay if GateDisplay.fits(network) else NetworkDisplay
    return drawn.from_network(network)
