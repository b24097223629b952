"""Numbers that a file claims, checked before anything of their size is made or reached."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import ModelFileError

MOST = 2**53
"""No counter of a training comes so far: beyond it a double cannot count."""


def count(value: object, most: int, *, least: int = 0, what: str = "metadata") -> int:
    """Return a count from ``least`` to ``most``; an error calls it ``what``."""
    if type(value) is not int or not least <= value <= most:
        raise _no_count(what, value)
    return value


def counts(value: object, *, least: int, most: int, what: str = "metadata") -> list[int]:
    """Return a list of counts from ``least`` to ``most``, of which there is at least one."""
    given = value if isinstance(value, list) else []
    found = [each for each in given if type(each) is int and least <= each <= most]
    if not found or found != given:
        raise _no_count(what, value)
    return found


def _no_count(what: str, value: object) -> ModelFileError:
    return ModelFileError(f"its {what} counts {value!r:.80}, which cannot be")


def dtype_named(value: object) -> str:
    """Return the name of the parameters' dtype."""
    if value not in ("float32", "float64"):
        raise ModelFileError(f"its dtype must be float32 or float64, got {value!r:.40}")
    return str(value)


def texts(what: str, value: object) -> list[str]:
    """Return a list of texts."""
    given = value if isinstance(value, list) else [value, None]
    found = [each for each in given if isinstance(each, str)]
    if found != given:
        raise ModelFileError(f"its {what} must be a list of texts, got {value!r:.80}")
    return found


def require_finite(what: str, values: NDArray[Any]) -> None:
    """Raise ModelFileError if a number is infinite or not a number."""
    if not np.isfinite(values).all():
        raise ModelFileError(f"its {what} hold a number that is infinite or not a number")


def require_numbers(what: str, values: NDArray[Any]) -> None:
    """Raise ModelFileError if a number is not a number; an infinite one is."""
    if np.isnan(values).any():
        raise ModelFileError(f"its {what} hold a value that is not a number")


def require_between(what: str, values: NDArray[Any], least: float, most: float) -> None:
    """Raise ModelFileError unless every number lies in these bounds."""
    inside = (values >= least) & (values <= most)
    if not inside.all():
        raise ModelFileError(f"its {what} is {values[~inside].flat[0]}, which cannot be")


def require_order(order: NDArray[Any]) -> None:
    """Raise ModelFileError unless an order names each of its samples once."""
    n_samples = len(order)
    if n_samples and not (
        0 <= order.min() <= order.max() < n_samples and (np.bincount(order, minlength=n_samples) == 1).all()
    ):
        raise ModelFileError(f"its order does not name each of the {n_samples} samples once")
