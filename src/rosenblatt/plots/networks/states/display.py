"""StatesDisplay: what the hidden neurons of a recurrent network hold over time, in three views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self, cast

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rosenblatt.errors import PlanError, require_known
from rosenblatt.network.names import layer_names
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.style import FULL
from rosenblatt.plots.networks.states.heat import Heat
from rosenblatt.plots.networks.states.plane import draw_plane
from rosenblatt.plots.networks.states.tree import Tree
from rosenblatt.plots.networks.states.words import description_of, title_of
from rosenblatt.views.names import names_of
from rosenblatt.views.states import States, gather, is_several, sequences_of
from rosenblatt.views.view import Plane

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
    whose mean states are alike, as Elman did with words ("Finding structure in time", 1990).

    Parameters
    ----------
    states : States
    neuron_names : tuple of str
    layer_name, activation : str
    view : {"time", "plane", "tree"}
    most_steps : int
        Steps that the map shows at most.
    width : float
        Width in inches of a figure of its own; the height follows.

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
            Names for the network's inputs and outputs.
        most_steps : int, default=40
            Steps that the map of ``view="time"`` shows at most; with more than 40 they may be numbered only.
        width : float
            Width in inches of a figure of its own; the height follows.
        ax : matplotlib.axes.Axes, optional
            Where to draw at once. Default: drawn later, by :meth:`plot`.

        Returns
        -------
        StatesDisplay

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
        most_steps: int = 40,
        width: float = FULL,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display of what a fitted estimator's layer holds over sequences.

        Parameters
        ----------
        estimator : estimator
            With context neurons; or a pipeline that ends in one.
        X : array-like or table of shape (n_steps, n_features), or a list of such
            One sequence or several, as the estimator takes them: a pipeline prepares them.
        view, labels, label_name, layer, most_steps, width, ax
            As for :meth:`from_network`.

        Returns
        -------
        StatesDisplay

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted yet.
        PlanError
            As for :meth:`from_network`.
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
            most_steps=most_steps,
            width=width,
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
