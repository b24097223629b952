"""``explain_sequence``: the computation of a recurrent model's answers for the rows of a sequence."""

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
from rosenblatt.trace.explanations.decision import decide, encoded_truth, output_names
from rosenblatt.trace.explanations.explanation import Explanation
from rosenblatt.trace.explanations.reading import read_row
from rosenblatt.trace.explanations.rows import RowLike
from rosenblatt.trace.through_time.sequence import (
    SequenceTrace,
    StepTrace,
    blocks_of_steps,
    rows_of_steps,
    trace_sequence,
)
from rosenblatt.trace.through_time.update import SequenceUpdate, trace_sequence_update
from rosenblatt.trace.writing.blocks import Block, Paragraph, Row, Rows, Title, word
from rosenblatt.trace.writing.document import Page, Written
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True, eq=False)
class SequenceExplanation(Written):
    """The computation of a recurrent model's answers for the rows of one sequence.

    Attributes
    ----------
    model : Model
    trace : SequenceTrace
        The arithmetic of every step, with its error if a loss was given and the row has a target.
    steps : tuple of Explanation
        For each row its inputs, and the meaning of the outputs.
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
        """The target in each row; None if there is none."""
        return tuple(step.truth for step in self.steps)

    def update(
        self, plan: Plan, y: Sequence[object] | None = None, state: TrainingState | None = None
    ) -> SequenceUpdate:
        """Trace the training on this sequence; the result is a :class:`~rosenblatt.trace.SequenceUpdate`.

        Parameters
        ----------
        plan : Plan
            The settings of the training.
        y : sequence, optional
            The true class or number of each row, as in the table; None for a row without one. Default: the
            rows' ``truths``. TableError if no row has a target, or one is not a class of the model; the
            message names the step.
        state : TrainingState, optional
            As for :func:`~rosenblatt.trace.trace_sequence_update`.
        """
        truths = self.truths if y is None else tuple(y)
        if all(truth is None for truth in truths):
            raise TableError("no row contains its target: give y, a class or number for each step")
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
        """Return the computation for each row, then all answers."""
        pairs = tuple(zip(self.trace.steps, self.steps, strict=True))
        return (*blocks_of_steps(pairs, _step_blocks), *self.answer_blocks())

    def answer_blocks(self) -> Sequence[Block]:
        """Return all answers, with the targets in the rows."""
        rows = rows_of_steps(tuple(zip(self.trace.steps, self.steps, strict=True)), _answer_row)
        return (Title("The answers"), Rows(tuple(rows)), *self.trace.error_blocks())

    def page(self, *, update: SequenceUpdate | None = None, notes: Sequence[str] = ()) -> Page:
        """Return a page of all steps, optionally with the training on them.

        Parameters
        ----------
        update : SequenceUpdate, optional
            The result of :meth:`update`.
        notes : sequence of str, optional
            Remarks on the update.
        """
        said = tuple(map(Paragraph, notes))
        back = () if update is None else (*update.update_blocks(), *said)
        return Page((*self.blocks(), *back))


def _step_blocks(pair: tuple[StepTrace, Explanation]) -> Sequence[Block]:
    step, explained = pair
    title = Title(f"Step {step.number}: the answer is {explained.answer}")
    answer = explained.answer_blocks()
    return (title, *explained.row_blocks(), *step.context_blocks(), *answer, *step.cost)


def _answer_row(pair: tuple[StepTrace, Explanation]) -> Row:
    step, explained = pair
    wrong = explained.truth is not None and explained.truth != explained.prediction
    truth = (word(f"(the row says {explained.words(explained.truth)})"),) if wrong else ()
    return Row(step.name, ((word(explained.answer), *truth),))


def explain_sequence(model: TrainedModel, rows: object, *, loss: str | None = None) -> SequenceExplanation:
    """Explain a recurrent model's answers for the rows of one sequence.

    Parameters
    ----------
    model : fitted estimator, Model, Run, or path
        As for :func:`~rosenblatt.trace.explain`; its network has a cell.
    rows : sequence of rows, array of shape (n_steps, n_features), or table
        The steps of one sequence. Each row is a sequence of values in the order of the features, or a mapping
        from names.
    loss : str, optional
        A key of :data:`rosenblatt.formulas.losses.LOSSES`, for the errors of rows with a target. Default: no
        errors.

    Returns
    -------
    SequenceExplanation

    Raises
    ------
    TableError
        If there is no row, or its features are not those of the model; the message names the step.
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
    has_errors = loss is not None and any(truth is not None for truth in truths)
    traced = trace_sequence(
        found.model.network,
        np.array([each.inputs for each in read]),
        _encoded(found.model, truths) if has_errors else None,
        loss=loss if has_errors else None,
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
    """Return the rows of a table or sequence, each in a form for :func:`~rosenblatt.trace.explain`."""
    if hasattr(rows, "columns") or hasattr(rows, "column_names"):
        frame = to_polars(rows)  # type: ignore[arg-type]  # raises for what is no frame
        return [frame[place] for place in range(len(frame))]
    if isinstance(rows, str | bytes) or not hasattr(rows, "__iter__"):
        raise TableError(f"a sequence of rows can be explained, got {rows!r:.80}: give a list of rows")
    return list(rows)


def _encoded(model: Model, truths: Sequence[object]) -> list[ArrayLike | None]:
    """Return the target of each row in the form for training."""
    encoded: list[ArrayLike | None] = []
    for place, truth in enumerate(truths, start=1):
        with _named(place):
            encoded.append(None if truth is None else encoded_truth(model, truth))
    return encoded


@contextmanager
def _named(place: int) -> Iterator[None]:
    """Name the step in the error for its row."""
    try:
        yield
    except TableError as error:
        raise TableError(f"step {place}: {error}") from None
