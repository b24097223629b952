"""``rosenblatt predict``: the predictions of a trained model for a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rosenblatt.cli.arguments import (
    DecimalSign,
    MissingTexts,
    NoHeader,
    OtherTable,
    Sheet,
    SkipLines,
    ThousandsSign,
    flag,
    option,
    reading_of,
)
from rosenblatt.cli.arguments import Model as ModelPath

if TYPE_CHECKING:
    import polars

    from rosenblatt.data import SequenceRows
    from rosenblatt.model import Model


def predict(
    model: ModelPath,
    table: OtherTable,
    skip_lines: SkipLines = 0,
    no_header: NoHeader = False,
    na: MissingTexts = None,
    decimal: DecimalSign = None,
    thousands: ThousandsSign = None,
    sheet: Sheet = None,
    proba: Annotated[bool, flag("--proba", "Add the probability of each class.")] = False,
    out: Annotated[
        Path | None,
        option("FILE", "The .csv, .tsv or .parquet file to write. Default: CSV on standard output."),
    ] = None,
) -> None:
    """Predict the target: print the columns of the table and the column "predicted".

    The target may be missing in the table. A recurrent model reads the rows of each sequence, or of the
    stream, in order; if it predicts once per sequence, the prediction is in the last row of the sequence.
    """
    reading = reading_of(locals())
    from rosenblatt.cli.screen.output import check_output, write_frame
    from rosenblatt.model import load_model

    check_output(out)
    loaded = load_model(model)
    frame = _with_predictions(loaded.read_table(table, reading), loaded, proba)
    write_frame(frame, out)
    if out is not None:
        from rosenblatt.cli.screen.console import open_screen

        rows = f"{frame.height:,} row{'' if frame.height == 1 else 's'}"
        open_screen().print(f"{rows} with predictions are in {out}", soft_wrap=True)


def _with_predictions(frame: polars.DataFrame, model: Model, proba: bool) -> polars.DataFrame:
    import numpy as np
    import polars

    from rosenblatt.errors import RosenblattError
    from rosenblatt.run.folder.arrays import prediction_columns, probability_columns

    order = model.order_of(frame)
    if order is not None:
        return _with_predictions(frame[order], model, proba)[np.argsort(order)]
    cut = None if not model.is_recurrent else _sequences(frame, model)
    outputs = model.outputs(model.inputs(frame), None if cut is None else cut.offsets)
    added = prediction_columns(model.decide(outputs), model)
    if proba:
        added += probability_columns(model, model.probabilities(outputs))
    taken = [column.name for column in added if column.name in frame.columns]
    if taken:
        raise RosenblattError(f"the table has a column {taken[0]!r} already, where predictions go: rename it")
    answers = polars.DataFrame(added)
    if cut is not None and model.predict_at == "last":
        answers = _at_the_ends(answers, cut)
    return polars.concat([frame, answers], how="horizontal")


def _sequences(frame: polars.DataFrame, model: Model) -> SequenceRows:
    """Cut the rows as the model was trained; a step that lacks a value is named."""
    from rosenblatt.data import SequenceRows
    from rosenblatt.errors import TableError

    cut = SequenceRows.stream(frame)
    if model.sequence is not None:
        cut = SequenceRows.of_column(frame, model.sequence)
    required = () if model.preparation is None else model.preparation.required
    for name in (each for each in required if each in frame.columns):
        steps = cut.missing_steps(frame, name)
        if steps.size:
            raise TableError(
                f"column {name!r} has no value in {cut.place_of(int(steps[0]))}: fill it in, for what "
                "follows depends on it, or train a model that fills it (--missing fill, "
                "mean or most-frequent)"
            )
    return cut


def _at_the_ends(answers: polars.DataFrame, cut: SequenceRows) -> polars.DataFrame:
    """Put the answer to each sequence into its last row; the rows before it have none."""
    import polars

    places: list[int | None] = [None] * cut.n_steps
    for number, row in enumerate(cut.rows[cut.offsets[1:] - 1].tolist()):
        places[row] = number
    return answers.select(polars.all().gather(polars.Series(places, dtype=polars.UInt32)))
