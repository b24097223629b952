"""``rosenblatt resume``: a run that was not finished goes on to the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130


def resume(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN", show_default=False, help="The folder that train --checkpoint-every was to write."
        ),
    ],
    other_data: Annotated[
        bool, typer.Option("--other-data", help="Go on though the table has changed since.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one machine-readable result instead.")
    ] = False,
) -> None:
    """Resume a run whose training was ended: it goes on to the bits it would have had.

    Only a run that was trained with --checkpoint-every can be resumed.
    """
    from rosenblatt.cli.commands.train import train_run
    from rosenblatt.run import Unfinished

    unfinished = Unfinished.of(run)
    settings = unfinished.settings
    table = settings.load()
    unfinished = unfinished.require_table(table, same_data=not other_data)
    if train_run(
        unfinished.settings, table, unfinished.run, unfinished, as_json=as_json, same_data=not other_data
    ):
        raise typer.Exit(INTERRUPTED)
