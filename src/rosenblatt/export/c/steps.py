"""The functions of an exported C header that predict: from outputs to classes, numbers and probabilities.

They are written as those of ``functions.h``: for a model of the name ``model``, in double precision.
"""

from __future__ import annotations

from rosenblatt.export.c.inputs import inputs_function
from rosenblatt.export.c.outputs import each_of, from_place, function, outputs_functions, takes
from rosenblatt.export.labels import decides_each, has_groups, spans, threshold, units_of
from rosenblatt.model import Model


def own_functions(model: Model) -> list[str]:
    """The struct of a recurrent model, and all functions in the order of their use."""
    parts = [] if model.preparation is None else [inputs_function(model.preparation)]
    parts += [*outputs_functions(model), _predict(model)]
    if model.has_probabilities:
        parts.append(_probabilities(model))
    return parts


def _predict(model: Model) -> str:
    n = model.n_outputs
    name, words = ("step", "takes the next step of a sequence: ") if model.is_recurrent else ("predict", "")
    if model.task == "regression":
        return _numbers(model, name, words)
    known = f"const int known = {_computed(model, 'outputs')};"
    if has_groups(model):
        what, count, meant = "classes", "TARGETS", "the class of each target"
        answers = [
            f"classes[{place}] = known ? {_largest('outputs', start, end)} : -1;"
            for place, (start, end) in enumerate(spans(model.output_groups))
        ]
    elif decides_each(model):
        what, count, meant = "labels", "LABELS", "1 or 0 for each label"
        answers = [each_of(n, "labels[place]", f"known ? outputs[place] > {threshold(model)} : -1")]
    else:
        words += "returns the class, -1 if a value is missing or infinite."
        answer = f"return {_computed(model, 'outputs')} ? {_class(model, 'outputs')} : -1;"
        return function(f"int model_{name}({takes(model)})", words, [f"double outputs[{n}];", answer])
    words += f"writes {meant}. Returns 0 if a value is missing or infinite: they are -1."
    head = f"int model_{name}({takes(model)}, int {what}[MODEL_{count}])"
    return function(head, words, [f"double outputs[{n}];", known, *answers, "return known;"])


def _numbers(model: Model, name: str, words: str) -> str:
    """The function that predicts numbers."""
    n, units = model.n_outputs, ""
    if units_of(model):
        units = f"model_to_units(numbers, model_target_means, model_target_scales, {n});"
    if n == 1:
        lines = ["double numbers[1];", f"{_computed(model, 'numbers')};", units, "return numbers[0];"]
        words += "returns the number predicted, NAN if a value is missing or infinite."
        head = f"double model_{name}({takes(model)})"
    else:
        lines = [f"const int known = {_computed(model, 'numbers')};", units, "return known;"]
        words += "writes the numbers predicted. Returns 0 if a value is missing or infinite: they are NAN."
        head = f"int model_{name}({takes(model)}, double numbers[MODEL_TARGETS])"
    return function(head, words, filter(None, lines))


def _probabilities(model: Model) -> str:
    name, words = ("step_probabilities", "as step: ") if model.is_recurrent else ("probabilities", "")
    computed = _computed(model, "probabilities")
    if has_groups(model) or decides_each(model):
        count = "PROBABILITIES" if has_groups(model) else "LABELS"
        meant = "each class of each target" if has_groups(model) else "each label"
        words += f"writes the probability of {meant}. Returns 0 if a value is missing or infinite."
        lines = [f"return {computed};"]
    else:
        count = "CLASSES"
        words += (
            "writes the probability of each class, returns the class; -1 if a value is missing or infinite."
        )
        lines = [f"return {computed} ? {_class(model, 'probabilities')} : -1;"]
        if model.is_binary:
            lines = [
                "double outputs[1];",
                f"const int known = {_computed(model, 'outputs')};",
                "probabilities[0] = 1.0 - outputs[0];",
                "probabilities[1] = outputs[0];",
                f"return known ? {_class(model, 'outputs')} : -1;",
            ]
    head = f"int model_{name}({takes(model)}, double probabilities[MODEL_{count}])"
    return function(head, words, lines)


def _computed(model: Model, outputs: str) -> str:
    return f"model_outputs({'state, ' if model.is_recurrent else ''}row, {outputs})"


def _class(model: Model, outputs: str) -> str:
    if model.is_binary:
        return f"{outputs}[0] > {threshold(model)}"
    return _largest(outputs, 0, model.n_outputs) if model.n_outputs > 1 else "0"


def _largest(outputs: str, start: int, end: int) -> str:
    return f"model_largest({from_place(outputs, start)}, {end - start})"
