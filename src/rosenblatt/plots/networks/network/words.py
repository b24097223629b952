"""A network's drawing in words: its title, and the same without looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.network.names import layer_names
from rosenblatt.plots.networks.network.lines import Values
from rosenblatt.plots.networks.network.numbers import on_line
from rosenblatt.plots.networks.network.options import LAYERS
from rosenblatt.views.names import output_phrase
from rosenblatt.views.words import count, listing, number, short, some

if TYPE_CHECKING:
    from rosenblatt.plots.networks.network.display import NetworkDisplay


def title_of(display: NetworkDisplay) -> str:
    """What one should see, in one sentence."""
    network, options = display.network, display.options
    hidden = network.layer_sizes[1:-1]
    word = "neuron" if hidden == (1,) else "neurons"
    way = f"through {listing(map(str, hidden))} hidden {word}" if hidden else "directly"
    way = f"through {len(hidden)} hidden layers" if len(hidden) > 3 else way
    starts = [count(network.n_inputs, "input")]
    if n_context := sum(network.context_sizes):
        starts.append(count(n_context, "context neuron"))
    verb = "reaches" if network.n_inputs == 1 and len(starts) == 1 else "reach"
    seen = f"{listing(starts)} {verb} {count(network.n_outputs, 'output')} {way}"
    if options.highlight:
        return f"{seen}; highlighted: {_highlighted(display)}"
    if options.lines == "product":
        return f"{seen}: each line is its weight times the value that it carries"
    if options.sample is not None:
        n_steps = len(options.sample)
        when = "for one sample" if n_steps == 1 else f"at step {n_steps} of a sequence"
        return f"{seen}: the value of every neuron {when}"
    if options.numbers:
        return f"{seen}: every weight stands on its line"
    return f"{seen}: the wider a line, the larger its weight" if options.weights else seen


def description_of(display: NetworkDisplay) -> str:
    """What the picture shows, with its numbers."""
    network, options = display.network, display.options
    layers = [
        f"{network.layer_name(layer)} has {count(network.layer_sizes[layer + 1], 'neuron')}"
        + (f" with the activation {name}" if options.weights else "")
        for layer, name in enumerate(network.activations)
    ]
    sentences = [f"{count(network.n_inputs, 'input')}; {listing(layers)}."]
    if network.cell is not None:
        sentences.append(_memory(display))
    if options.weights:
        parameters = count(network.n_parameters, "parameter")
        sentences.append(
            f"There are {parameters}, {network.n_weights:,} of them weights; {_largest(display)}."
        )
    if options.highlight:
        sentences.append(f"Darker than the rest: {_highlighted(display)}.")
    if options.sample is not None:
        sentences.append(_answer(display, Values.of(network, options.sample)))
    return " ".join(sentences)


def neuron_name(display: NetworkDisplay, layer: int, place: int) -> str:
    """Name of a neuron within a sentence; layer 0 are the inputs."""
    if layer == 0:
        return display.input_names[place]
    if layer == display.network.n_layers:
        return output_phrase(display.output_names[place])
    return layer_names(display.network, layer - 1)[place]


def _highlighted(display: NetworkDisplay) -> str:
    layers = [name for name in display.options.highlight if name in LAYERS]
    kinds = [f"the {name} neurons" for name in display.options.highlight if name not in LAYERS]
    is_one = len(layers) == 1 and (layers != ["hidden"] or display.network.n_layers == 2)
    said = [f"the {listing(layers)} {'layer' if is_one else 'layers'}"] if layers else []
    return listing([*said, *kinds])


def _memory(display: NetworkDisplay) -> str:
    network = display.network
    n_context = count(sum(network.context_sizes), "context neuron")
    what = "the outputs" if network.cell == "jordan" else "each hidden neuron"
    if network.cell == "jordan":
        return f"{n_context} hold what {what} were one step before, and feed the first layer."
    return f"{n_context} hold what {what} was one step before, and feed the layer that they remember."


def _largest(display: NetworkDisplay) -> str:
    """The largest weight, and between which neurons."""
    network = display.network
    candidates = [
        (weights, layer, is_context)
        for layer in range(network.n_layers)
        for weights, is_context in ((network.weights[layer], False), (network.context[layer], True))
        if weights is not None
    ]
    weights, layer, is_context = max(candidates, key=lambda each: float(np.abs(each[0]).max()))
    source, goal = (int(place) for place in np.unravel_index(int(np.abs(weights).argmax()), weights.shape))
    begin = f"context neuron {source + 1}" if is_context else neuron_name(display, layer, source)
    end = neuron_name(display, layer + 1, goal)
    return f"the largest weight, {on_line(float(weights[source, goal]))}, goes from {begin} to {end}"


def _answer(display: NetworkDisplay, values: Values) -> str:
    names, outputs = display.input_names, display.output_names
    given = [f"{name} is {short(float(value))}" for name, value in zip(names, values.layers[0], strict=True)]
    told = [
        f"{output_phrase(name)} is {number(float(value))}"
        for name, value in zip(outputs, values.layers[-1], strict=True)
    ]
    return f"Where {some(given, 8)}, {some(told, 8)}."
