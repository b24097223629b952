"""``explain_sequence``: a recurrent model's answers to the rows of a sequence, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt.data.sources.frames import to_polars
from rosenblatt.errors import TableError
from rosenblatt.model import Model
from rosenblatt.model.held import TrainedModel, held
from rosenblatt.plan import Plan
from rosenblatt.trace.explanations.decision import decide
from rosenblatt.trace.explanations.explanation import Explanation
from rosenblatt.trace.explanations.outputs import encoded_truth, output_names
from rosenblatt.trace.explanations.reading import read_row
from rosenblatt.trace.explanations.rows import RowLike
from rosenblatt.trace.through_time.sequence import SequenceTrace, gap_row, trace_sequence, with_gap
from rosenblatt.trace.through_time.update import SequenceUpdate, trace_sequence_update
from rosenblatt.trace.writing.blocks import Block, Paragraph, Row, Rows, Title, word
from rosenblatt.trace.writing.document import Page, Written
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True, eq=False)
class SequenceExplanation(Written):
    """How a recurrent model comes to its answers for the rows of one sequence.

    Attributes
    ----------
    model : Model
    trace : SequenceTrace
        The arithmetic of every step, with its error where a loss was given and the row says what is true.
    steps : tuple of Explanation
        For each row how it was read, and what the outputs mean.
    """

    model: Model
    trace: SequenceTrace
    steps: tuple[Explanation, ...]

    @property
    def predictions(self) -> tuple[object, ...]:
        """The answer to each row."""
        return tuple(step.prediction for step in self.steps)

    @property
    def truths(self) -> tuple[object, ...]:
        """What each row itself says of the target; None where it does not."""
        return tuple(step.truth for step in self.steps)

    def update(
        self, plan: Plan, y: Sequence[object] | None = None, state: TrainingState | None = None
    ) -> SequenceUpdate:
        """Follow what training on this sequence would make of the network.

        Parameters
        ----------
        plan : Plan
            How the model is trained.
        y : sequence, optional
            The true class or number of each row, in the table's own words; None for one that is not judged.
            Default: the rows' own ``truths``.
        state : TrainingState, optional
            As for :func:`~rosenblatt.trace.trace_sequence_update`.

        Returns
        -------
        SequenceUpdate

        Raises
        ------
        TableError
            If no row says what is true, or one names no class of the model; the message names the step.
        """
        truths = self.truths if y is None else tuple(y)
        if all(truth is None for truth in truths):
            raise TableError("no row says what is true of it: give y, a class or number for each step")
        return trace_sequence_update(
            self.model.network,
            np.array([step.trace.x for step in self.trace.steps]),
            _encoded(self.model, truths),
            plan,
            state,
            input_names=self.trace.steps[0].trace.input_names,
            output_names=output_names(self.model),
        )

    def blocks(self) -> Sequence[Block]:
        """Return each row's way to its answer, then all answers beside one another."""
        blocks: list[Block] = []
        for each in with_gap(tuple(zip(self.trace.steps, self.steps, strict=True))):
            if isinstance(each, str):
                blocks.append(Paragraph(each))
                continue
            step, told = each
            context = step.context_blocks()
            title = Title(f"Step {step.number}: the answer is {told.answer}")
            blocks += [title, *told.row_blocks(), *context, *told.answer_blocks(), *step.cost]
        return (*blocks, *self.answer_blocks())

    def answer_blocks(self) -> Sequence[Block]:
        """Return the answers beside one another, with what the rows say."""
        rows = []
        for each in with_gap(tuple(zip(self.trace.steps, self.steps, strict=True))):
            if isinstance(each, str):
                rows.append(gap_row(each))
                continue
            step, told = each
            wrong = told.truth is not None and told.truth != told.prediction
            truth = (word(f"(the row says {told.words(told.truth)})"),) if wrong else ()
            rows.append(Row(step.name, ((word(told.answer), *truth),)))
        return (Title("The answers"), Rows(tuple(rows)), *self.trace.error_blocks())

    def page(self, *, update: SequenceUpdate | None = None, notes: Sequence[str] = ()) -> Page:
        """Return a page of all steps, perhaps with what training on them would change.

        Parameters
        ----------
        update : SequenceUpdate, optional
            What :meth:`update` returned.
        notes : sequence of str, optional
            What is to be said of the update.
        """
        said = tuple(map(Paragraph, notes))
        back = () if update is None else (*update.update_blocks(), *said)
        return Page((*self.blocks(), *back))


def explain_sequence(model: TrainedModel, rows: object, *, loss: str | None = None) -> SequenceExplanation:
    """Show how a recurrent model comes to its answers for the rows of one sequence, in order.

    Parameters
    ----------
    model : fitted estimator, Model, Run, or path
        As for :func:`~rosenblatt.trace.explain`; its network has a cell.
    rows : sequence of rows, array of shape (n_steps, n_features), or table
        The steps of one sequence. Each row is a sequence of values in the order of the features, or a mapping
        from names.
    loss : str, optional
        A key of :data:`rosenblatt.formulas.losses.LOSSES`: rows that say what is true are judged by it.
        Default: no step is judged.

    Returns
    -------
    SequenceExplanation

    Raises
    ------
    TableError
        If there is no row, or one has other features than the model; the message names the step.
    PlanError
        If the model's network has no context neurons.
    """
    found = held(model)
    read = []
    for place, row in enumerate(_rows(rows), start=1):
        with _named(place):
            read.append(read_row(found, row))
    if not read:
        raise TableError("a sequence needs at least one row, got none")
    truths = [each.truth for each in read]
    judged = loss is not None and any(truth is not None for truth in truths)
    traced = trace_sequence(
        found.model.network,
        np.array([each.inputs for each in read]),
        _encoded(found.model, truths) if judged else None,
        loss=loss if judged else None,
        input_names=read[0].input_names,
        output_names=output_names(found.model),
    )
    pairs = zip(read, traced.steps, strict=True)
    steps = tuple(
        Explanation(found.model, row, step.trace, decide(found.model, step.trace), found.parameters)
        for row, step in pairs
    )
    return SequenceExplanation(found.model, traced, steps)


def _rows(rows: object) -> list[RowLike]:
    """The rows of a table or sequence, each as :func:`~rosenblatt.trace.explain` takes one."""
    if hasattr(rows, "columns") or hasattr(rows, "column_names"):
        frame = to_polars(rows)  # type: ignore[arg-type]  # raises for what is no frame
        return [frame[place] for place in range(len(frame))]
    if isinstance(rows, str | bytes) or not hasattr(rows, "__iter__"):
        raise TableError(f"a sequence of rows can be explained, got {rows!r:.80}: give a list of rows")
    return list(rows)


def _encoded(model: Model, truths: Sequence[object]) -> list[ArrayLike | None]:
    """What is true of each row as training reads it."""
    encoded: list[ArrayLike | None] = []
    for place, truth in enumerate(truths, start=1):
        with _named(place):
            encoded.append(None if truth is None else encoded_truth(model, truth))
    return encoded


@contextmanager
def _named(place: int) -> Iterator[None]:
    """Name the step in what is said of its row."""
    try:
        yield
    except TableError as error:
        raise TableError(f"step {place}: {error}") from None
