"""The functions of an exported C header from prepared inputs to outputs: a network, or a mixture of networks.

They are written as those of ``functions.h``: for a model of the name ``model``, in double precision.
"""

from __future__ import annotations

from collections.abc import Iterable

from rosenblatt.export.labels import spans
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.network.mixture import Encoding, Mixture

ROW = "const double row[MODEL_COLUMNS]"

_OF_ONE = {"tanh": "tanh", "exp": "exp", "step": "model_above_zero"}
"""Functions of one number that have another name than model_ and the activation's."""


def function(head: str, words: str, lines: Iterable[str]) -> str:
    """The source of a function."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"/* {words[0].upper()}{words[1:]} */\nstatic inline {head}\n{{\n{body}}}"


def from_place(array: str, place: int) -> str:
    """An array without its first numbers."""
    return f"{array} + {place}" if place else array


def each_of(n: int, place: str, value: str) -> str:
    """A loop that assigns to each ``place`` of n."""
    return f"for (int place = 0; place < {n}; place++) {place} = {value};"


def takes(model: Model) -> str:
    """The first parameters of the public functions."""
    return f"model_state *state, {ROW}" if model.is_recurrent else ROW


def buffers(model: Model) -> dict[str, int]:
    """Arrays on the stack and their sizes: hidden layers are written to a and b in turn."""
    mixture = model.mixture
    networks = [model.network] if mixture is None else [each for each, _, _ in mixture.networks]
    hidden = [each.layer_sizes[1:-1] for each in networks]
    sizes = {
        "a": max((size for layers in hidden for size in layers[::2]), default=0),
        "b": max((size for layers in hidden for size in layers[1::2]), default=0),
    }
    if model.preparation is not None:
        inputs = _inputs_array(model)
        sizes[inputs] = max(sizes.get(inputs, 0), model.n_inputs)
    if mixture is not None and mixture.members:
        sizes["encoded"] = max(each.n_outputs for each in mixture.encodings)
        sizes["votes"] = mixture.n_outputs
    return {name: size for name, size in sizes.items() if size}


def _inputs_array(model: Model) -> str:
    """The array of prepared inputs: one network reads them only once, and b is free until then."""
    if model.preparation is None:
        return "row"
    return "b" if model.mixture is None else "inputs"


def outputs_functions(model: Model) -> list[str]:
    """The function that computes the outputs, after the state of a recurrent model and what resets it."""
    arrays = [f"{name}[{size}]" for name, size in buffers(model).items()]
    lines = [f"double {', '.join(arrays)};"] if arrays else []
    inputs = _inputs_array(model)
    if model.preparation is not None:
        lines.append(f"model_inputs(row, {inputs});")
    lines += [
        f"if (!model_are_finite({inputs}, {model.n_inputs})) {{",
        f"    model_set_nan(outputs, {model.n_outputs});",
        "    return 0;",
        "}",
    ]
    lines += _network(model.network, inputs) if model.mixture is None else _mixture(model.mixture, inputs)
    before = " before the step" if model.output_activation == "step" else ""
    words = f"Computes the outputs{before}. Returns 0 if a value is missing or infinite."
    outputs = function(f"int model_outputs({takes(model)}, double *outputs)", words, [*lines, "return 1;"])
    return [*(_state(model.network) if model.is_recurrent else []), outputs]


def _network(network: Network, values: str, prefix: str = "model_", outputs: str = "outputs") -> list[str]:
    """From ``values`` to ``outputs``, with the constants whose names begin with ``prefix``."""
    lines = []
    shapes = zip(network.shapes, network.context_sizes, network.activations, strict=True)
    for layer, ((fan_in, n), n_context, name) in enumerate(shapes, start=1):
        is_last = layer == network.n_layers
        sums = outputs if is_last else "ba"[layer % 2]
        lines.append(f"model_load({prefix}biases_{layer}, {sums}, {n});")
        lines.append(f"model_add_products({values}, {fan_in}, {prefix}weights_{layer}, {sums}, {n});")
        if n_context:
            context, weights = f"state->context_{layer}", f"{prefix}context_weights_{layer}"
            lines.append(f"model_add_products({context}, {n_context}, {weights}, {sums}, {n});")
        if name == "softmax":
            groups = spans(network.output_groups) if is_last else [(0, n)]
            lines += [f"model_softmax({from_place(sums, start)}, {end - start});" for start, end in groups]
        elif name != "identity" and not (is_last and name == "step"):
            lines.append(each_of(n, f"{sums}[place]", _of_one(name, f"{sums}[place]")))
        if network.cell == "elman" and not is_last:
            lines.append(each_of(n, f"state->context_{layer}[place]", f"{sums}[place]"))
        values = sums
    if network.cell == "jordan":
        kept = f"{outputs}[place]"
        kept = _of_one("step", kept) if network.activations[-1] == "step" else kept
        lines.append(each_of(network.n_outputs, "state->context_1[place]", kept))
    return lines


def _of_one(name: str, value: str) -> str:
    return f"{_OF_ONE.get(name, f'model_{name}')}({value})"


def _mixture(mixture: Mixture, inputs: str) -> list[str]:
    n = mixture.n_outputs
    if mixture.constant is not None:
        return [f"model_load(model_constant, outputs, {n});"]
    lines, encoded = [each_of(n, "outputs[place]", "0.0")], None
    for place, (network, encoding, _) in enumerate(mixture.networks):
        if encoding != encoded:
            lines += _encoded(mixture.encodings[encoding], f"model_encoding_{encoding + 1}", inputs)
            encoded = encoding
        lines += _network(network, "encoded", f"model_network_{place + 1}_", "votes")
        lines.append(f"model_add_votes(votes, {from_place('model_shares', place)}, outputs, {n});")
    if mixture.is_regression:
        lines.append("outputs[0] = model_in_range(outputs[0], model_range);")
    return lines


def _encoded(encoding: Encoding, name: str, inputs: str) -> list[str]:
    n, n_steps = encoding.n_inputs, encoding.n_steps
    lines = [f"model_standardise({inputs}, {name}_means, {name}_scales, encoded, {n});"]
    if n_steps:
        edges = f"{name}_columns, {name}_lows, {name}_widths"
        lines.append(f"model_encode_steps({inputs}, {edges}, encoded + {n}, {n_steps});")
    return lines


def _state(network: Network) -> list[str]:
    """The struct that the caller holds, and the function that begins a sequence."""
    sizes = {layer: size for layer, size in enumerate(network.context_sizes, start=1) if size}
    fields = "".join(f"    double context_{layer}[{size}];\n" for layer, size in sizes.items())
    loads = [
        f"model_load(model_start_{layer}, state->context_{layer}, {size});" for layer, size in sizes.items()
    ]
    return [
        "/* What the context neurons hold between the steps of a sequence. */\n"
        f"typedef struct {{\n{fields}}} model_state;",
        function("void model_reset(model_state *state)", "Begins a sequence.", loads),
    ]
