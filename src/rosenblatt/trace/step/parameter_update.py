"""Changes of parameters in a training step: gradient, clipping, the optimizer's step, the new value."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network import Network
from rosenblatt.network.names import BIAS, no_source
from rosenblatt.trace.forward.neuron import neuron_in
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    Token,
    number,
    operator,
    weight,
    word,
)
from rosenblatt.trace.writing.calculation import Calculation, fold, product
from rosenblatt.trace.writing.document import Written
from rosenblatt.trace.writing.numbers import fine, short


@dataclass(frozen=True, kw_only=True)
class ParameterUpdate(Written):
    """One parameter before and after a step; see `rosenblatt.trace.WeightUpdate` for the attributes."""

    neuron: str
    source: str
    old: float
    gradient: float
    clip: float
    learning_rate: float
    moments_before: tuple[float, ...]
    moments_after: tuple[float, ...]
    step: float
    new: float

    @abstractmethod
    def gradient_equation(self) -> Equation:
        """Return the computation of the gradient."""

    @property
    def title(self) -> Heading:
        """The heading of its page."""
        what = "bias" if self.source == BIAS else f"weight from {self.source}"
        return Heading(f"The {what} of {self.neuron}")

    def equations(self) -> tuple[Equation, ...]:
        """Return the gradient, its clipping if there is any, and the step."""
        clipped = () if self.clip == 1 else (self._clipped(),)
        gradient = self.gradient_equation()
        begin: Equation = () if gradient[0].kind == "relation" else (Token("relation", "="),)
        return ((word("gradient"), *begin, *gradient), *clipped, self._step())

    def gradient_rows(self) -> list[Row]:
        """Return the gradient, its clipping, the moments and the step as rows."""
        rows = [Row("gradient", (self.gradient_equation(),))]
        if self.clip != 1:
            rows.append(Row("clipped", (self._clipped(),)))
        pairs = zip(self.moments_before, self.moments_after, strict=True)
        for place, (before, after) in enumerate(pairs, start=1):
            rows.append(Row(f"moment {place}", ((number(before), operator("->"), number(after)),)))
        rows.append(Row("step", (self._step(),)))
        return rows

    def new_row(self) -> Row:
        """Return the new value, with enough digits to show the change."""
        return Row("new value", ((Token("number", fine(self.new, self.step)),),))

    def direction(self, whose: str) -> str:
        """Return a sentence on the direction of the step for a gradient that is not 0."""
        way = ("raises", "down") if self.gradient > 0 else ("lowers", "up")
        text = f"A larger value {way[0]} the loss {whose}, so gradient descent takes it {way[1]}"
        if self.step * self.gradient > 0:
            return f"{text}; here the moments of earlier steps outweigh this."
        return f"{text}."

    @property
    def _before(self) -> Calculation:
        """The old value, with enough digits to show the change."""
        return Calculation.written(fine(self.old, self.step), "weight")

    def _to_new(self, changed: Calculation) -> Equation:
        """Return a change of the old value and the new value, with enough digits to show the change."""
        return changed.gives(self.new, fine(self.new, self.step))

    def unchanged(self) -> Equation:
        """``old (unchanged)``."""
        return (weight(self.old), word("(unchanged)"))

    def _clipped(self) -> Equation:
        return product(self.gradient, self.clip).gives(self.gradient * self.clip)

    def _step(self) -> Equation:
        if self.step == 0:
            return self.unchanged()
        gradient = self.gradient * self.clip
        descent = -self.learning_rate * gradient
        if np.isclose(self.step, descent, rtol=1e-9, atol=1e-12 * max(1.0, abs(self.old))):
            return self._to_new(self._before - product(self.learning_rate, gradient).enclosed())
        return self._to_new(self._before + self.step)


AnyUpdate = TypeVar("AnyUpdate", bound=ParameterUpdate)


@dataclass(frozen=True, kw_only=True, eq=False)
class NeuronParameters(Written, Generic[AnyUpdate]):
    """The changes of a neuron's weights and bias in a step; see `rosenblatt.trace.NeuronUpdate`."""

    name: str
    label: str
    sources: tuple[str, ...] = field(repr=False)
    old: FloatArray = field(repr=False)
    penalties: FloatArray = field(repr=False)
    gradients: FloatArray = field(repr=False)
    new: FloatArray = field(repr=False)
    moments: FloatArray = field(repr=False)
    clip: float
    learning_rate: float

    @abstractmethod
    def at(self, place: int) -> AnyUpdate:
        """Return the change of the weight from a source, counted from 0."""

    @property
    def weights(self) -> tuple[AnyUpdate, ...]:
        """The change of each weight, without the bias."""
        return tuple(self.at(place) for place in range(len(self.sources) - 1))

    @property
    def bias(self) -> AnyUpdate:
        """The change of the bias."""
        return self.at(len(self.sources) - 1)

    def weight(self, source: str) -> AnyUpdate:
        """Return the change of the weight from a source, or of the ``"bias"``.

        Raises PlanError if the neuron has no such source; the message names its sources.
        """
        if source not in self.sources:
            raise no_source(self.name, source, self.sources[:-1])
        # An input may be called "bias" too; it has precedence.
        return self.at(self.sources.index(source))

    def weight_blocks(self) -> Sequence[Block]:
        """Return a row for each weight; if there are many, for those that change most."""
        steps = np.asarray(self.new[:-1] - self.old[:-1], dtype=np.float64)
        folded = fold(steps)
        chosen = [self.at(place) for place in (*folded.kept, len(self.sources) - 1)]
        rows = [Row(each.source, each.equations()) for each in chosen]
        blocks: list[Block] = [self.weight_heading(), Rows(tuple(rows))]
        if folded.n_more:
            others = np.delete(steps, folded.kept)
            most = short(float(np.abs(others).max()))
            blocks.append(Paragraph(f"{folded.n_more:,} more weights change by {most} or less each."))
        return blocks

    def weight_heading(self) -> Heading:
        """Return the heading of the weights."""
        return Heading(f"Weights of {f'{self.name} ({self.label})' if self.label else self.name}")

    def values_at(self, place: int) -> dict[str, object]:
        """Return the attributes of the ``ParameterUpdate`` of a source, by name."""
        old, new = float(self.old[place]), float(self.new[place])
        before, after = self.moments[:, :, place]
        return {
            "neuron": self.name,
            "source": self.sources[place],
            "old": old,
            "gradient": float(self.gradients[place]),
            "clip": self.clip,
            "learning_rate": self.learning_rate,
            "moments_before": tuple(before.tolist()),
            "moments_after": tuple(after.tolist()),
            "step": new - old,
            "new": new,
        }


