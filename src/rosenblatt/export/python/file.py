"""``to_python``: a model as one readable Python file that needs nothing else.

Untrusted text (names of columns, categories, classes) is written into the file only as a literal, by
``repr``: never as a name, into a docstring or a comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.errors import RosenblattError
from rosenblatt.export.labels import class_arrays, decides_each, has_groups
from rosenblatt.export.python.plain import CONSTANTS
from rosenblatt.export.python.source import WIDTH, literal, names_in, needed, number_list, source_of
from rosenblatt.export.python.steps import own_functions, recurrent_functions
from rosenblatt.model import Model
from rosenblatt.model.held import held
from rosenblatt.network import Network
from rosenblatt.network.mixture import Mixture

if TYPE_CHECKING:
    from rosenblatt.model.held import TrainedModel

_END = """if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    {call}
"""


def to_python(model: TrainedModel) -> str:
    """Return a model as a Python file that predicts without Rosenblatt, NumPy or anything else.

    The file runs on Python 3.8 and later. ``predict(row)`` takes a dictionary of column to value (None for a
    missing one) and returns the class, or the number in the target's own units; of several targets a list.
    ``probabilities(row)``, where the model knows any, returns a dictionary of class to probability. As a
    program it reads a CSV table from standard input and prints a prediction for each row.

    The file of a recurrent model takes a sequence, ``predict(rows)``: a list of such rows, with an answer for
    each, or one for all with ``predict_at="last"``. ``start()`` begins a sequence whose rows come one by one,
    and what it returns has ``step(row)``.

    Parameters
    ----------
    model : Model, fitted estimator, Run, or path of a model file
        Without a preparation the columns are the names the estimator was fitted
        with, else x1, x2, ...

    Returns
    -------
    str
        The file's text; to be written in UTF-8.

    Raises
    ------
    RosenblattError
        If the model cannot be exported.
    NotFittedError
        If it has not been fitted.

    Notes
    -----
    It computes in double precision: a network of float32 is followed to its own rounding, about 1e-6.

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.export import to_python
    >>> from rosenblatt.model import Model
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> made = {}
    >>> exec(to_python(Model("perceptron", "classification", gate, classes=("no", "yes"))), made)
    >>> made["predict"]({"x1": 1, "x2": 1})
    'yes'
    """
    found = held(model)
    whole = found.finite_model
    if found.steps is not None:
        raise RosenblattError(
            "the steps of a pipeline have no Python file: export its last step, or the whole with to_onnx"
        )
    functions_of = recurrent_functions if whole.is_recurrent else own_functions
    own = functions_of(whole, found.columns)
    end = _END.format(call=_call(whole))
    functions, constants = needed(names_in("\n".join((*own, end))))
    head = [_docstring(whole), "import math\nimport sys"]
    values = [f"{name} = {literal(CONSTANTS[name])}" for name in constants]
    parts = [
        _title("What was learned"),
        *_parameters(whole),
        _title("From a row to an answer"),
        *(f"\n{each}" for each in own),
        "\n" + _title("What the answer is made of"),
        *(["\n".join(values)] if values else []),
        *(f"\n{source_of(name)}" for name in functions),
        "\n" + end,
    ]
    return "\n\n".join((*head, *parts))


def _title(words: str) -> str:
    return f"# ---- {words} {'-' * (WIDTH - 8 - len(words))}"


def _docstring(model: Model) -> str:
    from rosenblatt._version import __version__

    return f'''"""{_headline(model)}.

Made by Rosenblatt {__version__}. It needs nothing but Python 3.8 or newer.

{_uses(model)}Columns that are not needed are left alone.

As a program it reads a table from standard input, and prints an answer for each {_unit(model)}:

    python model.py < table.csv
