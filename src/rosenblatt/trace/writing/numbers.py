"""Numbers in arithmetic: short, with ``≈`` where rounded numbers do not give the result."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

DIGITS = 4
"""Significant digits of a rounded number."""

EXACT_DIGITS = 6
"""Numbers with at most this number of significant digits are not rounded."""

FINEST = 10
"""Maximum number of decimals."""

_NOISE = 1e-12


def short(value: float) -> str:
    """Return a number with few digits, as text that ``float`` can read.

    A number with few digits is not changed, apart from rounding noise in its last digits. Others are rounded
    to four significant digits (one decimal beyond 1,000) and keep their zeros to show it.

    >>> short(-1.5), short(0.1 + 0.2), short(0.29131261), short(0.9999812), short(1), short(1.25e-7)
    ('-1.5', '0.3', '0.2913', '1.000', '1', '1.25e-7')
    """
    value = float(value)
    if not math.isfinite(value):
        return str(value)
    if value == round(value) and abs(value) < 1e15:
        return str(round(value))
    text = f"{value:.{EXACT_DIGITS}g}"
    if not _is_exact(text, value):
        text = f"{value:.1f}" if 1e3 <= abs(value) < 1e7 else f"{value:#.{DIGITS}g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.')}e{int(exponent)}" if e else mantissa.removesuffix(".")


def relation(value: float, recomputed: float, text: str = "") -> str:
    """Return ``=`` if ``recomputed``, the result of the numbers as shown, agrees with ``text``, else ``≈``.

    ``text`` is the result as shown, by default that of :func:`short`.
    """
    text = text or short(value)
    exponent = Decimal(text).as_tuple().exponent
    if not isinstance(exponent, int):  # infinite, or not a number
        return "="
    slack = 1e-9 * max(1.0, abs(value)) if _is_exact(text, value) else 0.5 * 10.0**exponent * (1 + 1e-6)
    return "=" if abs(float(text) - recomputed) <= slack else "≈"


def fine(value: float, change: float) -> str:
    """Return a number with enough digits to show a change of it: 0.3 after +0.00002558 is ``0.300026``."""
    text = short(value)
    if "e" in text or change == 0 or not math.isfinite(value + change):
        return text
    decimals = 1 - math.floor(math.log10(abs(change)))
    has = len(text.partition(".")[2])
    return text if _is_exact(text, value) or not has < decimals <= FINEST else f"{value:.{decimals}f}"


def shown(value: float) -> float:
    """Return the value of a number as shown."""
    return float(short(value))


def _is_exact(text: str, value: float) -> bool:
    """Whether a text gives a number exactly, except for noise or the precision of float32."""
    read = float(text)
    if math.isclose(read, value, rel_tol=_NOISE, abs_tol=1e-300):
        return True
    with np.errstate(all="ignore"):
        return float(np.float32(read)) == value
