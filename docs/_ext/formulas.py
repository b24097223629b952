"""A page's line ``<!-- activations -->`` becomes the table of that name, which training uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sphinx.application import Sphinx

from rosenblatt.formulas.activations import ACTIVATIONS, Activation
from rosenblatt.formulas.losses import LOSSES, Loss
from rosenblatt.formulas.optimizers import OPTIMIZERS, Optimizer
from rosenblatt.formulas.schedules import SCHEDULES, Schedule


def activations() -> list[str]:
    """Return the lines on all activations."""
    return table(("name", "value", "range"), (row_of_activation(each) for each in ACTIVATIONS.values()))


def row_of_activation(each: Activation) -> tuple[str, ...]:
    """Name, value and range of an activation."""
    low, high = (f"{bound:.3g}".replace("inf", "∞") for bound in each.range)
    return each.name, each.formula, f"{low} to {high}"


def losses() -> list[str]:
    """Return the lines on all losses."""
    return table(("name", "cost of a sample", "output"), (row_of_loss(each) for each in LOSSES.values()))


def row_of_loss(each: Loss) -> tuple[str, ...]:
    """Name and cost of a loss, and the output activation that it is intended for."""
    return each.name, each.formula, each.output_activation


def steps(which: Iterable[Optimizer | Schedule], what: str) -> list[str]:
    """Return the lines on all optimizers, or on all schedules."""
    return table(("name", what), ((each.name, each.formula) for each in which))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return rows as a Markdown table, with the cells as code."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return lines + [f"| {' | '.join(code(cell) for cell in row)} |" for row in rows]


def code(text: str) -> str:
    """Return a text as code in a table, where a bar would end the cell."""
    return f"`{text.replace('|', chr(92) + '|')}`"


TABLES: dict[str, Callable[[], list[str]]] = {
    "activations": activations,
    "losses": losses,
    "optimizers": lambda: steps(OPTIMIZERS.values(), "one step"),
    "schedules": lambda: steps(SCHEDULES.values(), "the learning rate"),
}


def write_tables(app: Sphinx, page: str, source: list[str]) -> None:
    """Replace the placeholders of a page by the tables."""
    for name, lines in TABLES.items():
        if (place := f"<!-- {name} -->") in source[0]:
            source[0] = source[0].replace(place, "\n".join(lines()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the handler of source pages."""
    app.connect("source-read", write_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
