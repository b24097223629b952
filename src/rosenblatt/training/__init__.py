"""Training is a state that one advances."""

from rosenblatt.training.advance import advance
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.state import TrainingState

__all__ = ["Samples", "TrainingData", "TrainingState", "advance"]
