"""``rosenblatt resume``: continue a training that was interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rosenblatt.cli.arguments import INTERRUPTED, AsJson, argument, flag


def resume(
    run: Annotated[Path, argument("RUN", "The folder that train --checkpoint-every was asked to write.")],
    other_data: Annotated[
        bool, flag("--other-data", "Continue although the table has changed since then.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Resume a training that was interrupted; the result is bit-for-bit that of an uninterrupted one.

    Only a run that was trained with --checkpoint-every can be resumed.
    """
    from rosenblatt.cli.commands.train import train_run
    from rosenblatt.run import Unfinished

    unfinished = Unfinished.of(run)
    table = unfinished.settings.load()
    unfinished = unfinished.require_table(table, same_data=not other_data)
    if train_run(
        unfinished.settings, table, unfinished.run, unfinished, as_json=as_json, same_data=not other_data
    ):
        raise typer.Exit(INTERRUPTED)
