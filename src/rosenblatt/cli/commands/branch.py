"""``rosenblatt branch``: going on from a snapshot of a recorded run with other settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosenblatt.data import Table
    from rosenblatt.run import Run, Watcher
    from rosenblatt.run.folder.recording_place import RecordingPlace

FROM, OTHERWISE, RESULT = "Where to begin", "What to do otherwise", "The result"
INTERRUPTED = 130


def branch(
    run: Annotated[
        Path,
        typer.Argument(metavar="RUN", show_default=False, help="A run's folder, written by train --record."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="The new run's folder.", show_default=False, rich_help_panel=RESULT
        ),
    ],
    at: Annotated[
        int | None,
        typer.Option(
            metavar="EPOCH",
            help="Go on after this epoch; 0 is the start.",
            show_default=False,
            rich_help_panel=FROM,
        ),
    ] = None,
    snapshot: Annotated[
        int | None,
        typer.Option(
            metavar="I",
            help="Go on from this snapshot, counted from 0; -1 is the last.",
            show_default=False,
            rich_help_panel=FROM,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE",
            help="Where the table lies now; else where the parent had it.",
            show_default=False,
            rich_help_panel=FROM,
        ),
    ] = None,
    other_data: Annotated[
        bool,
        typer.Option("--other-data", help="Go on though the table is another one.", rich_help_panel=FROM),
    ] = False,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            metavar="RATE", help="The size of an update.", show_default=False, rich_help_panel=OTHERWISE
        ),
    ] = None,
    activation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The activation of the hidden layers, or one a layer with commas.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NEURON",
            help="Go on without this hidden neuron: h1.2 is the second of the first hidden layer.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    solver: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="How weights are updated; another one begins with an empty memory.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    max_iter: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="The most epochs, counted from the start of the parent.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    alpha: Annotated[
        float | None,
        typer.Option(
            metavar="X",
            help="The penalty on large weights.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(metavar="N", help="Samples in a batch.", show_default=False, rich_help_panel=OTHERWISE),
    ] = None,
    backprop_steps: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Of a recurrent network: through how many steps slopes are followed back.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    update_steps: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="After how many steps its weights are updated.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    repeats: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="On how many other random splits the score's spread is measured.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Any other parameter of the estimator, as in Python: --set tol=1e-3.",
            show_default=False,
            rich_help_panel=OTHERWISE,
        ),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="When snapshots are taken: epochs, steps, every N epochs, or log; else as in the parent.",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one machine-readable result instead.", rich_help_panel=RESULT),
    ] = False,
) -> None:
    """Go on from a snapshot of a recorded run with other settings: a new run that names its parent.

    Rows, split and preparation are the parent's. With no change it goes on as the parent did, to the last
    bit.
    """
    from rosenblatt.cli.values import one_or_several, parameters
    from rosenblatt.errors import RosenblattError
    from rosenblatt.run import check_folder

    check_folder(out)
    if out.resolve() == run.resolve():
        raise RosenblattError(f"--out {out} is the parent itself, which is only read: give another folder")
    interrupted = _carry_out(
        run,
        out,
        as_json=as_json,
        table=table,
        epoch=at,
        snapshot=snapshot,
        drop=tuple(drop or ()),
        same_data=not other_data,
        changes={
            "learning_rate": learning_rate,
            "activation": one_or_several(activation),
            "solver": solver,
            "max_iter": max_iter,
            "alpha": alpha,
            "batch_size": batch_size,
            "backprop_steps": backprop_steps,
            "update_steps": update_steps,
            "repeats": repeats,
            "record": int(record) if record is not None and record.isdecimal() else record,
            "options": parameters(options or []),
        },
    )
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _carry_out(
    run: Path,
    out: Path,
    *,
    as_json: bool,
    table: str | None,
    epoch: int | None,
    snapshot: int | None,
    drop: tuple[str, ...],
    same_data: bool,
    changes: dict[str, object],
) -> bool:
    """Make the branch, write its folder and tell of it; return whether Ctrl-C was pressed."""
    import dataclasses

    from rosenblatt.run import branch as go_on
    from rosenblatt.run import read_run
    from rosenblatt.run.folder.recording_place import RecordingPlace

    settings = read_run(run).settings
    loaded = dataclasses.replace(settings, table=table or settings.table).load()
    place = RecordingPlace.begin(out)

    def made(watcher: Watcher) -> Run:
        return go_on(
            run,
            epoch=epoch,
            snapshot=snapshot,
            changes=changes,
            drop=drop,
            table=loaded,
            same_data=same_data,
            record_path=place.path,
            watcher=watcher,
        )

    try:
        return _quietly(made, out, place) if as_json else _before_the_eyes(made, run, out, place, loaded)
    except BaseException:
        place.remove()
        raise


def _quietly(made: Callable[[Watcher], Run], out: Path, place: RecordingPlace) -> bool:
    """Make the branch and print it as JSON."""
    from rosenblatt.pages.report import render_report
    from rosenblatt.run import HeldInterrupts, Watcher, write_run
    from rosenblatt.run.folder.document import to_document
    from rosenblatt.run.folder.json_text import to_json

    new = made(Watcher())
    with HeldInterrupts() as interrupt:
        write_run(out, new, render_report(new), place.found)
        typer.echo(to_json({"folder": str(out), **to_document(new)}), nl=False)
    return new.interrupted or interrupt.asked


def _before_the_eyes(
    made: Callable[[Watcher], Run], run: Path, out: Path, place: RecordingPlace, table: Table
) -> bool:
    """Make the branch and show it."""
    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.cli.screen.outcome import show_outcome, show_verdict
    from rosenblatt.cli.screen.progress import TrainingScreen
    from rosenblatt.pages.report import render_report
    from rosenblatt.run import HeldInterrupts, write_run

    console = open_screen()
    with TrainingScreen(console) as watcher:
        new = made(watcher)
    with HeldInterrupts() as interrupt:
        show_outcome(console, new, table)
        write_run(out, new, render_report(new), place.found)
        show_verdict(console, new, out)
        assert new.parent is not None
        console.print(
            f"It branched off {clean(run)} after epoch {new.parent.epoch:,}; see both with: "
            f"rosenblatt compare {clean(run)} {clean(out)}",
            soft_wrap=True,
        )
    return new.interrupted or interrupt.asked
