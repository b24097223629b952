"""``rosenblatt show``: what a table holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rosenblatt.cli.arguments import Features, SequenceColumn, Stream, Table, Target, Task


def show(
    table: Table,
    target: Target = None,
    features: Features = None,
    sequence: SequenceColumn = None,
    stream: Stream = False,
    task: Task = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save a scatter plot here, as .svg or .png.")
    ] = None,
) -> None:
    """Show a table: first rows, columns with types, missing values and ranges, the target's classes."""
    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.cli.screen.picture import check_picture, save_picture
    from rosenblatt.cli.screen.table import show_columns, show_first_rows, show_sequences, show_target
    from rosenblatt.cli.values import names, targets
    from rosenblatt.data import infer_task
    from rosenblatt.run.sequence_parts import sequences_of
    from rosenblatt.run.settings import RunSettings
    from rosenblatt.run.summary import summarise

    if plot is not None:
        check_picture(plot, "--plot")
    settings = RunSettings.from_dict(
        {
            "table": table,
            "target": targets(target),
            "features": names(features),
            "sequence": sequence,
            "stream": stream or None,
            "task": task,
        }
    )
    loaded = settings.load()
    settings = settings.resolved(loaded)
    settled = settings.task or infer_task(loaded.frame[loaded.target])
    summary = summarise(loaded, settled)

    console = open_screen()
    console.print(clean(loaded.description))
    show_first_rows(console, summary)
    if settings.is_recurrent:
        show_sequences(console, sequences_of(loaded, settings))
    show_columns(console, summary)
    show_target(console, summary, settled)
    console.print()
    if plot is not None:
        from rosenblatt.plots import DataDisplay

        save_picture(plot, DataDisplay.from_table(loaded))
        console.print(f"The scatter plot lies in {plot}")
    asked = "" if sequence is None else f" --sequence {clean(sequence)}"
    asked += " --stream" if stream else ""
    console.print(
        f"{loaded.n_rows:,} rows; train on them with: rosenblatt train {clean(table)}{asked}", soft_wrap=True
    )