AnyNeuron = TypeVar("AnyNeuron", bound=NeuronParameters[Any])


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkUpdate(Written, Generic[AnyNeuron, AnyUpdate]):
    """A network before and after an update; see `rosenblatt.trace.UpdateTrace` for the attributes."""

    loss: float
    penalty: float
    learning_rate: float
    gradient_norm: float
    clip: float
    before: Network = field(repr=False)
    after: Network = field(repr=False)
    layers: tuple[tuple[AnyNeuron, ...], ...] = field(repr=False)
    rule: tuple[Block, ...] = field(default=(), repr=False)

    def neuron(self, name: str) -> AnyNeuron:
        """Return the changes of a neuron, such as ``"h1.3"`` or ``"o1"``; PlanError if it does not exist."""
        return neuron_in(self.layers, name)

    def weight(self, neuron: str, source: str) -> AnyUpdate:
        """Return the change of one weight.

        ``source`` is the name of an input or a neuron, or ``"bias"``; of a context neuron such as
        ``"h1.1 before"``. Raises PlanError if there is no such neuron or weight.
        """
        found: AnyUpdate = self.neuron(neuron).weight(source)
        return found

    def backward(self) -> list[AnyNeuron]:
        """Return the neurons from the outputs back."""
        return [neuron for layer in reversed(self.layers) for neuron in layer]

    def weight_blocks(self) -> Sequence[Block]:
        """Return the change of each weight, from the outputs back."""
        return [block for neuron in self.backward() for block in neuron.weight_blocks()]
