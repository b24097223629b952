"""``to_c``: a model as one C99 header that needs nothing but math.h.

Untrusted text (names of columns, categories, classes) becomes part of the header only as an identifier of
its ASCII letters and digits, as a string literal, or escaped in a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from textwrap import indent, wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from rosenblatt.errors import RosenblattError, require_known
from rosenblatt.export.c.arrays import arrays_of
from rosenblatt.export.c.enumerations import Column, classes_of, columns_of
from rosenblatt.export.c.names import WIDTH, Names
from rosenblatt.export.c.outputs import buffers
from rosenblatt.export.c.steps import own_functions
from rosenblatt.export.labels import decides_each, has_groups
from rosenblatt.model import Model
from rosenblatt.model.held import held

if TYPE_CHECKING:
    from rosenblatt.model.held import TrainedModel

DTYPES = ("float32", "float64")
_MOST_SHOWN = 8
"""How many columns the example names."""

_FLASH = """/* How constants are stored and read: on AVR in flash, instead of being copied to RAM. */
#ifndef MODEL_READ
#if defined(__AVR__) && __SIZEOF_DOUBLE__ == 4
#include <avr/pgmspace.h>
#define MODEL_FLASH PROGMEM
#define MODEL_READ(address) pgm_read_float(address)
#else
#define MODEL_FLASH
#define MODEL_READ(address) (*(address))
#endif
#endif"""


def to_c(model: TrainedModel, *, name: str = "model", dtype: str | None = None) -> str:
    """Return a model as a C99 header, for microcontrollers and other firmware.

    The header includes only ``math.h``, allocates no memory, and compiles as C++ too. All its names begin
    with the model's, so that a program can include several headers.

    A row is an array with a number for each column, in the table's own units: 0 or 1 for a Boolean; a
    constant of the header such as ``FLOWERS_COLOUR_RED`` for a text; for a date the days since 1970-01-01 in
    UTC, and where the hours of the day vary these as a second number; for a time hours; and NAN for a missing
    value. The preparation is included.

    ``NAME_predict(row)`` returns the number of the class, counted from 0, or the predicted number in the
    target's own units; -1 or NAN if a value is missing that nothing replaces.
    ``NAME_probabilities(row, probabilities)`` exists if the model has probabilities, and returns the class
    too. Several numbers, classes or labels are written to an array, and 0 is returned if a value is missing.

    Of a recurrent model the caller holds a struct ``NAME_state``; ``NAME_reset(&state)`` begins a sequence,
    and ``NAME_step(&state, row)`` predicts for its next row.

    Parameters
    ----------
    model : Model, fitted estimator, Run, or path of a model file
    name : str, default="model"
        The beginning of all names in the header; what is no ASCII letter or digit becomes an underscore.
    dtype : {"float32", "float64"}, optional
        The type to compute in: ``float`` or ``double``. Default: that of the parameters. ``float`` needs
        half the memory, is the only type that many microcontrollers compute fast, and agrees to about 1e-5.

    Returns
    -------
    str
        The header's text, in ASCII.

    Raises
    ------
    RosenblattError
        If the model cannot be exported.
    NotFittedError
        If it has not been fitted.

    Examples
    --------
    >>> from rosenblatt import Network
    >>> from rosenblatt.export import to_c
    >>> from rosenblatt.model import Model
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> header = to_c(Model("perceptron", "classification", gate, classes=("no", "yes")), name="and")
    >>> print(header[header.index("/* Returns the class") :].partition("#endif")[0].strip())
    /* Returns the class, -1 if a value is missing or infinite. */
    static inline int and_predict(const double row[AND_COLUMNS])
    {
        double outputs[1];
        return and_outputs(row, outputs) ? outputs[0] > 0.0 : -1;
    }
    """
    if dtype is not None:
        require_known("dtype", dtype, DTYPES)
    found = held(model)
    whole = found.finite_model
    if found.steps is not None:
        raise RosenblattError(
            "the steps of a pipeline have no C header: export its last step, or the whole with to_onnx"
        )
    return _header(whole, Names(name), found.feature_names, np.dtype(dtype or _own_dtype(whole)))


def _own_dtype(model: Model) -> np.dtype[np.floating]:
    """The type in which the parameters were trained."""
    if model.mixture is None:
        return model.network.dtype
    dtypes = {network.dtype for network, _, _ in model.mixture.networks}
    return np.result_type(*dtypes) if dtypes else np.dtype(np.float64)


