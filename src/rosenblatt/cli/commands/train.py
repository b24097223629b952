"""``rosenblatt train``: train on a table, evaluate the network, and write the folder of the run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import (
    DATA,
    INTERRUPTED,
    RESULT,
    AsJson,
    ColumnOptions,
    NetworkOptions,
    ReadingOptions,
    RecurrentOptions,
    SequenceOptions,
    SplitOptions,
    Table,
    option,
    settings_of,
    with_options,
)

if TYPE_CHECKING:
    from rosenblatt.data import Table as LoadedTable
    from rosenblatt.run import Run, RunSettings, Unfinished, Watcher
    from rosenblatt.run.folder.recording_place import RecordingPlace

RUNS = Path("runs")


@with_options(ColumnOptions, SequenceOptions, ReadingOptions, SplitOptions, NetworkOptions, RecurrentOptions)
def train(
    table: Table,
    repeats: Annotated[
        int | None,
        option(
            "N",
            "The number of other random splits (of a stream: of other seeds) that measure the spread of the "
            "score. Default: 20 where a training is cheap, 5 where it is dearer, else none.",
            DATA,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        option(
            "FOLDER",
            "The folder of the run; a previous run in it is replaced. Default: runs/TABLE-MODEL.",
            RESULT,
        ),
    ] = None,
    record: Annotated[
        str | None,
        option(
            "WHEN",
            "Record snapshots of the training in the folder: epochs, steps, a number of epochs between two "
            "snapshots, or log (dense at first, then ever sparser).",
            RESULT,
        ),
    ] = None,
    checkpoint_every: Annotated[
        str | None,
        option(
            "30s|N",
            "Save a checkpoint after so many seconds or epochs; rosenblatt resume continues from it.",
            RESULT,
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        option(
            "ADDRESS",
            "Train the repeats on the workers of a Dask cluster, such as tcp://10.0.0.5:8786; it needs the "
            "package distributed. Default: on this machine.",
            DATA,
        ),
    ] = None,
    memory: Annotated[
        str | None,
        option(
            "2GB",
            "Train on a table that is larger than memory: it is read in batches, and a network reads the "
            "prepared rows from a temporary file; a mixture learns from a sample that fits in this size.",
            DATA,
        ),
    ] = None,
    as_json: AsJson = False,
    **given: object,
) -> None:
    """Train on one part of a table, evaluate on the other, and write a folder with the run and its report.

    A built-in table comes with settings that suit it. Ctrl-C ends the training and keeps the network.
    """
    settings = settings_of({**given, **locals()})
    if settings.memory is not None:
        from rosenblatt.data.memory import return_freed_memory

        return_freed_memory()
    from rosenblatt.run import Unfinished, check_folder

    try:
        loaded = settings.load()
        folder = out or RUNS / f"{_file_name(loaded.name)}-{settings.resolved(loaded).model}"
        check_folder(folder)
        unfinished = None
        if checkpoint_every is not None:
            unfinished = Unfinished.begin(folder, settings, loaded, checkpoint_every)
        interrupted = train_run(settings, loaded, folder, unfinished, as_json=as_json, cluster=cluster)
    except KeyboardInterrupt:
        from rosenblatt.cli.screen.console import show_error

        show_error("interrupted before there was a result to keep")
        interrupted = True
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def train_run(
    settings: RunSettings,
    table: LoadedTable,
    folder: Path,
    unfinished: Unfinished | None,
    *,
    as_json: bool,
    same_data: bool = True,
    cluster: str | None = None,
) -> bool:
    """Train, write the run and remove its checkpoint; return whether Ctrl-C was pressed."""
    from rosenblatt.run import run_table
    from rosenblatt.run.folder.recording_place import RecordingPlace

    continues = unfinished is not None and unfinished.has_checkpoint
    place = None if settings.record is None else RecordingPlace.begin(folder, continues=continues)

    def made(watcher: Watcher) -> Run:
        return run_table(
            settings,
            table=table,
            watcher=watcher,
            unfinished=unfinished,
            same_data=same_data,
            record_path=None if place is None else place.path,
            client=cluster,
        )

    try:
        implied = settings.implied_model(table)
        by = implied[1] if implied is not None and implied[0] == "mlp" else ""
        interrupted = show_and_write(made, table, folder, place, as_json=as_json, implied_by=by)
    except (
        ValueError,
        KeyboardInterrupt,
    ) as error:  # an OSError, such as a full disk, can be corrected: resume
        if isinstance(error, ValueError) and unfinished is not None:  # it would be raised again
            unfinished.remove()
        if place is not None and unfinished is None:
            place.remove()
        raise
    if unfinished is not None:
        if interrupted:
            typer.echo(f"Continue with: rosenblatt resume {folder}", err=True)
        else:
            unfinished.remove()
    return interrupted


def show_and_write(
    made: Callable[[Watcher], Run],
    table: LoadedTable,
    folder: Path,
    place: RecordingPlace | None,
    *,
    as_json: bool,
    implied_by: str = "",
) -> bool:
    """Run the training, show its results, write its folder and report; return whether Ctrl-C was pressed.

    Ctrl-C ends the training, not the writing; if drawing the report fails, ``rosenblatt report`` draws it.
    """
    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.cli.screen.outcome import show_outcome
    from rosenblatt.cli.screen.progress import TrainingScreen
    from rosenblatt.run import HeldInterrupts, Watcher, rewrite_report, write_run
    from rosenblatt.run.folder.document import to_document, to_json

    console = open_screen()
    with nullcontext(Watcher()) if as_json else TrainingScreen(console, implied_by) as watcher:
        run = made(watcher)
    with HeldInterrupts() as interrupt:
        try:
            if not as_json:
                show_outcome(console, run, table)
        finally:  # the run is written even if the reader of the output has ended
            write_run(folder, run, recording=None if place is None else place.found)
        if as_json:
            typer.echo(to_json({"folder": str(folder), **to_document(run)}), nl=False)
        from rosenblatt.pages.report import render_report  # matplotlib, after the results are shown

        report = rewrite_report(folder, render_report(run))
        if not as_json:
            console.print(f"Report: {clean(report)}", soft_wrap=True)
    return run.interrupted or interrupt.asked


def _file_name(name: str) -> str:
    """Return a table's name without characters that have a meaning in a path."""
    return "".join(each if each.isalnum() or each in "-_. " else "_" for each in name).strip(". ") or "table"
