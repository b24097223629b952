"""Errors and warnings: each names the thing, the value given and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from functools import partial


class RosenblattError(ValueError):
    """Base of every error that a person's input can cause; the command answers it with exit code 2."""


class TableError(RosenblattError):
    """A table cannot be read, or does not hold what was asked of it."""


class TableWarning(UserWarning):
    """A table can be used, but perhaps not as intended; the message names the column and the remedy."""


class PlanError(RosenblattError):
    """A parameter of a network or of its training is impossible."""


class ModelFileError(RosenblattError):
    """A model file is damaged, hostile, or newer than this version."""


class DivergedError(RosenblattError):
    """Parameters became infinite or not a number while training.

    Attributes
    ----------
    epoch : int
        The epoch (counted from 1) after which the damage was found.
    layer : int
        The first layer (counted from 1, the first hidden layer) that holds a non-finite parameter.
    """

    def __init__(self, epoch: int, layer: int, layer_name: str, *, clipping_helps: bool = True) -> None:
        remedies = "standardise the features, or clip the gradient (max_grad_norm=1.0)"
        if not clipping_helps:
            remedies = "or standardise the features"
        super().__init__(
            "Solver produced non-finite parameter weights. The input data may contain large values and need "
            f"to be preprocessed: {layer_name} holds infinite or undefined numbers after epoch {epoch}. "
            f"Try a smaller learning rate, {remedies}."
        )
        self.epoch = epoch
        self.layer = layer
        self.layer_name = layer_name
        self.clipping_helps = clipping_helps

    def __reduce__(self) -> tuple[Callable[..., DivergedError], tuple[int, int, str]]:
        make = partial(DivergedError, clipping_helps=self.clipping_helps)
        return make, (self.epoch, self.layer, self.layer_name)


def nearest(value: object, known: Iterable[str]) -> str:
    """Return ``", did you mean 'relu'?"`` for a misspelt name, or ``""`` when nothing is near."""
    if not isinstance(value, str):
        return ""
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(value.lower(), list(by_lower), n=1, cutoff=0.5)
    return f", did you mean {by_lower[close[0]]!r}?" if close else ""


def require_known(
    what: str, value: object, known: Iterable[str], error: type[RosenblattError] = PlanError
) -> None:
    """Raise ``error`` unless ``value`` is a known name; its message lists these and the nearest one."""
    names = tuple(known)
    if not isinstance(value, str) or value not in names:
        listed = ", ".join(names)
        raise error(f"{what} must be one of {listed}; got {value!r}{nearest(value, names)}")


def shown(value: object, most: int = 40) -> str:
    """Return a value as Python writes it, cut short when it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write integers of thousands of digits
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def listing(values: Sequence[object], most: int = 12) -> str:
    """Return ``'a', 'b', 'c'`` and, beyond ``most``, how many more there are."""
    text = ", ".join(shown(value) for value in values[:most])
    return text + (f" and {len(values) - most:,} more" if len(values) > most else "")


def counted(number: int, thing: str) -> str:
    """Return ``1 row`` or ``1,000 rows``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
