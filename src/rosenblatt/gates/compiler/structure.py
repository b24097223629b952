"""Wiring an expression part by part, as it was written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rosenblatt.gates.columns import Columns
from rosenblatt.gates.compiler.parts import Parts
from rosenblatt.gates.compiler.realise import realise, realise_simply, reduced
from rosenblatt.gates.compiler.signal import Signal
from rosenblatt.gates.compiler.threshold import Cube, threshold_weights
from rosenblatt.gates.compiler.wiring import Wiring, parity
from rosenblatt.gates.table import all_rows

MOST_LEAVES = 10
MOST_VALUES = 1 << 27
"""Bytes that the columns of all parts may take."""


class Structure:
    """The parts of expressions, each with its column of the truth table.

    Parameters
    ----------
    parts : Parts
    n_inputs : int
    """

    def __init__(self, parts: Parts, n_inputs: int) -> None:
        self.parts = parts.parts
        self.n_inputs = n_inputs
        rows = all_rows(n_inputs).T.astype(bool)
        columns = {place: rows[place] for place in range(n_inputs)}
        self.columns = _all_columns(parts, columns, 1 << n_inputs)

    @classmethod
    def fits(cls, parts: Parts, n_inputs: int) -> bool:
        """Whether the columns of all parts fit in memory."""
        return len(parts.parts) << n_inputs <= MOST_VALUES

    def signal(self, wiring: Wiring, number: int, known: dict[int, Signal]) -> Signal:
        """Wire a part: in one go where its function is simple, else from what it joins.

        Parameters
        ----------
        wiring : Wiring
        number : int
            The part.
        known : dict
            The signals of the parts that are wired already; gets those of the new ones.
        """
        if number not in known:
            cube, signals = reduced(self.columns[number].reshape((2,) * self.n_inputs), wiring.inputs())
            simple = realise_simply(wiring, cube, signals)
            known[number] = self._joined(wiring, number, known) if simple is None else simple
        return known[number]

    def _joined(self, wiring: Wiring, number: int, known: dict[int, Signal]) -> Signal:
        part = self.parts[number]
        if part.kind == "not":
            return self.signal(wiring, part.of[0], known).negated
        if part.kind == "xor":
            return parity(wiring, [self.signal(wiring, each, known) for each in part.of])
        leaves = self._leaves(number)
        signals = [self.signal(wiring, leaf, known) for leaf in leaves]
        if len(leaves) > MOST_LEAVES:
            each = [(1.0, signal) for signal in signals]
            return wiring.neuron(each, 0.5 - (len(leaves) if part.kind == "and" else 1))
        return realise(wiring, self._local(number, leaves), signals)

    def _leaves(self, number: int) -> list[int]:
        """What a part joins; instead of an AND or OR what that joins, while one neuron can do it."""
        leaves = list(self.parts[number].of)
        waiting = [leaf for leaf in leaves if self.parts[leaf].kind in ("and", "or")]
        while waiting:
            leaf = waiting.pop()
            inner = self.parts[leaf].of
            wider = sorted({*leaves, *inner} - {leaf})
            if len(wider) <= MOST_LEAVES and _one_neuron(self._local(number, wider)):
                leaves = wider
                waiting += [each for each in inner if self.parts[each].kind in ("and", "or")]
        return leaves

    def _local(self, number: int, leaves: list[int]) -> Cube:
        """A part as a function of the given parts, taken as if each could be 0 or 1 by itself."""
        n = len(leaves)
        rows = all_rows(n).T.astype(bool)
        known = {leaf: rows[place] for place, leaf in enumerate(leaves)}
        return self._local_column(number, known, Columns(1 << n)).reshape((2,) * n)

    def _local_column(
        self, number: int, known: dict[int, NDArray[np.bool_]], columns: Columns
    ) -> NDArray[np.bool_]:
        if number not in known:
            part = self.parts[number]
            joined = [self._local_column(each, known, columns) for each in part.of]
            known[number] = _column(part.kind, joined, columns)
        return known[number]


def _one_neuron(cube: Cube) -> bool:
    cube, _ = reduced(cube, [Signal(())] * cube.ndim)
    return cube.ndim > 0 and threshold_weights(cube) is not None


def _all_columns(parts: Parts, inputs: dict[int, NDArray[np.bool_]], n_rows: int) -> list[NDArray[np.bool_]]:
    columns, found = Columns(n_rows), list[NDArray[np.bool_]]()
    for part in parts.parts:
        if part.kind == "constant":
            found.append(columns.constant(bool(part.of[0])))
        elif part.kind == "input":
            found.append(inputs[part.of[0]])
        else:
            found.append(_column(part.kind, [found[each] for each in part.of], columns))
    return found


def _column(kind: str, joined: list[NDArray[np.bool_]], columns: Columns) -> NDArray[np.bool_]:
    match kind:
        case "not":
            return columns.negation(joined[0])
        case "and":
            return columns.conjunction(joined)
        case "or":
            return columns.disjunction(joined)
    return columns.parity(joined)
