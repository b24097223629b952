"""``rosenblatt predict``: a trained model's answers for a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import polars

    from rosenblatt.modelfile import Model


def predict(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", show_default=False, help="A model file, or a run's folder.")
    ],
    table: Annotated[
        str,
        typer.Argument(
            metavar="TABLE",
            show_default=False,
            help="A .csv, .tsv or .parquet file, - for CSV on standard input, or a built-in table. Its "
            "columns are "
            "found by name; the target may be there or not.",
        ),
    ],
    proba: Annotated[bool, typer.Option("--proba", help="Add the probability of each class.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Write here, as .csv, .tsv or .parquet; else CSV goes to standard output.",
        ),
    ] = None,
) -> None:
    """Predict: the table's columns and beside them the column "predicted", in the target's own words.

    Where a model answers once for a sequence, the answer stands beside its last row, alone.
    """
    from rosenblatt.cli.output import check_output, write_frame
    from rosenblatt.data import read_frame
    from rosenblatt.modelfile import load_model

    check_output(out)
    loaded = load_model(model)
    frame = _with_predictions(read_frame(table), loaded, proba)
    write_frame(frame, out)
    if out is not None:
        from rosenblatt.cli.screen import open_screen

        rows = f"{frame.height:,} row{'' if frame.height == 1 else 's'}"
        open_screen().print(f"{rows} with predictions lie in {out}", soft_wrap=True)


def _with_predictions(frame: polars.DataFrame, model: Model, proba: bool) -> polars.DataFrame:
    import numpy as np
    import polars

    from rosenblatt.errors import RosenblattError
    from rosenblatt.run.arrays import prediction_columns, probability_columns

    offsets = model.offsets(frame)
    outputs = model.outputs(model.inputs(frame), offsets)
    if model.predict_at == "last":
        ends = np.asarray([0, frame.height] if offsets is None else offsets)[1:]
        frame = frame[ends - 1]
    added = prediction_columns(model.decide(outputs))
    if proba:
        added += probability_columns(model, model.probabilities(outputs))
    taken = [column.name for column in added if column.name in frame.columns]
    if taken:
        raise RosenblattError(f"the table has a column {taken[0]!r} already, where predictions go: rename it")
    return polars.concat([frame, polars.DataFrame(added)], how="horizontal")
