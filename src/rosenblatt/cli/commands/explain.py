"""``rosenblatt explain``: the arithmetic behind a model's prediction for one row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import Model as ModelPath
from rosenblatt.cli.arguments import (
    OtherTable,
    ReadingOptions,
    flag,
    option,
    reading_of,
    with_options,
)
from rosenblatt.cli.screen.console import open_screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars

    from rosenblatt.model import Model
    from rosenblatt.trace.writing.document import Written

FORMATS = {"text": ".txt", "latex": ".tex", "html": ".html"}


@with_options(ReadingOptions)
def explain(
    model: ModelPath,
    table: OtherTable,
    row: Annotated[int, typer.Option(metavar="N", help="The row of the table; the first is 1.")] = 1,
    update: Annotated[
        bool,
        flag("--update", "Add the training step on this row, backward to every weight."),
    ] = False,
    neuron: Annotated[
        str | None,
        option("NAME", "Only this neuron: h1.3 is the third of hidden layer 1, o1 the first output."),
    ] = None,
    member: Annotated[
        str | None,
        option(
            "NAME",
            "Of a mixture: the arithmetic of one of its networks, such as lines, or lines.3 for the third.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        option("NAME", "text, latex or html. Default: by the ending of --out, or text.", name="--format"),
    ] = None,
    out: Annotated[Path | None, option("FILE", "The file to write. Default: standard output.")] = None,
    **given: object,
) -> None:
    """Explain a prediction: each product, sum and activation, from the values of a row to the result.

    For a recurrent model the preceding steps of the sequence are explained too: the context neurons depend
    on them.
    """
    reading = reading_of(given)
    from rosenblatt.errors import PlanError
    from rosenblatt.model import load_model

    settled = _format(form, out)
    loaded = load_model(model)
    frame = loaded.read_table(table, reading)
    _check_row(frame, row)
    if loaded.mixture is not None:
        page = _page_of_mixture(loaded, frame[row - 1 : row], member, neuron, update=update)
    elif member is not None:
        raise PlanError("--member names a part of a mixture, and the model is one network: omit it")
    elif loaded.is_recurrent:
        page = _page_of_steps(loaded, frame, row, neuron, model if update else None)
    else:
        page = _page(loaded, frame[row - 1 : row], neuron, model if update else None)
    text = _written(page, settled)
    if out is None:
        open_screen().print(text, soft_wrap=True)
        return
    from rosenblatt.storage.whole_file import whole_file

    with whole_file(out) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    open_screen().print(f"The arithmetic of row {row:,} is in {out}", soft_wrap=True)


def _format(form: str | None, out: Path | None) -> str:
    from rosenblatt.errors import PlanError, nearest, require_known

    if form is not None:
        require_known("--format", form, FORMATS)
        return form
    if out is None:
        return "text"
    found = next((name for name, ending in FORMATS.items() if ending == out.suffix.lower()), None)
    if found is None:
        near, endings = nearest(out.suffix, FORMATS.values()), " or ".join(FORMATS.values())
        raise PlanError(f"--out must end in {endings}, got {str(out)!r}{near}: or give --format")
    return found


def _check_row(frame: polars.DataFrame, row: int) -> None:
    from rosenblatt.errors import TableError

    if not 1 <= row <= frame.height:
        raise TableError(f"--row must be from 1 to {frame.height:,}, the table's last row, got {row:,}")


def _page_of_mixture(
    loaded: Model, row: polars.DataFrame, member: str | None, neuron: str | None, *, update: bool
) -> Written:
    """Return the votes of the members for a row, or the arithmetic of one network or neuron."""
    from rosenblatt.errors import PlanError
    from rosenblatt.trace import MixtureExplanation
    from rosenblatt.trace import explain as explained

    if update:
        raise PlanError(
            "--update shows a training step of one network, and the model is a mixture of several: omit it, "
            "or train with --model mlp"
        )
    explanation = explained(loaded, row)
    assert isinstance(explanation, MixtureExplanation)
    if member is not None:
        return explanation.network(member).page(neuron)
    if neuron is not None:
        raise PlanError("--neuron needs the network that it is in: add --member NAME, such as --member lines")
    return explanation


def _page(loaded: Model, row: polars.DataFrame, neuron: str | None, updated: Path | None) -> Written:
    """Return the page of a row; with the path of the model, the training step on the row is added."""
    from rosenblatt.errors import TableError
    from rosenblatt.trace import Explanation
    from rosenblatt.trace import explain as explained

    explanation = explained(loaded, row)
    assert isinstance(explanation, Explanation)
    if updated is None:
        return explanation.page(neuron=neuron)
    if explanation.truth is None:
        preparation = explanation.model.preparation
        which = "its target" if preparation is None else repr(preparation.target_name)
        raise TableError(f"--update needs the true value: the row has no value for {which}")
    from rosenblatt.trace.explanations.plans import plan_for

    plan, notes = plan_for(explanation.model, _parameters(updated))
    return explanation.page(neuron=neuron, update=explanation.update(plan=plan), notes=notes)


def _page_of_steps(
    loaded: Model, frame: polars.DataFrame, row: int, neuron: str | None, updated: Path | None
) -> Written:
    """Return the page of a row of a sequence: the steps from the first of the sequence to the row."""
    from rosenblatt.data import SequenceRows
    from rosenblatt.errors import PlanError
    from rosenblatt.trace import explain_sequence

    asked = "--neuron" if neuron is not None else "--update" if updated is not None else None
    if asked is not None:
        raise PlanError(
            f"{asked} is not possible for a recurrent model, whose prediction is explained step by step: "
            "omit it"
        )
    order = loaded.order_of(frame)
    if order is not None:
        frame, row = frame[order], int((order == row - 1).argmax()) + 1
    first = 0
    if loaded.sequence is not None:
        offsets = SequenceRows.of_column(frame, loaded.sequence).offsets
        first = int(offsets[offsets < row][-1])
    others = [] if loaded.preparation is None else loaded.preparation.target_names[1:]
    return explain_sequence(loaded, frame[first:row].drop(others, strict=False)).page()


def _parameters(model: Path) -> Mapping[str, object] | None:
    """The parameters of the run that trained the model; None if there is no folder of a run."""
    from rosenblatt.run import read_run
    from rosenblatt.run.folder.recording_place import DOCUMENT

    folder = model if model.is_dir() else model.parent
    return read_run(folder).parameters if (folder / DOCUMENT).is_file() and _is_of_run(model) else None


def _is_of_run(model: Path) -> bool:
    """Whether a path names a run's folder or the model file in it."""
    from rosenblatt.run.folder.folder import MODEL

    return model.is_dir() or model.name == MODEL


def _written(page: Written, form: str) -> str:
    if form == "latex":
        return "% to be set in a document with \\usepackage{amsmath}\n" + page.to_latex()
    return page.to_html(page=True) if form == "html" else page.to_text()