"""'''


def _headline(model: Model) -> str:
    if model.mixture is not None:
        n = model.mixture.n_networks
        return f"A mixture of {n} trained networks as plain Python: {model.task}"
    network = model.network
    sizes, names = "-".join(map(str, network.layer_sizes)), ", ".join(network.activations)
    if network.cell is not None:
        names += f"; {network.cell}"
    return f"A trained network as plain Python: {model.task}, layers {sizes}, {names}"


def _uses(model: Model) -> str:
    row = "a dictionary of column to value, None for a missing one"
    shares = "gives the probability of each class"
    if not model.is_recurrent:
        also = f"probabilities(row) {shares}.\n" if model.has_probabilities else ""
        return f"predict(row) takes {row}, and gives the answer.\n{also}"
    also = f"probabilities(rows) {shares} instead.\n" if model.has_probabilities else ""
    answers = "an answer for each" if model.predict_at == "every" else "the answer after the last"
    return (
        f"predict(rows) takes the rows of a sequence, in order, and gives {answers}. A row is\n{row}.\n{also}"
        "For rows that come one by one: live = start(), then live.step(row) for each.\n"
    )


def _unit(model: Model) -> str:
    return "sequence" if model.predict_at == "last" else "row"


def _call(model: Model) -> str:
    """How the file answers as a program."""
    if not model.is_recurrent:
        return "answer_table(predict, sys.stdin, sys.stdout)"
    column = "None" if model.sequence is None else literal(model.sequence)
    last = model.predict_at == "last"
    return f"answer_sequences(start, sys.stdin, sys.stdout, column={column}, last={last})"


def _parameters(model: Model) -> list[str]:
    parts: list[str] = []
    if model.classes is not None and not decides_each(model):
        arrays = [each.tolist() for each in class_arrays(model)]
        words = "The classes in the order of the outputs" + (
            "; a list for each target." if has_groups(model) else "."
        )
        parts.append(f"# {words}\nCLASSES = {literal(arrays if has_groups(model) else arrays[0])}")
    elif model.classes is not None:
        parts.append(
            f"# The labels, which a row has or not.\nLABELS = {literal(class_arrays(model)[0].tolist())}"
        )
    if model.mixture is not None:
        return [*parts, *_mixture(model.mixture)]
    network = model.network
    return [*parts, *(_layer(network, layer) for layer in range(network.n_layers))]


def _mixture(mixture: Mixture) -> list[str]:
    """The encodings and networks of a mixture, each network with its share of the answer."""
    if mixture.constant is not None:
        return []
    encodings, networks, shares = [], [], []
    for each in mixture.encodings:
        arrays = (each.mean, each.scale, each.columns, each.lows, each.highs)
        lists = ",\n".join(f"        {number_list(array.tolist(), 8)}" for array in arrays)
        encodings.append(f"    (\n{lists},\n    ),\n")
    for network, place, share in mixture.networks:
        layers = "".join(_layer_of(network, layer) for layer in range(network.n_layers))
        networks.append(f"    (\n        {int(place)},\n        [\n{layers}        ],\n    ),\n")
        shares.append(share)
    return [
        "# Encodings: mean and scale of each input; the input that each step reads, its lower and\n"
        "# upper edges.\n"
        f"ENCODINGS = [\n{''.join(encodings)}]",
        "# Networks: the encoding that each reads, and for each layer its activation,\n"
        f"# a row of weights for each neuron, and the biases.\nNETWORKS = [\n{''.join(networks)}]",
        f"# What each network's outputs count in the answer.\nSHARES = {number_list(shares, 0)}",
    ]


def _layer_of(network: Network, layer: int) -> str:
    rows = "".join(
        f"                    {number_list(row, 20)},\n" for row in network.weights[layer].T.tolist()
    )
    biases = number_list(network.biases[layer].tolist(), 16)
    name, space = literal(network.activations[layer]), " " * 16
    parts = f"{space}{name},\n{space}[\n{rows}{space}],\n{space}{biases},\n"
    return f"            (\n{parts}            ),\n"


def _layer(network: Network, layer: int) -> str:
    weights, context, start = network.weights[layer], network.context[layer], network.starts[layer]
    number, (fan_in, fan_out) = layer + 1, weights.shape
    inputs, neurons = _counted(fan_in, "input"), _counted(fan_out, "neuron")
    words = f"{inputs}, {neurons}. A row of weights for each neuron; below them the biases."
    held = ""
    if context is not None and start is not None:
        weights = np.concatenate([weights, context])
        words = (
            f"{inputs} and {_counted(len(start), 'context neuron')}, {neurons}.\n"
            "# A row of weights for each neuron, those of context neurons last; below them the biases."
        )
        held = (
            "\n# What the context neurons hold before the first step.\n"
            f"START_{number} = {number_list(start.tolist(), 0)}"
        )
    rows = "".join(f"    {number_list(row, 4)},\n" for row in weights.T.tolist())
    biases = number_list(network.biases[layer].tolist(), 0)
    return f"# Layer {number}: {words}\nWEIGHTS_{number} = [\n{rows}]\nBIASES_{number} = {biases}{held}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
