"""WindowUpdate: one update of a recurrent network, from the errors of a window of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.plan import Plan
from rosenblatt.trace.step.parameter_update import NetworkUpdate
from rosenblatt.trace.step.update import loss_formula, penalty_equation
from rosenblatt.trace.step.weights import SharedNeuronUpdate, SharedWeightUpdate, StartUpdate
from rosenblatt.trace.through_time.backward import StepBack
from rosenblatt.trace.through_time.sequence import (
    StepTrace,
    blocks_of_steps,
    error_rows,
    mean_of,
    rows_of_steps,
)
from rosenblatt.trace.writing.blocks import Block, Heading, Paragraph, Row, Rows, Title
from rosenblatt.trace.writing.calculation import Calculation
from rosenblatt.trace.writing.document import Page
from rosenblatt.trace.writing.numbers import fine, short


@dataclass(frozen=True, eq=False, kw_only=True)
class WindowUpdate(NetworkUpdate[SharedNeuronUpdate, SharedWeightUpdate]):
    """One update of a recurrent network from a window of steps.

    Attributes without a description are those of :class:`~rosenblatt.trace.UpdateTrace`.

    Attributes
    ----------
    steps : tuple of StepBack
        The steps of the backward pass, the earliest first; those before the new ones were computed with the
        weights of an earlier window.
    loss, n_targets : float
        Mean cost of the new steps with a target, including the penalty; the number of targets of the mean.
    penalty, learning_rate, gradient_norm, clip : float
    gradient : ndarray of shape (n_parameters,)
        The gradient of the loss, including the penalty.
    before, after : Network
    layers : tuple of tuple of SharedNeuronUpdate
    starts : tuple of StartUpdate
        The initial context, if it is learned and the window contains the first step.
    last : int
        Place among ``steps`` of the last one with an error, whose gradient alone is ``reach``.
    """

    steps: tuple[StepBack, ...]
    n_targets: float
    gradient: FloatArray = field(repr=False)
    starts: tuple[StartUpdate, ...] = field(repr=False)
    last: int
    plan: Plan = field(repr=False)

    @property
    def title(self) -> str:
        """The steps whose errors are used, and the first step of the backward pass."""
        numbers = [back.step.number for back in self.steps if back.is_new]
        steps = f"step {numbers[0]}" if len(numbers) == 1 else f"steps {numbers[0]} to {numbers[-1]}"
        first = self.steps[0].step.number
        further = f", propagated back to step {first}" if first < numbers[0] else ""
        return f"The update after step {numbers[-1]}: the errors of {steps}{further}"

    @property
    def norms(self) -> FloatArray:
        """Norm of the gradient that reaches the hidden neurons of each step, shape (n_steps,)."""
        return np.array([back.norm for back in self.steps])

    @property
    def reach(self) -> FloatArray:
        """The same for the last error alone: how far it reaches back in time."""
        return np.array([back.reach for back in self.steps])

    @property
    def backward_pass(self) -> Page:
        """The norm of the gradient that reaches each step, and its sources, as a page."""
        return Page(tuple(self.backward_blocks()))

    def step(self, number: int) -> StepBack:
        """Return the backward pass of a step by its number, from 1; PlanError if it is not in the window."""
        for back in self.steps:
            if back.step.number == number:
                return back
        first, last = self.steps[0].step.number, self.steps[-1].step.number
        raise PlanError(f"this window has the steps {first} to {last}, got {number!r}")

    def blocks(self) -> Sequence[Block]:
        """Return the forward pass of the new steps, then the update."""
        new = [back.step for back in self.steps if back.is_new]
        return (*blocks_of_steps(new, StepTrace.blocks), *self.update_blocks())

    def update_blocks(self) -> Sequence[Block]:
        """Return the loss, the backward pass, the rule of the step, and the change of each weight."""
        starts: tuple[Block, ...] = ()
        if self.starts:
            rows = tuple(Row(start.source, start.equations()) for start in self.starts)
            starts = (Heading("What the context neurons start from"), Rows(rows))
        passes = (*self._loss_blocks(), *self.backward_blocks(), *self._delta_blocks())
        return (Title(self.title), *passes, *self.rule, *self.weight_blocks(), *starts)

    def backward_blocks(self) -> Sequence[Block]:
        """Return the norm of the gradient that reaches each step, and its sources."""
        last = self.steps[self.last].step.number
        rows = rows_of_steps(self.steps[::-1], lambda back: back.norm_row(last))
        text = (
            "Norm of the gradient by the hidden neurons' z: from the step's own error, from the step after "
            f"it through the context weights, both together, and of the error of step {last} alone."
        )
        fading = self._fading(last)
        heading = Heading("Back through time, from the last step")
        return (heading, Paragraph(text), Rows(tuple(rows)), *((Paragraph(fading),) if fading else ()))

    def _fading(self, last: int) -> str:
        """Return how fast the gradient of the last error shrinks or grows back in time."""
        reach = [back.reach for back in self.steps[: self.last + 1]]
        if len(reach) < 2 or not 0 < reach[-1] < np.inf or not reach[0] < np.inf:
            return ""
        share = reach[0] / reach[-1]
        per_step = share ** (1 / (len(reach) - 1))
        way = "shrinks" if share < 1 else "grows"
        first = self.steps[0].step.number
        return (
            f"From step {last} back to step {first}, the gradient of the error of step {last} {way} to "
            f"{short(share)} of its norm: by the factor {short(per_step)} per step."
        )

    def _delta_blocks(self) -> Sequence[Block]:
        heading = Heading("Deltas: how the sum of all costs changes with each z")
        return (heading, *blocks_of_steps(self.steps[::-1], StepBack.blocks))

    def _loss_blocks(self) -> Sequence[Block]:
        with_error = [back.step for back in self.steps if back.is_new and back.step.error is not None]
        rows = error_rows(with_error)
        errors = np.array([step.error for step in with_error])
        if not self.penalty:
            rows.append(Row("loss", (mean_of(errors),)))
        else:
            mean = float(errors.mean())
            rows.append(Row("mean", (mean_of(errors),)))
            penalty = penalty_equation(self.before, self.plan, self.penalty, self.n_targets)
            rows.append(Row("penalty", (penalty,)))
            added_up = Calculation.written(fine(mean, self.penalty)) + self.penalty
            rows.append(Row("loss", (added_up.gives(self.loss, fine(self.loss, self.penalty)),)))
        return (Heading("Loss", loss_formula(self.plan)), Rows(tuple(rows)))
