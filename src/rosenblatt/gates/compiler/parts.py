"""Expressions simplified: parts that are shared, with what is superfluous gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

ZERO, ONE = 0, 1


@dataclass(frozen=True)
class Part:
    """A part of an expression.

    Attributes
    ----------
    kind : str
        ``constant``, ``input``, ``not``, ``and``, ``or`` or ``xor``.
    of : tuple of int
        The parts it joins; of an input its place.
    """

    kind: str
    of: tuple[int, ...] = ()


@dataclass
class Parts:
    """All parts of some expressions, by number; equal parts are one, and each comes after those it joins.

    Attributes
    ----------
    parts : list of Part
        Number 0 is the constant 0, number 1 the constant 1.
    """

    parts: list[Part] = field(default_factory=lambda: [Part("constant", (0,)), Part("constant", (1,))])
    _known: dict[Part, int] = field(default_factory=dict)

    def input(self, place: int) -> int:
        """Return the part that is an input."""
        return self._number(Part("input", (place,)))

    def constant(self, value: bool) -> int:
        """Return a constant."""
        return ONE if value else ZERO

    def negation(self, value: int) -> int:
        """Return NOT; a negation of a negation is the part itself."""
        if value in (ZERO, ONE):
            return 1 - value
        part = self.parts[value]
        return part.of[0] if part.kind == "not" else self._number(Part("not", (value,)))

    def conjunction(self, values: Sequence[int]) -> int:
        """Return AND of all."""
        return self._joined("and", values, neutral=ONE)

    def disjunction(self, values: Sequence[int]) -> int:
        """Return OR of all."""
        return self._joined("or", values, neutral=ZERO)

    def parity(self, values: Sequence[int]) -> int:
        """Return XOR of all; equal parts cancel each other, negations go outside."""
        flips, times = 0, Counter[int]()
        for value in self._flat("xor", values):
            part = self.parts[value]
            flips += part.kind == "not" or value == ONE
            times[part.of[0] if part.kind == "not" else value] += 1
        odd = sorted(value for value, n in times.items() if n % 2 and value not in (ZERO, ONE))
        result = ZERO if not odd else odd[0] if len(odd) == 1 else self._number(Part("xor", tuple(odd)))
        return self.negation(result) if flips % 2 else result

    def _joined(self, kind: str, values: Sequence[int], neutral: int) -> int:
        kept = {value for value in self._flat(kind, values) if value != neutral}
        if 1 - neutral in kept or any(
            self.parts[value].kind == "not" and self.parts[value].of[0] in kept for value in kept
        ):
            return 1 - neutral
        if len(kept) < 2:
            return kept.pop() if kept else neutral
        return self._number(Part(kind, tuple(sorted(kept))))

    def _flat(self, kind: str, values: Sequence[int]) -> list[int]:
        """Put in the place of a part of the same kind what it joins."""
        parts = ((value, self.parts[value]) for value in values)
        return [each for value, part in parts for each in (part.of if part.kind == kind else (value,))]

    def _number(self, part: Part) -> int:
        if part not in self._known:
            self._known[part] = len(self.parts)
            self.parts.append(part)
        return self._known[part]
