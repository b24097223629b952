"""Training is a state that one advances."""

from rosenblatt.training.advance import advance
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.parallel import Outcomes, advance_many
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState, advance_perceptron
from rosenblatt.training.refitting import refitted, reweighted, without_neuron
from rosenblatt.training.state import TrainingState

__all__ = [
    "Outcomes",
    "PerceptronData",
    "PerceptronPlan",
    "PerceptronState",
    "Samples",
    "TrainingData",
    "TrainingState",
    "advance",
    "advance_many",
    "advance_perceptron",
    "refitted",
    "reweighted",
    "without_neuron",
]
