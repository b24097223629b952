"""The functions that belong to one exported Python file: from a row or a sequence of rows to predictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.data.values.dates import DateForm
from rosenblatt.export.labels import decides_each, has_groups, spans, threshold, units_of
from rosenblatt.export.python.source import literal
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.network.mixture import Mixture


def own_functions(model: Model, columns: Sequence[str]) -> list[str]:
    """Return the source of ``inputs_of``, ``outputs_of``, ``predict`` and perhaps ``probabilities``."""
    what, answer = answer_lines(model, "outputs_of(row)")
    predict = _of_row("predict", f"{what} a row.", answer)
    words = "Return the values of the output neurons for a row."
    if model.mixture is not None:
        words = "Return the weighted mean of the outputs of all networks for a row."
    mixture = model.mixture
    lines = _outputs_lines(model.network) if mixture is None else _mixture_lines(mixture)
    outputs = _of_row("outputs_of", words, lines)
    functions = [inputs_of(model, columns), outputs, predict]
    if mixture is not None and mixture.members:
        functions[1:1] = _network_functions(mixture)
    if model.has_probabilities:
        what, shares = shares_lines(model, "outputs_of(row)")
        functions.append(_of_row("probabilities", what, shares))
    return functions


def inputs_of(model: Model, columns: Sequence[str]) -> str:
    """Return the source of the function that prepares a row."""
    preparation = model.preparation
    if preparation is None:
        inputs: Iterable[str] = (f"number(row, {literal(name)})" for name in columns)
    else:
        is_lenient = preparation.missing == "fill"
        inputs = (
            line for feature in preparation.features for line in _inputs(feature, is_lenient=is_lenient)
        )
    lines = "".join(f"        {each},\n" for each in inputs)
    return (
        f'def inputs_of(row):\n    """Return the network\'s inputs for a row."""\n    return [\n{lines}    ]'
    )


def _inputs(feature: NumberFeature | TextFeature | DateFeature, *, is_lenient: bool) -> Iterator[str]:
    """Give the expressions of a feature's inputs; with ``is_lenient`` a missing text is an unknown one."""
    if isinstance(feature, TextFeature):
        yield _one_hot(feature, is_lenient=is_lenient)
        return
    yield _date(feature) if isinstance(feature, DateFeature) else _standardised(feature)
    if feature.was_missing:
        yield f"was_missing(row, {literal(feature.name)})"


def _date(feature: DateFeature) -> str:
    is_clock = feature.start is None
    form = feature.form or DateForm("time" if is_clock else "year-month-day")
    stand_in = "" if feature.fill is None else f", stand_in={literal(feature.origin + feature.fill)}"
    read = "hours_in" if is_clock else "days_in"
    value = f"{read}(row, {literal(feature.name)}, {literal(form.pattern)}{stand_in})"
    known = f"{literal(feature.origin + feature.mean)}, {literal(feature.scale)}"
    if is_clock:
        return f"*time_inputs({value}, {known}, {literal(bool(feature.parts))})"
    return f"*date_inputs({value}, {known}, {literal(feature.parts)})"


def _standardised(feature: NumberFeature) -> str:
    value = f"number({_arguments(feature.name, feature.fill)})"
    if feature.mean != 0:
        value = (
            f"({value} - {literal(feature.mean)})"
            if feature.mean > 0
            else f"({value} + {literal(-feature.mean)})"
        )
    return value if feature.scale == 1 else f"{value} / {literal(feature.scale)}"


def _one_hot(feature: TextFeature, *, is_lenient: bool) -> str:
    truths = any(category.lower() in ("true", "false") for category in feature.categories)
    name = "one_hot_truth" if truths else "one_hot"
    stand_in = "" if is_lenient and feature.fill is None else feature.fill
    rest = "" if feature.rest is None else f", rest={literal(feature.rest)}"
    return f"*{name}(text({_arguments(feature.name, stand_in)}), {literal(feature.categories)}{rest})"


def _arguments(name: str, stand_in: float | str | None) -> str:
    given = "" if stand_in is None else f", stand_in={literal(stand_in)}"
    return f"row, {literal(name)}{given}"


