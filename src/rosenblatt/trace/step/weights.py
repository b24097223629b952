"""Changes of weights in a training step, from one sample or from all steps of a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.network.names import BIAS
from rosenblatt.trace.step.parameter_update import NeuronParameters, ParameterUpdate
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    equals,
    number,
)
from rosenblatt.trace.writing.calculation import Calculation, product, sum_of_numbers, sum_of_products
from rosenblatt.trace.writing.numbers import short, shown


@dataclass(frozen=True, kw_only=True)
class WeightUpdate(ParameterUpdate):
    """One weight before and after a step from one sample, with all values the step depends on.

    Attributes
    ----------
    neuron, source : str
        The neuron that the weight belongs to, and the source of the weight; ``"bias"`` for the bias.
    old, new, step : float
        The weight before and after the step, and ``new - old``.
    input, delta : float
        The value of the source (1 for the bias); the derivative of the loss by the pre-activation.
    penalty, gradient : float
        The part of the penalty in the gradient, and the derivative of the loss by this weight:
        ``delta * input + penalty``.
    clip, learning_rate : float
        The factor that limits the norm of the gradient to ``max_grad_norm``, 1 if it is not exceeded; the
        learning rate.
    moments_before, moments_after : tuple of float
        The optimizer's moments of this weight.
    sign : float
        For a neuron of a perceptron the side of the sample, 1 or -1; 0 for other networks.
    """

    input: float
    delta: float
    penalty: float
    sign: float = 0.0

    def equations(self) -> tuple[Equation, ...]:
        """Return the gradient, its clipping if there is any, and the step."""
        return (self._perceptron_step(),) if self.sign else super().equations()

    def blocks(self) -> Sequence[Block]:
        """Return all values that the change depends on, and a sentence."""
        plain = [
            ("old value", self.old),
            ("input", self.input),
            ("delta", self.delta),
            ("learning rate", self.learning_rate),
        ]
        rows = [Row(name, ((number(value),),)) for name, value in plain]
        rows += [Row("step", (self._perceptron_step(),))] if self.sign else self.gradient_rows()
        return (self.title, Rows((*rows, self.new_row())), Paragraph(self._reason()))

    def gradient_equation(self) -> Equation:
        """Return delta times input, and the part of the penalty."""
        if self.source == BIAS:
            return equals(self.gradient, shown(self.delta))
        return _mean(product(self.input, self.delta).enclosed(), self.penalty, 1.0).gives(self.gradient)

    def _reason(self) -> str:
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
        return self.direction("for this sample")

    def _perceptron_step(self) -> Equation:
        if self.step == 0 and self.delta == 0:
            return self.unchanged()
        changed = self._before
        if self.delta:
            correction = product(self.learning_rate, self.sign)
            changed += (correction if self.source == BIAS else correction * self.input).enclosed()
        shrunk = self.step + self.learning_rate * self.delta * self.input
        if abs(shrunk) > 1e-12 * max(1.0, abs(self.old)):
            changed = changed.plus_named("penalty:", shrunk)
        return self._to_new(changed)


@dataclass(frozen=True, eq=False, kw_only=True)
class NeuronUpdate(NeuronParameters[WeightUpdate]):
    """One neuron's delta, and the changes of its weights in a step from one sample.

    Attributes
    ----------
    name, label : str
        As in :class:`~rosenblatt.trace.NeuronTrace`.
    delta, clip, learning_rate, sign : float
        As in :class:`WeightUpdate`.
    how : Row
        The computation of the delta.
    sources : tuple of str
        The sources of the weights; the last is ``"bias"``.
    inputs, old, penalties, gradients, new : ndarray of shape (n_sources,)
        One value for each source, as in :class:`WeightUpdate`.
    moments : ndarray of shape (2, n_moments, n_sources)
        The optimizer's moments before and after.
    """

    delta: float
    how: Row = field(repr=False)
    inputs: FloatArray = field(repr=False)
    sign: float = 0.0

    def at(self, place: int) -> WeightUpdate:
        """Return the change of the weight from a source, counted from 0."""
        return WeightUpdate(
            **self.values_at(place),  # type: ignore[arg-type]  # the values of the base class, by name
            input=float(self.inputs[place]),
            delta=self.delta,
            penalty=float(self.penalties[place]),
            sign=self.sign,
        )

    def blocks(self) -> Sequence[Block]:
        """Return the delta, then the weights."""
        return (Heading(f"Delta of {self.name}"), Rows((self.how,)), *self.weight_blocks())

    def weight_blocks(self) -> Sequence[Block]:
        """Return a row for each weight; if there are many, for those that change most."""
        if self.sign and np.array_equal(self.old, self.new):
            text = "The sample is on the right side of this neuron: nothing changes."
            return (self.weight_heading(), Paragraph(text))
        return super().weight_blocks()


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedWeightUpdate(ParameterUpdate):
    """One weight before and after an update from several steps of a sequence, which share the weight.

    In addition to the common attributes of :class:`~rosenblatt.trace.WeightUpdate` it has:

    Attributes
    ----------
    steps : tuple of int
        The steps of the sequence in the backward pass, counted from 1.
    inputs, deltas : ndarray of shape (n_steps,)
        For each step the value of the source (1 for the bias), and the derivative of the sum of all costs by
        the neuron's pre-activation.
    penalty, n_targets, gradient : float
        The part of the penalty in the sum of ``delta * input``, the number of targets over which costs are
        averaged, and ``(sum of delta * input + penalty) / n_targets``.
    """

    steps: tuple[int, ...] = field(repr=False)
    inputs: FloatArray = field(repr=False)
    deltas: FloatArray = field(repr=False)
    penalty: float
    n_targets: float

    def gradient_equation(self) -> Equation:
        """Return the sum over the steps, the penalty, and the mean over the targets."""
        if self.source == BIAS:
            parts = sum_of_numbers(self.deltas)
        else:
            parts = sum_of_products(self.inputs, self.deltas, "number")
        return _mean(parts, self.penalty, self.n_targets).gives(self.gradient)

    def blocks(self) -> Sequence[Block]:
        """Return the part of each step, then the gradient and the step of the optimizer."""
        rows = [Row("old value", ((number(self.old),),))]
        for step, value, delta in zip(self.steps, self.inputs.tolist(), self.deltas.tolist(), strict=True):
            rows.append(Row(f"step {step}", (product(value, delta).enclosed().gives(value * delta),)))
        rows += [*self.gradient_rows(), self.new_row()]
        unchanged = "The loss does not change with this weight."
        reason = self.direction("of these steps") if self.gradient else unchanged
        return (self.title, Rows(tuple(rows)), Paragraph(reason))


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedNeuronUpdate(NeuronParameters[SharedWeightUpdate]):
    """The changes of a neuron's weights, which the steps of a sequence share.

    In addition to the common attributes of :class:`~rosenblatt.trace.NeuronUpdate` it has the following;
    those without a description are as in :class:`SharedWeightUpdate`.

    Attributes
    ----------
    steps : tuple of int
    inputs : ndarray of shape (n_steps, n_sources)
        The values of the sources at each step; 1 for the bias.
    deltas : ndarray of shape (n_steps,)
    n_targets : float
    """

    steps: tuple[int, ...] = field(repr=False)
    inputs: FloatArray = field(repr=False)
    deltas: FloatArray
    n_targets: float

    def at(self, place: int) -> SharedWeightUpdate:
        """Return the change of the weight from a source, counted from 0."""
        return SharedWeightUpdate(
            **self.values_at(place),  # type: ignore[arg-type]  # the values of the base class, by name
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
class StartUpdate(ParameterUpdate):
    """The learned initial value of a context neuron before and after an update.

    In addition to the common attributes of :class:`~rosenblatt.trace.WeightUpdate` it has:

    Attributes
    ----------
    weights, deltas : ndarray of shape (n_neurons,)
        The weights from the context neuron to the neurons that read it, and their deltas at the first step.
    n_targets : float
        The number of targets over which costs are averaged.
    """

    weights: FloatArray = field(repr=False)
    deltas: FloatArray = field(repr=False)
    n_targets: float

    def gradient_equation(self) -> Equation:
        """Return the sum over the deltas of the first step, and its mean over the targets."""
        return _mean(sum_of_products(self.deltas, self.weights), 0.0, self.n_targets).gives(self.gradient)

    def blocks(self) -> Sequence[Block]:
        """Return the gradient and the step."""
        rows = (Row("old value", ((number(self.old),),)), *self.gradient_rows(), self.new_row())
        return (Heading(f"What {self.source} starts from"), Rows(rows))


def _mean(parts: Calculation, penalty: float, n_targets: float) -> Calculation:
    """``( parts + ( penalty: p ) ) / n``."""
    if penalty:
        parts = parts.plus_named("penalty:", penalty)
    return parts if n_targets == 1 else parts.enclosed() / n_targets
