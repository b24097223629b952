"""``rosenblatt train``: from a table to a trained network, its evaluation, and a folder that holds them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import (
    DATA,
    RESULT,
    Activation,
    Alpha,
    BackpropSteps,
    BatchSize,
    Cell,
    Features,
    Hidden,
    LearningRate,
    MaxIter,
    MissingValues,
    ModelKind,
    Options,
    SequenceColumn,
    Solver,
    Stream,
    Table,
    Target,
    Task,
    UpdateSteps,
)

if TYPE_CHECKING:
    from rosenblatt.data import Table as LoadedTable
    from rosenblatt.run import Run, RunSettings, Unfinished
    from rosenblatt.run.folder.recording_place import RecordingPlace

RUNS = Path("runs")
INTERRUPTED = 130


def train(
    table: Table,
    target: Target = None,
    features: Features = None,
    sequence: SequenceColumn = None,
    stream: Stream = False,
    task: Task = None,
    missing: MissingValues = None,
    test_size: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="The share of rows held out, of sequences whole ones, of a stream its end; else 0.25.",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Seeds the split and the training; else 0.",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None,
    repeats: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="On how many other random splits the score's spread is measured (a stream: with how many "
            "other seeds); else as many as two seconds allow, 100 at most.",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None,
    model: ModelKind = None,
    hidden: Hidden = None,
    activation: Activation = None,
    solver: Solver = None,
    max_iter: MaxIter = None,
    learning_rate: LearningRate = None,
    alpha: Alpha = None,
    batch_size: BatchSize = None,
    cell: Cell = None,
    backprop_steps: BackpropSteps = None,
    update_steps: UpdateSteps = None,
    options: Options = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The run's folder, in which an older run is replaced; else runs/TABLE-MODEL.",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="Keep snapshots of the training in the folder: after all epochs, all steps, every N epochs, "
            "or log (dense at first, sparse later).",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    checkpoint_every: Annotated[
        str | None,
        typer.Option(
            metavar="30s|N",
            help="Keep the training on the disk every so many seconds or epochs; should it be ended, "
            "rosenblatt resume goes on.",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one machine-readable result instead.", rich_help_panel=RESULT),
    ] = False,
) -> None:
    """Train on one part of a table, evaluate on the other, and write the run's folder with its report.

    Built-in tables bring settings that suit them. Ctrl-C keeps what was trained by then.
    """
    from rosenblatt.cli.values import names, one_or_several, parameters, targets, whole_numbers
    from rosenblatt.run import RunSettings, Unfinished, check_folder

    settings = RunSettings.from_dict(
        {
            "table": table,
            "target": targets(target),
            "features": names(features),
            "sequence": sequence,
            "stream": stream or None,
            "model": model,
            "hidden": whole_numbers(hidden),
            "activation": one_or_several(activation),
            "solver": solver,
            "max_iter": max_iter,
            "learning_rate": learning_rate,
            "alpha": alpha,
            "batch_size": batch_size,
            "cell": cell,
            "backprop_steps": backprop_steps,
            "update_steps": update_steps,
            "test_size": test_size,
            "seed": seed,
            "task": task,
            "repeats": repeats,
            "missing": missing,
            "options": parameters(options or []),
            "record": int(record) if record is not None and record.isdecimal() else record,
        }
    )
    try:
        loaded = settings.load()
        folder = out or RUNS / f"{_file_name(loaded.name)}-{settings.resolved(loaded).model}"
        check_folder(folder)
        unfinished = None
        if checkpoint_every is not None:
            unfinished = Unfinished.begin(folder, settings, loaded, checkpoint_every)
        interrupted = train_run(settings, loaded, folder, unfinished, as_json=as_json)
    except KeyboardInterrupt:
        from rosenblatt.cli.screen.console import tell_error

        tell_error("interrupted before there was anything to keep")
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
) -> bool:
    """Train, write the run, and take away what was kept for a resume; return whether Ctrl-C was pressed."""
    from rosenblatt.run.folder.recording_place import RecordingPlace

    train = _train_quietly if as_json else _train
    goes_on = unfinished is not None and unfinished.has_checkpoint
    place = None if settings.record is None else RecordingPlace.begin(folder, goes_on=goes_on)
    try:
        interrupted = train(settings, table, folder, unfinished, same_data, place)
    except (ValueError, KeyboardInterrupt) as error:  # after a full disk, an OSError, one can go on
        if isinstance(error, ValueError) and unfinished is not None:  # it would come again
            unfinished.remove()
        if place is not None and unfinished is None:
            place.remove()
        raise
    if unfinished is not None:
        if interrupted:
            typer.echo(f"Go on with: rosenblatt resume {folder}", err=True)
        else:
            unfinished.remove()
    return interrupted


def _train(
    settings: RunSettings,
    table: LoadedTable,
    folder: Path,
    unfinished: Unfinished | None,
    same_data: bool,
    place: RecordingPlace | None,
) -> bool:
    """Train before the user's eyes; return whether Ctrl-C was pressed."""
    from rosenblatt.cli.screen.console import open_screen
    from rosenblatt.cli.screen.outcome import show_outcome, show_verdict
    from rosenblatt.cli.screen.progress import TrainingScreen
    from rosenblatt.run import HeldInterrupts, carry_out

    console = open_screen()
    with TrainingScreen(console) as watcher:
        run = carry_out(
            settings,
            table=table,
            watcher=watcher,
            unfinished=unfinished,
            same_data=same_data,
            record_path=None if place is None else place.path,
        )
    with HeldInterrupts() as interrupt:
        show_outcome(console, run, table)
        _write(folder, run, place)
        show_verdict(console, run, folder)
    return run.interrupted or interrupt.asked


def _train_quietly(
    settings: RunSettings,
    table: LoadedTable,
    folder: Path,
    unfinished: Unfinished | None,
    same_data: bool,
    place: RecordingPlace | None,
) -> bool:
    """Train and print the result as JSON; return whether Ctrl-C was pressed."""
    from rosenblatt.run import HeldInterrupts, carry_out
    from rosenblatt.run.folder.document import to_document
    from rosenblatt.run.folder.json_text import to_json

    run = carry_out(
        settings,
        table=table,
        unfinished=unfinished,
        same_data=same_data,
        record_path=None if place is None else place.path,
    )
    with HeldInterrupts() as interrupt:
        _write(folder, run, place)
        typer.echo(to_json({"folder": str(folder), **to_document(run)}), nl=False)
    return run.interrupted or interrupt.asked


def _write(folder: Path, run: Run, place: RecordingPlace | None) -> None:
    from rosenblatt.pages.report import render_report
    from rosenblatt.run import write_run

    write_run(folder, run, render_report(run), None if place is None else place.found)


def _file_name(name: str) -> str:
    """Return a table's name with nothing in it that means something to a file system."""
    return "".join(each if each.isalnum() or each in "-_. " else "_" for each in name).strip(". ") or "table"
