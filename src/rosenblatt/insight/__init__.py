"""Questions asked of data and networks: is a plane enough, how do other seeds do, what is amiss."""

from rosenblatt.insight.diagnosis import Diagnosis
from rosenblatt.insight.diagnosis_answer import diagnose
from rosenblatt.insight.finding import Finding
from rosenblatt.insight.seeds_answer import seeds
from rosenblatt.insight.seeds_result import Seeds
from rosenblatt.insight.separability_answer import Separability, separability
from rosenblatt.insight.separability_certificate import Certificate, Contradiction, Plane

__all__ = [
    "Certificate",
    "Contradiction",
    "Diagnosis",
    "Finding",
    "Plane",
    "Seeds",
    "Separability",
    "diagnose",
    "seeds",
    "separability",
]
