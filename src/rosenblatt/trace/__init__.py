"""The arithmetic of one sample: every product, sum, activation, delta, gradient and step, term by term."""

from rosenblatt.trace.decision import Decision
from rosenblatt.trace.explanation import Explanation, explain
from rosenblatt.trace.forward import LayerTrace, Trace, trace
from rosenblatt.trace.neuron import NeuronTrace, Term
from rosenblatt.trace.prepared import PreparedFeature
from rosenblatt.trace.update import UpdateTrace, trace_update
from rosenblatt.trace.weight import NeuronUpdate, WeightUpdate

__all__ = [
    "Decision",
    "Explanation",
    "LayerTrace",
    "NeuronTrace",
    "NeuronUpdate",
    "PreparedFeature",
    "Term",
    "Trace",
    "UpdateTrace",
    "WeightUpdate",
    "explain",
    "trace",
    "trace_update",
]
