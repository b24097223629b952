"""Decision: the meaning of a model's outputs, and of a target for its network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import TableError
from rosenblatt.model import Model
from rosenblatt.trace.explanations.reading import ReadRow
from rosenblatt.trace.forward.trace import Trace
from rosenblatt.trace.writing.blocks import Block, Heading, Paragraph, Row, Rows
from rosenblatt.trace.writing.calculation import Calculation
from rosenblatt.trace.writing.document import Written
from rosenblatt.trace.writing.numbers import short

_NAMED = 3


@dataclass(frozen=True)
class Decision:
    """The answer of a model for one row, and its rule.

    Attributes
    ----------
    prediction : object
        The class, or the number in the target's units; a tuple of them for several targets.
    probabilities : tuple of (object, float), or None
        Each class with its probability; None if the model has no probabilities.
    sentence : str
        The decision in words.
    rows : tuple of Row
        The conversion of an output to the target's units.
    """

    prediction: object
    probabilities: tuple[tuple[object, float], ...] | None
    sentence: str
    rows: tuple[Row, ...] = ()

    def blocks(self) -> Sequence[Block]:
        """Return the decision as a section."""
        rows = (Rows(self.rows),) if self.rows else ()
        return (Heading("Decision"), *rows, Paragraph(self.sentence, strong=True))


class Answered(Written):
    """A model's answer for one row, as its page says it; the base class of explanations of one row."""

    model: Model
    row: ReadRow
    decision: Decision

    @property
    def prediction(self) -> object:
        """The class, or the number in the target's units."""
        return self.decision.prediction

    @property
    def truth(self) -> object:
        """The target in the row; None if there is none."""
        return self.row.truth

    @property
    def answer(self) -> str:
        """The prediction as text."""
        return self.words(self.prediction)

    def words(self, value: object) -> str:
        """Return a class or a number of the target as text."""
        if isinstance(value, tuple):
            return ", ".join(map(self.words, value))
        is_number = self.model.task == "regression" and isinstance(value, int | float)
        return short(value) if is_number else str(value)  # type: ignore[arg-type]

    def _decision_blocks(self) -> Sequence[Block]:
        """Return the decision, and the target in the row."""
        said = verdict_of(self.model, self.truth, self.prediction)
        return (*self.decision.blocks(), *((Paragraph(said),) if said else ()))


def decide(model: Model, passed: Trace) -> Decision:
    """Return the decision of a model from the outputs of its network."""
    last = passed.layers[-1]
    # The same outputs as Model.outputs: the 0 and 1 of a step do not show which class is the nearest.
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


def decide_mixture(model: Model, outputs: FloatArray) -> Decision:
    """Return the decision of a mixture from its outputs, shape (n_outputs,)."""
    prediction = _plain(model.decide(outputs[None])[0])
    if model.classes is None:
        return _number(model, outputs, prediction)
    probabilities = tuple(zip(model.classes, model.probabilities(outputs[None])[0].tolist(), strict=True))
    best = max(share for _, share in probabilities)
    if len(model.classes) == 1:
        sentence = f"There is one class, so the answer is {prediction}"
    elif len(outputs) == 1:
        name, value = model.classes[1], float(outputs[0])
        above = "is above" if value > 0.5 else "is not above"
        sentence = f"p({name}) = {short(value)} {above} 0.5, so the answer is {prediction}"
    else:
        sentence = f"The largest probability is {short(best)}, so the answer is {prediction}"
    return Decision(prediction, probabilities, sentence + _with_probabilities(probabilities))


def verdict_of(model: Model, truth: object, prediction: object) -> str:
    """Return what the row says of its target, beside the answer; empty if it says nothing."""
    if truth is None:
        return ""
    verdict = " as well" if truth == prediction else ": the answer is wrong"
    if model.task == "regression" and isinstance(truth, int | float):
        error = float(prediction) - truth  # type: ignore[arg-type]  # one target, so one number
        verdict = f": the answer is {short(abs(error))} too {'high' if error > 0 else 'low'}" if error else ""
        return f"The row says {short(truth)}{verdict}."
    return f"The row says {truth}{verdict}."


def percent(share: float) -> str:
    """Return a share as a percentage, which is 0% or 100% only if it is exact."""
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
    parts_shown = [
        f"target {number} is {answer} ({percent(float(part.max()))})"
        for number, (answer, part) in enumerate(zip(answers, parts, strict=True), start=1)
    ]
    return f"The largest output of each group decides: {', '.join(parts_shown)}."


def _several_labels(model: Model, outputs: FloatArray) -> str:
    labels = [
        f"{label} {'yes' if share > 0.5 else 'no'} ({percent(share)})"
        for label, share in zip(model.classes or (), outputs.tolist(), strict=True)
    ]
    return f"Each output above 0.5 says yes: {', '.join(labels)}."


def _number(model: Model, outputs: FloatArray, prediction: object) -> Decision:
    preparation = model.preparation
    name = "" if preparation is None else f" for {preparation.target_name}"
    numbers = prediction if isinstance(prediction, tuple) else (prediction,)
    values = ", ".join(short(float(each)) for each in numbers)
    rows: tuple[Row, ...] = ()
    target = None if preparation is None else preparation.target
    mean, scale = getattr(target, "mean", 0.0), getattr(target, "scale", 1.0)
    if (mean, scale) != (0.0, 1.0) and len(numbers) == 1:
        in_units = Calculation.of(float(outputs[0])) * scale + mean
        rows = (Row("in its own units", (in_units.gives(float(numbers[0])),)),)
    return Decision(prediction, None, f"The prediction{name} is {values}.", rows)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def output_names(model: Model) -> tuple[str, ...]:
    """Return the labels of a model's outputs."""
    classes, n_outputs = model.classes, model.n_outputs
    if classes is None:
        name = "" if model.preparation is None else model.preparation.target_name
        return (name,) * n_outputs
    if all(isinstance(each, tuple) for each in classes):
        return tuple(f"{k}: {label}" for k, each in enumerate(classes, start=1) for label in each)  # type: ignore[attr-defined]
    return tuple(map(str, classes[-1:] if n_outputs == 1 else classes))


def encoded_truth(model: Model, truth: object) -> ArrayLike:
    """Return a true class as its index, TableError if it is no class, or a true number standardised."""
    preparation, classes = model.preparation, model.classes
    if preparation is not None:
        import polars

        try:
            return preparation.target.encode(polars.Series(preparation.target_name, [truth]))
        except (TypeError, polars.exceptions.PolarsError):
            raise TableError(f"the target {preparation.target_name!r} cannot be {truth!r:.80}") from None
    if classes is None:
        return truth  # type: ignore[return-value]  # trace_update checks that these are numbers
    if all(isinstance(each, tuple) for each in classes):
        given = truth if isinstance(truth, Sequence | np.ndarray) and not isinstance(truth, str) else [truth]
        if len(given) != len(classes):
            raise TableError(
                f"the model has {len(classes)} targets, got {truth!r:.80}: give a class for each"
            )
        return [_index(each, label) for each, label in zip(classes, given, strict=True)]  # type: ignore[arg-type]
    if model.n_outputs > 1 and model.output_activation == "logistic":
        return truth  # type: ignore[return-value]  # 0 or 1 for each label
    return [_index(classes, truth)]


def _index(classes: Sequence[object], label: object) -> int:
    if label not in classes:
        raise TableError(f"{label!r:.80} is not a class of the model: its classes are {classes!r:.200}")
    return classes.index(label)
