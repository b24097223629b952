"""WeightUpdate and NeuronUpdate: why a weight changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.trace.blocks import (
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
    weight,
    word,
)
from rosenblatt.trace.names import BIAS, no_source
from rosenblatt.trace.numbers import fine, short, shown
from rosenblatt.trace.sums import fold
from rosenblatt.trace.written import Written


@dataclass(frozen=True)
class WeightUpdate(Written):
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

    neuron: str
    source: str
    old: float
    input: float
    delta: float
    penalty: float
    gradient: float
    clip: float
    learning_rate: float
    moments_before: tuple[float, ...]
    moments_after: tuple[float, ...]
    step: float
    new: float
    sign: float = 0.0

    def equations(self) -> tuple[Equation, ...]:
        """Return the gradient, its clipping if there is any, and the step."""
        if self.sign:
            return (self._perceptron_step(),)
        clipped = () if self.clip == 1 else (self._clipped(),)
        gradient = self._gradient()
        begin: Equation = () if gradient[0].kind == "relation" else (Token("relation", "="),)
        return ((word("gradient"), *begin, *gradient), *clipped, self._step())

    def blocks(self) -> Sequence[Block]:
        """Return all that the change depends on, a line each, and a sentence."""
        what = "bias" if self.source == BIAS else f"weight from {self.source}"
        plain = [
            ("old value", self.old),
            ("input", self.input),
            ("delta", self.delta),
            ("learning rate", self.learning_rate),
        ]
        rows = [Row(name, (_given(value),)) for name, value in plain]
        if self.sign:
            rows.append(Row("step", (self._perceptron_step(),)))
        else:
            rows.append(Row("gradient", (self._gradient(),)))
            if self.clip != 1:
                rows.append(Row("clipped", (self._clipped(),)))
            pairs = zip(self.moments_before, self.moments_after, strict=True)
            for place, (before, after) in enumerate(pairs, start=1):
                rows.append(Row(f"moment {place}", ((number(before), operator("->"), number(after)),)))
            rows.append(Row("step", (self._step(),)))
        rows.append(Row("new value", ((Token("number", fine(self.new, self.step)),),)))
        return (Heading(f"The {what} of {self.neuron}"), Rows(tuple(rows)), Paragraph(self._why()))

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
        way = ("raises", "down") if self.gradient > 0 else ("lowers", "up")
        text = f"A larger value {way[0]} the loss for this sample, so gradient descent takes it {way[1]}"
        if self.step * self.gradient > 0:
            return f"{text}; what the optimizer remembers of earlier steps outweighs that here."
        return f"{text}."

    def _gradient(self) -> Equation:
        if self.source == BIAS:
            return equals(self.gradient, shown(self.delta))
        parts = product(self.input, self.delta)
        total = shown(self.delta) * shown(self.input)
        if self.penalty:
            sign, _ = added(self.penalty)
            parts += (sign, *enclosed(word("penalty:"), number(abs(self.penalty))))
            total += shown(self.penalty)
        return (*parts, *equals(self.gradient, total))

    def _clipped(self) -> Equation:
        clipped = self.gradient * self.clip
        again = shown(self.gradient) * shown(self.clip)
        return (number(self.gradient), operator("*"), number(self.clip), *equals(clipped, again))

    def _step(self) -> Equation:
        if self.step == 0:
            return self._unchanged()
        gradient = self.gradient * self.clip
        downhill = -self.learning_rate * gradient
        if np.isclose(self.step, downhill, rtol=1e-9, atol=1e-12 * max(1.0, abs(self.old))):
            change: Equation = (operator("-"), *product(self.learning_rate, gradient))
            return self._old_to_new(change, -shown(self.learning_rate) * shown(gradient))
        return self._old_to_new(added(self.step), shown(self.step))

    def _perceptron_step(self) -> Equation:
        if self.step == 0 and self.delta == 0:
            return self._unchanged()
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
        return self._old_to_new(change, again)

    def _old_to_new(self, change: Equation, again: float) -> Equation:
        """``old + change = new``, both in digits enough to show the change."""
        old, new = fine(self.old, self.step), fine(self.new, self.step)
        return (Token("weight", old), *change, *equals(self.new, float(old) + again, new))

    def _unchanged(self) -> Equation:
        return (weight(self.old), word("(unchanged)"))


@dataclass(frozen=True, eq=False)
class NeuronUpdate(Written):
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

    name: str
    label: str
    delta: float
    how: Row = field(repr=False)
    sources: tuple[str, ...] = field(repr=False)
    inputs: FloatArray = field(repr=False)
    old: FloatArray = field(repr=False)
    penalties: FloatArray = field(repr=False)
    gradients: FloatArray = field(repr=False)
    new: FloatArray = field(repr=False)
    moments: FloatArray = field(repr=False)
    clip: float
    learning_rate: float
    sign: float = 0.0

    @property
    def weights(self) -> tuple[WeightUpdate, ...]:
        """What becomes of each weight, without the bias."""
        return tuple(self._at(place) for place in range(len(self.sources) - 1))

    @property
    def bias(self) -> WeightUpdate:
        """What becomes of the bias."""
        return self._at(len(self.sources) - 1)

    def weight(self, source: str) -> WeightUpdate:
        """Return one weight by where it leads from; ``"bias"`` is the bias.

        Raises
        ------
        PlanError
            If the neuron reads no such source; the message names what it reads.
        """
        if source not in self.sources:
            raise no_source(self.name, source, self.sources[:-1])
        # An input may be called "bias" too: the weight goes before.
        return self._at(self.sources.index(source))

    def blocks(self) -> Sequence[Block]:
        """Return the delta, then the weights."""
        return (Heading(f"Delta of {self.name}"), Rows((self.how,)), *self.weight_blocks())

    def weight_blocks(self) -> Sequence[Block]:
        """Return a row for each weight; of many those that change most."""
        heading = Heading(f"Weights of {self._title()}")
        if self.sign and np.array_equal(self.old, self.new):
            return (heading, Paragraph("The sample is on the right side of this neuron: nothing changes."))
        steps = np.asarray(self.new[:-1] - self.old[:-1], dtype=np.float64)
        folded = fold(steps)
        chosen = [self._at(place) for place in (*folded.kept, len(self.sources) - 1)]
        rows = [Row(each.source, each.equations()) for each in chosen]
        blocks: list[Block] = [heading, Rows(tuple(rows))]
        if folded.n_more:
            others = np.delete(steps, folded.kept)
            most = short(float(np.abs(others).max()))
            blocks.append(Paragraph(f"{folded.n_more:,} more weights change by {most} or less each."))
        return blocks

    def _title(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name

    def _at(self, place: int) -> WeightUpdate:
        old, new = float(self.old[place]), float(self.new[place])
        before, after = self.moments[:, :, place]
        return WeightUpdate(
            neuron=self.name,
            source=self.sources[place],
            old=old,
            input=float(self.inputs[place]),
            delta=self.delta,
            penalty=float(self.penalties[place]),
            gradient=float(self.gradients[place]),
            clip=self.clip,
            learning_rate=self.learning_rate,
            moments_before=tuple(before.tolist()),
            moments_after=tuple(after.tolist()),
            step=new - old,
            new=new,
            sign=self.sign,
        )


def _given(value: float) -> Equation:
    return (number(value),)
