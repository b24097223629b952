"""StatesDisplay: what the hidden neurons of a recurrent network hold over time, in three views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError, require_known
from rosenblatt.network.names import layer_names
from rosenblatt.plots.base.class_legend import class_legend, draw_named_classes
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import INK, PAPER, RULE, VALUES, mixed
from rosenblatt.plots.base.samples import draw_values
from rosenblatt.plots.base.style import FULL, quiet_axes
from rosenblatt.plots.networks.states.heat import Heat
from rosenblatt.plots.networks.states.tree import Tree
from rosenblatt.views.names import names_of
from rosenblatt.views.states import States, gather, is_several, sequences_of
from rosenblatt.views.view import Plane
from rosenblatt.views.words import count, number, share, some

if TYPE_CHECKING:
    from rosenblatt.network import Network

VIEWS = ("time", "plane", "tree")
NARROW = 5.0
"""Inches of width below which axes have short names."""


@dataclass
class StatesDisplay(Display):
    """What a layer of a recurrent network holds at each step: over time, on a plane, or as a tree.

    ``view="time"`` is a map with a column for each step and a row for each neuron. ``view="plane"`` sets the
    steps on the plane of their two main components, joined in the order of time. ``view="tree"`` joins labels
    whose mean states are alike, as Elman did with words ("Finding structure in time", 1990); ``most_steps``
    is described at :meth:`from_network`.

    Parameters
    ----------
    states : States
    neuron_names : tuple of str
    layer_name, activation : str
    view : {"time", "plane", "tree"}
    most_steps : int
    width : float, inches

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.plots import StatesDisplay
    >>> adds_up = Network((1, 1, 1), ("identity", "identity"), [1, 1, 1, 0, 0],
    ...                   cell="elman", initial_context=0)
    >>> StatesDisplay.from_network(adds_up, [[3], [4], [-2]]).description
    '1 neuron of hidden layer 1 over 3 steps. h1.1 goes from 3 to 7. The steps are named by their input.'
    """

    states: States
    neuron_names: tuple[str, ...]
    layer_name: str
    activation: str
    view: str = "time"
    most_steps: int = 40
    width: float = FULL

    @classmethod
    def from_network(
        cls,
        network: Network,
        X: ArrayLike | Sequence[ArrayLike],
        *,
        view: str = "time",
        labels: Sequence[object] | None = None,
        label_name: str | None = None,
        layer: int = 0,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        most_steps: int = 40,
        width: float = FULL,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of what a network's layer holds over sequences.

        Parameters
        ----------
        network : Network
            With a cell.
        X : array-like of shape (n_steps, n_inputs), or a list of such, or (n_sequences, n_steps, n_inputs)
            One sequence or several.
        view : {"time", "plane", "tree"}, default="time"
        labels : sequence, optional
            What each step is called: a label for every step, or for several sequences a list of labels each.
            Default: the name of the input that is 1, where one is at each step; the inputs' values, where few
            differ; else the step's number.
        label_name : str, optional
            What the labels are, such as ``"word"``.
        layer : int, default=0
            Which layer, counted from 0, the first after the inputs; -1 is the output layer.
        input_names, output_names : sequence of str, optional
        most_steps : int, default=40
            Steps that the map of ``view="time"`` shows at most; with more than 40 they may be numbered only.
        width : float, inches

        Raises
        ------
        PlanError
            If the network has no cell or no such layer, steps, labels or names do not fit, a plane is asked
            of a single neuron, or a tree of a single label.
        """
        require_network(network, cls)
        require_known("view", view, VIEWS)
        n_layers = network.n_layers
        if not -n_layers <= layer < n_layers:
            raise PlanError(f"layer must be from 0 to {n_layers - 1} in this network, got {layer}")
        if isinstance(most_steps, bool) or not isinstance(most_steps, int) or most_steps < 1:
            raise PlanError(f"most_steps must be a whole number of at least 1, got {most_steps!r}")
        layer %= n_layers
        inputs = names_of(input_names, network.n_inputs, "input")
        outputs = names_of(output_names, network.n_outputs, "output")
        states = gather(network, sequences_of(network, X), layer, labels, label_name, inputs)
        names = outputs if layer == n_layers - 1 else layer_names(network, layer)
        made = cls(
            states, names, network.layer_name(layer), network.activations[layer], view, most_steps, width
        )
        made._check_view()
        return made._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        *,
        view: str = "time",
        labels: Sequence[object] | None = None,
        label_name: str | None = None,
        layer: int = 0,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of what a fitted estimator's layer holds over sequences.

        Parameters without a description, and errors, are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : fitted estimator with context neurons, or a Pipeline that ends in one
        X : array-like or table of shape (n_steps, n_features), or a list of such
            One sequence or several, as the estimator takes them: a pipeline prepares them.
        view, labels, label_name, layer
        """
        found = Fitted.of(estimator)
        several = cast("Sequence[object]", X) if is_several(X) else [X]
        made = cls.from_network(
            found.network,
            [found.steps(each) for each in several],
            view=view,
            labels=labels,
            label_name=label_name,
            layer=layer,
            input_names=found.input_names,
            output_names=found.output_names,
        )
        return made._plotted_on(ax)

    def _check_view(self) -> None:
        if self.view == "plane" and len(self.neuron_names) < 2:
            raise PlanError("a plane needs at least 2 neurons, this layer has 1: use view='time'")
        if self.view == "tree" and len(self.states.kinds) < 2:
            raise PlanError(
                f"a tree needs at least 2 different labels, got {self.states.kinds[0]!r} alone: "
                "give labels, or use view='time'"
            )

    @cached_property
    def heat(self) -> Heat:
        """The map of ``view="time"``."""
        return Heat.of(self.states, self.neuron_names, self.activation, self.most_steps)

    @cached_property
    def plane(self) -> Plane:
        """The plane of the two main components."""
        return Plane.of_inputs(self.states.values)

    @cached_property
    def tree(self) -> Tree:
        """The labels, joined by how alike their mean states are."""
        return Tree.of(self.states)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        return title_of(self)

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        return description_of(self)

    @property
    def _has_rows(self) -> bool:
        return self.view == "tree"

    def _size(self) -> tuple[float, float]:
        if self.view == "time":
            return self.width, self.heat.height(self.width * 72) / 72
        if self.view == "plane":
            return self.width, max(2.8, min(4.4, 0.62 * self.width))
        return self.width, self.tree.height / 72

    def _draw(self, ax: Axes) -> None:
        if self.view == "time":
            self.heat.draw(ax, self.width * 72, self.states.label_name)
        elif self.view == "plane":
            draw_plane(ax, self.states, self.plane, narrow=self.width < NARROW)
        else:
            self.tree.draw(ax)


MOST_JOINED = 300
"""More steps than that are not joined: their paths would hide them."""
MOST_ARROWS = 60
"""So many steps or fewer have an arrow on the way to the next."""
PATH = mixed(RULE, PAPER, 0.6)
"""Lines that join the steps: they stay behind the marks."""
MOST_KINDS = 20
"""With more different labels the steps are coloured by time."""


def is_by_time(states: States) -> bool:
    """Whether colours show the time: where there are too many labels to distinguish."""
    return len(states.kinds) > MOST_KINDS


def draw_plane(ax: Axes, states: States, plane: Plane, *, narrow: bool) -> None:
    """Draw each step's place on the plane; a ``narrow`` picture has short names for its axes."""
    places = plane.project(states.values)
    if len(places) <= MOST_JOINED:
        _draw_paths(ax, places, states)
    firsts = places[[part.start for part in states.sequences]]
    if is_by_time(states):
        _draw_by_time(ax, places, states)
    else:
        notes = ["ringed: first step"]
        draw_named_classes(
            ax, places[:, 0], places[:, 1], states.which, states.kinds, heading=states.label_name, notes=notes
        )
    ax.scatter(firsts[:, 0], firsts[:, 1], s=110, facecolors="none", edgecolors=INK, linewidths=1.0, zorder=4)
    of_what = "" if narrow else " of the variance"
    for axis, part, place in ((ax.xaxis, plane.shares[0], 1), (ax.yaxis, plane.shares[1], 2)):
        numeric_axis(axis, most=3 if narrow else 6)
        axis.set_label_text(f"main component {place} ({share(part, 1.0)}{of_what})")
    quiet_axes(ax)
    ax.margins(0.08)


