"""The seventeen figures in their order, under four headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rosenblatt.pages.gallery import curves, gates, iris, neuron, shapes, xor
from rosenblatt.pages.gallery.picture import Picture


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    name : str
        Its anchor on the page.
    heading : str
    figures : tuple of callable
        Functions that create one figure each.
    """

    name: str
    heading: str
    figures: tuple[Callable[[], Picture], ...]


SECTIONS = (
    Section("one-neuron", "One neuron", (neuron.figure_1, neuron.figure_2, neuron.figure_3, curves.figure_4)),
    Section("a-perceptron", "A perceptron on Iris", (iris.figure_5, iris.figure_6)),
    Section(
        "layers",
        "Networks of several layers",
        (
            shapes.figure_7,
            shapes.figure_8,
            shapes.figure_9,
            shapes.figure_10,
            gates.figure_11,
            curves.figure_12,
            shapes.figure_13,
        ),
    ),
    Section(
        "gates",
        "Gates and XOR",
        (gates.figure_14, curves.figure_15, gates.figure_16, xor.figure_17),
    ),
)
"""All figures, by section."""


def pictures() -> Iterator[Picture]:
    """Create the seventeen figures, one after the other.

    Yields
    ------
    Picture
    """
    for section in SECTIONS:
        for create in section.figures:
            yield create()
