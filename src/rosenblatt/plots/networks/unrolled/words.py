"""An unrolled network in words: its title, and the same without looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.views.names import output_phrase
from rosenblatt.views.words import count, listing, number, short, some

if TYPE_CHECKING:
    from rosenblatt.plots.networks.unrolled.display import UnrolledDisplay

MOST_TOLD = 6


def title_of(display: UnrolledDisplay) -> str:
    """What one should see, in one sentence."""
    n_steps = len(display.values[0])
    seen = f"Unrolled over {count(n_steps, 'step')}"
    if display.errors is not None and np.isfinite(display.errors).any():
        worst = int(np.nanargmax(display.errors))
        error = number(float(display.errors[worst]))
        if (display.errors >= 0).sum() == 1:
            return f"{seen}: the error of step {worst + 1:,} is {error}, and only this step is judged"
        return f"{seen}: the error is largest at step {worst + 1:,}, {error}"
    return f"{seen}: what {_remembered(display)} said goes on to the next step"


def description_of(display: UnrolledDisplay) -> str:
    """What the picture shows, with its numbers."""
    network = display.network
    sentences = [f"{_read_by(display)} {_begin(display)}"]
    shown = display.steps.shown
    sentences += [_step(display, step) for step in shown[:MOST_TOLD]]
    steps = display.steps
    if steps.gap is not None:
        first, last = shown[steps.gap - 1] + 2, shown[steps.gap]
        left_out = f"step {first:,} is" if first == last else f"steps {first:,} to {last:,} are"
        sentences.append(f"{left_out.capitalize()} not drawn.")
    if display.errors is not None and np.isfinite(display.errors).any():
        judged = int(np.isfinite(display.errors).sum())
        mean = number(float(np.nanmean(display.errors)))
        sentences.append(f"The mean error of {count(judged, 'judged step')} is {mean}.")
    hidden = [
        f"{network.layer_name(layer)} has {count(network.layer_sizes[layer + 1], 'neuron')} with {name}"
        for layer, name in enumerate(network.activations)
    ]
    return " ".join([*sentences, f"{listing(hidden)}.".capitalize()])


def _remembered(display: UnrolledDisplay) -> str:
    network = display.network
    if network.cell == "jordan":
        return count(network.n_outputs, "output")
    return count(network.n_context, "hidden neuron")


def _read_by(display: UnrolledDisplay) -> str:
    if display.network.cell == "jordan":
        return "At each step the first layer reads the inputs and what the outputs were one step before."
    return "At each step a hidden layer reads what is below it and what it was itself one step before."


def _begin(display: UnrolledDisplay) -> str:
    starts = np.concatenate([start for start in display.network.starts if start is not None])
    if np.ptp(starts) == 0:
        return f"Before the first step that is {short(float(starts[0]))}."
    return f"Before the first step that is {some([number(float(start)) for start in starts], 6)}."


def _step(display: UnrolledDisplay, step: int) -> str:
    inputs = [
        f"{name} is {short(float(value))}"
        for name, value in zip(display.input_names, display.values[0][step], strict=True)
    ]
    outputs = [
        f"{output_phrase(name)} is {number(float(value))}"
        for name, value in zip(display.output_names, display.values[-1][step], strict=True)
    ]
    return f"Step {step + 1:,}: {some(inputs, 4)}; {some(outputs, 4)}{_judged(display, step)}."


def _judged(display: UnrolledDisplay, step: int) -> str:
    if display.errors is None or np.isnan(display.errors[step]):
        return ""
    return f"; error {number(float(display.errors[step]))}"
