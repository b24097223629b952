"""Errors and warnings: each names the thing, the value given and the remedy."""

from __future__ import annotations

import difflib
import shlex
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


class ClusterError(RosenblattError):
    """Jobs on a cluster cannot run, or would have another result than here."""


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


_OTHER_NAMES = {
    "sigmoid": "logistic",
    "linear": "identity",
    "swish": "silu",
    "leakyrelu": "leaky_relu",
    "lrelu": "leaky_relu",
    "heaviside": "step",
    "momentum": "sgd",
    "bfgs": "lbfgs",
    "mse": "squared_error",
    "l2": "squared_error",
    "mae": "absolute_error",
    "l1": "absolute_error",
    "xavier": "glorot_uniform",
    "kaiming": "he_normal",
    "rnn": "recurrent",
    "nn": "mlp",
    "median": "fill",
    "mode": "most-frequent",
    "stratify": "stratified",
}
"""Names that other programs have for ours."""


def nearest(value: object, known: Iterable[str]) -> str:
    """Return ``", did you mean 'relu'?"`` for a misspelt name, or ``""`` when nothing is near.

    A name that other programs use for a known one counts as the nearest: ``sigmoid`` is ``logistic``. The
    result does not depend on the order of ``known``.
    """
    if not isinstance(value, str):
        return ""
    by_lower = {name.lower(): name for name in known}
    other = _OTHER_NAMES.get(value.lower().strip().replace("-", "").replace("_", "").replace(" ", ""), "")
    close = [other] if other in by_lower else []
    close = close or difflib.get_close_matches(value.lower(), sorted(by_lower), n=1, cutoff=0.5)
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


def leave_out(columns: Sequence[str]) -> str:
    """Return a remedy: ``leave it out (--ignore 'house number'; in Python: ignore=['house number'])``."""
    return f"leave {'it' if len(columns) == 1 else 'them'} out ({column_options('ignore', columns)})"


def column_options(name: str, columns: Sequence[str], most: int = 3) -> str:
    """Return an option that is given once for each column, as the command and as Python write it.

    Names are quoted for the shell. After ``most`` columns dots stand for the others.
    """
    shown_columns, more = columns[:most], len(columns) > most
    flags = " ".join(f"--{name} {shlex.quote(column)}" for column in shown_columns)
    listed = ", ".join([*map(repr, shown_columns), *(["..."] if more else [])])
    return f"{flags}{' ...' if more else ''}; in Python: {name}=[{listed}]"