def _outputs_lines(network: Network) -> list[str]:
    """From a row to the values of the output neurons, and what the context neurons store for the next row."""
    lines = ["values = inputs_of(row)"]
    for layer, name in enumerate(network.activations, start=1):
        read = f"values + self.context_{layer}" if network.context_sizes[layer - 1] else "values"
        lines.append(f"sums = weighted_sums({read}, WEIGHTS_{layer}, BIASES_{layer})")
        if layer < network.n_layers:
            lines.append(f"values = [{name}(z) for z in sums]")
            if network.cell == "elman":
                lines.append(f"self.context_{layer} = values")
    given, why = output_values(network)
    if network.cell == "jordan" and network.activations[-1] != "step":
        return [*lines, f"self.context_1 = {given}", "return self.context_1"]
    if network.cell == "jordan":
        lines.append("self.context_1 = [step(z) for z in sums]")
    return [*lines, f"return {given}{why}"]


def _mixture_lines(mixture: Mixture) -> list[str]:
    """From a row to the weighted mean of the outputs of a mixture's networks."""
    if mixture.constant is not None:
        return [
            "inputs_of(row)  # which raises for a row that cannot be read",
            f"return {literal(mixture.constant.tolist())}",
        ]
    lines = [
        "inputs = inputs_of(row)",
        "encoded = [encoded_by(inputs, encoding) for encoding in ENCODINGS]",
        "votes = [network_outputs(encoded[place], layers) for place, layers in NETWORKS]",
        "means = weighted_sums(SHARES, list(zip(*votes)), [0.0] * len(votes[0]))",
    ]
    if mixture.target_mean is None or mixture.target_scale is None:
        return [*lines, "return means"]
    own = f"mean * {literal(mixture.target_scale)} + {literal(mixture.target_mean)}"
    ends = f"{literal(mixture.lowest)}), {literal(mixture.highest)}"
    return [*lines, f"return [min(max({own}, {ends}) for mean in means]"]


def _network_functions(mixture: Mixture) -> list[str]:
    """Return the source of what computes any network of a mixture."""
    names = dict.fromkeys(name for network, _, _ in mixture.networks for name in network.activations)
    lines = ["def activated(name, sums):", '    """Return the values of neurons with an activation."""']
    for name in names:
        values = "softmax(sums)" if name == "softmax" else f"[{name}(z) for z in sums]"
        lines += [f"    if name == {literal(name)}:", f"        return {values}"]
    return ["\n".join([*lines, "    raise ValueError(name)"]), _NETWORK_OUTPUTS]


_NETWORK_OUTPUTS = '''def network_outputs(values, layers):
    """Return the outputs of one network for encoded inputs."""
    for name, weights, biases in layers:
        values = activated(name, weighted_sums(values, weights, biases))
    return values'''


def output_values(network: Network) -> tuple[str, str]:
    """What an output layer gives for its ``sums``, and a comment."""
    name = network.activations[-1]
    if name == "softmax":
        widths = network.output_groups
        parts = [f"softmax(sums[{start}:{end}])" for start, end in spans(widths)]
        return ("softmax(sums)" if len(widths) == 1 else " + ".join(parts)), ""
    if name == "step":
        return "sums", "  # before the step, which would hide how sure the neurons are"
    return f"[{name}(z) for z in sums]", ""


def answer_lines(model: Model, outputs: str) -> tuple[str, list[str]]:
    """How to answer from an expression for the outputs: in words, ``of`` or ``for`` what is left open."""
    if model.task == "regression":
        return "Return the number predicted for", _numbers(model, outputs)
    if has_groups(model):
        places = ", ".join(
            f"CLASSES[{place}][place_of_largest(outputs[{start}:{end}])]"
            for place, (start, end) in enumerate(spans(model.output_groups))
        )
        return "Return the class of each target for", [f"outputs = {outputs}", f"return [{places}]"]
    if decides_each(model):
        chosen = f"return [1 if output > {threshold(model)!r} else 0 for output in {outputs}]"
        return "Return which labels are there, 1 or 0 for each, for", [chosen]
    if not model.is_binary:
        chosen = f"return CLASSES[place_of_largest({outputs})]"
    else:
        chosen = f"return CLASSES[1] if {outputs}[0] > {threshold(model)!r} else CLASSES[0]"
    return "Return the class of", [chosen]