def _draw_paths(ax: Axes, places: NDArray[np.float64], states: States) -> None:
    for part in states.sequences:
        path = places[part]
        ax.plot(path[:, 0], path[:, 1], color=PATH, linewidth=0.7, zorder=1)
        if len(places) > MOST_ARROWS:
            continue
        for begin, end in pairwise(path):
            if np.abs(end - begin).max() > 0:
                way = {"arrowstyle": "-|>", "color": RULE, "linewidth": 0.0, "mutation_scale": 9}
                ax.annotate("", begin + 0.62 * (end - begin), begin + 0.5 * (end - begin), arrowprops=way)


def _draw_by_time(ax: Axes, places: NDArray[np.float64], states: States) -> None:
    colours = LinearSegmentedColormap.from_list("values", VALUES)
    when = np.concatenate([np.linspace(0, 1, length) for length in states.lengths])
    draw_values(ax, places[:, 0], places[:, 1], colours(when))
    class_legend(ax, (), notes=["faint: early steps", "strong: late steps", "ringed: first step"])


def title_of(display: StatesDisplay) -> str:
    """What one should see, in one sentence."""
    if display.view == "time":
        place = int(display.states.values.std(axis=0).argmax())
        n_drawn = len(display.heat.values)
        drawn = "" if n_drawn == len(display.states.values) else f"; only the first {n_drawn:,} are drawn"
        return (
            f"{display.neuron_names[place]} changes most of {_neurons(display)} over {_steps(display)}{drawn}"
        )
    if display.view == "plane":
        part = share(sum(display.plane.shares), 1.0)
        of_what = f"the variance of {_neurons(display)} over {_steps(display)}"
        return f"Two main components explain {part} of {of_what}"
    first, second, _ = display.tree.nearest
    return f"{first} and {second} have the most similar states in {display.layer_name}"


