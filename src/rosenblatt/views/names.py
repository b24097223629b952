"""Names for the neurons of a network's first and last layer, and how a wide layer is folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rosenblatt.errors import PlanError
from rosenblatt.views.words import plain


def names_of(given: Sequence[object] | None, n: int, word: str) -> tuple[str, ...]:
    """Return the given names of ``n`` neurons, or ``x1``, ...; PlanError for another number of names."""
    if given is None:
        letter = "o" if word == "output" else "x"
        return tuple(f"{letter}{place}" for place in range(1, n + 1))
    if len(given) != n or isinstance(given, str):
        raise PlanError(f"{word}_names must name each of the {n} {word}s, got {len(given)}: {given!r:.200}")
    return tuple(plain(name) for name in given)


def output_words(classes: Sequence[object] | None, n_outputs: int, target: str) -> tuple[str, ...]:
    """Return what the outputs stand for: the classes, that it is the second of two, or the target.

    Of several targets ``classes`` has a group for each: a class is named after the number of its target.
    """
    if classes is None:
        return (
            (plain(target),)
            if n_outputs == 1
            else tuple(f"{plain(target)} {k}" for k in range(1, n_outputs + 1))
        )
    if n_outputs == 1:
        return (f"{plain(target)} = {plain(classes[-1])}",)
    groups = [each for each in classes if isinstance(each, tuple)]
    if not groups:
        return tuple(plain(name) for name in classes)
    if len(groups) == n_outputs:  # of two classes each
        groups = [each[-1:] for each in groups]
    return tuple(f"{k}: {plain(name)}" for k, each in enumerate(groups, start=1) for name in each)


def output_phrase(name: str) -> str:
    """Return an output's name within a sentence: ``the output setosa``, but ``o1``."""
    return name if re.fullmatch(r"o\d+", name) else f"the output {name}"


@dataclass(frozen=True)
class Fold:
    """The first and last members of a long row are shown; others are left out before ``shown[gap]``."""

    shown: tuple[int, ...]
    gap: int | None
    n: int

    @classmethod
    def of(cls, n: int, most: int) -> Fold:
        """Fold ``n`` members so that at most ``most`` places are taken, the gap's among them."""
        if n <= most:
            return cls(tuple(range(n)), None, n)
        first = max(1, most - 2)
        return cls((*range(first), n - 1), first, n)

    @property
    def n_hidden(self) -> int:
        """How many are left out."""
        return self.n - len(self.shown)

    @property
    def places(self) -> tuple[float, ...]:
        """Where the shown ones stand, counted from 0, the gap taking a place and a half."""
        return tuple(
            float(k) if self.gap is None or k < self.gap else k + 1.5 for k in range(len(self.shown))
        )

    @property
    def length(self) -> float:
        """Place of the last one."""
        return self.places[-1]
