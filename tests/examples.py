"""How many examples a test draws, and which combinations it goes through each time."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import settings


def examples(n: int) -> settings:
    """Draw `n` examples, or the share of them that the profile draws of a hundred."""
    return settings(max_examples=-(-n * settings().max_examples // 100))


def pairs(*axes: Any) -> list[Any]:
    """All combinations of the axes' values; those marked long add no pair of values to the others."""
    places = list(product(*(range(len(axis)) for axis in map(list, axes))))

    def held(place: tuple[int, ...]) -> set[Any]:
        return set(combinations(enumerate(place), 2))

    missing, kept = set().union(*map(held, places)), set()
    while missing:
        best = max(places, key=lambda place: len(held(place) & missing))
        kept.add(best)
        missing -= held(best)
    return [
        pytest.param(*values, marks=() if place in kept else pytest.mark.long)
        for place, values in zip(places, product(*axes), strict=True)
    ]