def description_of(display: StatesDisplay) -> str:
    """What the picture shows, with its numbers."""
    sentences_of = {"time": _over_time, "plane": _on_plane, "tree": _as_tree}
    return " ".join(
        [
            f"{_neurons(display)} of {display.layer_name} over {_steps(display)}.",
            *sentences_of[display.view](display),
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
        said.append(f"Only the first {n_steps:,} of {len(values):,} steps are drawn.")
    if n_neurons < values.shape[1]:
        said.append(f"Only the {n_neurons} of {values.shape[1]:,} neurons that change most are drawn.")
    return said


def _on_plane(display: StatesDisplay) -> list[str]:
    states, plane = display.states, display.plane
    first, second = (share(part, 1.0) for part in plane.shares)
    said = [f"The first main component explains {first} of their variance, the second {second}."]
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
        said.append("There are too many steps to join them in their order.")
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
        said.append(f"Only the {len(tree.leaves)} most frequent of {tree.n:,} labels are drawn.")
    return said


def _neurons(display: StatesDisplay) -> str:
    return count(len(display.neuron_names), "neuron")


def _steps(display: StatesDisplay) -> str:
    n_sequences = len(display.states.lengths)
    steps = count(len(display.states.values), "step")
    return steps if n_sequences == 1 else f"{steps} of {n_sequences:,} sequences"
