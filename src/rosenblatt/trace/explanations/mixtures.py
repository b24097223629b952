"""The computation of a mixture's answer for one row: the votes of its members, and any of its networks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, nearest
from rosenblatt.model import Model
from rosenblatt.network.mixture import Encoding, Member, Mixture
from rosenblatt.trace.explanations.decision import Answered, Decision, decide_mixture, output_names
from rosenblatt.trace.explanations.reading import ReadRow
from rosenblatt.trace.forward.trace import Trace, trace
from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Heading,
    Paragraph,
    Row,
    Rows,
    Title,
    number,
    operator,
    word,
)
from rosenblatt.trace.writing.calculation import Calculation, product, sum_of_numbers, sum_of_products
from rosenblatt.trace.writing.document import Page, Written
from rosenblatt.trace.writing.numbers import short

_NOISE = 1e-9
MOST_OUTPUTS = 8
"""Of more classes the votes for those of the largest probability are written."""


@dataclass(frozen=True, eq=False)
class MixtureExplanation(Answered):
    """The computation of a mixture's answer for one row.

    Attributes
    ----------
    model : Model
    row : ReadRow
        The row's values, and the inputs computed from them.
    votes : ndarray of shape (n_members, n_outputs)
        The outputs of each member: the mean of its networks'.
    outputs : ndarray of shape (n_outputs,)
        The mean of the votes, weighted by the members' weights; of a regression clipped to the range of the
        training targets.
    decision : Decision
        The meaning of the outputs: ``.prediction``, ``.probabilities``, ``.sentence``.
    """

    model: Model
    row: ReadRow
    votes: NDArray[np.float64]
    outputs: NDArray[np.float64]
    decision: Decision

    @property
    def mixture(self) -> Mixture:
        """The mixture."""
        assert self.model.mixture is not None
        return self.model.mixture

    def blocks(self) -> Sequence[Block]:
        """Return the row, the votes of the members, and the decision."""
        title = Title(f"The answer is {self.answer}")
        rows = Rows(tuple(feature.row for feature in self.row.features))
        return (title, Heading(self.row.heading), rows, *self._votes(), *self._decision_blocks())

    def network(self, name: str) -> NetworkOfMixture:
        """Return the arithmetic of one network of a member.

        Parameters
        ----------
        name : str
            The member's name, with a network's number counted from 1: ``"lines.3"``. Without a number it is
            the first network.

        Raises
        ------
        PlanError
            If there is no such member or network.
        """
        member, place = _found(self.mixture, name)
        network, encoding = member.networks[place], self.mixture.encodings[member.encodings[place]]
        inputs = self.row.inputs
        encoded = encoding.encode(np.asarray(inputs, np.float64)[None], network.dtype)[0]
        units = input_units(self.model)
        names = self.row.input_names or tuple(f"x{k}" for k in range(1, len(inputs) + 1))
        passed = trace(
            network,
            encoded,
            input_names=encoded_names(encoding, names, units),
            output_names=output_names(self.model),
        )
        return NetworkOfMixture(self, member, place, encoding, passed, names, units)

    def _votes(self) -> Sequence[Block]:
        mixture = self.mixture
        if mixture.constant is not None:
            return (
                Paragraph("The target had one value in all training rows, which is the answer to any row."),
            )
        weights = np.array([member.weight for member in mixture.members])
        names = self._output_names()
        order = range(len(self.outputs))
        if len(self.outputs) > MOST_OUTPUTS:
            order = np.argsort(-self.outputs, kind="stable")[:MOST_OUTPUTS].tolist()
        members = ", ".join(f"{each.name} {short(each.weight)}" for each in mixture.members)
        blocks: list[Block] = [Heading("Votes of the members")]
        if len(mixture.members) > 1:
            blocks.append(Paragraph(f"Each vote is multiplied by the weight of its member ({members})."))
        rows = []
        for place in order:
            result = float(self.votes[:, place] @ weights)
            rows.append(Row(names[place], (sum_of_products(self.votes[:, place], weights).gives(result),)))
            answer = float(self.outputs[place])
            if not math.isclose(answer, result, rel_tol=1e-9, abs_tol=1e-12):
                kept = (word("kept in the range of the training rows"), operator("->"), number(answer))
                rows.append(Row(names[place], (kept,)))
        blocks.append(Rows(tuple(rows)))
        for place, member in enumerate(mixture.members):
            blocks += [Heading(f"Vote of {member.name}"), Rows(self._of_networks(member, place, order))]
        return blocks

    def _of_networks(self, member: Member, place: int, order: Sequence[int]) -> tuple[Row, ...]:
        """The mean of a member's networks, for each output."""
        mixture, inputs = self.mixture, np.asarray(self.row.inputs, np.float64)[None]
        found = np.stack(
            [
                network.forward(mixture.encodings[encoding].encode(inputs, network.dtype))[0]
                for network, encoding in zip(member.networks, member.encodings, strict=True)
            ]
        ).astype(np.float64)
        if mixture.target_mean is not None and mixture.target_scale is not None:
            found = mixture.target_mean + mixture.target_scale * found
        n, rows = len(found), []
        for output in order:
            mean = sum_of_numbers(found[:, output]).enclosed() / n
            rows.append(Row(self._output_names()[output], (mean.gives(float(self.votes[place, output])),)))
        return tuple(rows)

    def _output_names(self) -> tuple[str, ...]:
        if self.model.classes is None:
            return ("prediction",)
        names = output_names(self.model) or tuple(f"o{k}" for k in range(1, len(self.outputs) + 1))
        return tuple(f"p({name})" for name in names)


