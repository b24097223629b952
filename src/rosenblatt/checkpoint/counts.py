"""Numbers that a file claims, checked before anything of their size is made."""

from __future__ import annotations

from rosenblatt.errors import ModelFileError


def count(value: object, most: int) -> int:
    """Return a count from 0 to ``most``."""
    return counts([value], least=0, most=most)[0]


def counts(value: object, *, least: int, most: int) -> list[int]:
    """Return a list of counts from ``least`` to ``most``, of which there is at least one."""
    given = value if isinstance(value, list) else []
    found = [each for each in given if type(each) is int and least <= each <= most]
    if not found or found != given:
        raise ModelFileError(f"its metadata counts {value!r:.80}, which cannot be")
    return found


def dtype_named(value: object) -> str:
    """Return the name of the parameters' dtype."""
    if value not in ("float32", "float64"):
        raise ModelFileError(f"its dtype must be float32 or float64, got {value!r:.40}")
    return str(value)
