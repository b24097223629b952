"""WindowUpdate: one update of a recurrent network, from the errors of a window of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.names import no_neuron
from rosenblatt.plan import Plan
from rosenblatt.trace.step.sections import loss_formula, penalty_equation
from rosenblatt.trace.through_time.backward import StepBack
from rosenblatt.trace.through_time.sequence import error_rows, gap_row, mean_of, with_gap
from rosenblatt.trace.through_time.shared_weight import SharedNeuronUpdate, SharedWeightUpdate, StartUpdate
from rosenblatt.trace.writing.blocks import Block, Heading, Paragraph, Row, Rows, Title, Token, added, equals
from rosenblatt.trace.writing.document import Page, Written
from rosenblatt.trace.writing.numbers import fine, short, shown


@dataclass(frozen=True, eq=False)
class WindowUpdate(Written):
    """What a window of steps makes of a recurrent network, and why.

    Attributes
    ----------
    steps : tuple of StepBack
        The steps through which the slope is followed back, the earliest first; those before the new ones
        were run with the weights of an earlier window.
    loss : float
        Mean cost of the new steps that have a target, the penalty included.
    penalty : float
        The penalty's part of the loss.
    n_targets : float
        How many targets the mean is over.
    learning_rate : float
    gradient_norm : float
        The length of the gradient over all parameters, before it is clipped.
    clip : float
        What the gradient was multiplied by to keep within ``max_grad_norm``; 1 if it was short enough.
    gradient : ndarray of shape (n_parameters,)
        How the loss changes with each parameter, the penalty included.
    before, after : Network
    layers : tuple of tuple of SharedNeuronUpdate
        The neurons of each layer, the first hidden layer first.
    starts : tuple of StartUpdate
        What the context neurons start from, where that is learned and the window holds the first step.
    last : int
        Place among ``steps`` of the last one that has an error: ``reach`` follows that one alone.
    """

    steps: tuple[StepBack, ...]
    loss: float
    penalty: float
    n_targets: float
    learning_rate: float
    gradient_norm: float
    clip: float
    gradient: FloatArray = field(repr=False)
    before: Network = field(repr=False)
    after: Network = field(repr=False)
    layers: tuple[tuple[SharedNeuronUpdate, ...], ...] = field(repr=False)
    starts: tuple[StartUpdate, ...] = field(repr=False)
    last: int
    plan: Plan = field(repr=False)
    rule: tuple[Block, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """Which steps it learns from, and how far back it goes."""
        numbers = [back.step.number for back in self.steps if back.is_new]
        steps = f"step {numbers[0]}" if len(numbers) == 1 else f"steps {numbers[0]} to {numbers[-1]}"
        first = self.steps[0].step.number
        further = f", followed back to step {first}" if first < numbers[0] else ""
        return f"The update after step {numbers[-1]}: the errors of {steps}{further}"

    @property
    def norms(self) -> FloatArray:
        """Norm of the slope that reaches each step's hidden neurons, shape (n_steps,)."""
        return np.array([back.norm for back in self.steps])

    @property
    def reach(self) -> FloatArray:
        """The same of the last error alone: how far back in time it is felt."""
        return np.array([back.reach for back in self.steps])

    @property
    def way_back(self) -> Page:
        """How large the slope is that reaches each step, and where it comes from, to be written alone."""
        return Page(tuple(self.way_back_blocks()))

    def step(self, number: int) -> StepBack:
        """Return what reaches a step, by its number in the sequence, counted from 1.

        Raises
        ------
        PlanError
            If the window does not go through this step.
        """
        for back in self.steps:
            if back.step.number == number:
                return back
        first, last = self.steps[0].step.number, self.steps[-1].step.number
        raise PlanError(f"this window goes through the steps {first} to {last}, got {number!r}")

    def neuron(self, name: str) -> SharedNeuronUpdate:
        """Return what becomes of a neuron, such as ``"h1.3"`` or ``"o1"``.

        Raises
        ------
        PlanError
            If there is no such neuron; the message names those there are.
        """
        for layer in self.layers:
            for neuron in layer:
                if neuron.name == name:
                    return neuron
        raise no_neuron(name, [[neuron.name for neuron in layer] for layer in self.layers])

    def weight(self, neuron: str, source: str) -> SharedWeightUpdate:
        """Return why one weight changed; ``source`` may be ``"h1.1 before"`` or ``"bias"``.

        Raises
        ------
        PlanError
            If there is no such neuron or weight.
        """
        return self.neuron(neuron).weight(source)

    def blocks(self) -> Sequence[Block]:
        """Return the way forward of the new steps, then the update."""
        new = [back.step for back in self.steps if back.is_new]
        forward: list[Block] = []
        for step in with_gap(new):
            forward += [Paragraph(step)] if isinstance(step, str) else step.blocks()
        return (*forward, *self.update_blocks())

    def update_blocks(self) -> Sequence[Block]:
        """Return the loss, the way back, how steps are made, and what becomes of each weight."""
        back = [neuron for layer in reversed(self.layers) for neuron in layer]
        weights = [block for neuron in back for block in neuron.weight_blocks()]
        starts: tuple[Block, ...] = ()
        if self.starts:
            rows = tuple(Row(start.source, start.equations()) for start in self.starts)
            starts = (Heading("What the context neurons start from"), Rows(rows))
        ways = (*self._loss_blocks(), *self.way_back_blocks(), *self._delta_blocks())
        return (Title(self.title), *ways, *self.rule, *weights, *starts)

    def way_back_blocks(self) -> Sequence[Block]:
        """Return how large the slope is that reaches each step, and where it comes from."""
        last = self.steps[self.last].step.number
        rows: list[Row] = []
        for back in reversed(with_gap(self.steps)):
            rows.append(gap_row(back) if isinstance(back, str) else back.norm_row(last))
        told = (
            "Length of the slope by the hidden neurons' z: from the step's own error, from the step after it "
            f"through the context weights, both together, and of the error of step {last} alone."
        )
        fading = self._fading(last)
        heading = Heading("Back through time, from the last step")
        return (heading, Paragraph(told), Rows(tuple(rows)), *((Paragraph(fading),) if fading else ()))

    def _fading(self, last: int) -> str:
        """How fast the last error fades, or grows, on its way back."""
        reach = [back.reach for back in self.steps[: self.last + 1]]
        if len(reach) < 2 or not 0 < reach[-1] < np.inf or not reach[0] < np.inf:
            return ""
        share = reach[0] / reach[-1]
        per_step = share ** (1 / (len(reach) - 1))
        way = "shrinks" if share < 1 else "grows"
        first = self.steps[0].step.number
        return (
            f"The slope of the error of step {last} {way} to {short(share)} of its length on its way back to "
            f"step {first}: by the factor {short(per_step)} a step."
        )

    def _delta_blocks(self) -> Sequence[Block]:
        blocks: list[Block] = [Heading("Deltas: how the sum of all costs changes with each z")]
        for back in reversed(with_gap(self.steps)):
            blocks += [Paragraph(back)] if isinstance(back, str) else back.blocks()
        return blocks

    def _loss_blocks(self) -> Sequence[Block]:
        judged = [back.step for back in self.steps if back.is_new and back.step.error is not None]
        rows = error_rows(judged)
        errors = np.array([step.error for step in judged])
        if not self.penalty:
            rows.append(Row("loss", (mean_of(errors),)))
        else:
            mean = float(errors.mean())
            rows.append(Row("mean", (mean_of(errors),)))
            told = penalty_equation(self.before, self.plan, self.penalty, self.n_targets)
            rows.append(Row("penalty", (told,)))
            text, begin = fine(self.loss, self.penalty), fine(mean, self.penalty)
            total = float(begin) + shown(self.penalty)
            added_up = (Token("number", begin), *added(self.penalty), *equals(self.loss, total, text))
            rows.append(Row("loss", (added_up,)))
        return (Heading("Loss", loss_formula(self.plan)), Rows(tuple(rows)))
