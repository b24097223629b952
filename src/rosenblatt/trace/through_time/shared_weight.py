"""Why a weight changed that every step of a sequence shares: what each of the steps adds to its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rosenblatt._typing import FloatArray
from rosenblatt.network.names import BIAS
from rosenblatt.trace.forward.sums import sum_of_numbers, sum_of_products
from rosenblatt.trace.step.changed_weight import Moved, MovedNeuron
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    Token,
    added,
    enclosed,
    equals,
    number,
    operator,
    product,
    word,
)
from rosenblatt.trace.writing.numbers import shown


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedWeightUpdate(Moved):
    """One weight before and after a step that comes of several steps of a sequence.

    Beside what :class:`~rosenblatt.trace.WeightUpdate` has:

    Attributes
    ----------
    steps : tuple of int
        The steps of the sequence that the slope was followed through, counted from 1.
    inputs, deltas : ndarray of shape (n_steps,)
        At each of them what came from the source (1 for the bias), and how the sum of all costs changes with
        the neuron's pre-activation.
    penalty : float
        What the penalty adds to the sum of ``delta * input``.
    n_targets : float
        How many targets the mean of the costs is over.
    gradient : float
        ``(sum of delta * input + penalty) / n_targets``.
    """

    steps: tuple[int, ...] = field(repr=False)
    inputs: FloatArray = field(repr=False)
    deltas: FloatArray = field(repr=False)
    penalty: float
    n_targets: float

    def gradient_equation(self) -> Equation:
        """Return what the steps add up to, the penalty, and their mean over the targets."""
        if self.source == BIAS:
            parts, total = sum_of_numbers(self.deltas)
        else:
            parts, total = _products(self.inputs, self.deltas)
        return _mean(parts, total, self.penalty, self.n_targets, self.gradient)

    def blocks(self) -> Sequence[Block]:
        """Return what each step adds, then the gradient and the step."""
        what = "bias" if self.source == BIAS else f"weight from {self.source}"
        rows = [Row("old value", ((number(self.old),),))]
        for step, value, delta in zip(self.steps, self.inputs.tolist(), self.deltas.tolist(), strict=True):
            added_here = value * delta
            equation = (*product(value, delta), *equals(added_here, shown(value) * shown(delta)))
            rows.append(Row(f"step {step}", (equation,)))
        why = (
            "The loss does not change with this weight."
            if self.gradient == 0
            else self.downhill("of these steps")
        )
        rows += [*self.gradient_rows(), self.new_row()]
        return (Heading(f"The {what} of {self.neuron}"), Rows(tuple(rows)), Paragraph(why))


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedNeuronUpdate(MovedNeuron[SharedWeightUpdate]):
    """What becomes of a neuron's weights, which every step of a sequence shares.

    Beside what :class:`~rosenblatt.trace.NeuronUpdate` has:

    Attributes
    ----------
    steps : tuple of int
        The steps of the sequence, counted from 1.
    inputs : ndarray of shape (n_steps, n_sources)
        What was read at each of them; 1 for the bias.
    deltas : ndarray of shape (n_steps,)
        How the sum of all costs changes with the pre-activation.
    n_targets : float
        How many targets the mean of the costs is over.
    """

    steps: tuple[int, ...] = field(repr=False)
    inputs: FloatArray = field(repr=False)
    deltas: FloatArray
    n_targets: float

    def at(self, place: int) -> SharedWeightUpdate:
        """Return what becomes of the weight from a source, counted from 0."""
        return SharedWeightUpdate(
            **self.what_moved(place),  # type: ignore[arg-type]  # the values of the base class, by name
            steps=self.steps,
            inputs=self.inputs[:, place],
            deltas=self.deltas,
            penalty=float(self.penalties[place]),
            n_targets=self.n_targets,
        )

    def blocks(self) -> Sequence[Block]:
        """Return the weights."""
        return self.weight_blocks()


@dataclass(frozen=True, kw_only=True, eq=False)
class StartUpdate(Moved):
    """What a context neuron starts from before and after a step, where that is learned.

    Beside what :class:`~rosenblatt.trace.WeightUpdate` has:

    Attributes
    ----------
    weights, deltas : ndarray of shape (n_neurons,)
        The weights from the context neuron to the neurons that read it, and their deltas at the first step.
    n_targets : float
        How many targets the mean of the costs is over.
    """

    weights: FloatArray = field(repr=False)
    deltas: FloatArray = field(repr=False)
    n_targets: float

    def gradient_equation(self) -> Equation:
        """Return what the first step's deltas send back, and its mean over the targets."""
        parts, total = sum_of_products(self.deltas, self.weights)
        return _mean(parts, total, 0.0, self.n_targets, self.gradient)

    def blocks(self) -> Sequence[Block]:
        """Return the gradient and the step."""
        rows = (Row("old value", ((number(self.old),),)), *self.gradient_rows(), self.new_row())
        return (Heading(f"What {self.source} starts from"), Rows(rows))


def _products(inputs: FloatArray, deltas: FloatArray) -> tuple[Equation, float]:
    """``( x * d ) + ( x * d )``: deltas are no weights, so they are set as plain numbers."""
    tokens, total = sum_of_products(inputs, deltas)
    plain = tuple(Token("number", each.text) if each.kind == "weight" else each for each in tokens)
    return plain, total


def _mean(parts: Equation, total: float, penalty: float, n_targets: float, gradient: float) -> Equation:
    """``( parts + ( penalty: p ) ) / n = gradient``."""
    if penalty:
        sign, _ = added(penalty)
        parts = (*parts, sign, *enclosed(word("penalty:"), number(abs(penalty))))
        total += shown(penalty)
    if n_targets != 1:
        parts = (*enclosed(*parts), operator("/"), number(n_targets))
        total /= n_targets
    return (*parts, *equals(gradient, total))
