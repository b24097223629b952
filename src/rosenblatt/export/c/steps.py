"""The functions that belong to one exported C header: from a row to inputs, outputs and predictions.

They are written as those of ``functions.h``: for a model of the name ``model``, in double precision.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import cast

from rosenblatt.data import Preparation
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import TextFeature
from rosenblatt.errors import RosenblattError, leave_out
from rosenblatt.export.labels import decides_each, has_groups, spans, threshold, units_of
from rosenblatt.model import Model
from rosenblatt.network import Network

_OF_ONE = {"tanh": "tanh", "exp": "exp", "step": "model_above_zero"}
"""Functions of one number that have another name than model_ and the activation's."""


def own_functions(model: Model) -> list[str]:
    """The struct of a recurrent model, and all functions in the order of their use."""
    parts = [] if model.preparation is None else [_inputs(model.preparation)]
    if model.network.cell is not None:
        parts += [_state(model.network), _reset(model.network)]
    parts += [_outputs(model), _predict(model)]
    if model.has_probabilities:
        parts.append(_probabilities(model))
    return parts


def _inputs(preparation: Preparation) -> str:
    """The function that writes a row's inputs."""
    for each in preparation.features:
        if (
            isinstance(each, DateFeature)
            or getattr(each, "was_missing", False)
            or getattr(each, "rest", None)
        ):
            raise RosenblattError(f"column {each.name!r} cannot be prepared in C: {leave_out([each.name])}")
    lines, column, place, n_numbers, n_filled = [], 0, 0, 0, 0
    for (kind, is_filled), group in groupby(
        preparation.features, lambda each: (type(each), each.fill is not None)
    ):
        features = list(group)
        if kind is TextFeature:
            for feature in cast("list[TextFeature]", features):
                value, n = f"row[{column}]", len(feature.categories)
                if feature.fill is not None:
                    value = f"model_filled({value}, {feature.categories.index(feature.fill)}.0)"
                lines.append(f"model_one_hot({value}, {_from('inputs', place)}, {n});")
                column, place = column + 1, place + n
            continue
        n, source, out = len(features), _from("row", column), _from("inputs", place)
        if is_filled:
            lines.append(f"model_fill({source}, {_from('model_fills', n_filled)}, {out}, {n});")
            source, n_filled = out, n_filled + n
        means, scales = _from("model_means", n_numbers), _from("model_scales", n_numbers)
        lines.append(f"model_standardise({source}, {means}, {scales}, {out}, {n});")
        column, place, n_numbers = column + n, place + n, n_numbers + n
    return _function("void model_inputs(const double *row, double *inputs)", "Prepares a row.", lines)


def _from(array: str, place: int) -> str:
    return f"{array} + {place}" if place else array


def buffer_sizes(model: Model) -> tuple[int, int]:
    """Numbers in the two arrays that layers write to in turn: the prepared inputs, and hidden layers."""
    sizes = [0 if model.preparation is None else model.network.n_inputs, *model.network.layer_sizes[1:-1]]
    return max(sizes[::2]), max(sizes[1::2], default=0)


def _outputs(model: Model) -> str:
    """The function that computes the values of the output neurons."""
    network = model.network
    arrays = [f"{name}[{size}]" for name, size in zip("ab", buffer_sizes(model), strict=True) if size]
    lines = [f"double {', '.join(arrays)};"] if arrays else []
    values = "row"
    if model.preparation is not None:
        lines.append("model_inputs(row, a);")
        values = "a"
    lines += [
        f"if (!model_are_finite({values}, {network.n_inputs})) {{",
        f"    model_set_nan(outputs, {network.n_outputs});",
        "    return 0;",
        "}",
    ]
    shapes = zip(network.shapes, network.context_sizes, network.activations, strict=True)
    for layer, ((fan_in, n), n_context, name) in enumerate(shapes, start=1):
        is_last = layer == network.n_layers
        sums = "outputs" if is_last else "ab"[layer % 2]
        lines.append(f"model_load(model_biases_{layer}, {sums}, {n});")
        lines.append(f"model_add_products({values}, {fan_in}, model_weights_{layer}, {sums}, {n});")
        if n_context:
            context, weights = f"state->context_{layer}", f"model_context_weights_{layer}"
            lines.append(f"model_add_products({context}, {n_context}, {weights}, {sums}, {n});")
        if name == "softmax":
            groups = spans(network.output_groups) if is_last else [(0, n)]
            lines += [f"model_softmax({_from(sums, start)}, {end - start});" for start, end in groups]
        elif name != "identity" and not (is_last and name == "step"):
            lines.append(_each(n, f"{sums}[place]", _of_one(name, f"{sums}[place]")))
        if network.cell == "elman" and not is_last:
            lines.append(_each(n, f"state->context_{layer}[place]", f"{sums}[place]"))
        values = sums
    if network.cell == "jordan":
        kept = "outputs[place]"
        kept = _of_one("step", kept) if network.activations[-1] == "step" else kept
        lines.append(_each(network.n_outputs, "state->context_1[place]", kept))
    words = "Computes the values of the output neurons"
    words += ", before the step." if network.activations[-1] == "step" else "."
    head = f"int model_outputs({_takes(network)}, double *outputs)"
    return _function(head, f"{words} Returns 0 if a value is missing or infinite.", [*lines, "return 1;"])


