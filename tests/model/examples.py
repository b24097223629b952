"""Models to write and read: of every kind, task, type and with and without a preparation."""

import numpy as np
import polars

from rosenblatt.data import Preparation
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.network.mixture import Encoding, Member, Mixture

FLOWERS = polars.DataFrame(
    {
        "länge": [1.0, 2.0, 4.0, 7.0, 3.5, 6.5],
        "colour": ["red", "blue", "red", "white", "blue", "white"],
        "wild": [True, False, True, True, False, False],
        "kind": ["rose", "iris", "rose", "lily", "iris", "lily"],
        "price": [3.0, 1.5, 3.25, 8.0, 2.0, 7.5],
    }
)
FEATURES = ("länge", "colour", "wild")


def network(layer_sizes: tuple[int, ...], activations: tuple[str, ...], dtype: type = np.float64) -> Network:
    n_parameters = Network(layer_sizes, activations).n_parameters
    values = np.random.default_rng(n_parameters).normal(size=n_parameters).astype(dtype)
    return Network(layer_sizes, activations, values)


def preparation(target: str, task: str) -> Preparation:
    return Preparation.fit(FLOWERS, target=target, features=FEATURES, task=task, missing="mean")


def xor() -> Model:
    return Model("mlp", "classification", network((2, 5, 1), ("tanh", "logistic")), classes=(0, 1))


def perceptron() -> Model:
    return Model(
        "perceptron",
        "classification",
        network((5, 3), ("step",)),
        preparation("kind", "classification"),
        ("iris", "lily", "rose"),
    )


def flowers() -> Model:
    net = network((5, 4, 3), ("relu", "softmax"), np.float32)
    return Model(
        "mlp", "classification", net, preparation("kind", "classification"), ("iris", "lily", "rose")
    )


def prices() -> Model:
    return Model(
        "mlp",
        "regression",
        network((5, 3, 2, 1), ("gelu", "tanh", "identity")),
        preparation("price", "regression"),
    )


def several_targets() -> Model:
    net = network((3, 5), ("softmax",))
    grouped = Network(net.layer_sizes, net.activations, net.parameters, output_groups=(2, 3))
    return Model("mlp", "classification", grouped, classes=(("no", "yes"), (1, 2, 3)))


def several_labels() -> Model:
    return Model("mlp", "classification", network((3, 2), ("logistic",)), classes=(0, 1))


def recurrent_network(
    layer_sizes: tuple[int, ...],
    activations: tuple[str, ...],
    cell: str = "elman",
    dtype: type = np.float64,
    initial_context: float | str = 0.5,
) -> Network:
    """A network with context neurons whose sums stay near 1."""
    net = Network(layer_sizes, activations, cell=cell, dtype=dtype, initial_context=initial_context)
    values = np.random.default_rng(net.n_parameters).normal(size=net.n_parameters)
    return net.like((values / np.sqrt(max(layer_sizes))).astype(dtype))


def temporal_xor() -> Model:
    net = recurrent_network((1, 4, 1), ("logistic", "logistic"))
    return Model("recurrent", "classification", net, classes=(0, 1), predict_at="every")


def strings() -> Model:
    net = recurrent_network((2, 3, 4, 3), ("relu", "tanh", "softmax"), "elman", np.float32, "learned")
    return Model("recurrent", "classification", net, classes=("a", "b", "ß"), predict_at="last")


def garden() -> Model:
    net = recurrent_network((5, 3, 1), ("gelu", "identity"), "jordan", initial_context="learned")
    learned = preparation("price", "regression")
    return Model("recurrent", "regression", net, learned, predict_at="every", sequence="kind")


RECURRENT = {each.__name__: each() for each in (temporal_xor, strings, garden)}

EVERY = {
    each.__name__: each() for each in (xor, perceptron, flowers, prices, several_targets, several_labels)
}


def encoding(n_inputs: int, n_steps: int, seed: int) -> Encoding:
    random = np.random.default_rng(seed)
    columns = np.sort(random.integers(0, n_inputs, n_steps))
    edges = np.sort(random.normal(size=n_steps + 1))  # each step begins where the one before it ends
    return Encoding(
        random.normal(size=n_inputs),
        random.random(n_inputs) + 0.5,
        columns,
        edges[:-1],
        edges[1:],
    )


def mixture(n_inputs: int, n_outputs: int, last: str, **target: float) -> Mixture:
    """Two members: one reads the inputs, one adds steps between edges; two networks each."""
    encodings = (encoding(n_inputs, 0, 1), encoding(n_inputs, 7, 2), encoding(n_inputs, 4, 3))
    plain = tuple(network((n_inputs, size, n_outputs), ("relu", last), np.float32) for size in (4, 3))
    lines = tuple(network((n_inputs + n_steps, n_outputs), (last,), np.float32) for n_steps in (7, 4))
    members = (
        Member("plain", 0.75, 0.9, 0.3, plain, (0, 0)),
        Member("lines", 0.25, 0.8, 0.5, lines, (1, 2)),
    )
    return Mixture(n_inputs, n_outputs, encodings, members, **target)


def mixed_flowers() -> Model:
    learned = preparation("kind", "classification")
    return Model("tabular", "classification", mixture(5, 3, "softmax"), learned, ("iris", "lily", "rose"))


def mixed_answers() -> Model:
    return Model("tabular", "classification", mixture(2, 1, "logistic"), classes=("no", "yes"))


def mixed_prices() -> Model:
    target = {"target_mean": 0.1, "target_scale": 0.9, "lowest": -1.5, "highest": 2.0}
    return Model(
        "tabular", "regression", mixture(5, 1, "identity", **target), preparation("price", "regression")
    )


def constant() -> Model:
    made = Mixture(3, 1, constant=np.array([1.0]))
    return Model("tabular", "classification", made, classes=("never", "always"))


MIXTURES = {each.__name__: each() for each in (mixed_flowers, mixed_answers, mixed_prices, constant)}
