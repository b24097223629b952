"""WeightUpdate and NeuronUpdate: why a weight changed, of a step from one sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network.names import BIAS
from rosenblatt.trace.step.changed_weight import Moved, MovedNeuron
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    added,
    enclosed,
    equals,
    number,
    operator,
    product,
    word,
)
from rosenblatt.trace.writing.numbers import short, shown


@dataclass(frozen=True, kw_only=True)
class WeightUpdate(Moved):
    """One weight before and after a step, and all that the step depends on.

    Attributes
    ----------
    neuron : str
        Whose weight it is.
    source : str
        Where it leads from; ``"bias"`` for the bias.
    old : float
        The weight before the step.
    input : float
        What came from the source; 1 for the bias.
    delta : float
        How the loss changes with the neuron's pre-activation.
    penalty : float
        What the penalty adds to the gradient.
    gradient : float
        How the loss changes with this weight: ``delta * input + penalty``.
    clip : float
        What the gradient was multiplied by to keep its norm within ``max_grad_norm``; 1 if it was short.
    learning_rate : float
    moments_before, moments_after : tuple of float
        What the optimizer remembers of this weight.
    step : float
        ``new - old``.
    new : float
        The weight after the step.
    sign : float
        Of a perceptron's neuron which side the sample is on, 1 or -1; 0 of another network.
    """

    input: float
    delta: float
    penalty: float
    sign: float = 0.0

    def equations(self) -> tuple[Equation, ...]:
        """Return the gradient, its clipping if there is any, and the step."""
        return (self._perceptron_step(),) if self.sign else super().equations()

    def blocks(self) -> Sequence[Block]:
        """Return all that the change depends on, a line each, and a sentence."""
        what = "bias" if self.source == BIAS else f"weight from {self.source}"
        plain = [
            ("old value", self.old),
            ("input", self.input),
            ("delta", self.delta),
            ("learning rate", self.learning_rate),
        ]
        rows = [Row(name, ((number(value),),)) for name, value in plain]
        rows += [Row("step", (self._perceptron_step(),))] if self.sign else self.gradient_rows()
        title = Heading(f"The {what} of {self.neuron}")
        return (title, Rows((*rows, self.new_row())), Paragraph(self._why()))

    def gradient_equation(self) -> Equation:
        """Return delta times input, and what the penalty adds."""
        if self.source == BIAS:
            return equals(self.gradient, shown(self.delta))
        parts = product(self.input, self.delta)
        total = shown(self.delta) * shown(self.input)
        if self.penalty:
            sign, _ = added(self.penalty)
            parts += (sign, *enclosed(word("penalty:"), number(abs(self.penalty))))
            total += shown(self.penalty)
        return (*parts, *equals(self.gradient, total))

    def _why(self) -> str:
        if self.sign:
            if self.delta == 0:
                changes = "only the penalty changes the weight" if self.step else "nothing changes"
                return f"The sample is on the right side of this neuron, so {changes}."
            return (
                "The sample is on the wrong side, so the weight moves by learning rate * y * input, "
                f"y being {short(self.sign)}."
            )
        if self.gradient == 0:
            zero = "The input" if self.input == 0 else "The delta"
            cause = "The parts of the gradient cancel" if self.delta * self.input else f"{zero} is 0"
            return f"{cause}, so the loss does not change with this weight."
        return self.downhill("for this sample")

    def _perceptron_step(self) -> Equation:
        if self.step == 0 and self.delta == 0:
            return self.unchanged()
        change: Equation = ()
        again = 0.0
        if self.delta:
            factors = (self.learning_rate, self.sign, *(() if self.source == BIAS else (self.input,)))
            parts: Equation = (number(factors[0]),)
            for factor in factors[1:]:
                parts += (operator("*"), number(factor))
            change, again = (operator("+"), *enclosed(*parts)), math.prod(map(shown, factors))
        shrunk = self.step + self.learning_rate * self.delta * self.input
        if abs(shrunk) > 1e-12 * max(1.0, abs(self.old)):
            sign, _ = added(shrunk)
            change += (sign, *enclosed(word("penalty:"), number(abs(shrunk))))
            again += shown(shrunk)
        return self.old_to_new(change, again)


@dataclass(frozen=True, eq=False, kw_only=True)
class NeuronUpdate(MovedNeuron[WeightUpdate]):
    """One neuron's delta, and what becomes of its weights.

    Attributes
    ----------
    name, label : str
        As in :class:`~rosenblatt.trace.NeuronTrace`.
    delta : float
        How the loss changes with the neuron's pre-activation.
    how : Row
        How the delta comes about.
    sources : tuple of str
        What the neuron reads; the last is ``"bias"``.
    inputs, old, penalties, gradients, new : ndarray of shape (n_sources,)
        For each of them the value read (1 for the bias), the weight, the penalty's part of the gradient, the
        gradient and the new weight.
    moments : ndarray of shape (2, n_moments, n_sources)
        The optimizer's memory before and after.
    clip, learning_rate, sign : float
        As in :class:`WeightUpdate`.
    """

    delta: float
    how: Row = field(repr=False)
    inputs: FloatArray = field(repr=False)
    sign: float = 0.0

    def at(self, place: int) -> WeightUpdate:
        """Return what becomes of the weight from a source, counted from 0."""
        return WeightUpdate(
            **self.what_moved(place),  # type: ignore[arg-type]  # the values of the base class, by name
            input=float(self.inputs[place]),
            delta=self.delta,
            penalty=float(self.penalties[place]),
            sign=self.sign,
        )

    def blocks(self) -> Sequence[Block]:
        """Return the delta, then the weights."""
        return (Heading(f"Delta of {self.name}"), Rows((self.how,)), *self.weight_blocks())

    def weight_blocks(self) -> Sequence[Block]:
        """Return a row for each weight; of many those that change most."""
        if self.sign and np.array_equal(self.old, self.new):
            told = "The sample is on the right side of this neuron: nothing changes."
            return (self.weight_heading(), Paragraph(told))
        return super().weight_blocks()
