"""The arguments of ``rosenblatt train`` that describe given settings."""

from __future__ import annotations

import ast
import csv
import dataclasses
import io
import shlex
from typing import TYPE_CHECKING

from rosenblatt.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rosenblatt.trial.settings import RunSettings

_COMMAS = ("features", "hidden", "activation")
"""Settings whose values are joined by commas; of others, each value has an option of its own."""


def arguments_of(settings: RunSettings) -> tuple[str, ...]:
    """Return the arguments of ``rosenblatt train`` that describe these settings.

    Parameters
    ----------
    settings : RunSettings
        As they were given; what is None is left to the command.

    Returns
    -------
    tuple of str
        ``("train", "xor", "--seed", "10")``; to be joined with ``shlex.join``.

    Raises
    ------
    PlanError
        If a value cannot be written as an argument: ``keep=True``.
    """
    found = ["train", settings.table]
    for each in dataclasses.fields(settings):
        value = getattr(settings, each.name)
        if each.name == "table" or value is None or value is False:
            continue
        if each.name == "options":
            found += [part for name in value for part in ("--set", f"{name}={_literal(value[name])}")]
        elif each.name == "reading":
            found += [part for option in value.options() for part in shlex.split(option)]
        else:
            found += _arguments(each.name, value)
    return tuple(found)


def _arguments(name: str, value: object) -> Iterator[str]:
    option = f"--{name.replace('_', '-')}"
    if value is True and name == "keep":
        raise PlanError("keep=True has no option on the command line: name the columns to keep")
    if value is True:
        yield option
    elif isinstance(value, tuple) and name in _COMMAS:
        yield from (option, _joined(value) or "none")
    else:
        for each in value if isinstance(value, tuple) else (value,):
            yield from (option, str(each))


def _joined(values: Sequence[object]) -> str:
    """Return values separated by commas, as one line of a CSV file: in quotes where a name has a comma."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(values)
    return written.getvalue()


def _literal(value: object) -> str:
    """Return a value as ``--set`` reads it back: a text alone unless Python reads it as something else."""
    if not isinstance(value, str):
        return repr(list(value) if isinstance(value, tuple) else value)
    try:
        ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        return value if value == value.strip() else repr(value)
    return repr(value)
