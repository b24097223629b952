"""The form in which the numbers of a column are written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are written, where it is not simply ``1234.5``.

    Parameters
    ----------
    decimal : str, default="."
        The decimal sign.
    """

    decimal: str = "."
