"""``rosenblatt branch``: continue a recorded run from a snapshot with other settings."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import (
    INTERRUPTED,
    RESULT,
    AsJson,
    RecordedRun,
    flag,
    moments,
    one_or_several,
    option,
    parameters,
)
from rosenblatt.cli.screen.console import clean, open_screen

if TYPE_CHECKING:
    from rosenblatt.run import Run, Watcher

FROM, CHANGED = "Starting point", "Changed settings"


def branch(
    run: RecordedRun,
    out: Annotated[Path, option("FOLDER", "The folder of the new run.", RESULT)],
    at: Annotated[int | None, option("EPOCH", "Continue after this epoch; 0 is the start.", FROM)] = None,
    snapshot: Annotated[
        int | None, option("I", "Continue from this snapshot, counted from 0; -1 is the last one.", FROM)
    ] = None,
    table: Annotated[
        str | None, option("TABLE", "Where the table is now. Default: where the parent run found it.", FROM)
    ] = None,
    other_data: Annotated[
        bool, flag("--other-data", "Continue although the table is a different one.", FROM)
    ] = False,
    learning_rate: Annotated[float | None, option("RATE", "The learning rate.", CHANGED)] = None,
    activation: Annotated[
        str | None,
        option(
            "NAME", "The activation of the hidden layers, or one per layer, separated by commas.", CHANGED
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        option(
            "NEURON",
            "Remove this hidden neuron: h1.2 is the second neuron of the first hidden layer.",
            CHANGED,
        ),
    ] = None,
    solver: Annotated[
        str | None, option("NAME", "The optimizer; a different one starts with an empty memory.", CHANGED)
    ] = None,
    max_iter: Annotated[
        int | None,
        option("N", "The maximum number of epochs, counted from the start of the parent run.", CHANGED),
    ] = None,
    alpha: Annotated[
        float | None, option("X", "The strength of the penalty on large weights.", CHANGED)
    ] = None,
    batch_size: Annotated[int | None, option("N", "The number of samples in a batch.", CHANGED)] = None,
    backprop_steps: Annotated[
        int | None,
        option(
            "N",
            "Of a recurrent network: the number of steps through which gradients are propagated back.",
            CHANGED,
        ),
    ] = None,
    update_steps: Annotated[
        int | None,
        option(
            "N",
            "Of a recurrent network: the number of steps after which the weights are updated.",
            CHANGED,
        ),
    ] = None,
    repeats: Annotated[
        int | None,
        option("N", "The number of other random splits that measure the spread of the score.", CHANGED),
    ] = None,
    options: Annotated[
        list[str] | None,
        option(
            "NAME=VALUE",
            "Any other parameter of the estimator, as in Python: --set tol=1e-3.",
            CHANGED,
            "--set",
        ),
    ] = None,
    record: Annotated[
        str | None,
        option(
            "WHEN",
            "When snapshots are recorded: epochs, steps, a number of epochs, or log. Default: as in the "
            "parent run.",
            RESULT,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Continue a recorded run from one of its snapshots with other settings, as a new run.

    Rows, split and preparation are those of the parent run. Without a change the result is bit-for-bit that
    of the parent.
    """
    from rosenblatt.cli.commands.train import show_and_write
    from rosenblatt.errors import RosenblattError
    from rosenblatt.run import branch as continue_run
    from rosenblatt.run import check_folder, read_run
    from rosenblatt.run.folder.recording_place import RecordingPlace

    check_folder(out)
    if out.resolve() == run.resolve():
        raise RosenblattError(f"--out {out} is the parent run, which is only read: give another folder")
    changes = {
        "learning_rate": learning_rate,
        "activation": None if activation is None else one_or_several(activation),
        "solver": solver,
        "max_iter": max_iter,
        "alpha": alpha,
        "batch_size": batch_size,
        "backprop_steps": backprop_steps,
        "update_steps": update_steps,
        "repeats": repeats,
        "record": None if record is None else moments(record),
        "options": parameters(options or []),
    }
    settings = read_run(run).settings
    loaded = dataclasses.replace(settings, table=table or settings.table).load()
    place = RecordingPlace.begin(out)
    epochs: list[int] = []

    def made(watcher: Watcher) -> Run:
        new = continue_run(
            run,
            epoch=at,
            snapshot=snapshot,
            changes=changes,
            drop=tuple(drop or ()),
            table=loaded,
            same_data=not other_data,
            record_path=place.path,
            watcher=watcher,
        )
        epochs.extend([] if new.parent is None else [new.parent.epoch])
        return new

    try:
        interrupted = show_and_write(made, loaded, out, place, as_json=as_json)
    except BaseException:
        place.remove()
        raise
    if not as_json:
        open_screen().print(
            f"The run branched off {clean(run)} after epoch {epochs[0]:,}. To see both: rosenblatt compare "
            f"{clean(run)} {clean(out)}",
            soft_wrap=True,
        )
    if interrupted:
        raise typer.Exit(INTERRUPTED)
