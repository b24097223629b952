"""Finite-state grammars: random strings, and the symbols that may come next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import TableError, listing, shown

if TYPE_CHECKING:
    from numpy.random import RandomState


@dataclass(frozen=True)
class Grammar:
    """A finite-state grammar: each arrow is a symbol and leads to the next state.

    Attributes
    ----------
    arrows : tuple of mapping of str to int
        For each state its possible symbols, and the state that each leads to. A string begins in state 0 and
        ends in the state without arrows.

    Examples
    --------
    >>> REBER.legal_next("BT")
    ('S', 'X')
    >>> REBER.accepts("BTXSE"), REBER.accepts("BTE")
    (True, False)
    """

    arrows: tuple[Mapping[str, int], ...]

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of the grammar, in the order of their states."""
        return tuple(dict.fromkeys(symbol for choices in self.arrows for symbol in choices))

    @property
    def ceiling(self) -> float:
        """The share of the symbols after the first that the best prediction gets right, on average."""
        n = len(self.arrows)
        moves = np.zeros((n, n))
        for state, choices in enumerate(self.arrows):
            for following in choices.values():
                moves[state, following] += 1 / len(choices)
        visits = np.linalg.solve(np.eye(n) - moves.T, np.eye(n)[0])
        places = [state for state in range(1, n) if self.arrows[state]]
        right = sum(float(visits[state]) / len(self.arrows[state]) for state in places)
        return right / float(visits[places].sum())

    def states(self, string: Sequence[str]) -> tuple[int, ...]:
        """Return the states of a string.

        Parameters
        ----------
        string : str or sequence of str
            Symbols from the beginning; the string may be incomplete.

        Returns
        -------
        tuple of int
            The state before the first symbol, which is 0, and the state after each.

        Raises
        ------
        TableError
            When a symbol is not possible at its place; the message names the possible ones.
        """
        states = [0]
        for place, symbol in enumerate(string, start=1):
            choices = self.arrows[states[-1]]
            if symbol not in choices:
                legal = listing(tuple(choices)) or "no symbol, because the string is complete"
                raise TableError(
                    f"the symbol {shown(symbol)} at place {place} of {shown(''.join(string))} is not "
                    f"possible in the grammar: use {legal}"
                )
            states.append(choices[symbol])
        return tuple(states)

    def legal_next(self, prefix: Sequence[str]) -> tuple[str, ...]:
        """Return the symbols that may follow a beginning; TableError when the grammar does not allow it."""
        return tuple(self.arrows[self.states(prefix)[-1]])

    def accepts(self, string: Sequence[str]) -> bool:
        """Return whether a string is complete and possible in the grammar."""
        try:
            return not self.legal_next(string)
        except TableError:
            return False

    def draw(self, random: RandomState) -> str:
        """Return a random string; symbols that are possible at a place have the same probability.

        Parameters
        ----------
        random : numpy.random.RandomState
            The source of one number for each symbol.

        Returns
        -------
        str
        """
        state, symbols = 0, []
        while choices := self.arrows[state]:
            symbol = tuple(choices)[int(random.random_sample() * len(choices))]
            symbols.append(symbol)
            state = choices[symbol]
        return "".join(symbols)


def embedded(inner: Grammar) -> Grammar:
    """Return a grammar whose strings contain those of another one between two equal symbols, T or P.

    A string is B, then T or P, then a complete string of the inner grammar, then the same T or P, then E: the
    last choice depends on the first, over the length of the inner string (A. Cleeremans,
    D. Servan-Schreiber, J. L. McClelland, Finite state automata and simple recurrent networks, Neural
    Computation 1, 1989).

    Parameters
    ----------
    inner : Grammar
        The grammar of the inner strings.

    Returns
    -------
    Grammar
    """
    size = len(inner.arrows)
    last = 2 + 2 * size
    arrows: list[Mapping[str, int]] = [{"B": 1}, {"T": 2, "P": 2 + size}]
    for bracket, first in (("T", 2), ("P", 2 + size)):
        for choices in inner.arrows:
            shifted = {symbol: first + state for symbol, state in choices.items()}
            arrows.append(shifted or {bracket: last})
    return Grammar((*arrows, {"E": last + 1}, {}))


REBER = Grammar(
    (
        {"B": 1},
        {"T": 2, "P": 3},
        {"S": 2, "X": 4},
        {"T": 3, "V": 5},
        {"X": 3, "S": 6},
        {"P": 4, "V": 6},
        {"E": 7},
        {},
    )
)
"""Reber's grammar (A. S. Reber, Implicit learning of artificial grammars, 1967), from B to E."""

EMBEDDED_REBER = embedded(REBER)
"""Reber's grammar between two symbols that must be equal."""
