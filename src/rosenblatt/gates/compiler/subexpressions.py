"""Wiring expressions by their subexpressions, simplified and shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rosenblatt.gates.compiler.tables import wire_simple
from rosenblatt.gates.compiler.threshold import reduced
from rosenblatt.gates.compiler.wiring import Bit, Wiring, all_of, any_of, parity
from rosenblatt.gates.expression import Column, join_columns
from rosenblatt.gates.table import all_rows

ZERO, ONE = 0, 1
MOST_VALUES = 1 << 27
"""Bytes that the columns of all subexpressions may take."""

NEURONS = {"and": all_of, "or": any_of, "xor": parity}
"""What joins bits, for each operation."""


@dataclass(frozen=True)
class Node:
    """A subexpression: ``constant``, ``input``, ``not``, ``and``, ``or`` or ``xor``.

    ``of`` are the numbers of its operands, the position of an input, or the value of a constant.
    """

    kind: str
    of: tuple[int, ...] = ()


class Subexpressions:
    """The subexpressions of some expressions; equal ones exist once, and operands have smaller numbers.

    Number 0 is the constant 0, number 1 the constant 1, then come the inputs.
    """

    def __init__(self, n_inputs: int) -> None:
        self.n_inputs = n_inputs
        self.nodes: list[Node] = []
        self._known: dict[Node, int] = {}
        for node in (Node("constant", (0,)), Node("constant", (1,))):
            self._number(node)
        self.inputs = [self._number(Node("input", (place,))) for place in range(n_inputs)]
        rows = all_rows(n_inputs).T.astype(bool)
        ends = [np.zeros(rows.shape[1], bool), np.ones(rows.shape[1], bool)]
        self._columns: dict[int, Column] = dict(enumerate([*ends, *rows]))

    def join(self, kind: str, values: Sequence[int]) -> int:
        """Return the number of the operation applied to some subexpressions, simplified."""
        if not values:
            return ONE if kind == "1" else ZERO
        if kind == "not":
            return self._negation(values[0])
        if kind == "xor":
            return self._parity(values)
        return self._joined(kind, values, neutral=ONE if kind == "and" else ZERO)

    def _negation(self, value: int) -> int:
        """NOT; the negation of a negation is its operand."""
        if value in (ZERO, ONE):
            return 1 - value
        node = self.nodes[value]
        return node.of[0] if node.kind == "not" else self._number(Node("not", (value,)))

    def _parity(self, values: Sequence[int]) -> int:
        """XOR; equal operands cancel, negations are moved outside."""
        flips, times = 0, Counter[int]()
        for value in self._flat("xor", values):
            node = self.nodes[value]
            flips += node.kind == "not" or value == ONE
            times[node.of[0] if node.kind == "not" else value] += 1
        odd = sorted(value for value, n in times.items() if n % 2 and value not in (ZERO, ONE))
        result = ZERO if not odd else odd[0] if len(odd) == 1 else self._number(Node("xor", tuple(odd)))
        return self._negation(result) if flips % 2 else result

    def _joined(self, kind: str, values: Sequence[int], neutral: int) -> int:
        """AND or OR; neutral and equal operands are dropped."""
        kept = {value for value in self._flat(kind, values) if value != neutral}
        negated = {self.nodes[value].of[0] for value in kept if self.nodes[value].kind == "not"}
        if 1 - neutral in kept or not kept.isdisjoint(negated):
            return 1 - neutral
        if len(kept) < 2:
            return kept.pop() if kept else neutral
        return self._number(Node(kind, tuple(sorted(kept))))

    def _flat(self, kind: str, values: Sequence[int]) -> list[int]:
        """Replace operands of the same kind by their own operands."""
        nodes = ((value, self.nodes[value]) for value in values)
        return [each for value, node in nodes for each in (node.of if node.kind == kind else (value,))]

    def _number(self, node: Node) -> int:
        if node not in self._known:
            self._known[node] = len(self.nodes)
            self.nodes.append(node)
        return self._known[node]

    @property
    def fits_in_memory(self) -> bool:
        """Whether the truth columns of all subexpressions fit in memory."""
        return len(self.nodes) << self.n_inputs <= MOST_VALUES

    def wire(self, wiring: Wiring, number: int, known: dict[int, Bit]) -> Bit:
        """Wire a subexpression: directly if its function is simple, otherwise from its operands.

        ``known`` are the bits of subexpressions that are wired already; new ones are added.
        """
        if number not in known:
            column = self._column(number)
            cube, bits = reduced(column.reshape((2,) * self.n_inputs), wiring.inputs())
            simple = wire_simple(wiring, cube, bits)
            known[number] = self._from_operands(wiring, number, known) if simple is None else simple
        return known[number]

    def _from_operands(self, wiring: Wiring, number: int, known: dict[int, Bit]) -> Bit:
        node = self.nodes[number]
        bits = [self.wire(wiring, operand, known) for operand in node.of]
        return bits[0].negated if node.kind == "not" else NEURONS[node.kind](wiring, bits)

    def _column(self, number: int) -> Column:
        """The truth column of a subexpression."""
        if number not in self._columns:
            node = self.nodes[number]
            self._columns[number] = join_columns(node.kind, [self._column(each) for each in node.of])
        return self._columns[number]
