"""The arithmetic of one sample: every product, sum, activation, delta, gradient and step, term by term."""

from rosenblatt.trace.decision import Decision
from rosenblatt.trace.explanation import Explanation, explain
from rosenblatt.trace.forward import LayerTrace, Trace, trace
from rosenblatt.trace.neuron import NeuronTrace, Term
from rosenblatt.trace.prepared import PreparedFeature
from rosenblatt.trace.sequence import SequenceTrace, trace_sequence
from rosenblatt.trace.steptrace import StepTrace
from rosenblatt.trace.update import UpdateTrace, trace_update
from rosenblatt.trace.weight import NeuronUpdate, WeightUpdate

__all__ = [
    "Decision",
    "Explanation",
    "LayerTrace",
    "NeuronTrace",
    "NeuronUpdate",
    "PreparedFeature",
    "SequenceTrace",
    "StepTrace",
    "Term",
    "Trace",
    "UpdateTrace",
    "WeightUpdate",
    "explain",
    "trace",
    "trace_sequence",
    "trace_update",
]
