"""A gate or a small circuit drawn: each weight at its line, the truth table, the plane of two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from matplotlib.axes import Axes

from rosenblatt.errors import PlanError
from rosenblatt.gates import GATES, TruthTable, gate, truth_table
from rosenblatt.gates.by_name import neuron_word
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, require_network
from rosenblatt.plots.base.palette import FAINT, INK, MUTED, RULE
from rosenblatt.plots.base.style import FULL, HALF, LABEL, SMALL, drawing_room, is_narrow
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.plots.gates.corners import ROOM_BELOW, ROOM_BESIDE, SIDE, draw_corners
from rosenblatt.plots.gates.wires import WiredNetwork
from rosenblatt.views.names import names_of
from rosenblatt.views.words import count, listing, short

if TYPE_CHECKING:
    from rosenblatt.network import Network

MOST_ROWS = 16
MOST_NEURONS = 6
MOST_LINES = 16
MOST_LAYERS = 3
"""Of a network in which every weight can be written at its line: so many lines into one layer."""

STRETCHED = 1.4
"""How much higher the network is on a phone, where its lines are short."""
LINE = 13.5
COLUMN_GAP = 9.0
BETWEEN = 26.0
MOST_TABLE = 190.0
"""In points: the height of a row, the distance of columns and of the parts, the most width of a table."""


@dataclass
class GateDisplay(Display):
    """A gate as the network that computes it, with its truth table.

    Every weight and every bias is written at its line, solid for positive and dashed for negative numbers; a
    weight of zero has no line. Each neuron is labelled with its function. Of two inputs the plane is shown
    too: its four corners, filled squares where the answer is 1, and the lines that the first level's neurons
    draw.

    Parameters
    ----------
    network : Network
    table : TruthTable
    """

    network: Network
    table: TruthTable

    is_drawing = True

    @classmethod
    def from_network(
        cls,
        network: Network,
        *,
        input_names: Sequence[object] | None = None,
        output_names: Sequence[object] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Make the display.

        Parameters
        ----------
        network : Network
            A gate or a small circuit: every activation a step, at most 4 inputs, 3 layers, 6 neurons in each
            and 16 lines into each.
        input_names, output_names : sequence of str, optional
            Default: the circuit's own names, or ``x1``, ``x2``, ... and ``y``.

        Raises
        ------
        PlanError
            If the network is larger or not made of steps, or the names do not fit.
        """
        require_network(network, cls)
        if not cls.fits(network):
            sizes = "-".join(map(str, network.layer_sizes))
            raise PlanError(
                f"GateDisplay draws small networks of steps, every weight at its line; got {sizes} with "
                f"{', '.join(dict.fromkeys(network.activations))}: draw it with NetworkDisplay"
            )
        table = truth_table(network)
        inputs = table.input_names if input_names is None else names_of(input_names, table.n_inputs, "input")
        outputs = (
            table.output_names if output_names is None else names_of(output_names, table.n_outputs, "output")
        )
        return cls(network, TruthTable(table.outputs, input_names=inputs, output_names=outputs))._plotted_on(
            ax
        )

    @classmethod
    def from_estimator(cls, estimator: object, *, ax: Axes | None = None) -> Self:
        """Make the display of a fitted perceptron, or of any estimator whose network is made of steps.

        Its columns and classes are named; errors are those of :meth:`from_network`.

        Parameters
        ----------
        estimator : fitted Perceptron with at most 4 features
        """
        known = Fitted.of(estimator)
        return cls.from_network(
            known.network, input_names=known.input_names, output_names=known.output_names, ax=ax
        )

    @classmethod
    def from_name(cls, name: str, *, ax: Axes | None = None) -> Self:
        """Make the display of a gate; raises PlanError for an unknown name.

        Parameters
        ----------
        name : {"and", "or", "not", "nand", "nor", "xor", "xnor", "implies"}
        """
        return cls.from_network(gate(name), ax=ax)

    @staticmethod
    def fits(network: Network) -> bool:
        """Whether a network is small enough, and made of steps alone."""
        return (
            set(network.activations) == {"step"}
            and network.cell is None
            and 1 << network.n_inputs <= MOST_ROWS
            and network.n_layers <= MOST_LAYERS
            and max(network.layer_sizes) <= MOST_NEURONS
            and all(int((weights != 0).sum()) <= MOST_LINES for weights in network.weights)
        )

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        what = listing(name.upper() if name in GATES else name for name in self.table.output_names)
        neurons = sum(self.network.layer_sizes[1:])
        if neurons == 1:
            parts = {1: "point separates 0 from 1", 2: "line has every 1 on one side"}
            shown = parts.get(self.network.n_inputs)
            return f"One neuron computes {what}" + (f": its {shown}" if shown else "")
        title = f"{count(neurons, 'neuron')} in {count(self.network.n_layers, 'layer')} compute {what}"
        columns = {tuple(column) for column in self.table.outputs.T.tolist()}
        if columns <= {(0, 1, 1, 0), (1, 0, 0, 1)}:
            title += ": no single line separates its 1s from its 0s"
        return title

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        rows = zip(self.table.inputs.tolist(), self.table.outputs.tolist(), strict=True)
        answers = [f"{' '.join(map(str, row))} gives {' '.join(map(str, answer))}" for row, answer in rows]
        names = listing(self.table.input_names)
        return f"The inputs are {names}. {listing(answers)}. {' '.join(self._neurons())}"

    def _neurons(self) -> list[str]:
        """A sentence for each neuron: its weights and its bias."""
        said = []
        for layer, (weights, biases) in enumerate(
            zip(self.network.weights, self.network.biases, strict=True)
        ):
            is_last = layer == self.network.n_layers - 1
            for place, bias in enumerate(biases.tolist()):
                name = f"Neuron h{layer + 1}.{place + 1}"
                name = f"The output {self.table.output_names[place]}" if is_last else name
                numbers = listing(map(short, weights[:, place].tolist()))
                word = "weight" if len(weights) == 1 else "weights"
                said.append(f"{name} has the {word} {numbers} and the bias {short(bias)}.")
        return said

    def _wired(self) -> WiredNetwork:
        words = [
            [neuron_word(w, float(b)) or "Σ" for w, b in zip(weights.T, biases, strict=True)]
            for weights, biases in zip(self.network.weights, self.network.biases, strict=True)
        ]
        return WiredNetwork(self.network, self.table.input_names, self.table.output_names, words)

    def _size(self) -> tuple[float, float]:
        beside = LINE * (self.table.n_rows + 1) + 6
        wired = self._wired_height + 4
        if is_narrow():
            below = self._plane_height + (0 if self._is_beside else beside + BETWEEN / 2)
            return HALF, (wired + BETWEEN + max(beside, below)) / 72
        if self._has_plane:
            beside += BETWEEN / 2 + self._plane_height
        return FULL, max(wired, beside + 4) / 72

    def _narrowest(self) -> float:
        return (self._wired().narrowest + 6) / 72

    @property
    def _wired_height(self) -> float:
        return self._wired().height * (STRETCHED if is_narrow() else 1.0)

    @property
    def _plane_height(self) -> float:
        return SIDE + ROOM_BELOW if self._has_plane else 0.0

    @property
    def _is_beside(self) -> bool:
        """Whether on a phone the plane has room beside the table."""
        return self._table_width + BETWEEN + ROOM_BESIDE + SIDE + 6 <= 72 * HALF

    @property
    def _table_width(self) -> float:
        widths = self._widths()
        return sum(widths) + COLUMN_GAP * len(widths)

    @property
    def _has_plane(self) -> bool:
        return self.network.n_inputs == 2

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        widths = self._widths()
        inset, side = (ROOM_BESIDE, SIDE) if self._has_plane else (3.0, 0.0)
        high = height - 2
        table_height = LINE * (self.table.n_rows + 1) + BETWEEN / 2
        if is_narrow():
            low = high - self._wired_height
            self._wired().draw(ax, 3, room - 3, low, high)
            left, top = inset, low - BETWEEN
            self._draw_table(ax, left, top, widths)
            if self._is_beside:
                left, table_height = room - side - 3, 0.0
        else:
            left, top = room - max(self._table_width, side) - 3, high
            self._draw_table(ax, left, top, widths)
            self._wired().draw(ax, 3, left - inset - BETWEEN, 3, high)
        if self._has_plane:
            lines = [
                name if name not in ("Σ", "1", "0") else f"h1.{place}"
                for place, name in enumerate(self._wired().words[0], 1)
            ]
            below = max(ROOM_BELOW, top - table_height - SIDE)
            draw_corners(ax, self.network, self.table.input_names, lines, left, below)

    def _heads(self) -> list[str]:
        names = (*self.table.input_names, *self.table.output_names)
        room = MOST_TABLE - COLUMN_GAP * len(names)
        most = 0.0
        # Short names leave their room to long ones.
        for rest, wide in enumerate(sorted(width(name, SMALL, "bold") for name in names)):
            most = max(most, min(wide, room / (len(names) - rest)))
            room -= min(wide, most)
        return [fitted(name, most, SMALL, "bold") for name in names]

    def _widths(self) -> list[float]:
        return [max(width(head, SMALL, "bold"), 6.0) for head in self._heads()]

    def _draw_table(self, ax: Axes, left: float, high: float, widths: list[float]) -> None:
        """The truth table: a rule below the names, another between inputs and outputs."""
        values = [*self.table.inputs.T.tolist(), *self.table.outputs.T.tolist()]
        x, n_rows = left, self.table.n_rows
        below = high - LINE * (n_rows + 1) - 3
        for place, (head, wide, column) in enumerate(zip(self._heads(), widths, values, strict=True)):
            if place == self.table.n_inputs:
                ax.plot([x - 1, x - 1], [high, below + 3], color=RULE, linewidth=0.7)
                x += COLUMN_GAP
            middle = x + wide / 2
            ax.text(middle, high - LINE / 2, head, ha="center", va="center", size=SMALL, weight="bold")
            is_output = place >= self.table.n_inputs
            for row, value in enumerate(column, 1):
                ax.text(
                    middle,
                    high - LINE * (row + 0.5) - 3,
                    str(value),
                    ha="center",
                    va="center",
                    size=LABEL,
                    color=INK if value or not is_output else MUTED,
                    weight="bold" if value and is_output else "normal",
                )
            x += wide + COLUMN_GAP
        ax.plot([left - 3, x - COLUMN_GAP + 3], [high - LINE - 1] * 2, color=RULE, linewidth=0.7)
        for row in range(2, n_rows, 2):
            y = high - LINE * (row + 1) - 3
            ax.plot([left - 3, x - COLUMN_GAP + 3], [y, y], color=FAINT, linewidth=0.6)
