"""Plans as JSON's plain values, and back; the plan itself checks what comes back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields

import numpy as np

from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron.plan import PerceptronPlan

INFINITE = "inf"
LATER = {"backprop_steps", "update_steps", "stateful"}
"""Fields that the first files of version 0.1.0 lack; their defaults hold there."""


def plan_values(plan: Plan | PerceptronPlan) -> dict[str, object]:
    """Return a plan's fields; what is infinite, which JSON does not know, is the text ``inf``."""
    return {each.name: _plain(getattr(plan, each.name)) for each in fields(plan)}


def plan_from(kind: type[Plan] | type[PerceptronPlan], values: Mapping[str, object]) -> Plan | PerceptronPlan:
    """Make the plan of that kind; ModelFileError if there is none with these fields."""
    names = {each.name for each in fields(kind)}
    if not names - LATER <= set(values) <= names:
        raise ModelFileError(f"its plan lacks or adds the fields {sorted(set(values) ^ names)!r:.200}")
    given = {name: _restored(name, value) for name, value in values.items()}
    try:
        return kind(**given)  # type: ignore[arg-type]  # it checks every value itself
    except PlanError as error:
        raise ModelFileError(f"its plan is impossible: {error}") from None


def require_small_numbers(what: str, value: object) -> None:
    """Raise ModelFileError if a whole number somewhere in a JSON value needs more than 64 bits."""
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise ModelFileError(f"its {what} holds a whole number of {value.bit_length()} bits, 64 are read")
    inside = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for each in inside:
        require_small_numbers(what, each)


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return INFINITE if value == math.inf else value


def _restored(name: str, value: object) -> object:
    require_small_numbers(f"plan's {name}", value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        raise ModelFileError(f"its plan's {name} is {value}, which cannot be")
    if isinstance(value, list):
        return tuple(value)
    return math.inf if value == INFINITE else value
