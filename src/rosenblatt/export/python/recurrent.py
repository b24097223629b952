"""The functions of an exported Python file of a recurrent network: a sequence goes in step by step."""

from __future__ import annotations

from collections.abc import Sequence

from rosenblatt.export.python.steps import answer_lines, inputs_of, output_values, shares_lines
from rosenblatt.model import Model
from rosenblatt.network import Network


def recurrent_functions(model: Model, columns: Sequence[str]) -> list[str]:
    """Return the source of ``inputs_of``, ``Sequence``, ``start`` and what answers for whole sequences."""
    functions = [inputs_of(model, columns), _sequence(model), _START]
    functions.append(_over_rows(model, "predict", "Return the answer", "step(row)"))
    if model.has_probabilities:
        words = "Return the probabilities"
        functions.append(_over_rows(model, "probabilities", words, "probabilities_after(row)"))
    return functions


_START = '''def start():
    """Begin a sequence, and return it: give its rows to step(), one after the other."""
    return Sequence()'''


def _sequence(model: Model) -> str:
    """The class of a sequence under way."""
    network = model.network
    contexts = [layer for layer, size in enumerate(network.context_sizes, start=1) if size]
    words, answer = answer_lines(model, "self.outputs_after(row)")
    step = "this step" if model.predict_at == "every" else "the sequence so far"
    methods = [
        _method("__init__(self)", "", [f"self.context_{layer} = START_{layer}" for layer in contexts]),
        _method(
            "outputs_after(self, row)",
            "Take the next row, and return the values of the output neurons.",
            _outputs_after(network),
        ),
        _method("step(self, row)", f"Take the next row, and {_lower(words)} {step}.", answer),
    ]
    if model.has_probabilities:
        words, shares = shares_lines(model, "self.outputs_after(row)")
        words = f"Take the next row as step() does, and {_lower(words)}"
        methods.append(_method("probabilities_after(self, row)", words, shares))
    doc = '    """A sequence under way: from step to step it keeps what the context neurons hold."""\n'
    return f"class Sequence:\n{doc}\n" + "\n".join(methods).rstrip()


def _outputs_after(network: Network) -> list[str]:
    lines, values = [], "values"
    lines.append("values = inputs_of(row)")
    for layer, name in enumerate(network.activations, start=1):
        read = f"{values} + self.context_{layer}" if network.context_sizes[layer - 1] else values
        lines.append(f"sums = weighted_sums({read}, WEIGHTS_{layer}, BIASES_{layer})")
        if layer < network.n_layers:
            lines.append(f"values = [{name}(z) for z in sums]")
            if network.cell == "elman":
                lines.append(f"self.context_{layer} = values")
    given, why = output_values(network)
    if network.cell == "jordan" and network.activations[-1] != "step":
        return [*lines, f"self.context_1 = {given}", "return self.context_1"]
    if network.cell == "jordan":
        lines.append("self.context_1 = [step(z) for z in sums]")
    return [*lines, f"return {given}{why}"]


def _over_rows(model: Model, name: str, words: str, call: str) -> str:
    answers = f"[sequence.{call} for row in rows]"
    if model.predict_at == "every":
        words, value = f"{words} for each row of a sequence.", answers
    else:
        words, value = f"{words} for a sequence of rows, after its last.", f"last_of({answers})"
    return f'def {name}(rows):\n    """{words}"""\n    sequence = start()\n    return {value}'


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _method(head: str, words: str, lines: list[str]) -> str:
    doc = f'        """{words}"""\n' if words else ""
    return f"    def {head}:\n{doc}" + "".join(f"        {line}\n" for line in lines)
