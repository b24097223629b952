"""The arithmetic of one sample: every product, sum, activation, delta, gradient and step, term by term."""

from rosenblatt.trace.decision import Decision
from rosenblatt.trace.explanation import Explanation, explain
from rosenblatt.trace.forward import LayerTrace, Trace, trace
from rosenblatt.trace.neuron import NeuronTrace, Term
from rosenblatt.trace.prepared import PreparedFeature
from rosenblatt.trace.sequence import SequenceTrace, trace_sequence
from rosenblatt.trace.sequenceexplanation import SequenceExplanation, explain_sequence
from rosenblatt.trace.sequenceupdate import SequenceUpdate, trace_sequence_update
from rosenblatt.trace.sharedweight import SharedNeuronUpdate, SharedWeightUpdate, StartUpdate
from rosenblatt.trace.steptrace import StepTrace
from rosenblatt.trace.timeback import StepBack
from rosenblatt.trace.update import UpdateTrace, trace_update
from rosenblatt.trace.weight import NeuronUpdate, WeightUpdate
from rosenblatt.trace.windowupdate import WindowUpdate

__all__ = [
    "Decision",
    "Explanation",
    "LayerTrace",
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
