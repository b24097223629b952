"""``circuit``: any Boolean function of up to 16 inputs as a small layered threshold network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, nearest
from rosenblatt.gates.compiler.layers import Method, in_layers, smallest
from rosenblatt.gates.compiler.subexpressions import Subexpressions
from rosenblatt.gates.compiler.tables import wire_table
from rosenblatt.gates.compiler.wiring import Bit, Wiring
from rosenblatt.gates.expression import Expression, join_columns
from rosenblatt.gates.named import Circuit, input_names_of
from rosenblatt.gates.table import TruthTable, all_rows, truth_table

MOST_INPUTS = 16
"""Of a circuit, because each circuit is checked on all of its rows."""


def circuit(
    function: str | Mapping[str, str] | TruthTable | Sequence[int] | NDArray[np.generic],
    *,
    inputs: Sequence[str] | None = None,
) -> Circuit:
    """Compile a Boolean function to a small layered network of neurons with the step activation.

    A function that one neuron can compute becomes one neuron; a function that only counts its inputs, such as
    parity, one neuron for each count at which it changes; any other function a sum of products, or intervals
    (``intervals`` in rosenblatt.gates.compiler.tables). A value that skips a layer passes through a
    neuron. Every circuit is checked against the function on every row before it is returned. A network of 16
    inputs has at most 520 neurons for each output.

    Parameters
    ----------
    function : str, mapping, TruthTable or sequence of 0 and 1
        An expression such as ``"a and not (b xor c)"``; a name and an expression for each of several
        outputs, where an expression may use the names of earlier outputs; a truth table; or the column of
        one, where the first input is the most significant.

        Expressions have ``not``, ``and``, ``nand``, ``xor``, ``xnor``, ``or``, ``nor``, ``implies``, the
        signs ``~ ! & ^ | == != ->``, parentheses, names, 0, 1, True and False. Python's operators have
        Python's precedence: ``~``, then ``&``, ``^``, ``|``, ``==``, ``not``, ``and``, ``or``; ``nand`` has
        that of ``and``, ``nor`` that of ``or``, ``xor`` and ``xnor`` are between these two, ``implies`` and
        ``->`` come last and group from the right.
    inputs : sequence of str, optional
        The names of the inputs in their order; the function need not depend on all of them. Default: the
        names in the expressions in the order of their first use; the names of the table.

    Returns
    -------
    Circuit
        A :class:`~rosenblatt.Network` with names for its inputs and outputs. The output of a single
        expression is called ``y``.

    Raises
    ------
    PlanError
        If ``function`` is neither an expression nor a table, has no input or more than 16, or uses a name
        that is not in ``inputs``.

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
    methods = [[_by_table(column)] for column in function.outputs.T.astype(bool)]
    return _compiled(methods, names, function.output_names, function.outputs)


def _from_expressions(texts: Mapping[str, str], inputs: Sequence[str] | None) -> Circuit:
    expressions = _read(texts)
    names = _names_of_inputs(expressions, inputs)
    rows = all_rows(len(names)).T.astype(bool)
    columns: dict[str, NDArray[np.bool_]] = dict(zip(names, rows, strict=True))
    shared = Subexpressions(len(names))
    numbers = dict(zip(names, shared.inputs, strict=True))
    for output, expression in expressions.items():
        columns[output] = np.broadcast_to(expression.value(join_columns, columns), rows.shape[1:])
        numbers[output] = expression.value(shared.join, numbers)
    methods = [[_by_table(columns[output])] for output in expressions]
    if shared.fits_in_memory:
        for each, output in zip(methods, expressions, strict=True):
            each.append(_by_subexpressions(shared, numbers[output]))
    truth = np.stack([columns[output] for output in expressions], axis=1)
    return _compiled(methods, names, tuple(expressions), truth)


def _read(texts: Mapping[str, str]) -> dict[str, Expression]:
    if not texts:
        raise PlanError('a circuit needs at least one output: for example {"sum": "a xor b"}')
    for name, text in texts.items():
        if not isinstance(name, str) or not name or not isinstance(text, str):
            raise PlanError(f"each output needs a name and an expression as texts, got {name!r}: {text!r}")
    return {name: Expression.read(text) for name, text in texts.items()}


def _names_of_inputs(expressions: Mapping[str, Expression], inputs: Sequence[str] | None) -> tuple[str, ...]:
    """The inputs: the names that no earlier expression defines."""
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


def _by_table(column: NDArray[np.bool_]) -> Method:
    return lambda wiring: wire_table(wiring, column.reshape((2,) * wiring.n_inputs), wiring.inputs())


def _by_subexpressions(shared: Subexpressions, number: int) -> Method:
    def method(wiring: Wiring) -> Bit | None:
        try:
            return shared.wire(wiring, number, {})
        except RecursionError:  # nested too deeply; the method by the table always applies
            return None

    return method


def _compiled(
    methods: Sequence[Sequence[Method]],
    input_names: tuple[str, ...],
    output_names: tuple[str, ...],
    truth: NDArray[np.generic],
) -> Circuit:
    """Wire one output after another by its best method, and check the circuit on every row."""
    wiring, outputs = Wiring(len(input_names)), list[Bit]()
    for methods_of_output in methods:
        outputs.append(smallest(wiring, methods_of_output, outputs))
    compiled = in_layers(wiring, outputs).circuit(input_names, output_names)
    wrong = np.flatnonzero((truth_table(compiled).outputs != truth).any(axis=1))
    if len(wrong):  # pragma: no cover
        raise RuntimeError(f"the circuit is wrong on {len(wrong)} rows: this is an error of Rosenblatt's own")
    return compiled
