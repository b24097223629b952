"""What a drawing of a network shows beside its neurons, and the room that each of these takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError, require_known

if TYPE_CHECKING:
    from rosenblatt.network import Network

LAYERS = ("input", "hidden", "output")
PARTS = (*LAYERS, "bias", "context")
"""What can be highlighted: layers, which get a ground of their own, and kinds of neurons."""
LINES = ("weight", "product")
MOST_NUMBERS = 48
"""More numbers than that find no place on their lines."""


class Drawing(TypedDict, total=False):
    """What may be asked of a drawing; :meth:`NetworkDisplay.from_network` says what each means."""

    weights: bool
    biases: bool
    numbers: bool
    lines: str
    highlight: str | Iterable[str] | None
    key: bool
    widest: float | None


@dataclass(frozen=True)
class Options:
    """How to draw a network: the sample, and what is asked of the drawing, checked."""

    sample: NDArray[np.float64] | None = None
    weights: bool = True
    biases: bool = True
    numbers: bool = False
    lines: str = "weight"
    highlight: tuple[str, ...] = ()
    key: bool = True
    widest: float | None = None

    @classmethod
    def checked(cls, network: Network, sample: ArrayLike | None, drawing: Drawing) -> Options:
        """Refuse what cannot be drawn, naming what can."""
        for name in drawing:
            require_known("option", name, tuple(Drawing.__annotations__))
        weights, biases = drawing.get("weights", True), drawing.get("biases", True)
        numbers = drawing.get("numbers", False)
        lines, widest = drawing.get("lines", "weight"), drawing.get("widest")
        require_known("lines", lines, LINES)
        rows = None if sample is None else _checked_sample(network, sample)
        if lines == "product" and rows is None:
            raise PlanError("lines='product' needs the values of a sample: give sample=, or lines='weight'")
        if not weights and (numbers or lines == "product"):
            asked = "numbers=True" if numbers else "lines='product'"
            raise PlanError(f"weights=False draws the shape alone, so {asked} has no line to stand on")
        n_lines = network.n_parameters if biases else network.n_weights
        if numbers and (n_lines > MOST_NUMBERS or max(network.layer_sizes) > 8 or network.n_layers > 4):
            raise PlanError(
                f"numbers=True writes a number on each line, which is for up to {MOST_NUMBERS} parameters, "
                f"8 neurons a layer and 4 layers, got {n_lines} in layers of {network.layer_sizes}: leave it "
                "away, or draw the layers one by one with WeightsDisplay"
            )
        if widest is not None and not 0 < widest < float("inf"):
            raise PlanError(
                f"widest must be a number above 0, got {widest!r}: omit it for the largest weight"
            )
        parts = _checked_parts(network, drawing.get("highlight"), biases=biases)
        return cls(rows, weights, biases, numbers, lines, parts, drawing.get("key", True), widest)

    @property
    def radius(self) -> float:
        """Of a neuron, in points."""
        return 16.0 if self.sample is not None else 7.0 if self.weights else 10.0

    def pitch(self, longest: float) -> float:
        """Distance in points of two neurons of a layer, where the longest column has so many places."""
        if self.numbers:
            return 50.0 if self.sample is not None else 43.0
        if self.sample is not None:
            return 39.0
        if not self.weights:
            return 32.0
        return 23.0 if longest > 6 else 29.0 if longest > 2 else 36.0


def _checked_sample(network: Network, sample: ArrayLike) -> NDArray[np.float64]:
    """Return the sample as rows: one, or of a recurrent network the steps up to the one that is drawn."""
    try:
        rows = np.asarray(sample, dtype=np.float64)
    except (TypeError, ValueError):
        raise PlanError(f"sample must be numbers, got {sample!r}") from None
    rows = rows[None] if rows.ndim == 1 else rows
    if rows.ndim != 2 or rows.shape[1] != network.n_inputs:
        raise PlanError(
            f"sample must hold a number for each of the {network.n_inputs} inputs, "
            f"got shape {np.shape(sample)}"
        )
    if not len(rows) or (len(rows) > 1 and network.cell is None):
        several = "or the steps of one sequence" if network.cell else "this network has no context neurons"
        raise PlanError(f"sample must be one sample, got {len(rows)} rows: {several}")
    if not np.isfinite(rows).all():
        raise PlanError(f"sample must be finite numbers, got {rows.tolist()}")
    return rows


def _checked_parts(
    network: Network, highlight: str | Iterable[str] | None, *, biases: bool
) -> tuple[str, ...]:
    names = (highlight,) if isinstance(highlight, str) else tuple(highlight or ())
    for name in names:
        require_known("highlight", name, PARTS)
    if "hidden" in names and network.n_layers == 1:
        raise PlanError("highlight='hidden': this network has no hidden layer, use 'input' or 'output'")
    if "context" in names and network.cell is None:
        raise PlanError("highlight='context': this network has no context neurons, they come with a cell")
    if "bias" in names and not biases:
        raise PlanError("highlight='bias': biases=False leaves the bias neurons away, so use biases=True")
    return tuple(name for name in PARTS if name in names)
