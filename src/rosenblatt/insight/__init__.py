"""Questions asked of data and networks: is a plane enough, how do other seeds do, what is amiss."""

from rosenblatt.insight.diagnosis.diagnose import diagnose
from rosenblatt.insight.diagnosis.finding import Diagnosis, Finding
from rosenblatt.insight.seeding.answer import seeds
from rosenblatt.insight.seeding.result import Seeds
from rosenblatt.insight.separation.answer import Separability, separability
from rosenblatt.insight.separation.certificate import Certificate, Contradiction, Plane

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
