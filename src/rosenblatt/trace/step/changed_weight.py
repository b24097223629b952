"""What a step makes of a weight, whatever its gradient came from: clipping, the optimizer, the new value."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network.names import no_source
from rosenblatt.trace.forward.sums import fold
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    Token,
    added,
    equals,
    number,
    operator,
    product,
    weight,
    word,
)
from rosenblatt.trace.writing.document import Written
from rosenblatt.trace.writing.numbers import fine, short, shown


@dataclass(frozen=True, kw_only=True)
class Moved(Written):
    """One parameter before and after a step.

    Attributes
    ----------
    neuron : str
        Whose parameter it is.
    source : str
        Where it leads from; ``"bias"`` for the bias.
    old : float
        The weight before the step.
    gradient : float
        How the loss changes with this weight.
    clip : float
        What the gradient was multiplied by to keep its norm within ``max_grad_norm``; 1 if it was short.
    learning_rate : float
    moments_before, moments_after : tuple of float
        What the optimizer remembers of this weight.
    step : float
        ``new - old``.
    new : float
        The weight after the step.
    """

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
        """Return how the gradient comes about."""

    def equations(self) -> tuple[Equation, ...]:
        """Return the gradient, its clipping if there is any, and the step."""
        clipped = () if self.clip == 1 else (self._clipped(),)
        gradient = self.gradient_equation()
        begin: Equation = () if gradient[0].kind == "relation" else (Token("relation", "="),)
        return ((word("gradient"), *begin, *gradient), *clipped, self._step())

    def gradient_rows(self) -> list[Row]:
        """Return the gradient, its clipping, the moments and the step, a line each."""
        rows = [Row("gradient", (self.gradient_equation(),))]
        if self.clip != 1:
            rows.append(Row("clipped", (self._clipped(),)))
        pairs = zip(self.moments_before, self.moments_after, strict=True)
        for place, (before, after) in enumerate(pairs, start=1):
            rows.append(Row(f"moment {place}", ((number(before), operator("->"), number(after)),)))
        rows.append(Row("step", (self._step(),)))
        return rows

    def new_row(self) -> Row:
        """Return the new value, in digits enough to show the change."""
        return Row("new value", ((Token("number", fine(self.new, self.step)),),))

    def downhill(self, whose: str) -> str:
        """Say which way a gradient that is not 0 takes the weight; ``whose`` loss it is."""
        way = ("raises", "down") if self.gradient > 0 else ("lowers", "up")
        text = f"A larger value {way[0]} the loss {whose}, so gradient descent takes it {way[1]}"
        if self.step * self.gradient > 0:
            return f"{text}; what the optimizer remembers of earlier steps outweighs that here."
        return f"{text}."

    def _clipped(self) -> Equation:
        clipped = self.gradient * self.clip
        again = shown(self.gradient) * shown(self.clip)
        return (number(self.gradient), operator("*"), number(self.clip), *equals(clipped, again))

    def _step(self) -> Equation:
        if self.step == 0:
            return self.unchanged()
        gradient = self.gradient * self.clip
        downhill = -self.learning_rate * gradient
        if np.isclose(self.step, downhill, rtol=1e-9, atol=1e-12 * max(1.0, abs(self.old))):
            change: Equation = (operator("-"), *product(self.learning_rate, gradient))
            return self.old_to_new(change, -shown(self.learning_rate) * shown(gradient))
        return self.old_to_new(added(self.step), shown(self.step))

    def old_to_new(self, change: Equation, again: float) -> Equation:
        """``old + change = new``, both in digits enough to show the change."""
        old, new = fine(self.old, self.step), fine(self.new, self.step)
        return (Token("weight", old), *change, *equals(self.new, float(old) + again, new))

    def unchanged(self) -> Equation:
        """``old (unchanged)``."""
        return (weight(self.old), word("(unchanged)"))


AnyMoved = TypeVar("AnyMoved", bound=Moved)


@dataclass(frozen=True, kw_only=True, eq=False)
class MovedNeuron(Written, Generic[AnyMoved]):
    """What a step makes of a neuron's weights.

    Attributes
    ----------
    name, label : str
        As in :class:`~rosenblatt.trace.NeuronTrace`.
    sources : tuple of str
        What the neuron reads; the last is ``"bias"``.
    old, penalties, gradients, new : ndarray of shape (n_sources,)
        For each of them the weight, the penalty's part of the gradient, the gradient and the new weight.
    moments : ndarray of shape (2, n_moments, n_sources)
        The optimizer's memory before and after.
    clip, learning_rate : float
        As in :class:`~rosenblatt.trace.WeightUpdate`.
    """

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
    def at(self, place: int) -> AnyMoved:
        """Return what becomes of the weight from a source, counted from 0."""

    @property
    def weights(self) -> tuple[AnyMoved, ...]:
        """What becomes of each weight, without the bias."""
        return tuple(self.at(place) for place in range(len(self.sources) - 1))

    @property
    def bias(self) -> AnyMoved:
        """What becomes of the bias."""
        return self.at(len(self.sources) - 1)

    def weight(self, source: str) -> AnyMoved:
        """Return one weight by where it leads from; ``"bias"`` is the bias.

        Raises
        ------
        PlanError
            If the neuron reads no such source; the message names what it reads.
        """
        if source not in self.sources:
            raise no_source(self.name, source, self.sources[:-1])
        # An input may be called "bias" too: the weight goes before.
        return self.at(self.sources.index(source))

    def weight_blocks(self) -> Sequence[Block]:
        """Return a row for each weight; of many those that change most."""
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
        """Return what stands above the weights."""
        return Heading(f"Weights of {f'{self.name} ({self.label})' if self.label else self.name}")

    def what_moved(self, place: int) -> dict[str, object]:
        """Return what becomes of the weight from a source as values by name."""
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
