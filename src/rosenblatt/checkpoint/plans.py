"""Plans as JSON's plain values, and back; the plan itself checks what comes back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields

import numpy as np

from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.plan import Plan
from rosenblatt.training.perceptron_plan import PerceptronPlan

INFINITE = "inf"


def plan_values(plan: Plan | PerceptronPlan) -> dict[str, object]:
    """Return a plan's fields; what is infinite, which JSON does not know, is the text ``inf``."""
    return {name: _plain(value) for name, value in asdict(plan).items()}


def plan_from(kind: type[Plan] | type[PerceptronPlan], values: Mapping[str, object]) -> Plan | PerceptronPlan:
    """Make the plan of that kind; ModelFileError if there is none with these fields."""
    if set(values) != {each.name for each in fields(kind)}:
        raise ModelFileError("its plan has other fields than this version knows")
    given = {name: _restored(value) for name, value in values.items()}
    try:
        return kind(**given)  # type: ignore[arg-type]  # it checks every value itself
    except (PlanError, TypeError) as error:
        raise ModelFileError(f"its plan is impossible: {error}") from None


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return INFINITE if value == math.inf else value


def _restored(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return math.inf if value == INFINITE else value
