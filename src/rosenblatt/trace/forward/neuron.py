"""NeuronTrace: the computation of one neuron for one sample, term by term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np

from rosenblatt._typing import FloatArray
from rosenblatt.formulas.activations import get_activation
from rosenblatt.network.names import no_neuron
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Row,
    Rows,
    Token,
    call,
    equals,
    number,
    operator,
    word,
)
from rosenblatt.trace.writing.calculation import (
    Calculation,
    fold_note,
    named_terms,
    product,
    sum_of_numbers,
    sum_of_products,
)
from rosenblatt.trace.writing.document import Written
from rosenblatt.trace.writing.numbers import short, shown


@dataclass(frozen=True)
class Term:
    """One product of a neuron's sum.

    Attributes
    ----------
    source : str
        The name of an input or a neuron.
    value, weight, product : float
        The value of the source, its weight, and ``weight * value``.
    """

    source: str
    value: float
    weight: float
    product: float


@dataclass(frozen=True, eq=False)
class NeuronTrace(Written):
    """One neuron: each product, their sum, the bias, the pre-activation, the activation.

    Attributes
    ----------
    name : str
        ``"h1.3"`` is the third neuron of hidden layer 1, ``"o1"`` the first output.
    label : str
        The label of an output, such as a class; empty for other neurons.
    sources : tuple of str
        Names of its sources.
    inputs, weights : ndarray of shape (n_sources,)
        Values of the sources, and their weights.
    weighted_sum, bias, z : float
        The sum of the products, in the order in which the network adds them; the bias; the pre-activation,
        ``weighted_sum + bias``.
    activation : str
        The activation's name.
    value : float
        The activation of ``z``.
    mask : float or None
        The dropout mask, by which the value is multiplied before the next layer; None without dropout.
    group : ndarray
        For a softmax the pre-activations of all outputs of its group, including this neuron.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    inputs: FloatArray = field(repr=False)
    weights: FloatArray = field(repr=False)
    weighted_sum: float
    bias: float
    z: float
    activation: str
    value: float
    mask: float | None = None
    group: FloatArray = field(default_factory=lambda: np.empty(0), repr=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The products, one for each source."""
        with np.errstate(all="ignore"):
            products = self.inputs * self.weights
        columns = (self.inputs.tolist(), self.weights.tolist(), products.tolist())
        return tuple(Term(*each) for each in zip(self.sources, *columns, strict=True))

    @property
    def formula(self) -> str:
        """The activation's formula."""
        return get_activation(self.activation).formula

    @property
    def passed_on(self) -> float:
        """The value that the next layer reads: with dropout the masked value."""
        return self.value if self.mask is None else self.value * self.mask

    def equations(self) -> tuple[Equation, ...]:
        """Return the sum, then the activation, then dropout if there is any."""
        summed = (sum_of_products(self.inputs, self.weights) + self.bias).gives(self.z)
        if self.activation == "step":
            parts: tuple[Equation, ...] = ((*summed, word(f"({bool(self.value)})")),)
        elif self.activation == "identity":
            parts = (summed,)
        elif self.activation == "softmax":
            parts = (summed, self._softmax())
        else:
            again = activated(self.activation, shown(self.z))
            parts = (summed, (call(self.activation, self.z), *equals(self.value, again)))
        if self.mask is None:
            return parts
        masked = product(self.value, self.mask).gives(self.passed_on)
        return (*parts, (word("dropout:"), *masked))

    def row(self) -> Row:
        """Return the neuron as a row of a page."""
        note = fold_note(self.inputs, self.weights, self.sources)
        terms = named_terms(self.inputs, self.weights, self.sources)
        return Row(self.name, self.equations(), note, self.label, terms)

    def blocks(self) -> Sequence[Block]:
        """Return the neuron's arithmetic without its name."""
        row = self.row()
        return (Rows((Row("", row.equations, row.note, terms=row.terms),)),)

    def _softmax(self) -> Equation:
        """``exp(z) / sum of exp(z) = 3.3 / ( 3.3 + 1.3 ) = 0.7``; a huge z is subtracted from all."""
        largest = float(self.group.max())
        shift = largest if abs(largest) > 300 else 0.0
        powers = np.array([activated("exp", z - shift) for z in self.group.tolist()])
        own = activated("exp", self.z - shift)
        less = f" {'-' if shift > 0 else '+'} {short(abs(shift))}" if shift else ""
        share = Calculation.of(own) / sum_of_numbers(powers).enclosed()
        return (
            call("exp", f"{number(self.z).text}{less}"),
            operator("/"),
            word(f"sum of exp(z{less})"),
            Token("relation", "="),
            *share.gives(self.value),
        )


class Named(Protocol):
    """An object with a neuron's name."""

    @property
    def name(self) -> str:
        """``"h1.3"`` or ``"o1"``."""


OfNeuron = TypeVar("OfNeuron", bound=Named)


def neuron_in(layers: Iterable[Sequence[OfNeuron]], name: str) -> OfNeuron:
    """Return the neuron of a name; the PlanError for an unknown one names those of the network."""
    layers = list(layers)
    for layer in layers:
        for neuron in layer:
            if neuron.name == name:
                return neuron
    raise no_neuron(name, [[neuron.name for neuron in layer] for layer in layers])


def activated(name: str, z: float) -> float:
    """Return an activation of a single number."""
    with np.errstate(all="ignore"):
        return float(get_activation(name).value(np.array([[z]]))[0, 0])
