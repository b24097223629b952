"""StepTrace: one step of a sequence, what its context neurons hold and how far off it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.losses import get_loss
from rosenblatt.network import Network
from rosenblatt.network.network import Held
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.trace import Trace, trace_step
from rosenblatt.trace.step.sections import loss_section
from rosenblatt.trace.writing.blocks import Block, Heading, Row, Rows, Title, Token, number
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.reference.gradient import Batch, batch_loss


@dataclass(frozen=True, eq=False)
class StepTrace(Written):
    """One step of a sequence.

    Attributes
    ----------
    number : int
        Which step it is, counted from 1.
    trace : Trace
        The arithmetic of every neuron; what a layer's context neurons hold is among what it reads.
    context : tuple of (str, float)
        What the context neurons hold, each named by the neuron whose last value it is: ``"h1.1 before"``.
    target : ndarray of shape (n_outputs,) or None
        What should have come out; None of a step that is not judged.
    error : float or None
        The loss of this step alone, without a penalty.
    cost : tuple of Block
        The section that tells how the error comes about.
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
        """Return what the context neurons hold."""
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
    """Trace one step and judge it.

    Parameters
    ----------
    network : Network
    place : int
        Which step it is, counted from 1.
    x : ndarray of shape (1, n_inputs)
    held : list of ndarray of shape (1, n_context), or None
        What the context neurons hold.
    target : ndarray of shape (1, n_outputs) or None
    plan : Plan or None
        With the loss.
    names, labels : tuple of str
        Of the inputs, and what the outputs stand for.

    Returns
    -------
    StepTrace
    """
    passed = trace_step(network, x, held, names, labels)
    context = tuple(_context(network, passed))
    if target is None or plan is None:
        return StepTrace(place, passed, context)
    plain, output = plan.but(alpha=0.0), passed.output[None]
    error = batch_loss(network, output, Batch(x, target), plain)
    costs = get_loss(plan.loss).cost(target, output, plan.loss_parameter)[0]
    told = loss_section(network, passed, plain, target[0], costs, 0.0, error)
    return StepTrace(place, passed, context, target[0], error, told)


def _context(network: Network, passed: Trace) -> list[tuple[str, float]]:
    """What the context neurons hold, as the neurons that read them have it."""
    context: list[tuple[str, float]] = []
    for layer, traced in enumerate(passed.layers):
        n_below = network.layer_sizes[layer]
        terms = traced.neurons[0].terms[n_below:]
        context += [(term.source, term.value) for term in terms]
    return context
