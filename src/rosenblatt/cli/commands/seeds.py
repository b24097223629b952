"""``rosenblatt seeds``: the same network trained from many random seeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    import numpy as np
    from numpy.typing import NDArray

    from rosenblatt.data import Table as LoadedTable
    from rosenblatt.fitting import Fit
    from rosenblatt.insight import Seeds
    from rosenblatt.run import RunSettings
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.trial import Trial


@with_options(ColumnOptions, SequenceOptions, ReadingOptions, SplitOptions, NetworkOptions, RecurrentOptions)
def seeds(
    table: Table,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help="The number of seeds.")] = 1000,
    test_size: Annotated[
        float, option("SHARE", "The share of the rows that is left out. Default: 0.", DATA)
    ] = 0.0,
    seed: Annotated[
        int, option("N", "The first of the seeds; it also seeds the split. Default: 0.", DATA)
    ] = 0,
    goal: Annotated[
        float | None,
        option(
            "SCORE",
            "The score on the training rows from which on the table counts as solved. Default: an accuracy "
            "of 1, or an R² of 0.99.",
            RESULT,
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        option(
            "ADDRESS",
            "Train on the workers of a Dask cluster, such as tcp://10.0.0.5:8786; it needs the "
            "package distributed. Default: on the cores of this machine.",
            RESULT,
        ),
    ] = None,
    svg: Annotated[
        Path | None, option("FILE", "Save a figure of the result as this .svg or .png file.", RESULT)
    ] = None,
    as_json: AsJson = False,
    **given: object,
) -> None:
    """Train the same network from many random seeds: how many solve the table, and where the others end.

    The table is prepared as by train, but no rows are held out by default. Ctrl-C keeps the networks that
    are finished.
    """
    settings = settings_of({**given, **locals()})
    from rosenblatt.cli.screen.picture import check_picture, save_picture

    if svg is not None:
        check_picture(svg, "--svg")
    loaded = settings.load()
    try:
        found = _train(settings, loaded, n, goal, cluster, quietly=as_json)
    except KeyboardInterrupt:
        from rosenblatt.cli.screen.console import show_error

        show_error("interrupted before there was a result to keep")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        from rosenblatt.cli.screen.seeds import to_document
        from rosenblatt.run.folder.document import to_json

        typer.echo(to_json(to_document(found, loaded)), nl=False)
    else:
        from rosenblatt.cli.screen.console import open_screen
        from rosenblatt.cli.screen.seeds import show_seeds

        show_seeds(open_screen(), found)
    if svg is not None:
        from rosenblatt.plots import SeedsDisplay

        save_picture(svg, SeedsDisplay.from_seeds(found))
    if found.interrupted:
        raise typer.Exit(INTERRUPTED)


@dataclass(frozen=True)
class _TrialStart:
    """Begins the trainings of a trial; ``labels`` are the targets as they are predicted."""

    trial: Trial
    prepared: Prepared
    labels: NDArray[np.generic] | None

    def begin(self, **changes: object) -> Fit:
        """Return the fit of a new training, with some parameters changed."""
        changed = replace(self.trial, parameters={**self.trial.parameters, **changes})
        return changed.begin(self.prepared, self.labels)


def _train(
    settings: RunSettings,
    table: LoadedTable,
    n: int,
    goal: float | None,
    cluster: str | None,
    *,
    quietly: bool,
) -> Seeds:
    """Prepare the table as a run does, and train from n seeds."""
    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.cli.screen.seeds import Bar, decoded, names_of_rows
    from rosenblatt.data import infer_task
    from rosenblatt.insight.seeding.seeds import seeds_from
    from rosenblatt.trial.prepare import prepare, whole_rows
    from rosenblatt.trial.trial import Trial

    settings = settings.of_one_network(table).resolved(table)
    settings = settings.for_task(table, settings.task or infer_task(table.frame[table.target]))
    task = settings.task
    assert task is not None
    table, kept = whole_rows(table, settings)
    first = settings.seed or 0
    trial = Trial.of(settings, task)
    prepared = prepare(table, kept, settings, task, first)
    training = prepared.training
    names = names_of_rows(table, training.rows, kept)
    if training.sequences is not None:  # the values of a step do not identify it
        names = [f"row {row:,}" for row in training.rows.tolist()]
    console = open_screen()
    if not quietly:
        console.print(clean(table.description or table.name))
    with Bar(console, shown=not quietly) as bar:
        start = _TrialStart(trial, prepared, training.truth if task == "classification" else None)
        numbers = range(first, first + n)
        found = seeds_from(start, numbers, goal, names, listener=bar.advanced, client=cluster)
    return found if task == "classification" else decoded(found, prepared.preparation)
