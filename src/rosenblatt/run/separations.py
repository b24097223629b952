"""What is known of a perceptron's question: which of its classes a plane can tell from the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Separation:
    """What is known of one neuron's question.

    Attributes
    ----------
    label : object
        The class that the neuron answers to.
    separable : bool
        Whether a plane tells it from the rest, on the rows trained on.
    margin : float
        The distance that a plane keeps from all samples, in prepared inputs; 0 if they are not separable.
    largest : bool
        Whether no plane keeps more; else it is that of the perceptron's own weights.
    most_mistakes : int or None
        How many mistakes the rule makes at most (Novikoff's bound); None where there is no bound.
    mistakes : int
        How many it made.
    rows : tuple of int
        Rows of the table, counted from 1, that contradict each other; empty if separable.
    shares : tuple of float
        The weight of each in the contradiction, with sum 1.
    """

    label: object
    separable: bool
    margin: float
    largest: bool
    most_mistakes: int | None
    mistakes: int
    rows: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Separations:
    """What is known of all neurons of a perceptron, on the rows it was trained on.

    Attributes
    ----------
    text : str
        The whole in words.
    cycling : bool
        Whether it goes round and round: without a plane there is always a mistake that moves the weights, and
        they stay bounded (the perceptron cycling theorem; Block & Levin, 1970).
    returns_after : int or None
        So many epochs after the last one its weights are, bit for bit, the same again; None if that is not
        known.
    neurons : tuple of Separation
        Two classes: one. More: one for each class, without those that are in ``unknown``.
    unknown : tuple of object
        The classes that were not examined, since that would have taken long.
    """

    text: str
    cycling: bool
    returns_after: int | None
    neurons: tuple[Separation, ...]
    unknown: tuple[object, ...] = ()

    @property
    def separable(self) -> bool:
        """Whether a plane is known for every class."""
        return not self.unknown and all(each.separable for each in self.neurons)
