"""Recurrent networks and sequences that the tests of their traces share."""

import numpy as np

from rosenblatt.network import Network


def drawn(sizes, activations, cell, seed=0, scale=0.7, **options):
    made = Network(sizes, activations, cell=cell, **options)
    made.parameters[:] = np.random.default_rng(seed).normal(size=made.n_parameters) * scale
    return made


def adder():
    """A network that adds up what it has seen: its hidden neuron keeps the sum."""
    return Network((1, 1, 1), ("identity", "identity"), [1, 1, 1, 0, 0], cell="elman", initial_context=0)


STEPS = np.random.default_rng(1).normal(size=(6, 2))

SHAPES = {
    "elman": ((2, 3, 2), ("tanh", "identity"), "elman"),
    "elman of two layers": ((2, 3, 4, 2), ("tanh", "logistic", "identity"), "elman"),
    "jordan": ((2, 3, 2), ("relu", "tanh"), "jordan"),
    "jordan without a hidden layer": ((2, 2), ("logistic",), "jordan"),
}
