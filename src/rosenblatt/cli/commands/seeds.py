"""``rosenblatt seeds``: the same network from many seeds, how many solve the table and what the others do."""

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
    from rosenblatt.insight import Seeds
    from rosenblatt.run import RunSettings

INTERRUPTED = 130


def seeds(
    table: Table,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help="How many seeds to try.")] = 1000,
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
            help="The share of rows left out; else none: all rows are trained on.",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="The first of the seeds, which also seeds the split; else 0.",
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
    goal: Annotated[
        float | None,
        typer.Option(
            metavar="SCORE",
            help="The score on the rows trained on from which on it is solved; else 1, all rows right, and "
            "for numbers an R² of 0.99.",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Draw it into this file, an .svg or .png.",
            show_default=False,
            rich_help_panel=RESULT,
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print one machine-readable result instead.", rich_help_panel=RESULT),
    ] = False,
) -> None:
    """Train the same network from many seeds: how many solve it, and what the others are stuck in.

    The table is prepared as by train, and all of it is trained on. Ctrl-C keeps those that are done.
    """
    from rosenblatt.cli.screen.picture import check_picture, save_picture
    from rosenblatt.cli.values import names, one_or_several, parameters, targets, whole_numbers
    from rosenblatt.run import RunSettings

    if svg is not None:
        check_picture(svg, "--svg")
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
            "test_size": 0.0 if test_size is None else test_size,
            "seed": 0 if seed is None else seed,
            "task": task,
            "missing": missing,
            "options": parameters(options or []),
        }
    )
    loaded = settings.load()
    try:
        found = _train(settings, loaded, n, goal, quietly=as_json)
    except KeyboardInterrupt:
        from rosenblatt.cli.screen.console import tell_error

        tell_error("interrupted before there was anything to keep")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        from rosenblatt.cli.screen.seeds import to_document
        from rosenblatt.run.folder.json_text import to_json

        typer.echo(to_json(to_document(found, loaded.name)), nl=False)
    else:
        from rosenblatt.cli.screen.console import open_screen
        from rosenblatt.cli.screen.seeds import show_seeds

        show_seeds(open_screen(), found)
    if svg is not None:
        from rosenblatt.plots import SeedsDisplay

        save_picture(svg, SeedsDisplay.from_seeds(found))
    if found.interrupted:
        raise typer.Exit(INTERRUPTED)


def _train(settings: RunSettings, table: LoadedTable, n: int, goal: float | None, *, quietly: bool) -> Seeds:
    """Prepare the table as a run does, and train the estimator that the settings ask for from n seeds."""
    import dataclasses

    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.cli.screen.seeds import Bar, decoded, names_of_rows
    from rosenblatt.data import infer_task
    from rosenblatt.insight import seeds as train_from_seeds
    from rosenblatt.run.attempt import prepare, whole_rows
    from rosenblatt.run.estimator import make_estimator

    settings = settings.resolved(table)
    task = settings.task or infer_task(table.frame[table.target])
    table, kept = whole_rows(table, settings)
    first = settings.seed or 0
    estimator = make_estimator(dataclasses.replace(settings, task=task), task)
    prepared = prepare(table, kept, settings, task, first)
    training = prepared.training
    names = names_of_rows(table, training.rows, kept)
    if training.sequences is not None:  # a step's values do not tell it from others
        names = [f"row {row:,}" for row in training.rows.tolist()]
    console = open_screen()
    if not quietly:
        console.print(clean(table.description or table.name))
    with Bar(console, shown=not quietly) as bar:
        found = train_from_seeds(
            estimator,  # type: ignore[arg-type]  # it is one of the three
            *prepared.learned_as(training.truth if task == "classification" else prepared.targets),
            seeds=range(first, first + n),
            goal=goal,
            sample_names=names,
            listener=bar.advanced,
        )
    return found if task == "classification" else decoded(found, prepared.preparation)
