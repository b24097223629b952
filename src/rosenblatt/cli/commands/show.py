"""``rosenblatt show``: the contents of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from rosenblatt.cli.arguments import (
    RESULT,
    ColumnOptions,
    ReadingOptions,
    SequenceOptions,
    Table,
    option,
    settings_of,
    with_options,
)
from rosenblatt.cli.screen.console import clean, open_screen
from rosenblatt.cli.screen.picture import check_picture, save_picture


@with_options(ColumnOptions, SequenceOptions, ReadingOptions)
def show(
    table: Table,
    plot: Annotated[
        Path | None, option("FILE", "Save a scatter plot as this .svg or .png file.", RESULT)
    ] = None,
    **given: object,
) -> None:
    """Show a table: its first rows, its columns with types, missing values and ranges, and its target."""
    settings = settings_of({**given, **locals()})
    from rosenblatt.cli.screen.table import (
        show_columns,
        show_first_rows,
        show_notes,
        show_sequences,
        show_target,
    )
    from rosenblatt.data import infer_task
    from rosenblatt.data.memory import return_freed_memory
    from rosenblatt.data.sources.reading import is_large
    from rosenblatt.trial.prepare import sequences_of
    from rosenblatt.trial.summary import summarise

    if plot is not None:
        check_picture(plot, "--plot")
    asked = "" if settings.sequence is None else f" --sequence {clean(settings.sequence)}"
    asked += " --stream" if settings.stream else ""
    in_batches = is_large(table) and settings.sequence is None and not settings.stream and plot is None
    if in_batches:
        return_freed_memory()
    loaded = None if in_batches else settings.load()
    shown = settings.open() if loaded is None else loaded
    settings = settings if loaded is None else settings.resolved(loaded)
    settled = settings.task or infer_task(shown.frame.get_column(shown.target))
    summary = summarise(shown, settled, is_inferred=settings.task is None)

    console = open_screen()
    console.print(clean(shown.description))
    show_first_rows(console, summary)
    if loaded is not None and settings.is_recurrent:
        show_sequences(console, sequences_of(loaded, settings))
    show_columns(console, summary)
    show_target(console, summary, settled)
    show_notes(console, summary)
    console.print()
    if plot is not None and loaded is not None:
        from rosenblatt.plots import DataDisplay

        save_picture(plot, DataDisplay.from_table(loaded))
        console.print(f"The scatter plot is in {plot}")
    asked += "".join(f" {clean(each)}" for each in settings.reading.options())
    console.print(
        f"{summary.n_rows:,} rows. To train on them: rosenblatt train {clean(table)}{asked}", soft_wrap=True
    )
