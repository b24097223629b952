"""``rosenblatt predict``: the predictions of a trained model for a table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from warnings import warn

from rosenblatt.cli.arguments import Model as ModelPath
from rosenblatt.cli.arguments import (
    OtherTable,
    ReadingOptions,
    flag,
    option,
    reading_of,
    with_options,
)
from rosenblatt.errors import TableError, TableWarning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars

    from rosenblatt._typing import FloatArray
    from rosenblatt.data import Preparation, SequenceRows
    from rosenblatt.data.sources.stores import Store
    from rosenblatt.data.table_source import TableSource
    from rosenblatt.model import Model


_PIECE = 8192
"""Rows of a large table whose predictions are computed at once."""


@with_options(ReadingOptions)
def predict(
    model: ModelPath,
    table: OtherTable,
    proba: Annotated[bool, flag("--proba", "Add the probability of each class.")] = False,
    strict: Annotated[
        bool, flag("--strict", "Refuse a column that did not occur in training, instead of ignoring it.")
    ] = False,
    out: Annotated[
        Path | None,
        option("FILE", "The .csv, .tsv or .parquet file to write. Default: CSV on standard output."),
    ] = None,
    **given: object,
) -> None:
    """Predict the target: print the columns of the table and the column "predicted".

    The target may be missing in the table. If the table has a column "predicted" already, the new one is
    called "predicted 2". A recurrent model reads the rows of each sequence, or of the
    stream, in order; if it predicts once per sequence, the prediction is in the last row of the sequence.
    """
    reading = reading_of(given)
    from rosenblatt.cli.screen.output import check_output, write_frames
    from rosenblatt.data.memory import return_freed_memory
    from rosenblatt.data.sources.reading import is_large
    from rosenblatt.model import load_model

    check_output(out)
    if large := is_large(table):
        return_freed_memory()
    loaded = load_model(model)
    if large and not loaded.is_recurrent and loaded.preparation is not None:
        source = loaded.open_table(table, reading)
        answers = _answers(source, loaded, loaded.preparation, proba=proba, strict=strict)
        n_rows = answers.height
        frames: Iterator[polars.DataFrame] = map(_beside, source.frames(), answers.frames())
    else:
        whole = _with_predictions(loaded.read_table(table, reading), loaded, proba=proba, strict=strict)
        n_rows, frames = whole.height, iter([whole])
    write_frames(frames, out)
    if out is not None:
        from rosenblatt.cli.screen.console import open_screen

        rows = f"{n_rows:,} row{'' if n_rows == 1 else 's'}"
        open_screen().print(f"{rows} with predictions are in {out}", soft_wrap=True)


def _with_predictions(
    frame: polars.DataFrame, model: Model, *, proba: bool, strict: bool
) -> polars.DataFrame:
    """Return a table with the columns of its predictions after its own."""
    import numpy as np
    import polars

    from rosenblatt.data.sources.frames import pick

    order = model.order_of(frame)
    if order is not None:
        ordered = _with_predictions(frame[order], model, proba=proba, strict=strict)
        return ordered[np.argsort(order)]
    cut = None if not model.is_recurrent else _sequences(frame, model)
    given = pick(frame, _given_names(frame.columns, model))
    inputs = model.inputs(given, strict=strict)
    outputs = model.outputs(inputs, None if cut is None else cut.offsets)
    answers = _under_new_names(polars.DataFrame(_columns(model, outputs, proba=proba)), frame.columns)
    if cut is not None and model.predict_at == "last":
        answers = _at_the_ends(answers, cut)
    return polars.concat([frame, answers], how="horizontal")


def _answers(
    source: TableSource, model: Model, preparation: Preparation, *, proba: bool, strict: bool
) -> Store:
    """Return the columns of the predictions for a table that is read in batches, kept in a file."""
    import polars

    from rosenblatt.data.preparation.prepared_source import Converter, PreparedSource
    from rosenblatt.data.sources.stores import SpooledStore
    from rosenblatt.model.model import warn_of_sparse_rows

    given = source.with_columns(_given_names(source.frame.columns, model))
    rows, converter = PreparedSource(preparation, given, strict=strict), Converter(preparation)
    taken = source.frame.columns

    def answered() -> Iterator[polars.DataFrame]:
        pieces = (piece for frame in given.frame.pieces() for piece in frame.iter_slices(_PIECE))
        for number, piece in enumerate(pieces):
            outputs = model.outputs(rows.converted(converter, piece))
            found = polars.DataFrame(_columns(model, outputs, proba=proba))
            yield _under_new_names(found, taken, is_first=number == 0)

    answers = SpooledStore(answered(), source.where)
    converter.warn()
    warn_of_sparse_rows(given.frame.pieces(), preparation.feature_names)
    return answers


def _beside(frame: polars.DataFrame, answers: polars.DataFrame) -> polars.DataFrame:
    import polars

    return polars.concat([frame, answers], how="horizontal")


def _columns(model: Model, outputs: FloatArray, *, proba: bool) -> list[polars.Series]:
    """Return the columns that predictions add to a table."""
    from rosenblatt.run.folder.arrays import prediction_columns, probability_columns

    added = prediction_columns(model.decide(outputs), model)
    return added + (probability_columns(model, model.probabilities(outputs)) if proba else [])


def _given_names(names: Sequence[str], model: Model) -> list[str]:
    """Return a table's columns without those that an earlier prediction added; a model's own are kept."""
    from rosenblatt.run.folder.arrays import class_names

    if model.preparation is None:
        return list(names)
    targets = model.preparation.target_names
    own = {*model.preparation.feature_names, *targets, *model.preparation.ignored, model.sequence}
    answers = ["predicted", *(f"predicted {name}" for name in targets)]
    answers += [f"probability {name}" for name in class_names(model.classes, model)]
    added = re.compile(f"({'|'.join(map(re.escape, answers))})( [0-9]+)?")
    return [name for name in names if name in own or not added.fullmatch(name)]


def _under_new_names(
    answers: polars.DataFrame, taken: Sequence[str], *, is_first: bool = True
) -> polars.DataFrame:
    """Return predictions under names that the table does not have: ``predicted 2``, which a warning says."""
    if not set(answers.columns) & set(taken):
        return answers
    number = 2
    while {f"{name} {number}" for name in answers.columns} & set(taken):
        number += 1
    clash = next(name for name in answers.columns if name in taken)
    if is_first:
        warn(
            f"the table has a column {clash!r} already: the new predictions are in {answers.columns[0]} "
            f"{number}",
            TableWarning,
            stacklevel=2,
        )
    return answers.rename({name: f"{name} {number}" for name in answers.columns})


def _sequences(frame: polars.DataFrame, model: Model) -> SequenceRows:
    """Cut the rows as the model was trained; a step that lacks a value is named."""
    from rosenblatt.data import SequenceRows

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