@dataclass(frozen=True, eq=False)
class NetworkOfMixture(Written):
    """The arithmetic of one network of a mixture for one row.

    Attributes
    ----------
    whole : MixtureExplanation
    member : Member
    place : int
        Which network of the member, from 0.
    encoding : Encoding
        How it reads the prepared inputs.
    trace : Trace
        Its arithmetic, from its own inputs on.
    input_names : tuple of str
        Names of the prepared inputs.
    units : ndarray of shape (n_inputs, 2)
        What restores each prepared input's own unit: its mean and scale.
    """

    whole: MixtureExplanation
    member: Member
    place: int
    encoding: Encoding
    trace: Trace
    input_names: tuple[str, ...]
    units: NDArray[np.float64]

    def blocks(self) -> Sequence[Block]:
        """Return the row, the network's inputs, and its layers."""
        which = f"Network {self.place + 1} of {len(self.member.networks)} of the member {self.member.name}"
        rows = Rows(tuple(feature.row for feature in self.whole.row.features))
        heading = Heading(self.whole.row.heading)
        return (
            Title(which),
            heading,
            rows,
            *self._input_blocks(),
            *self.trace.layer_blocks(),
            *self._units(),
        )

    def page(self, neuron: str | None = None) -> Page:
        """Return all of it, or only the arithmetic of one neuron; PlanError if there is no such neuron."""
        if neuron is None:
            return Page(tuple(self.blocks()))
        row = self.trace.neuron(neuron).row()
        which = f"Neuron {neuron} of network {self.place + 1} of the member {self.member.name}"
        return Page((Title(which), Rows((row,))))

    def _input_blocks(self) -> Sequence[Block]:
        encoding, inputs, rows = self.encoding, np.asarray(self.whole.row.inputs, np.float64), []
        for place, name in enumerate(self.input_names):
            mean, scale = float(encoding.mean[place]), float(encoding.scale[place])
            made, value = float(self.trace.x[place]), float(inputs[place])
            if abs(mean) < _NOISE and abs(scale - 1) < _NOISE:  # standardised already
                rows.append(Row(name, ((number(made),),)))
                continue
            standardised = (Calculation.of(value) + -mean).enclosed() / scale
            rows.append(Row(name, (standardised.gives(made),)))
        steps = []
        names = self.trace.input_names[encoding.n_inputs :]
        for place, name in enumerate(names):
            column = int(encoding.columns[place])
            low, high, value = (
                _own(each, self.units[column])
                for each in (encoding.lows[place], encoding.highs[place], inputs[column])
            )
            made = float(self.trace.x[encoding.n_inputs + place])
            if value <= low or value >= high:
                verdict = "not above" if value <= low else f"above {short(high)} too"
                equation: Equation = (number(value), word(verdict), operator("->"), number(made))
            else:
                above, width = ((Calculation.of(each) + -low).enclosed() for each in (value, high))
                equation = (above / width).gives(made)
            steps.append(Row(name, (equation,)))
        blocks: list[Block] = [Heading("Inputs of the network, standardised"), Rows(tuple(rows))]
        if steps:
            blocks += [Heading("Steps: 0 up to a value of the table, 1 from the next on"), Rows(tuple(steps))]
        return blocks

    def _units(self) -> Sequence[Block]:
        mixture = self.whole.mixture
        if mixture.target_mean is None or mixture.target_scale is None:
            return ()
        output = float(self.trace.output[0])
        vote = mixture.target_mean + mixture.target_scale * output
        in_units = product(output, mixture.target_scale).enclosed() + mixture.target_mean
        return (Heading("In the units of the prepared target"), Rows((Row("o1", (in_units.gives(vote),)),)))


