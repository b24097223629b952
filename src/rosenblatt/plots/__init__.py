"""Pictures: one display a file, with ``plot(ax=None)``, ``ax_`` and ``figure_``, each said in words too.

Importing this room imports matplotlib; pyplot is never imported, so no window opens and no figure is kept.
"""

from rosenblatt.plots.activation import ActivationDisplay
from rosenblatt.plots.bias import BiasDisplay
from rosenblatt.plots.biological import BiologicalNeuronDisplay
from rosenblatt.plots.boundary import BoundaryDisplay
from rosenblatt.plots.compare import CompareDisplay
from rosenblatt.plots.confusion import ConfusionDisplay
from rosenblatt.plots.curves import CurveDisplay
from rosenblatt.plots.data import DataDisplay
from rosenblatt.plots.display import Display
from rosenblatt.plots.gate import GateDisplay
from rosenblatt.plots.network import NetworkDisplay
from rosenblatt.plots.neuron import NeuronDisplay
from rosenblatt.plots.residuals import ResidualDisplay
from rosenblatt.plots.seeds import SeedsDisplay
from rosenblatt.plots.series import SeriesDisplay
from rosenblatt.plots.spread import SpreadDisplay
from rosenblatt.plots.states import StatesDisplay
from rosenblatt.plots.steperror import StepErrorDisplay
from rosenblatt.plots.summation import SumDisplay
from rosenblatt.plots.unrolled import UnrolledDisplay
from rosenblatt.plots.weights import WeightsDisplay

__all__ = [
    "ActivationDisplay",
    "BiasDisplay",
    "BiologicalNeuronDisplay",
    "BoundaryDisplay",
    "CompareDisplay",
    "ConfusionDisplay",
    "CurveDisplay",
    "DataDisplay",
    "Display",
    "GateDisplay",
    "NetworkDisplay",
    "NeuronDisplay",
    "ResidualDisplay",
    "SeedsDisplay",
    "SeriesDisplay",
    "SpreadDisplay",
    "StatesDisplay",
    "StepErrorDisplay",
    "SumDisplay",
    "UnrolledDisplay",
    "WeightsDisplay",
]