def _header(model: Model, names: Names, columns: Sequence[str] | None, dtype: np.dtype[Any]) -> str:
    if columns is None:
        known: list[Column] = []
        constants = [f"/* Numbers of a row. */\nenum {{ {names.fixed('COLUMNS')} = {model.n_features} }};"]
    else:
        known, constants = columns_of(model, columns, names, dtype)
    constants += classes_of(model, names)
    arrays = arrays_of(model)
    own = own_functions(model)
    guard = f"ROSENBLATT_{names.prefix.upper()}_H"
    parts = [
        _comment(model, names, known, dtype, sum(each.size for each in arrays)),
        f"#ifndef {guard}\n#define {guard}",
        "#include <math.h>",
        names.applied(_FLASH, dtype),
        *constants,
        *(names.applied(each.source(dtype), dtype) for each in arrays),
        *(names.applied(each, dtype) for each in (*needed(own), *own)),
        f"#endif /* {guard} */",
    ]
    return "\n\n".join(parts) + "\n"


def needed(functions: Iterable[str]) -> list[str]:
    """Return the functions of ``functions.h`` that some code calls, directly or not, in order."""
    blocks = files(__package__).joinpath("functions.h").read_text("utf-8").split("\n\n")
    known = {match[1]: block for block in blocks if (match := re.search(r"static inline \w+ (\w+)\(", block))}
    found: set[str] = set()
    waiting = {name for function in functions for name in re.findall(r"\bmodel_\w+", function)}
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting.update(re.findall(r"\bmodel_\w+", known[name]))
    return [block.strip() for name, block in known.items() if name in found]


def _comment(
    model: Model, names: Names, columns: Sequence[Column], dtype: np.dtype[Any], n_constants: int
) -> str:
    """What the file is, how it is used, and what it needs."""
    from rosenblatt._version import __version__

    size, real = dtype.itemsize, names.applied("double", dtype)
    n_stack = sum(buffers(model).values()) + model.n_outputs
    state = ""
    if model.is_recurrent:
        state = f", {model.network.n_context * size} bytes for the state of a sequence"
    paragraphs = [
        f"A trained {_structure(model)} in C99, for {model.task}.",
        f"Made by Rosenblatt {__version__}. It computes in {real}, needs nothing but math.h, allocates no "
        "memory, and compiles as C++ too.",
        f"Memory: {n_constants * size} bytes for constants, {n_stack * size} bytes on the stack for arrays "
        f"during a prediction{state}; in addition the program's code.",
        "A row holds a number for each column, in the table's own units: 0 or 1 for a Boolean, for a text "
        "the constant of its category, for a date the days since 1970-01-01 in UTC. NAN is a missing value; "
        "-ffast-math would ignore it.",
        f"Constants stay in flash on AVR. For other devices, {names.fixed('FLASH')} and "
        f"{names.fixed('READ')}(address) can be defined before this file is included.",
    ]
    words = "\n\n".join("\n".join(wrap(each, WIDTH - 3)) for each in paragraphs)
    text = f"{words}\n\nExample:\n\n{indent(_example(model, names, columns, real), '    ')}"
    return "/* " + indent(text, "   ", lambda line: line != "\n")[3:] + " */"


def _structure(model: Model) -> str:
    if model.mixture is not None:
        return f"mixture of {model.mixture.n_networks} networks"
    network = model.network
    sizes, activations = "-".join(map(str, network.layer_sizes)), ", ".join(network.activations)
    return f"network of layers {sizes} ({activations}{'' if network.cell is None else f'; {network.cell}'})"


def _example(model: Model, names: Names, columns: Sequence[Column], real: str) -> str:
    """A program that uses the header."""
    name, count = names.prefix, names.fixed("COLUMNS")
    if 0 < len(columns) <= _MOST_SHOWN:
        row = [f"{real} row[{count}];", *(f"row[{each.constant}] = {each.example};" for each in columns)]
    else:
        row = [f"{real} row[{count}] = {{0}};"]
    call = f"{name}_predict(row"
    if model.is_recurrent:
        row += [f"{name}_state state;", f"{name}_reset(&state);"]
        call = f"{name}_step(&state, row"
    if model.task == "regression" and model.n_outputs == 1:
        answer = [f'printf("%g\\n", (double){call}));']
    elif model.task == "regression":
        answer = [f"{real} numbers[{names.fixed('TARGETS')}];", f"if ({call}, numbers)) {{"]
        answer += ['    printf("%g\\n", (double)numbers[0]);', "}"]
    elif has_groups(model) or decides_each(model):
        what = "classes" if has_groups(model) else "labels"
        count = names.fixed("TARGETS" if has_groups(model) else "LABELS")
        answer = [
            f"int {what}[{count}];",
            f"if ({call}, {what})) {{",
            f'    printf("%d\\n", {what}[0]);',
            "}",
        ]
    else:
        answer = [
            f"int found = {call});",
            f'puts(found < 0 ? "a value is missing" : {name}_class_names[found]);',
        ]
    body = indent("\n".join((*row, *answer)), "    ")
    return f'#include <stdio.h>\n#include "{name}.h"\n\nint main(void)\n{{\n{body}\n}}'
