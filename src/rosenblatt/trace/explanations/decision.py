"""Decision: what the outputs mean, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.model import Model
from rosenblatt.trace.forward.trace import Trace
from rosenblatt.trace.writing.blocks import (
    Block,
    Heading,
    Paragraph,
    Row,
    Rows,
    added,
    equals,
    number,
    operator,
)
from rosenblatt.trace.writing.numbers import short, shown

_NAMED = 3


@dataclass(frozen=True)
class Decision:
    """What a model answers for one row, and by which rule.

    Attributes
    ----------
    prediction : object
        The class, or the number in the target's own units; a tuple of them where there are several.
    probabilities : tuple of (object, float), or None
        Each class with its probability; None where the model gives none.
    sentence : str
        The decision in words.
    rows : tuple of Row
        The arithmetic that is left after the outputs: a number taken back to its own units.
    """

    prediction: object
    probabilities: tuple[tuple[object, float], ...] | None
    sentence: str
    rows: tuple[Row, ...] = ()

    def blocks(self) -> Sequence[Block]:
        """Return the decision as a section."""
        rows = (Rows(self.rows),) if self.rows else ()
        return (Heading("Decision"), *rows, Paragraph(self.sentence, strong=True))


def decide(model: Model, passed: Trace) -> Decision:
    """Say what a model makes of the outputs.

    Parameters
    ----------
    model : Model
    passed : Trace
        The way of the row through its network.

    Returns
    -------
    Decision
    """
    last = passed.layers[-1]
    # The same outputs as Model.outputs: a step's 0 and 1 hide which class is the nearest.
    of_step = last.activation == "step"
    outputs = np.array([[neuron.z if of_step else neuron.value for neuron in last.neurons]])
    outputs = outputs.astype(model.network.dtype)
    answer = model.decide(outputs)[0]
    prediction: object = tuple(answer.tolist()) if isinstance(answer, np.ndarray) else _plain(answer)
    if model.classes is None:
        return _number(model, outputs[0], prediction)
    if all(isinstance(each, tuple) for each in model.classes):
        return Decision(prediction, None, _several_targets(model, outputs[0], prediction))
    if len(outputs[0]) > 1 and last.activation == "logistic":
        return Decision(prediction, None, _several_labels(model, outputs[0]))
    probabilities = None
    if model.has_probabilities:
        pairs = zip(model.classes, model.probabilities(outputs)[0].tolist(), strict=True)
        probabilities = tuple(pairs)
    sentence = (
        _of_two(passed, prediction) if len(outputs[0]) == 1 else _of_many(passed, outputs[0], prediction)
    )
    return Decision(prediction, probabilities, sentence + _with_probabilities(probabilities))


def percent(share: float) -> str:
    """Return a share as a percentage that never says 0% of some or 100% of not all."""
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}%"


def _of_two(passed: Trace, prediction: object) -> str:
    neuron = passed.layers[-1].neurons[0]
    of_step = neuron.activation == "step"
    name, value, threshold = ("z of o1", neuron.z, 0.0) if of_step else ("o1", neuron.value, 0.5)
    above = "is above" if value > threshold else "is not above"
    return f"{name} = {short(value)} {above} {short(threshold)}, so the answer is {prediction}"


def _of_many(passed: Trace, outputs: FloatArray, prediction: object) -> str:
    last = passed.layers[-1]
    best = int(outputs.argmax())
    name, value, answer = (
        last.neurons[best].name,
        short(float(outputs[best])),
        f"so the answer is {prediction}",
    )
    if last.activation != "step":
        return f"The largest output is {name} with {value}, {answer}"
    firing = [neuron.name for neuron in last.neurons if neuron.value]
    fires = f"{', '.join(firing)} fire{'s' if len(firing) == 1 else ''}" if firing else "No neuron fires"
    return f"{fires}; the largest z is that of {name}, {value}, {answer}"


def _with_probabilities(probabilities: tuple[tuple[object, float], ...] | None) -> str:
    if probabilities is None:
        return "."
    likely = sorted(probabilities, key=lambda pair: -pair[1])
    named = ", ".join(f"{label}: {percent(share)}" for label, share in likely[:_NAMED])
    n_more = len(likely) - _NAMED
    return f" ({named}{f', {n_more} more' if n_more > 0 else ''})."


def _several_targets(model: Model, outputs: FloatArray, prediction: object) -> str:
    parts = np.split(outputs, np.cumsum(model.network.output_groups)[:-1])
    answers = prediction if isinstance(prediction, tuple) else (prediction,)
    told = [
        f"target {number} is {answer} ({percent(float(part.max()))})"
        for number, (answer, part) in enumerate(zip(answers, parts, strict=True), start=1)
    ]
    return f"The largest output of each group decides: {', '.join(told)}."


def _several_labels(model: Model, outputs: FloatArray) -> str:
    told = [
        f"{label} {'yes' if share > 0.5 else 'no'} ({percent(share)})"
        for label, share in zip(model.classes or (), outputs.tolist(), strict=True)
    ]
    return f"Each output above 0.5 says yes: {', '.join(told)}."


def _number(model: Model, outputs: FloatArray, prediction: object) -> Decision:
    preparation = model.preparation
    name = "" if preparation is None else f" for {preparation.target_name}"
    numbers = prediction if isinstance(prediction, tuple) else (prediction,)
    told = ", ".join(short(float(each)) for each in numbers)
    rows: tuple[Row, ...] = ()
    target = None if preparation is None else preparation.target
    mean, scale = getattr(target, "mean", 0.0), getattr(target, "scale", 1.0)
    if (mean, scale) != (0.0, 1.0) and len(numbers) == 1:
        output = float(outputs[0])
        again = shown(output) * shown(scale) + shown(mean)
        product = (number(output), operator("*"), number(scale), *added(mean))
        rows = (Row("in its own units", ((*product, *equals(float(numbers[0]), again)),)),)
    return Decision(prediction, None, f"The prediction{name} is {told}.", rows)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
