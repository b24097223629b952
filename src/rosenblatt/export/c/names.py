"""Texts of a model in C source: as identifiers, string literals, comments and numbers, all in ASCII."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np

from rosenblatt.errors import RosenblattError

WIDTH = 100
"""Characters in a line of the comment, and in one of numbers."""

_LONGEST = 40  # characters of a text in a name or a comment
_OF_MATH_H = """
    FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL FP_ILOGB0 FP_ILOGBNAN FP_INFINITE FP_NAN FP_NORMAL FP_SUBNORMAL
    FP_ZERO HUGE_VAL HUGE_VALF HUGE_VALL MATH_ERREXCEPT MATH_ERRNO M_1_PI M_2_PI M_2_SQRTPI M_E M_LN10 M_LN2
    M_LOG10E M_LOG2E M_PI M_PI_2 M_PI_4 M_SQRT1_2 M_SQRT2
"""
FIXED = ("READ", "FLASH", "COLUMNS", "CLASSES", "TARGETS", "LABELS", "PROBABILITIES")
"""Names that every header may have."""


def identifier(text: str) -> str:
    """Return a text's ASCII letters and digits, joined by single underscores; perhaps none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<![0-9A-Za-z])-(?=\.?\d)", "minus ", plain)
    return re.sub(r"[^0-9A-Za-z]+", "_", plain)[:_LONGEST].strip("_")


class Names:
    """The names of one header, which all begin with the model's own."""

    def __init__(self, name: str) -> None:
        found = identifier(name)
        self.prefix = found if found[:1].isalpha() else f"model_{found}".rstrip("_")
        self._taken = {*_OF_MATH_H.split(), *map(self.fixed, FIXED)}

    def fixed(self, name: str) -> str:
        """Return a name that every header has, such as COLUMNS, with the prefix."""
        return f"{self.prefix.upper()}_{name}"

    def constant(self, *texts: str, otherwise: str) -> str:
        """Return a new name made of texts, with ``otherwise`` for a last one without ASCII."""
        *first, last = (identifier(text.upper()).upper() for text in texts)
        base = name = self.fixed("_".join(part for part in (*first, last or otherwise) if part))
        number = 2
        while name in self._taken:
            name, number = f"{base}_{number}", number + 1
        self._taken.add(name)
        return name

    def applied(self, code: str, dtype: np.dtype[Any]) -> str:
        """Return code of ours with the prefix in place of ``model``, in the precision of ``dtype``."""
        code = re.sub(r"\bmodel_", f"{self.prefix}_", code)
        code = re.sub(r"\bMODEL_", f"{self.prefix.upper()}_", code)
        if dtype == np.float32:
            code = re.sub(r"\bdouble\b", "float", code)
            code = re.sub(r"\b(cos|erf|exp|fabs|floor|log|sin|tanh)\(", r"\1f(", code)
            code = re.sub(r"\b\d+\.\d+\b", r"\g<0>f", code)
        return code


def string(text: str) -> str:
    """Return a string literal of a text's bytes in UTF-8, of the first 4,095, which C99 compilers support."""
    plain = {ord('"'): '\\"', ord("\\"): "\\\\", ord("?"): "\\?"}  # ??/ and others are trigraphs
    content = (
        plain.get(byte, chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")
        for byte in text.encode("utf-8", "surrogatepass")[:4095]
    )
    return f'"{"".join(content)}"'


def commented(text: str) -> str:
    """Return a text in quotes as a comment may contain it."""
    plain = text.encode("unicode_escape").decode()
    if len(plain) > _LONGEST:
        plain = plain[:_LONGEST] + "..."
    return f'"{re.sub(r"(?<=[*/?])(?=[*/?])", " ", plain)}"'


def number(value: float, dtype: np.dtype[Any]) -> str:
    """Return the shortest literal that is read as the same number; a RosenblattError if it overflows."""
    with np.errstate(over="ignore"):
        narrowed = dtype.type(value)
    if not np.isfinite(narrowed):
        raise RosenblattError(f"the model contains {value!r}, too large for {dtype}: export it as float64")
    return f"{narrowed!s}f" if dtype == np.float32 else repr(float(narrowed))
