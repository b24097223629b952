"""Pictures: one display a file, with ``plot(ax=None)``, ``ax_`` and ``figure_``, each said in words too.

Matplotlib is imported when first needed, pyplot never, so no window opens and no figure is kept.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.plots.base.display import Display as Display
    from rosenblatt.plots.gates.gate import GateDisplay as GateDisplay
    from rosenblatt.plots.networks.network.display import NetworkDisplay as NetworkDisplay
    from rosenblatt.plots.networks.states.display import StatesDisplay as StatesDisplay
    from rosenblatt.plots.networks.unrolled.display import UnrolledDisplay as UnrolledDisplay
    from rosenblatt.plots.networks.weights import WeightsDisplay as WeightsDisplay
    from rosenblatt.plots.neurons.activation import ActivationDisplay as ActivationDisplay
    from rosenblatt.plots.neurons.bias import BiasDisplay as BiasDisplay
    from rosenblatt.plots.neurons.biological import BiologicalNeuronDisplay as BiologicalNeuronDisplay
    from rosenblatt.plots.neurons.neuron import NeuronDisplay as NeuronDisplay
    from rosenblatt.plots.neurons.summation import SumDisplay as SumDisplay
    from rosenblatt.plots.results.calibration import CalibrationDisplay as CalibrationDisplay
    from rosenblatt.plots.results.compare import CompareDisplay as CompareDisplay
    from rosenblatt.plots.results.confusion import ConfusionDisplay as ConfusionDisplay
    from rosenblatt.plots.results.curves import CurveDisplay as CurveDisplay
    from rosenblatt.plots.results.dependence import DependenceDisplay as DependenceDisplay
    from rosenblatt.plots.results.importance import ImportanceDisplay as ImportanceDisplay
    from rosenblatt.plots.results.learning import LearningCurveDisplay as LearningCurveDisplay
    from rosenblatt.plots.results.ranking import PrecisionRecallDisplay as PrecisionRecallDisplay
    from rosenblatt.plots.results.ranking import RocDisplay as RocDisplay
    from rosenblatt.plots.results.residuals import ResidualDisplay as ResidualDisplay
    from rosenblatt.plots.results.seeds import SeedsDisplay as SeedsDisplay
    from rosenblatt.plots.results.series import SeriesDisplay as SeriesDisplay
    from rosenblatt.plots.results.spread import SpreadDisplay as SpreadDisplay
    from rosenblatt.plots.results.step_error import StepErrorDisplay as StepErrorDisplay
    from rosenblatt.plots.samples.boundary import BoundaryDisplay as BoundaryDisplay
    from rosenblatt.plots.samples.data import DataDisplay as DataDisplay
    from rosenblatt.plots.samples.images import ImagesDisplay as ImagesDisplay
    from rosenblatt.plots.samples.margins import MarginDisplay as MarginDisplay

_HOMES = {
    "ActivationDisplay": "neurons.activation",
    "BiasDisplay": "neurons.bias",
    "BiologicalNeuronDisplay": "neurons.biological",
    "BoundaryDisplay": "samples.boundary",
    "CalibrationDisplay": "results.calibration",
    "CompareDisplay": "results.compare",
    "ConfusionDisplay": "results.confusion",
    "CurveDisplay": "results.curves",
    "DataDisplay": "samples.data",
    "DependenceDisplay": "results.dependence",
    "Display": "base.display",
    "GateDisplay": "gates.gate",
    "ImagesDisplay": "samples.images",
    "ImportanceDisplay": "results.importance",
    "LearningCurveDisplay": "results.learning",
    "MarginDisplay": "samples.margins",
    "NetworkDisplay": "networks.network.display",
    "NeuronDisplay": "neurons.neuron",
    "PrecisionRecallDisplay": "results.ranking",
    "ResidualDisplay": "results.residuals",
    "RocDisplay": "results.ranking",
    "SeedsDisplay": "results.seeds",
    "SeriesDisplay": "results.series",
    "SpreadDisplay": "results.spread",
    "StatesDisplay": "networks.states.display",
    "StepErrorDisplay": "results.step_error",
    "SumDisplay": "neurons.summation",
    "UnrolledDisplay": "networks.unrolled.display",
    "WeightsDisplay": "networks.weights",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
