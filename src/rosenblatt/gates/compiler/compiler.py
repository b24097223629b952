"""``circuit``: any Boolean function of up to 16 inputs as a small layered threshold network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, nearest
from rosenblatt.gates.columns import Columns
from rosenblatt.gates.compiler.layers import in_layers
from rosenblatt.gates.compiler.parts import Parts
from rosenblatt.gates.compiler.realise import realise
from rosenblatt.gates.compiler.signal import Signal
from rosenblatt.gates.compiler.structure import Structure
from rosenblatt.gates.compiler.wiring import Wiring
from rosenblatt.gates.expression import Expression
from rosenblatt.gates.named import Circuit, input_names_of
from rosenblatt.gates.table import TruthTable, all_rows, truth_table

MOST_INPUTS = 16
"""Of a circuit, for each is checked on all of its rows."""

Way: TypeAlias = Callable[[Wiring], Signal | None]
"""A way to wire an output; None if it cannot be gone."""


def circuit(
    function: str | Mapping[str, str] | TruthTable | Sequence[int] | NDArray[np.generic],
    *,
    inputs: Sequence[str] | None = None,
) -> Circuit:
    """Compile a Boolean function to a small layered network of neurons with a step.

    What one neuron can compute becomes one neuron; a function that only counts its inputs, such as
    parity, one neuron for each count at which it changes; what else there is a sum of products, or intervals
    (see :mod:`rosenblatt.gates.compiler.intervals`). A value that skips a level passes through a neuron.
    Every circuit is checked against the function on every row before it is returned. Whatever the function
    of 16 inputs, its network has at most 520 neurons for one output.

    Parameters
    ----------
    function : str, mapping, TruthTable or sequence of 0 and 1
        An expression such as ``"a and not (b xor c)"``; a name and an expression for each of several
        outputs, where an expression may use the names of those before it; a truth table; or the column of
        one, the first input counting most.

        Expressions have ``not``, ``and``, ``nand``, ``xor``, ``xnor``, ``or``, ``nor``, ``implies``, the
        signs ``~ ! & ^ | == != ->``, parentheses, names, 0, 1, True and False. What Python has binds as in
        Python: ``~``, then ``&``, ``^``, ``|``, ``==``, ``not``, ``and``, ``or``; ``nand`` binds like
        ``and``, ``nor`` like ``or``, ``xor`` and ``xnor`` between these two, ``implies`` and ``->`` least,
        from the right.
    inputs : sequence of str, optional
        The names of the inputs in their order, also such as the function does not depend on. Default: the
        names of the expressions in the order in which they come up; a table's own names.

    Returns
    -------
    Circuit
        A :class:`~rosenblatt.Network` that knows the names of its inputs and outputs. The output of a single
        expression is called ``y``.

    Raises
    ------
    PlanError
        If there is no expression or table in it, more than 16 inputs, no input at all, or a name that is not
        among ``inputs``.

    Examples
    --------
    >>> from rosenblatt.gates import circuit, truth_table
    >>> network = circuit("a and not (b xor c)")
    >>> print(truth_table(network))
    a b c | y
    0 0 0 | 0
    0 0 1 | 0
    0 1 0 | 0
    0 1 1 | 0
    1 0 0 | 1
    1 0 1 | 0
    1 1 0 | 0
    1 1 1 | 1
    >>> network.layer_sizes
    (3, 2, 1)
    """
    if isinstance(function, str):
        return _from_expressions({"y": function}, inputs)
    if isinstance(function, Mapping):
        return _from_expressions(function, inputs)
    if not isinstance(function, TruthTable):
        if not isinstance(function, Sequence | np.ndarray):
            raise PlanError(
                f"circuit needs an expression, a mapping of names to expressions, a TruthTable or a "
                f"sequence of 0 and 1, got {function!r}"
            )
        function = TruthTable(function)
    _check_width(function.input_names)
    names = function.input_names if inputs is None else input_names_of(inputs, function.n_inputs)
    ways = [_way_of_table(column) for column in function.outputs.T.astype(bool)]
    return _smallest([[way] for way in ways], names, function.output_names, function.outputs)


def _from_expressions(texts: Mapping[str, str], inputs: Sequence[str] | None) -> Circuit:
    expressions = _read(texts)
    names = _names_of_inputs(expressions, inputs)
    rows = all_rows(len(names)).T.astype(bool)
    columns: dict[str, NDArray[np.bool_]] = dict(zip(names, rows, strict=True))
    parts = Parts()
    numbers = {name: parts.input(place) for place, name in enumerate(names)}
    for output, expression in expressions.items():
        columns[output] = expression.value(Columns(rows.shape[1]), columns)
        numbers[output] = expression.value(parts, numbers)
    ways = [[_way_of_table(columns[output])] for output in expressions]
    if Structure.fits(parts, len(names)):
        structure = Structure(parts, len(names))
        for each, output in zip(ways, expressions, strict=True):
            each.append(_way_of_structure(structure, numbers[output]))
    truth = np.stack([columns[output] for output in expressions], axis=1)
    return _smallest(ways, names, tuple(expressions), truth)


def _read(texts: Mapping[str, str]) -> dict[str, Expression]:
    if not texts:
        raise PlanError('a circuit needs at least one output: for example {"sum": "a xor b"}')
    for name, text in texts.items():
        if not isinstance(name, str) or not name or not isinstance(text, str):
            raise PlanError(f"each output needs a name and an expression as texts, got {name!r}: {text!r}")
    return {name: Expression.read(text) for name, text in texts.items()}


def _names_of_inputs(expressions: Mapping[str, Expression], inputs: Sequence[str] | None) -> tuple[str, ...]:
    """The names that no expression before defines: those are the inputs."""
    found: dict[str, None] = {}
    defined: set[str] = set()
    for output, expression in expressions.items():
        found |= dict.fromkeys(name for name in expression.names if name not in defined)
        defined.add(output)
    if len(expressions) > 1 and (both := [name for name in found if name in defined]):
        raise PlanError(
            f"{both[0]!r} is the name of an output, and of an input of an expression that is not after it: "
            "rename one of them, or put the expressions in order"
        )
    if inputs is None:
        names = tuple(found)
    else:
        names = input_names_of(inputs, len(inputs) if isinstance(inputs, Sequence) else 1)
        for name in found:
            if name not in names:
                raise PlanError(
                    f"{name!r} is no input: the inputs are {', '.join(names)}{nearest(name, names)}"
                )
    if not names:
        raise PlanError('the circuit has no input: use a name in an expression, or give inputs=("a",)')
    _check_width(names)
    return names


def _check_width(names: Sequence[str]) -> None:
    if len(names) > MOST_INPUTS:
        raise PlanError(
            f"a circuit has at most {MOST_INPUTS} inputs, for it is checked on every row; got {len(names)}: "
            f"{', '.join(names)}. Split it into circuits of fewer inputs"
        )


def _way_of_table(column: NDArray[np.bool_]) -> Way:
    return lambda wiring: realise(wiring, column.reshape((2,) * wiring.n_inputs), wiring.inputs())


def _way_of_structure(structure: Structure, number: int) -> Way:
    def way(wiring: Wiring) -> Signal | None:
        try:
            return structure.signal(wiring, number, {})
        except RecursionError:  # parts in parts in parts; the way by the table is always open
            return None

    return way


def _smallest(
    ways: Sequence[Sequence[Way]],
    input_names: tuple[str, ...],
    output_names: tuple[str, ...],
    truth: NDArray[np.generic],
) -> Circuit:
    """Wire output after output, each in the way that keeps the network smallest."""
    wiring, outputs = Wiring(len(input_names)), list[Signal]()
    for ways_of_output in ways:
        tries = [tried for way in ways_of_output if (tried := _tried(wiring, way)) is not None]
        if len(tries) > 1:
            tries.sort(key=lambda each: in_layers(each[0].copy(), [*outputs, each[1]]).cost)
        wiring, signal = tries[0]
        outputs.append(signal)
    made = in_layers(wiring, outputs).circuit(input_names, output_names)
    wrong = np.flatnonzero((truth_table(made).outputs != truth).any(axis=1))
    if len(wrong):  # pragma: no cover
        raise RuntimeError(f"the circuit is wrong on {len(wrong)} rows: this is an error of Rosenblatt's own")
    return made


def _tried(wiring: Wiring, way: Way) -> tuple[Wiring, Signal] | None:
    tried = wiring.copy()
    signal = way(tried)
    return None if signal is None else (tried, signal)
