"""Values of options: lists, and any parameter by name."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from rosenblatt.errors import PlanError


def names(text: str | None) -> tuple[str, ...] | None:
    """Read ``"age, income"`` as names."""
    if text is None:
        return None
    return tuple(name.strip() for name in text.split(",") if name.strip())


def whole_numbers(text: str | None) -> tuple[int, ...] | None:
    """Read ``"5,3"`` as whole numbers; an empty text or ``none`` is no number at all."""
    if text is None:
        return None
    if text.strip().lower() in ("", "none"):
        return ()
    try:
        return tuple(int(each) for each in text.split(","))
    except ValueError:
        raise PlanError(
            f"--hidden must be whole numbers with commas between them, got {text!r}: "
            "5,3 is two layers, none is no hidden layer"
        ) from None


def one_or_several(text: str | None) -> str | tuple[str, ...] | None:
    """Read ``"tanh"`` as a name and ``"tanh,relu"`` as a name a layer."""
    several = names(text)
    return several[0] if several is not None and len(several) == 1 else several


def targets(given: Sequence[str] | None) -> str | tuple[str, ...] | None:
    """Return the target that was named, or several of them; None if none was."""
    if not given:
        return None
    return given[0] if len(given) == 1 else tuple(given)


def parameters(texts: Sequence[str]) -> dict[str, object]:
    """Read ``["tol=1e-3", "init=he"]``: each value as a Python literal, or else as text."""
    return dict(_parameter(text) for text in texts)


def _parameter(text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise PlanError(f"--set must be name=value, got {text!r}: for example --set tol=1e-3")
    try:
        return name.strip(), ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return name.strip(), value