def _numbers(model: Model, outputs: str) -> list[str]:
    units = [
        "" if (mean, scale) == (0, 1) else f" * {literal(scale)} + {literal(mean)}"
        for mean, scale in units_of(model)
    ]
    if model.n_outputs == 1:
        return [f"return {outputs}[0]{''.join(units)}"]
    if not units:
        return [f"return {outputs}"]
    if len(set(units)) == 1:
        return [f"return [output{units[0]} for output in {outputs}]"]
    values = ", ".join(f"outputs[{place}]{unit}" for place, unit in enumerate(units))
    return [f"outputs = {outputs}", f"return [{values}]"]


def shares_lines(model: Model, outputs: str) -> tuple[str, list[str]]:
    """How to tell probabilities from an expression for the outputs, and what they are of in words."""
    if has_groups(model):
        shares = ", ".join(
            f"dict(zip(CLASSES[{place}], outputs[{start}:{end}]))"
            for place, (start, end) in enumerate(spans(model.output_groups))
        )
        words = "Return for each target the probability of each of its classes."
        return words, [f"outputs = {outputs}", f"return [{shares}]"]
    if decides_each(model):
        return "Return the probability of each label.", [f"return dict(zip(LABELS, {outputs}))"]
    chosen = [f"return dict(zip(CLASSES, {outputs}))"]
    if model.is_binary:
        chosen = [f"second = {outputs}[0]", "return {CLASSES[0]: 1 - second, CLASSES[1]: second}"]
    return "Return the probability of each class.", chosen


def _of_row(name: str, words: str, lines: Iterable[str]) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'def {name}(row):\n    """{words}"""\n{body}'


def recurrent_functions(model: Model, columns: Sequence[str]) -> list[str]:
    """Return the source of ``inputs_of``, ``Sequence``, ``start`` and what answers for whole sequences."""
    functions = [inputs_of(model, columns), _sequence(model), _START]
    functions.append(_over_rows(model, "predict", "Return the answer", "step(row)"))
    if model.has_probabilities:
        words = "Return the probabilities"
        functions.append(_over_rows(model, "probabilities", words, "probabilities_after(row)"))
    return functions


_START = '''def start():
    """Begin a sequence, and return it: give its rows to step(), one after the other."""
    return Sequence()'''


def _sequence(model: Model) -> str:
    """The class of a sequence under way."""
    network = model.network
    contexts = [layer for layer, size in enumerate(network.context_sizes, start=1) if size]
    words, answer = answer_lines(model, "self.outputs_after(row)")
    step = "this step" if model.predict_at == "every" else "the sequence so far"
    methods = [
        _method("__init__(self)", "", [f"self.context_{layer} = START_{layer}" for layer in contexts]),
        _method(
            "outputs_after(self, row)",
            "Take the next row, and return the values of the output neurons.",
            _outputs_lines(network),
        ),
        _method("step(self, row)", f"Take the next row, and {_lower(words)} {step}.", answer),
    ]
    if model.has_probabilities:
        words, shares = shares_lines(model, "self.outputs_after(row)")
        words = f"Take the next row as step() does, and {_lower(words)}"
        methods.append(_method("probabilities_after(self, row)", words, shares))
    doc = '    """A sequence under way: from step to step it keeps what the context neurons hold."""\n'
    return f"class Sequence:\n{doc}\n" + "\n".join(methods).rstrip()


def _over_rows(model: Model, name: str, words: str, call: str) -> str:
    answers = f"[sequence.{call} for row in rows]"
    if model.predict_at == "every":
        words, value = f"{words} for each row of a sequence.", answers
    else:
        words, value = f"{words} for a sequence of rows, after its last.", f"last_of({answers})"
    return f'def {name}(rows):\n    """{words}"""\n    sequence = start()\n    return {value}'


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _method(head: str, words: str, lines: list[str]) -> str:
    doc = f'        """{words}"""\n' if words else ""
    return f"    def {head}:\n{doc}" + "".join(f"        {line}\n" for line in lines)
