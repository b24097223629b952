"""States in words: the title of each view, and the same without looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.plots.networks.states.plane import MOST_JOINED, is_by_time
from rosenblatt.views.words import count, number, share, some

if TYPE_CHECKING:
    from rosenblatt.plots.networks.states.display import StatesDisplay


def title_of(display: StatesDisplay) -> str:
    """What one should see, in one sentence."""
    if display.view == "time":
        place = int(display.states.values.std(axis=0).argmax())
        n_drawn = len(display.heat.values)
        drawn = "" if n_drawn == len(display.states.values) else f"; drawn are the first {n_drawn:,}"
        return (
            f"{display.neuron_names[place]} changes most of {_neurons(display)} over {_steps(display)}{drawn}"
        )
    if display.view == "plane":
        part = share(sum(display.plane.shares), 1.0)
        return f"Two directions hold {part} of how {_neurons(display)} differ over {_steps(display)}"
    first, second, _ = display.tree.nearest
    return f"{first} and {second} are most alike to {display.layer_name}"


def description_of(display: StatesDisplay) -> str:
    """What the picture shows, with its numbers."""
    telling = {"time": _over_time, "plane": _on_plane, "tree": _as_tree}
    return " ".join(
        [
            f"{_neurons(display)} of {display.layer_name} over {_steps(display)}.",
            *telling[display.view](display),
        ]
    )


def _over_time(display: StatesDisplay) -> list[str]:
    values, heat = display.states.values, display.heat
    ranges = [
        f"{name} goes from {number(float(low))} to {number(float(high))}"
        for name, low, high in zip(display.neuron_names, values.min(axis=0), values.max(axis=0), strict=True)
    ]
    by_number = display.states.label_name == "step"
    named = "numbered" if by_number else f"named by their {display.states.label_name}"
    said = [f"{some(ranges, 6)}.", f"The steps are {named}."]
    n_steps, n_neurons = heat.values.shape
    if n_steps < len(values):
        said.append(f"Drawn are the first {n_steps:,} of {len(values):,} steps.")
    if n_neurons < values.shape[1]:
        said.append(f"Drawn are {n_neurons} of {values.shape[1]:,} neurons, those that change most.")
    return said


def _on_plane(display: StatesDisplay) -> list[str]:
    states, plane = display.states, display.plane
    first, second = (share(part, 1.0) for part in plane.shares)
    said = [f"The first main component holds {first} of their variance, the second {second}."]
    if is_by_time(states):
        said.append("Marks are dark towards the end of a sequence.")
    else:
        places = plane.project(states.means)
        order = np.argsort(-states.counts, kind="stable")[:6].tolist()
        means = [
            f"{states.kinds[k]} lies at {number(float(places[k, 0]))}, {number(float(places[k, 1]))}"
            for k in order
        ]
        said.append(f"By {states.label_name}, in the mean: {some(means, 6)}.")
    if len(states.values) > MOST_JOINED:
        said.append("The steps are too many to be joined in their order.")
    return said


def _as_tree(display: StatesDisplay) -> list[str]:
    tree = display.tree
    first, second, distance = tree.nearest
    one, other = tree.halves
    said = [
        f"By {display.states.label_name}, the mean states of {first} and {second} are nearest, "
        f"{number(distance)} apart.",
        f"The last to join are the group of {some(one, 6)}, and the group of {some(other, 6)}, "
        f"{number(tree.widest)} apart.",
    ]
    if len(tree.leaves) < tree.n:
        said.append(f"Drawn are {len(tree.leaves)} of {tree.n:,} labels, those that come most often.")
    return said


def _neurons(display: StatesDisplay) -> str:
    return count(len(display.neuron_names), "neuron")


def _steps(display: StatesDisplay) -> str:
    n_sequences = len(display.states.lengths)
    steps = count(len(display.states.values), "step")
    return steps if n_sequences == 1 else f"{steps} of {n_sequences:,} sequences"
