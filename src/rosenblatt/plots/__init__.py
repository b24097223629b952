"""Pictures: one display a file, with ``plot(ax=None)``, ``ax_`` and ``figure_``, each said in words too.

Importing this room imports matplotlib; pyplot is never imported, so no window opens and no figure is kept.
"""

from rosenblatt.plots.base.display import Display
from rosenblatt.plots.gates.gate import GateDisplay
from rosenblatt.plots.networks.network import NetworkDisplay
from rosenblatt.plots.networks.states import StatesDisplay
from rosenblatt.plots.networks.unrolled import UnrolledDisplay
from rosenblatt.plots.networks.weights import WeightsDisplay
from rosenblatt.plots.neurons.activation import ActivationDisplay
from rosenblatt.plots.neurons.bias import BiasDisplay
from rosenblatt.plots.neurons.biological import BiologicalNeuronDisplay
from rosenblatt.plots.neurons.neuron import NeuronDisplay
from rosenblatt.plots.neurons.summation import SumDisplay
from rosenblatt.plots.results.compare import CompareDisplay
from rosenblatt.plots.results.confusion import ConfusionDisplay
from rosenblatt.plots.results.curves import CurveDisplay
from rosenblatt.plots.results.residuals import ResidualDisplay
from rosenblatt.plots.results.seeds import SeedsDisplay
from rosenblatt.plots.results.series import SeriesDisplay
from rosenblatt.plots.results.spread import SpreadDisplay
from rosenblatt.plots.results.step_error import StepErrorDisplay
from rosenblatt.plots.samples.boundary import BoundaryDisplay
from rosenblatt.plots.samples.data import DataDisplay

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
