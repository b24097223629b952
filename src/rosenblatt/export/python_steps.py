"""The functions of an exported Python file that are its own: from a row to the answer, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from rosenblatt.data.numberfeature import NumberFeature
from rosenblatt.data.numbertarget import NumberTarget
from rosenblatt.data.textfeature import TextFeature
from rosenblatt.export.labels import decides_each, has_groups, threshold
from rosenblatt.export.python_literals import literal
from rosenblatt.export.subject import Subject
from rosenblatt.modelfile import Model
from rosenblatt.network import Network


def own_functions(subject: Subject) -> list[str]:
    """Return the source of ``inputs_of``, ``outputs_of``, ``predict`` and perhaps ``probabilities``."""
    model = subject.model
    functions = [_inputs_of(subject), _outputs_of(model.network), _predict(model)]
    return [*functions, _probabilities(model)] if model.has_probabilities else functions


def _inputs_of(subject: Subject) -> str:
    preparation = subject.model.preparation
    if preparation is None:
        inputs: Iterable[str] = (f"number(row, {literal(name)})" for name in subject.feature_names)
    else:
        inputs = (
            _one_hot(feature) if isinstance(feature, TextFeature) else _standardised(feature)
            for feature in preparation.features
        )
    lines = "".join(f"        {each},\n" for each in inputs)
    return (
        f'def inputs_of(row):\n    """Return the network\'s inputs for a row."""\n    return [\n{lines}    ]'
    )


def _standardised(feature: NumberFeature) -> str:
    value = f"number({_arguments(feature)})"
    if feature.mean != 0:
        value = (
            f"({value} - {literal(feature.mean)})"
            if feature.mean > 0
            else f"({value} + {literal(-feature.mean)})"
        )
    return value if feature.scale == 1 else f"{value} / {literal(feature.scale)}"


def _one_hot(feature: TextFeature) -> str:
    truths = any(category.lower() in ("true", "false") for category in feature.categories)
    name = "one_hot_truth" if truths else "one_hot"
    return f"*{name}(text({_arguments(feature)}), {literal(feature.categories)})"


def _arguments(feature: NumberFeature | TextFeature) -> str:
    stand_in = "" if feature.fill is None else f", stand_in={literal(feature.fill)}"
    return f"row, {literal(feature.name)}{stand_in}"


def _outputs_of(network: Network) -> str:
    lines = ["values = inputs_of(row)"]
    last = network.n_layers
    for layer, name in enumerate(network.activations, start=1):
        lines.append(f"sums = weighted_sums(values, WEIGHTS_{layer}, BIASES_{layer})")
        if layer < last:
            lines.append(f"values = [{name}(z) for z in sums]")
        elif name == "softmax":
            lines.append(f"return {_softmax(network.output_groups)}")
        elif name == "step":
            lines.append("return sums  # before the step, which would hide how sure the neurons are")
        else:
            lines.append(f"return [{name}(z) for z in sums]")
    body = "\n".join(f"    {line}" for line in lines)
    return f'def outputs_of(row):\n    """Return the values of the output neurons for a row."""\n{body}'


def _softmax(widths: tuple[int, ...]) -> str:
    if len(widths) == 1:
        return "softmax(sums)"
    return " + ".join(f"softmax(sums[{start}:{end}])" for start, end in _spans(widths))


def _spans(widths: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(end - width, end) for width, end in zip(widths, accumulate(widths), strict=True)]


def _predict(model: Model) -> str:
    if model.task == "regression":
        return _function("predict", "Return the number predicted for a row.", *_numbers(model))
    found = "outputs = outputs_of(row)"
    if has_groups(model):
        places = ", ".join(
            f"CLASSES[{place}][place_of_largest(outputs[{start}:{end}])]"
            for place, (start, end) in enumerate(_spans(model.network.output_groups))
        )
        return _function("predict", "Return a row's class for each target.", found, f"return [{places}]")
    if decides_each(model):
        chosen = f"return [1 if output > {threshold(model)!r} else 0 for output in outputs_of(row)]"
        return _function("predict", "Return for each label whether a row has it: 1 or 0.", chosen)
    if model.network.n_outputs > 1:
        chosen = "return CLASSES[place_of_largest(outputs_of(row))]"
    else:
        chosen = f"return CLASSES[1] if outputs_of(row)[0] > {threshold(model)!r} else CLASSES[0]"
    return _function("predict", "Return a row's class.", chosen)


def _numbers(model: Model) -> list[str]:
    target = None if model.preparation is None else model.preparation.target
    units = ""
    if isinstance(target, NumberTarget) and (target.mean, target.scale) != (0, 1):
        units = f" * {literal(target.scale)} + {literal(target.mean)}"
    if model.network.n_outputs == 1:
        return [f"return outputs_of(row)[0]{units}"]
    return [f"return [output{units} for output in outputs_of(row)]" if units else "return outputs_of(row)"]


def _probabilities(model: Model) -> str:
    found = "outputs = outputs_of(row)"
    if has_groups(model):
        shares = ", ".join(
            f"dict(zip(CLASSES[{place}], outputs[{start}:{end}]))"
            for place, (start, end) in enumerate(_spans(model.network.output_groups))
        )
        words = "Return for each target the probability of each of its classes."
        return _function("probabilities", words, found, f"return [{shares}]")
    if decides_each(model):
        return _function(
            "probabilities",
            "Return the probability of each label.",
            "return dict(zip(LABELS, outputs_of(row)))",
        )
    chosen = ["return dict(zip(CLASSES, outputs_of(row)))"]
    if model.network.n_outputs == 1:
        chosen = ["second = outputs_of(row)[0]", "return {CLASSES[0]: 1 - second, CLASSES[1]: second}"]
    return _function("probabilities", "Return the probability of each class.", *chosen)


def _function(name: str, words: str, *lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'def {name}(row):\n    """{words}"""\n{body}'