def explain_mixture(model: Model, row: ReadRow) -> MixtureExplanation:
    """Explain the answer of a model that is a mixture, for a row as it reads it."""
    mixture = model.mixture
    assert mixture is not None
    inputs = np.asarray(row.inputs, np.float64)[None]
    if mixture.constant is not None:
        votes, outputs = np.empty((0, mixture.n_outputs)), np.asarray(mixture.constant, np.float64)
    else:
        votes = mixture.member_outputs(inputs)[:, 0]
        outputs = np.array([member.weight for member in mixture.members]) @ votes
        if mixture.lowest is not None:
            outputs = np.clip(outputs, mixture.lowest, mixture.highest)
    return MixtureExplanation(model, row, votes, outputs, decide_mixture(model, outputs))


def encoded_names(
    encoding: Encoding, names: Sequence[str], units: NDArray[np.float64] | None = None
) -> tuple[str, ...]:
    """Return names of what a network of a mixture reads: the inputs, then steps such as ``age above 34.5``.

    Parameters
    ----------
    encoding : Encoding
    names : sequence of str
        Of the prepared inputs.
    units : ndarray of shape (n_inputs, 2), optional
        Mean and scale that restore each input's own unit. Default: the edges are given as prepared.
    """
    steps = []
    for column, low in zip(encoding.columns.tolist(), encoding.lows.tolist(), strict=True):
        edge = low if units is None else _own(low, units[column])
        steps.append(f"{names[column]} above {short(edge)}")
    found = [*names, *steps]
    for place, name in enumerate(found):  # edges that differ in digits that are not shown
        if found.index(name) < place:
            found[place] = f"{name} (step {place - len(names) + 1})"
    return tuple(found)


def input_units(model: Model) -> NDArray[np.float64]:
    """Return the mean and the scale that restore each prepared input's own unit, shape (n_inputs, 2)."""
    units = np.tile([0.0, 1.0], (model.n_inputs, 1))
    first = 0
    for feature in () if model.preparation is None else model.preparation.features:
        mean, scale = getattr(feature, "mean", None), getattr(feature, "scale", None)
        if isinstance(mean, int | float) and isinstance(scale, int | float):
            units[first] = mean, scale
        first += len(feature.input_names)
    return units


def _own(value: float, unit: NDArray[np.float64]) -> float:
    """A prepared number in its own unit, without the rounding noise of the conversion."""
    return float(f"{float(value) * unit[1] + unit[0]:.9g}")


def _found(mixture: Mixture, name: str) -> tuple[Member, int]:
    wanted, _, digits = name.partition(".")
    known = [member.name for member in mixture.members]
    if not known:
        raise PlanError("the model is a constant, without members: leave --member out")
    if wanted not in known:
        near = nearest(wanted, known)
        raise PlanError(f"the mixture has no member {wanted!r}{near}; its members are {', '.join(known)}")
    member = mixture.members[known.index(wanted)]
    number = int(digits) if digits.isdecimal() else 1 if not digits else 0
    if not 1 <= number <= len(member.networks):
        raise PlanError(
            f"the networks of {wanted} are {wanted}.1 to {wanted}.{len(member.networks)}, got {name!r}"
        )
    return member, number - 1
