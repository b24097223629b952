"""The arithmetic of one sample: every product, sum, activation, delta, gradient and step, term by term."""

from rosenblatt.trace.explanations.decision import Decision
from rosenblatt.trace.explanations.explanation import Explanation, explain
from rosenblatt.trace.explanations.mixtures import MixtureExplanation, NetworkOfMixture
from rosenblatt.trace.explanations.prepared import PreparedFeature
from rosenblatt.trace.explanations.sequences import SequenceExplanation, explain_sequence
from rosenblatt.trace.forward.neuron import NeuronTrace, Term
from rosenblatt.trace.forward.trace import LayerTrace, Trace, trace
from rosenblatt.trace.step.trace_update import trace_update
from rosenblatt.trace.step.update import UpdateTrace
from rosenblatt.trace.step.weights import (
    NeuronUpdate,
    SharedNeuronUpdate,
    SharedWeightUpdate,
    StartUpdate,
    WeightUpdate,
)
from rosenblatt.trace.through_time.backward import StepBack
from rosenblatt.trace.through_time.sequence import SequenceTrace, StepTrace, trace_sequence
from rosenblatt.trace.through_time.update import SequenceUpdate, trace_sequence_update
from rosenblatt.trace.through_time.window import WindowUpdate

__all__ = [
    "Decision",
    "Explanation",
    "LayerTrace",
    "MixtureExplanation",
    "NetworkOfMixture",
    "NeuronTrace",
    "NeuronUpdate",
    "PreparedFeature",
    "SequenceExplanation",
    "SequenceTrace",
    "SequenceUpdate",
    "SharedNeuronUpdate",
    "SharedWeightUpdate",
    "StartUpdate",
    "StepBack",
    "StepTrace",
    "Term",
    "Trace",
    "UpdateTrace",
    "WeightUpdate",
    "WindowUpdate",
    "explain",
    "explain_sequence",
    "trace",
    "trace_sequence",
    "trace_sequence_update",
    "trace_update",
]