def _of_one(name: str, value: str) -> str:
    return f"{_OF_ONE.get(name, f'model_{name}')}({value})"


def _each(n: int, place: str, value: str) -> str:
    return f"for (int place = 0; place < {n}; place++) {place} = {value};"


def _takes(network: Network) -> str:
    return ("" if network.cell is None else "model_state *state, ") + "const double row[MODEL_COLUMNS]"


def _state(network: Network) -> str:
    fields = "".join(
        f"    double context_{layer}[{size}];\n"
        for layer, size in enumerate(network.context_sizes, start=1)
        if size
    )
    words = "What the context neurons hold between the steps of a sequence."
    return f"/* {words} */\ntypedef struct {{\n{fields}}} model_state;"


def _reset(network: Network) -> str:
    """The function that begins a sequence."""
    lines = [
        f"model_load(model_start_{layer}, state->context_{layer}, {size});"
        for layer, size in enumerate(network.context_sizes, start=1)
        if size
    ]
    return _function("void model_reset(model_state *state)", "Begins a sequence.", lines)


def _predict(model: Model) -> str:
    network = model.network
    n, recurrent = network.n_outputs, network.cell is not None
    name, words = ("step", "Takes the next step of a sequence: ") if recurrent else ("predict", "")
    lines = [f"double outputs[{n}];"]
    if model.task == "regression":
        units = (
            [f"model_to_units(%s, model_target_means, model_target_scales, {n});"] if units_of(model) else []
        )
        if n == 1:
            lines += [
                _computed(model, "outputs") + ";",
                *(each % "outputs" for each in units),
                "return outputs[0];",
            ]
            words += "returns the number predicted, NAN if a value is missing or infinite."
            return _function(f"double model_{name}({_takes(network)})", words, lines)
        lines = [f"const int known = {_computed(model, 'numbers')};", *(each % "numbers" for each in units)]
        words += "writes the numbers predicted. Returns 0 if a value is missing or infinite: they are NAN."
        head = f"int model_{name}({_takes(network)}, double numbers[MODEL_TARGETS])"
        return _function(head, words, [*lines, "return known;"])
    if has_groups(model) or decides_each(model):
        lines.append(f"const int known = {_computed(model, 'outputs')};")
        if has_groups(model):
            what, count, meant = "classes", "TARGETS", "the class of each target"
            lines += [
                f"classes[{place}] = known ? model_largest({_from('outputs', start)}, {end - start}) : -1;"
                for place, (start, end) in enumerate(spans(network.output_groups))
            ]
        else:
            what, count, meant = "labels", "LABELS", "1 or 0 for each label"
            lines.append(_each(n, "labels[place]", f"known ? outputs[place] > {threshold(model)} : -1"))
        words += f"writes {meant}. Returns 0 if a value is missing or infinite: they are -1."
        head = f"int model_{name}({_takes(network)}, int {what}[MODEL_{count}])"
        return _function(head, words, [*lines, "return known;"])
    words += "returns the class, -1 if a value is missing or infinite."
    lines.append(f"return {_computed(model, 'outputs')} ? {_class(model, 'outputs')} : -1;")
    return _function(f"int model_{name}({_takes(network)})", words, lines)


def _probabilities(model: Model) -> str:
    network = model.network
    name, words = ("probabilities", "") if network.cell is None else ("step_probabilities", "As step: ")
    computed = _computed(model, "probabilities")
    head = f"int model_{name}({_takes(network)}, double probabilities[MODEL_%s])"
    if has_groups(model):
        words += "writes the probability of each class of each target. Returns 0 as predict does."
        return _function(head % "PROBABILITIES", words, [f"return {computed};"])
    if decides_each(model):
        words += "writes the probability of each label. Returns 0 as predict does."
        return _function(head % "LABELS", words, [f"return {computed};"])
    words += (
        "writes the probability of each class, and returns the class, -1 if a value is missing or infinite."
    )
    if network.n_outputs > 1:
        lines = [f"return {computed} ? {_class(model, 'probabilities')} : -1;"]
    else:
        lines = [
            "double outputs[1];",
            f"const int known = {_computed(model, 'outputs')};",
            "probabilities[0] = 1.0 - outputs[0];",
            "probabilities[1] = outputs[0];",
            f"return known ? {_class(model, 'outputs')} : -1;",
        ]
    return _function(head % "CLASSES", words, lines)


def _computed(model: Model, outputs: str) -> str:
    return f"model_outputs({'' if model.network.cell is None else 'state, '}row, {outputs})"


def _class(model: Model, outputs: str) -> str:
    n = model.network.n_outputs
    return f"model_largest({outputs}, {n})" if n > 1 else f"{outputs}[0] > {threshold(model)}"


def _function(head: str, words: str, lines: Iterable[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    words = words[0].upper() + words[1:]
    return f"/* {words} */\nstatic inline {head}\n{{\n{body}}}"
