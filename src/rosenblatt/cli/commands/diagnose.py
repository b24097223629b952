"""``rosenblatt diagnose``: what keeps a network from learning well, or from being trusted."""

from __future__ import annotations

import dataclasses
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rosenblatt.cli.arguments import (
    ReadingOptions,
    argument,
    reading_of,
    with_options,
)
from rosenblatt.cli.screen.console import clean, open_screen

if TYPE_CHECKING:
    import numpy as np
    import polars
    from numpy.typing import NDArray

    from rosenblatt.data import Reading
    from rosenblatt.insight.diagnosis.finding import Diagnosis
    from rosenblatt.model import Model


@with_options(ReadingOptions)
def diagnose(
    model: Annotated[Path, argument("RUN|MODEL", "The folder of a run, or a model file.")],
    table: Annotated[
        str | None,
        argument(
            "TABLE",
            "The table that the model was trained on, with its target. A run has its samples, a model file "
            "has none.",
        ),
    ] = None,
    **given: object,
) -> None:
    """Diagnose a trained network: each finding with its evidence and one change to try."""
    reading = reading_of(given)
    from rosenblatt.insight.diagnosis.diagnose import examine
    from rosenblatt.insight.diagnosis.reading import subject_of
    from rosenblatt.model import load_model
    from rosenblatt.run import read_run
    from rosenblatt.run.folder.recording_place import DOCUMENT

    run = read_run(model) if (model / DOCUMENT).is_file() else None
    trained = load_model(model) if run is None else run.model
    X, y = (None, None) if table is None else _samples(trained, table, reading)
    subject = subject_of(trained if run is None else run, X, y, None)
    _show(examine(dataclasses.replace(subject, by_command=True)))


def _samples(model: Model, table: str, reading: Reading) -> tuple[polars.DataFrame, NDArray[np.generic]]:
    from rosenblatt.errors import RosenblattError

    if model.preparation is None:
        raise RosenblattError(
            "the model has no preparation, so it cannot read a table: use rosenblatt.insight.diagnose in "
            "Python, with arrays"
        )
    frame = model.read_table(table, reading)
    return frame, model.preparation.labels(frame)


def _show(diagnosis: Diagnosis) -> None:
    console = open_screen()
    for finding in diagnosis:
        console.print(clean(f"{finding.kind[0].upper()}{finding.kind[1:]}"), style="bold yellow")
        console.print(textwrap.fill(clean(finding.text), console.width))
        remedy = clean(f"What to try: {finding.remedy}")
        console.print(textwrap.fill(remedy, console.width, initial_indent="  ", subsequent_indent="  "))
        console.print()
    for text in diagnosis.not_asked:
        console.print(textwrap.fill(clean(text), console.width), style="dim")
        console.print()
    console.print(textwrap.fill(clean(diagnosis.verdict), console.width))
