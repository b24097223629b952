"""``trace_sequence``: the forward pass of a sequence through a recurrent network, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.network.names import input_names_of, output_labels_of
from rosenblatt.network.network import Held, next_context, starting_context
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.checks import checked_steps, checked_targets
from rosenblatt.trace.forward.trace import Trace, trace_step
from rosenblatt.trace.step.update import loss_section
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    Title,
    Token,
    number,
    word,
)
from rosenblatt.trace.writing.calculation import sum_of_numbers
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.reference.gradient import Batch, batch_loss


@dataclass(frozen=True, eq=False)
class StepTrace(Written):
    """One step of a sequence.

    Attributes
    ----------
    number : int
        The number of the step, counted from 1.
    trace : Trace
        The arithmetic of every neuron; a layer's context neurons are among its sources.
    context : tuple of (str, float)
        The values of the context neurons, each named by the neuron whose last value it is: ``"h1.1 before"``.
    target : ndarray of shape (n_outputs,) or None
        The target; None for a step without one.
    error : float or None
        The loss of this step, without a penalty.
    cost : tuple of Block
        The section with the computation of the error.
    """

    number: int
    trace: Trace
    context: tuple[tuple[str, float], ...]
    target: FloatArray | None = None
    error: float | None = None
    cost: tuple[Block, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """``step 3``."""
        return f"step {self.number}"

    def blocks(self) -> Sequence[Block]:
        """Return inputs and context, each layer, and the error."""
        parts = (*self.trace.input_blocks(), *self.context_blocks(), *self.trace.layer_blocks())
        return (Title(f"Step {self.number}"), *parts, *self.cost)

    def context_blocks(self) -> Sequence[Block]:
        """Return the values of the context neurons."""
        rows = [Row(name, ((Token("relation", "="), number(value)),)) for name, value in self.context]
        return (Heading("Context: what was before"), Rows(tuple(rows)))


def traced_step(
    network: Network,
    place: int,
    x: FloatArray,
    held: Held,
    target: FloatArray | None,
    plan: Plan | None,
    names: tuple[str, ...],
    labels: tuple[str, ...],
) -> StepTrace:
    """Trace one step, counted from 1, and compute its error if there are a target and a plan with a loss."""
    passed = trace_step(network, x, held, names, labels)
    context = tuple(_context(network, passed))
    if target is None or plan is None:
        return StepTrace(place, passed, context)
    plain, output = plan.but(alpha=0.0), passed.output[None]
    error = batch_loss(network, output, Batch(x, target), plain)
    costs = get_loss(plan.loss).cost(target, output, plan.loss_parameter)[0]
    cost = loss_section(network, passed, plain, target[0], costs, 0.0, error)
    return StepTrace(place, passed, context, target[0], error, cost)


def _context(network: Network, passed: Trace) -> list[tuple[str, float]]:
    """Return the values of the context neurons, with their names."""
    context: list[tuple[str, float]] = []
    for layer, traced in enumerate(passed.layers):
        n_below = network.layer_sizes[layer]
        terms = traced.neurons[0].terms[n_below:]
        context += [(term.source, term.value) for term in terms]
    return context


Each = TypeVar("Each")

MOST_STEPS = 12
"""Maximum number of steps that are written; of longer sequences the steps in the middle are left out."""


@dataclass(frozen=True, eq=False)
class SequenceTrace(Written):
    """The forward pass of a sequence through a recurrent network, unrolled over time.

    Attributes
    ----------
    steps : tuple of StepTrace

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.trace import trace_sequence
    >>> adds_up = Network((1, 1, 1), ("identity", "identity"), [1, 1, 1, 0, 0],
    ...                   cell="elman", initial_context=0)
    >>> traced = trace_sequence(adds_up, [[3], [4]])
    >>> traced.step(2).trace.neuron("h1.1").to_text()
    '( 4 * 1 ) + ( 3 * 1 ) + 0 = 7'
    """

    steps: tuple[StepTrace, ...]

    @property
    def outputs(self) -> FloatArray:
        """The outputs of each step, shape (n_steps, n_outputs)."""
        return np.array([step.trace.output for step in self.steps])

    @property
    def errors(self) -> FloatArray:
        """The error of each step, shape (n_steps,); NaN for steps without a target."""
        return np.array([np.nan if step.error is None else step.error for step in self.steps])

    def step(self, number: int) -> StepTrace:
        """Return a step by its number, counted from 1; PlanError if the sequence has no such step."""
        if not 1 <= number <= len(self.steps):
            raise PlanError(f"there is no step {number!r}: the sequence has the steps 1 to {len(self.steps)}")
        return self.steps[number - 1]

    def blocks(self) -> Sequence[Block]:
        """Return each step, without those in the middle of a long sequence, then the errors."""
        return (*blocks_of_steps(self.steps, StepTrace.blocks), *self.error_blocks())

    def error_blocks(self) -> Sequence[Block]:
        """Return the errors of all steps and their mean."""
        with_error = [step for step in self.steps if step.error is not None]
        if not with_error:
            return ()
        rows = error_rows(with_error)
        errors = np.array([step.error for step in with_error])
        return (Title("Error of each step"), Rows((*rows, Row("mean", (mean_of(errors),)))))


def trace_sequence(
    network: Network,
    X: ArrayLike,
    y: Sequence[ArrayLike | None] | None = None,
    *,
    loss: str | None = None,
    loss_parameter: float | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> SequenceTrace:
    """Trace a sequence through a recurrent network, step by step.

    Parameters
    ----------
    network : Network
        With a cell.
    X : array-like of shape (n_steps, n_inputs)
        The steps of one sequence, which begins with the initial context.
    y : sequence of length n_steps, optional
        The target of each step: a number for each output, for ``log_loss`` also the index of the class; None
        for a step without a target.
    loss : str, optional
        A key of :data:`rosenblatt.formulas.losses.LOSSES`, for the errors of steps with a target.
    loss_parameter : float, optional
        The parameter of ``huber`` or ``quantile``.
    input_names, output_names : sequence of str, optional
        As for :func:`~rosenblatt.trace.trace`.

    Returns
    -------
    SequenceTrace

    Raises
    ------
    PlanError
        If the network has no context neurons, the width of a step is not the number of its inputs, or there
        are targets without a loss or for some steps only.
    """
    steps = checked_steps(network, X)
    if (y is None) != (loss is None):
        given, missing = ("y", "loss") if loss is None else ("loss", "y")
        raise PlanError(f"the error of a step needs its target and a loss, got {given} alone: give {missing}")
    targets = [None] * len(steps) if y is None else checked_targets(network, y, len(steps), loss or "")
    plan = None if loss is None else Plan(loss, alpha=0.0, loss_parameter=loss_parameter)
    names, labels = input_names_of(network, input_names), output_labels_of(network, output_names)
    held, traced = starting_context(network), []
    with np.errstate(all="ignore"):  # infinite values are shown as such
        for place, target in enumerate(targets):
            x = steps[place : place + 1]
            traced.append(traced_step(network, place + 1, x, held, target, plan, names, labels))
            values = [np.array([layer.values], network.dtype) for layer in traced[-1].trace.layers]
            held = next_context(network, values)
    return SequenceTrace(tuple(traced))


def blocks_of_steps(steps: Sequence[Each], blocks_of: Callable[[Each], Sequence[Block]]) -> list[Block]:
    """Return the blocks of steps, with a sentence in place of those left out in the middle."""
    first, n_left_out, last = _shown(steps)
    gap = [Paragraph(f"... {n_left_out:,} more steps ...")] if n_left_out else []
    before, after = ([block for step in part for block in blocks_of(step)] for part in (first, last))
    return [*before, *gap, *after]


def rows_of_steps(steps: Sequence[Each], row_of: Callable[[Each], Row]) -> list[Row]:
    """Return a row for each step, with one in place of those left out in the middle."""
    first, n_left_out, last = _shown(steps)
    gap = [Row("...", ((word(f"{n_left_out:,} more steps"),),))] if n_left_out else []
    return [*map(row_of, first), *gap, *map(row_of, last)]


def _shown(steps: Sequence[Each]) -> tuple[Sequence[Each], int, Sequence[Each]]:
    """Return the first steps to write, the number of those left out in the middle, and the last steps."""
    n_left_out = max(0, len(steps) - MOST_STEPS)
    begin = MOST_STEPS // 2 if n_left_out else len(steps)
    return steps[:begin], n_left_out, steps[begin + n_left_out :]


def error_rows(steps: Sequence[StepTrace]) -> list[Row]:
    """Return the errors of steps as rows."""
    return rows_of_steps(steps, lambda step: Row(step.name, ((number(step.error or 0.0),),)))


def mean_of(errors: FloatArray) -> Equation:
    """``( a + b ) / 2 = c``."""
    mean = float(errors.mean())
    if len(errors) == 1:
        return (number(mean),)
    return (sum_of_numbers(errors).enclosed() / len(errors)).gives(mean)
