"""Separability of data, training from many seeds, and diagnosis of networks."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.insight.diagnosis.diagnose import diagnose as diagnose
    from rosenblatt.insight.diagnosis.finding import Diagnosis as Diagnosis
    from rosenblatt.insight.diagnosis.finding import Finding as Finding
    from rosenblatt.insight.seeding.result import Seeds as Seeds
    from rosenblatt.insight.seeding.seeds import seeds as seeds
    from rosenblatt.insight.separation.certificate import Certificate as Certificate
    from rosenblatt.insight.separation.certificate import Contradiction as Contradiction
    from rosenblatt.insight.separation.certificate import Plane as Plane
    from rosenblatt.insight.separation.separability import Separability as Separability
    from rosenblatt.insight.separation.separability import separability as separability

_HOMES = {
    "Certificate": "rosenblatt.insight.separation.certificate",
    "Contradiction": "rosenblatt.insight.separation.certificate",
    "Diagnosis": "rosenblatt.insight.diagnosis.finding",
    "Finding": "rosenblatt.insight.diagnosis.finding",
    "Plane": "rosenblatt.insight.separation.certificate",
    "Seeds": "rosenblatt.insight.seeding.result",
    "Separability": "rosenblatt.insight.separation.separability",
    "diagnose": "rosenblatt.insight.diagnosis.diagnose",
    "seeds": "rosenblatt.insight.seeding.seeds",
    "separability": "rosenblatt.insight.separation.separability",
}
"""The module of each name: a command imports only those that it uses."""

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
