"""What a screen shows of a table: its first rows, its columns, its target."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.cli.screen.console import clean, heading
from rosenblatt.cli.screen.grid import Column, cell, show_grid
from rosenblatt.errors import counted

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt.data import ColumnSummary, SequenceRows
    from rosenblatt.run import TableSummary

MOST_CLASSES = 12
MOST_LAST = 3
MOST_COLUMNS = 40
MOST_NAMED = 6
BAR = 20


def show_first_rows(console: Console, summary: TableSummary) -> None:
    """Show the first rows, the targets last."""
    names = [each.name for each in summary.columns]
    heading(console, "First rows", f"{len(summary.first_rows)} of {summary.n_rows:,}")
    columns = [
        Column(name, values)
        for name, values in zip(names, zip(*summary.first_rows, strict=True), strict=True)
    ]
    left_out = show_grid(
        console, columns, last=1 if len(summary.targets) > MOST_LAST else len(summary.targets)
    )
    if left_out:
        console.print(f"  {left_out} more columns are not shown.", style="dim")


def show_columns(console: Console, summary: TableSummary) -> None:
    """Show each column in a line."""
    shown = summary.columns[:MOST_COLUMNS]
    heading(console, "Columns", f"{len(summary.columns)}")
    show_grid(
        console,
        [
            Column("column", [each.name for each in shown]),
            Column("type", [each.type for each in shown]),
            Column("missing", [each.missing for each in shown]),
            Column("distinct", [each.distinct for each in shown]),
            Column("minimum", [each.minimum for each in shown], mixed=True),
            Column("maximum", [each.maximum for each in shown], mixed=True),
        ],
    )
    if len(summary.columns) > len(shown):
        console.print(f"  {len(summary.columns) - len(shown)} more columns are not shown.", style="dim")
    _show_forms(console, [each for each in summary.columns if each.form])


def _show_forms(console: Console, columns: list[ColumnSummary]) -> None:
    """Show how values are written in the file: the names of the columns behind each form."""
    forms: dict[str, list[str]] = {}
    for each in columns:
        kind = "dates as" if "date" in each.type else "times as" if each.type == "time" else "numbers like"
        forms.setdefault(f"{kind} {each.form}", []).append(clean(each.name))
    for form, names in forms.items():
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        console.print(f"  Read {clean(form)}: {', '.join(names[:MOST_NAMED])}{more}", soft_wrap=True)


def show_sequences(console: Console, cut: SequenceRows) -> None:
    """Show how the rows form sequences, and how long these are."""
    if cut.column is None:
        heading(console, "One stream")
        console.print(f"  all {cut.n_steps:,} rows are its steps, in order")
        return
    heading(console, f"Sequences by {clean(cut.column)}", f"{cut.n_sequences:,}")
    lengths = cut.lengths
    if lengths.min() == lengths.max():
        console.print(f"  {lengths.min():,} steps each")
        return
    console.print(
        f"  {lengths.min():,} to {lengths.max():,} steps each, median {np.median(lengths):,.0f}; "
        f"{cut.n_steps:,} in total"
    )


def show_target(console: Console, summary: TableSummary, task: str) -> None:
    """Show the target: its classes with their counts, or its range; of several each in a line."""
    if summary.other_targets:
        _show_targets(console, summary, task)
        return
    heading(console, f"Target {clean(summary.target)}", task)
    if not summary.classes:
        target = summary.columns[-1]
        found = counted(target.distinct, "different number")
        console.print(f"  {found} from {cell(target.minimum)} to {cell(target.maximum)}")
        return
    most = max(count for _, count in summary.classes)
    shown = summary.classes[:MOST_CLASSES]
    show_grid(
        console,
        [
            Column("class", [cell(label) for label, _ in shown]),
            Column("rows", [count for _, count in shown]),
            Column("share", [f"{count / summary.n_rows:6.1%}" for _, count in shown]),
            Column("", ["█" * max(1, round(BAR * count / most)) for _, count in shown]),
        ],
    )
    if len(summary.classes) > len(shown):
        console.print(f"  {len(summary.classes) - len(shown)} more classes are not shown.", style="dim")


def show_notes(console: Console, summary: TableSummary) -> None:
    """Show the notes on the table, each with a dash."""
    if not summary.notes:
        return
    heading(console, "Notes on the table")
    for note in summary.notes:
        text = textwrap.fill(
            clean(_as_sentence(note)),
            console.width,
            initial_indent="  - ",
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
        console.print(text)


def _as_sentence(note: str) -> str:
    """Return a note with a capital letter and a full stop."""
    return f"{note[0].upper()}{note[1:]}{'' if note.endswith('.') else '.'}"


def _show_targets(console: Console, summary: TableSummary, task: str) -> None:
    heading(console, f"{len(summary.targets)} targets", task)
    columns = {each.name: each for each in summary.columns}
    shown = [columns[name] for name in summary.targets[:MOST_CLASSES]]
    show_grid(
        console,
        [
            Column("target", [each.name for each in shown]),
            Column("distinct", [each.distinct for each in shown]),
            Column("minimum", [each.minimum for each in shown], mixed=True),
            Column("maximum", [each.maximum for each in shown], mixed=True),
        ],
    )
    if len(summary.targets) > len(shown):
        console.print(f"  {len(summary.targets) - len(shown)} more targets are not shown.", style="dim")
