"""Questions asked of data and networks: is a plane enough, how do other seeds do, what is amiss."""

from rosenblatt.insight.diagnose import diagnose
from rosenblatt.insight.diagnosis import Diagnosis
from rosenblatt.insight.finding import Finding
from rosenblatt.insight.separability_answer import Separability, separability

__all__ = ["Diagnosis", "Finding", "diagnose", "Separability", "separability"]
