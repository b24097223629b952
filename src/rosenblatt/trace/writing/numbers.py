"""Numbers in a line of arithmetic: short, and never such that the line looks wrong."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

DIGITS = 4
"""Digits that count, of a number that has more of them than are worth reading."""

EXACT_DIGITS = 6
"""A number that is whole in so many digits stands as it is."""

FINEST = 10
"""Decimals at most."""

_NOISE = 1e-12


def short(value: float) -> str:
    """Return a number in few digits.

    A number of few digits stands as it is; another is rounded to four that count (one decimal beyond 1,000),
    and keeps its zeros to show that it was: 0.9999812 is ``1.000``, but 1 is ``1``.

    Parameters
    ----------
    value : float
        Rounding noise in its last digits (0.1 + 0.2) is left away.

    Returns
    -------
    str
        Which ``float`` reads back.

    Examples
    --------
    >>> short(-1.5), short(0.1 + 0.2), short(0.29131261), short(0.9999812), short(1.25e-7)
    ('-1.5', '0.3', '0.2913', '1.000', '1.25e-7')
    """
    value = float(value)
    if not math.isfinite(value):
        return str(value)
    if value == round(value) and abs(value) < 1e15:
        return str(round(value))
    text = f"{value:.{EXACT_DIGITS}g}"
    if not _says(text, value):
        text = f"{value:.1f}" if 1e3 <= abs(value) < 1e7 else f"{value:#.{DIGITS}g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.')}e{int(exponent)}" if e else mantissa.removesuffix(".")


def relation(value: float, recomputed: float, text: str = "") -> str:
    """Return ``=`` where the numbers shown in a line give the result as it is shown, else ``≈``.

    Parameters
    ----------
    value : float
        The result.
    recomputed : float
        What the other numbers of the line give, each as it is shown.
    text : str, optional
        How the result is shown; default as :func:`short` writes it.

    Returns
    -------
    str
    """
    text = text or short(value)
    exponent = Decimal(text).as_tuple().exponent
    if not isinstance(exponent, int):  # infinite, or not a number
        return "="
    slack = 1e-9 * max(1.0, abs(value)) if _says(text, value) else 0.5 * 10.0**exponent * (1 + 1e-6)
    return "=" if abs(float(text) - recomputed) <= slack else "≈"


def fine(value: float, change: float) -> str:
    """Return a number in as many digits as show a change of it: 0.3 moved by 0.00002558 is ``0.300026``.

    Parameters
    ----------
    value : float
    change : float
        What was added to it, or will be.

    Returns
    -------
    str
    """
    text = short(value)
    if "e" in text or change == 0 or not math.isfinite(value + change):
        return text
    decimals = 1 - math.floor(math.log10(abs(change)))
    has = len(text.partition(".")[2])
    return text if _says(text, value) or not has < decimals <= FINEST else f"{value:.{decimals}f}"


def shown(value: float) -> float:
    """Return a number as a reader of its text knows it."""
    return float(short(value))


def _says(text: str, value: float) -> bool:
    """Whether a text says a number whole: but for noise, or in the precision the number came from."""
    read = float(text)
    if math.isclose(read, value, rel_tol=_NOISE, abs_tol=1e-300):
        return True
    with np.errstate(all="ignore"):
        return float(np.float32(read)) == value
