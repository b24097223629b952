"""Readers of records: of the training of a network, and of a perceptron."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.checkpoint.states import AnyState
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.recording.file import Start
from rosenblatt.recording.streams import Orders, Stream
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.snapshots import Records
from rosenblatt.training.state import PROGRESS, TrainingState


class NetworkKind:
    """Records of a :class:`TrainingState`; ``lengths`` are the steps of each training sequence, if any."""

    def __init__(self, start: TrainingState, plan: Plan, lengths: IntArray | None = None) -> None:
        self.network = start.network
        self._plan, self._n_samples = plan, start.n_samples
        self._stream = Stream(start, plan, lengths)
        self._places = self.network.like(np.arange(self.network.n_parameters, dtype=np.float64))

    def network_at(self, record: Records) -> Network:
        """Return the network at the one record of an array."""
        return self.network.like(_own(record["parameters"][0], self.network.dtype))

    def epochs(self, records: Records) -> IntArray:
        """Completed epochs, for each record."""
        epochs: IntArray = records["progress"]["epoch"]
        return epochs

    def steps(self, records: Records) -> IntArray:
        """Steps made, for each record."""
        # Of lbfgs a step is an iteration, which is what its epochs count.
        steps: IntArray = records["progress"]["epoch" if self._plan.solver == "lbfgs" else "step"]
        return steps

    def weights(self, records: Records, layer: int) -> FloatArray:
        """Weights of a layer over time: a view."""
        return self._over_time(records, self._places.weights[layer])

    def context(self, records: Records, layer: int) -> FloatArray | None:
        """Weights of a layer's context neurons over time: a view; None where it has none."""
        places = self._places.context[layer]
        return None if places is None else self._over_time(records, places)

    def biases(self, records: Records, layer: int) -> FloatArray:
        """Biases of a layer over time: a view."""
        return self._over_time(records, self._places.biases[layer])

    def _over_time(self, records: Records, places: FloatArray) -> FloatArray:
        """Parameters over time, given their places in the flat vector, which are consecutive."""
        begin = int(places.flat[0])
        flat: FloatArray = records["parameters"][:, begin : begin + places.size]
        return flat.reshape(len(records), *places.shape)

    def drawn(self, state: AnyState) -> TrainingState:
        """Return a copy of a state between two epochs, with stream and order drawn again."""
        assert isinstance(state, TrainingState)
        random, order = self._stream.at(state.epoch)
        other = state.copy()
        other.order = order
        other.take_random(random)
        return other

    def state(self, records: Records, i: int) -> TrainingState:
        """Return the state at a record, with stream and order drawn again."""
        random, order = self._stream.at(int(self.epochs(records)[i]), int(records["batch"][i]))
        network = self.network
        progress = np.empty((), PROGRESS)
        progress[()] = records["progress"][i]
        state = TrainingState(
            network.like(_own(records["parameters"][i], network.dtype)),
            _own(records["moments"][i], network.dtype),
            np.empty(624, np.uint32),
            order,
            _own(records["best_parameters"][i], network.dtype),
            progress,
            n_samples=self._n_samples,
        )
        if "context" in (records.dtype.names or ()):
            state.context = _own(records["context"][i], network.dtype)
        state.take_random(random)
        self._put_underway(state, records[i])
        return state

    def _put_underway(self, state: TrainingState, record: np.void) -> None:
        """Set the sums of the current epoch, so that a state is inside it as its record is."""
        if "underway" in (record.dtype.names or ()):
            state.underway[:] = record["underway"]
        elif record["batch"]:  # of an early file: the sums of the epoch are unknown
            state.underway[:] = np.nan
            state.underway[0] = int(record["batch"]) * self._plan.batch_length(state.n_samples)


class PerceptronKind:
    """Records of a :class:`PerceptronState`."""

    def __init__(self, start: PerceptronState, plan: PerceptronPlan) -> None:
        n_neurons, n_features = start.weights.shape
        self.network = Network((n_features, n_neurons), ("step",), dtype=start.weights.dtype)
        self._orders, self._n_samples = Orders(start, plan), start.n_samples

    def network_at(self, record: Records) -> Network:
        """Return the network at the one record of an array."""
        parts = [self.weights(record, 0).ravel(), self.biases(record, 0).ravel()]
        return self.network.like(np.concatenate(parts).astype(self.network.dtype, copy=False))

    def epochs(self, records: Records) -> IntArray:
        """Epochs made, the most of any neuron, for each record."""
        epochs: IntArray = records["neurons"]["epoch"].max(axis=1)
        return epochs

    def steps(self, records: Records) -> IntArray:
        """Samples learned from, the most of any neuron, for each record."""
        steps: IntArray = (records["neurons"]["step"].max(axis=1) - 1).astype(np.int64)
        return steps

    def weights(self, records: Records, layer: int) -> FloatArray:
        """Weights of the one layer over time, the neurons' scale multiplied in."""
        self.network.shapes[layer]  # an IndexError if there is no such layer
        weights: FloatArray = records["weights"].transpose(0, 2, 1)
        scale = records["neurons"]["scale"]
        if (scale == 1).all():
            return weights
        return weights * scale.astype(weights.dtype)[:, None, :]

    def context(self, records: Records, layer: int) -> FloatArray | None:
        """A perceptron has no context neurons."""
        return None

    def biases(self, records: Records, layer: int) -> FloatArray:
        """Biases of the one layer over time."""
        self.network.shapes[layer]  # an IndexError if there is no such layer
        biases: FloatArray = records["neurons"]["bias"].astype(self.network.dtype)
        return biases

    def drawn(self, state: AnyState) -> PerceptronState:
        """Return a copy of a state between two epochs, with the orders drawn again."""
        assert isinstance(state, PerceptronState)
        other = state.copy()
        other.order = self._orders.at(state.neurons, False)
        return other

    def state(self, records: Records, i: int) -> PerceptronState:
        """Return the state at a record, with the orders drawn again."""
        neurons = np.array(records["neurons"][i])
        dtype = self.network.dtype
        return PerceptronState(
            _own(records["weights"][i], dtype),
            neurons,
            self._orders.at(neurons, bool(records["batch"][i])),
            _own(records["shrunk"][i], dtype),
            _own(records["averages"][i], dtype),
            self._n_samples,
        )


def kind_of(start: Start) -> NetworkKind | PerceptronKind:
    """Return the reader of the records of a training with this start."""
    if isinstance(start.state, PerceptronState):
        assert isinstance(start.plan, PerceptronPlan)
        return PerceptronKind(start.state, start.plan)
    assert isinstance(start.plan, Plan)
    return NetworkKind(start.state, start.plan, start.rows.get("lengths"))


def _own(values: NDArray[Any], dtype: np.dtype[np.floating]) -> FloatArray:
    """Copy an array that may be mapped from a file."""
    return np.array(values, dtype=dtype, order="C")
