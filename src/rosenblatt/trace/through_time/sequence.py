"""``trace_sequence``: the way of a whole sequence through a recurrent network, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.network.names import input_names_of, output_labels_of
from rosenblatt.network.network import next_context, starting_context
from rosenblatt.plan import Plan
from rosenblatt.trace.explanations.target import checked_target
from rosenblatt.trace.forward.sums import sum_of_numbers
from rosenblatt.trace.forward.trace import require_network
from rosenblatt.trace.through_time.step import StepTrace, traced_step
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Paragraph,
    Row,
    Rows,
    Title,
    enclosed,
    equals,
    number,
    operator,
    word,
)
from rosenblatt.trace.writing.document import Written

Each = TypeVar("Each")

MOST_STEPS = 12
"""Of a longer sequence the steps in the middle are left out where it is written."""


@dataclass(frozen=True, eq=False)
class SequenceTrace(Written):
    """What a recurrent network computes from a sequence, unrolled over time.

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
        """What comes out at each step, shape (n_steps, n_outputs)."""
        return np.array([step.trace.output for step in self.steps])

    @property
    def errors(self) -> FloatArray:
        """The error of each step, shape (n_steps,); NaN where it is not judged."""
        return np.array([np.nan if step.error is None else step.error for step in self.steps])

    def step(self, number: int) -> StepTrace:
        """Return a step by its number, counted from 1.

        Raises
        ------
        PlanError
            If the sequence has no such step.
        """
        if not 1 <= number <= len(self.steps):
            raise PlanError(f"there is no step {number!r}: the sequence has the steps 1 to {len(self.steps)}")
        return self.steps[number - 1]

    def blocks(self) -> Sequence[Block]:
        """Return each step, those in the middle of a long sequence left out, then the errors."""
        blocks: list[Block] = []
        for step in with_gap(self.steps):
            blocks += [Paragraph(step)] if isinstance(step, str) else step.blocks()
        return (*blocks, *self.error_blocks())

    def error_blocks(self) -> Sequence[Block]:
        """Return the errors of the steps beside one another, and their mean."""
        judged = [step for step in self.steps if step.error is not None]
        if not judged:
            return ()
        rows = error_rows(judged)
        errors = np.array([step.error for step in judged])
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
    """Follow a sequence through a recurrent network, step by step.

    Parameters
    ----------
    network : Network
        With a cell.
    X : array-like of shape (n_steps, n_inputs)
        The steps of one sequence; it begins with what the context neurons start from.
    y : sequence of length n_steps, optional
        What should come out at each step: a number for each output, for ``log_loss`` also the index of the
        class; None for a step that is not judged.
    loss : str, optional
        A key of :data:`rosenblatt.formulas.losses.LOSSES`, by which steps with a target are judged.
    loss_parameter : float, optional
        Of ``huber`` and ``quantile``.
    input_names : sequence of str, optional
        Default: ``x1``, ``x2``, ...
    output_names : sequence of str, optional
        What the outputs stand for.

    Returns
    -------
    SequenceTrace

    Raises
    ------
    PlanError
        If the network has no context neurons, a step has another width than it has inputs, or there are
        targets without a loss or not one for each step.
    """
    steps = checked_steps(network, X)
    if (y is None) != (loss is None):
        given, missing = ("y", "loss") if loss is None else ("loss", "y")
        raise PlanError(f"the error of a step needs its target and a loss, got {given} alone: give {missing}")
    targets = [None] * len(steps) if y is None else checked_targets(network, y, len(steps), loss or "")
    plan = None if loss is None else Plan(loss, alpha=0.0, loss_parameter=loss_parameter)
    names, labels = input_names_of(network, input_names), output_labels_of(network, output_names)
    held, traced = starting_context(network), []
    with np.errstate(all="ignore"):  # what runs away is shown as it is
        for place, target in enumerate(targets):
            x = steps[place : place + 1]
            traced.append(traced_step(network, place + 1, x, held, target, plan, names, labels))
            values = [np.array([layer.values], network.dtype) for layer in traced[-1].trace.layers]
            held = next_context(network, values)
    return SequenceTrace(tuple(traced))


def checked_steps(network: object, X: ArrayLike) -> FloatArray:
    """Return the steps of a sequence in the network's dtype, shape (n_steps, n_inputs).

    Raises
    ------
    PlanError
        If it is no recurrent network, or these are no steps for it.
    """
    require_network(network)
    assert isinstance(network, Network)
    if network.cell is None:
        raise PlanError("a network without context neurons has no sequences: use trace for each sample")
    wanted = f"give an array of shape (n_steps, {network.n_inputs})"
    try:
        with np.errstate(over="ignore"):
            steps = np.ascontiguousarray(np.asarray(X, dtype=network.dtype))
    except (TypeError, ValueError):
        raise PlanError(
            f"the steps of a sequence must be rows of numbers, got {X!r:.100}: {wanted}"
        ) from None
    if steps.ndim != 2 or not len(steps) or steps.shape[1] != network.n_inputs:
        raise PlanError(
            f"the network has {network.n_inputs} inputs, got steps of shape {np.shape(X)}: {wanted}"
        )
    return steps


def checked_targets(
    network: Network, y: Sequence[ArrayLike | None], n_steps: int, loss: str
) -> list[FloatArray | None]:
    """Return the target of each step as a row (1, n_outputs), None where there is none.

    Raises
    ------
    PlanError
        If there is not one for each step, or one does not go with the network and the loss; the message names
        the step.
    """
    get_loss(loss)
    if isinstance(y, str) or not hasattr(y, "__len__") or len(y) != n_steps:
        raise PlanError(
            f"y must hold a target for each of the {n_steps} steps, got {y!r:.100}: "
            "write None for a step that is not judged"
        )
    targets: list[FloatArray | None] = []
    for place, target in enumerate(y, start=1):
        try:
            targets.append(None if target is None else checked_target(network, target, loss))
        except PlanError as error:
            raise PlanError(f"step {place}: {error}") from None
    return targets


def with_gap(steps: Sequence[Each]) -> list[Each | str]:
    """Return the steps that are written, and in the place of those in the middle how many are left out."""
    if len(steps) <= MOST_STEPS:
        return list(steps)
    begin, end = MOST_STEPS // 2, MOST_STEPS - MOST_STEPS // 2
    return [*steps[:begin], f"... {len(steps) - MOST_STEPS:,} more steps ...", *steps[-end:]]


def gap_row(left_out: str) -> Row:
    """Return what :func:`with_gap` says of the steps left out as a row between others."""
    return Row("...", ((word(left_out.strip(". ")),),))


def error_rows(steps: Sequence[StepTrace]) -> list[Row]:
    """Return the error of each of the steps, which have one, as rows."""
    return [
        gap_row(step) if isinstance(step, str) else Row(step.name, ((number(step.error or 0.0),),))
        for step in with_gap(steps)
    ]


def mean_of(errors: FloatArray) -> Equation:
    """``( a + b ) / 2 = c``."""
    parts, total = sum_of_numbers(errors)
    mean = float(errors.mean())
    if len(errors) == 1:
        return (number(mean),)
    return (*enclosed(*parts), operator("/"), number(len(errors)), *equals(mean, total / len(errors)))
