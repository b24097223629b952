"""The networks of the figures, trained with fixed seeds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from rosenblatt.data import Table, load_table
from rosenblatt.estimators import MLPClassifier, Perceptron
from rosenblatt.network import Network

SEED = 0


@dataclass(frozen=True)
class IrisPerceptron:
    """A perceptron on Iris: 30% of the rows held out, scaled by the training part alone, 50 epochs.

    ``row``, in centimetres, and ``species`` are one of the ``n_test`` held-out rows.
    """

    model: Perceptron
    scaler: StandardScaler
    features: tuple[str, ...]
    n_test: int
    n_right: int
    row: NDArray[np.float64]
    species: str

    @property
    def network(self) -> Network:
        """One neuron for each species."""
        return self.model.network_

    @property
    def standardised_row(self) -> NDArray[np.float64]:
        """The row as the input of the network."""
        return np.asarray(self.scaler.transform(self.row[None])[0], dtype=np.float64)


@cache
def iris_table() -> Table:
    """The built-in table."""
    return load_table("iris")


@cache
def iris_perceptron() -> IrisPerceptron:
    """Train the perceptron."""
    table = iris_table()
    X, y = table.arrays()
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=SEED)
    scaler = StandardScaler().fit(X_train)
    model = Perceptron(max_iter=50, eta0=1.0, tol=None, random_state=SEED)
    model.fit(scaler.transform(X_train), y_train)
    predicted = model.predict(scaler.transform(X_test))
    features = tuple(table.features)
    right = np.flatnonzero(predicted == y_test)
    n_right = len(right)
    first = int(right[0])
    return IrisPerceptron(model, scaler, features, len(y_test), n_right, X_test[first], str(y_test[first]))


@cache
def trained_xor() -> MLPClassifier:
    """Train the tutorial's network on the four rows of XOR: one hidden layer of five tanh neurons."""
    X, y = load_table("xor").arrays()
    model = MLPClassifier((5,), activation="tanh", max_iter=10_000, random_state=10)
    return model.fit(X, y)


def network_of(*sizes: int, cell: str | None = None) -> Network:
    """Return a network of a given shape, with all weights zero."""
    return Network(sizes, (*["tanh"] * (len(sizes) - 2), "logistic"), cell=cell)


def twice_in_a_row() -> Network:
    """Return a network with memory: its output is 1 if its input was 1 twice in a row.

    The second hidden neuron is 1 if the first was 1 at the step before; the output is the AND of both.
    """
    network = Network((1, 2, 1), ("step", "step"), cell="elman", initial_context=0.0)
    context = network.context[0]
    assert context is not None
    network.weights[0][0, 0] = context[0, 1] = 1.0
    network.weights[1][:] = 1.0
    network.biases[0][:] = -0.5
    network.biases[1][:] = -1.5
    return network


def xor_of_three_neurons() -> Network:
    """Return the textbook's network for XOR, wired by hand: OR and AND, then OR but not AND."""
    network = Network((2, 2, 1), ("step", "step"))
    network.weights[0][:] = 1.0
    network.biases[0][:] = (-0.5, -1.5)
    network.weights[1][:] = [[1.0], [-1.0]]
    network.biases[1][:] = -0.5
    return network
