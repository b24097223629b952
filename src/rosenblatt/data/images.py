"""Columns that are the pixels of an image, found by their names."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

_PIXEL = re.compile(r"(?P<stem>[a-z]*?)[ _.-]?(?P<first>\d+)(?:[ _.x-](?P<second>\d+))?", re.IGNORECASE)
STEMS = ("pixel", "px", "pix")
LEAST = 4
"""The minimum number of pixels along each side."""


def image_shape(names: Sequence[str]) -> tuple[int, int] | None:
    """Return the height and width of the images that columns hold, row by row; None if they hold none.

    Names are ``pixel_3_5`` (row and column) or, of square images, ``pixel12``, in their order from 0 or 1.

    Examples
    --------
    >>> image_shape([f"pixel_{row}_{column}" for row in range(8) for column in range(6)])
    (8, 6)
    >>> image_shape([f"pixel{place}" for place in range(784)])
    (28, 28)
    >>> image_shape(["length", "width"])
    """
    n = len(names)
    if n < LEAST**2:
        return None
    found = [_PIXEL.fullmatch(name) for name in names]
    if any(each is None or each["stem"].lower() not in STEMS for each in found):
        return None
    places = [(int(each["first"]), each["second"]) for each in found if each is not None]
    if all(second is None for _, second in places):
        side, start = math.isqrt(n), places[0][0]
        numbers = [first for first, _ in places]
        in_order = start in (0, 1) and numbers == list(range(start, start + n))
        return (side, side) if side**2 == n and in_order else None
    if any(second is None for _, second in places):
        return None
    pairs = [(first, int(second)) for first, second in places if second is not None]
    start_row, start_column = pairs[0]
    height, width = pairs[-1][0] - start_row + 1, pairs[-1][1] - start_column + 1
    if min(height, width) < LEAST or height * width != n:
        return None
    whole = [(start_row + row, start_column + column) for row in range(height) for column in range(width)]
    return (height, width) if pairs == whole else None
