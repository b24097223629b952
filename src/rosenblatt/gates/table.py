"""Truth tables of Boolean functions and of networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError, require_known
from rosenblatt.gates.named import input_names_of, output_names_of
from rosenblatt.network import Network

MOST_TABLE_INPUTS = 20
"""A table of more inputs has over a million rows."""

_VALUES_AT_ONCE = 1 << 22


class TruthTable:
    """The outputs of a Boolean function for every combination of its inputs.

    Parameters
    ----------
    outputs : array-like of shape (2**n_inputs,) or (2**n_inputs, n_outputs)
        0 and 1 (or False and True) for each row. The first input is the most significant: the rows of two
        inputs are 00, 01, 10, 11.
    input_names, output_names : sequence of str, optional
        Default: ``x1``, ``x2``, ... and ``y``, or ``y1``, ``y2``, ...

    Attributes
    ----------
    inputs : ndarray of shape (2**n_inputs, n_inputs), uint8
        The rows; read only.
    outputs : ndarray of shape (2**n_inputs, n_outputs), uint8
        The outputs; read only.
    input_names, output_names : tuple of str

    Raises
    ------
    PlanError
        If the number of rows is not a power of two from 2 on, an output is not 0 or 1, there are more than
        20 inputs, or the names do not fit.

    Examples
    --------
    >>> from rosenblatt.gates import TruthTable
    >>> print(TruthTable([0, 1, 1, 0], input_names=("a", "b")))
    a b | y
    0 0 | 0
    0 1 | 1
    1 0 | 1
    1 1 | 0
    """

    def __init__(
        self,
        outputs: ArrayLike,
        *,
        input_names: Sequence[str] | None = None,
        output_names: Sequence[str] | None = None,
    ) -> None:
        self.outputs = _checked_outputs(outputs)
        self.inputs = all_rows(len(self.outputs).bit_length() - 1)
        self.outputs.flags.writeable = self.inputs.flags.writeable = False
        self.input_names = input_names_of(input_names, self.n_inputs)
        self.output_names = output_names_of(output_names, self.n_outputs)

    @property
    def n_inputs(self) -> int:
        """How many inputs there are."""
        return int(self.inputs.shape[1])

    @property
    def n_outputs(self) -> int:
        """How many outputs there are."""
        return int(self.outputs.shape[1])

    @property
    def n_rows(self) -> int:
        """How many rows there are: two to the number of inputs."""
        return len(self.outputs)

    def output(self, name: str) -> NDArray[np.uint8]:
        """Return one output's column, shape (n_rows,); PlanError if no output has that name."""
        require_known("output", name, self.output_names)
        return self.outputs[:, self.output_names.index(name)]

    def __eq__(self, other: object) -> bool:
        """Whether the names and every output are the same."""
        if not isinstance(other, TruthTable):
            return NotImplemented
        names = (self.input_names, self.output_names) == (other.input_names, other.output_names)
        return names and bool(np.array_equal(self.outputs, other.outputs))

    __hash__ = None  # type: ignore[assignment]  # as for the arrays it holds

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, most_rows: int = 64, *, names: bool = True) -> str:
        """Return the table as lines; a long table is shortened to its first and last rows.

        Parameters
        ----------
        most_rows : int, default=64
            A table with more rows is shown with half as many.
        names : bool, default=True
            Whether to show the names; without them the digits have no spaces between them.
        """
        head = [f"{' '.join(self.input_names)} | {' '.join(self.output_names)}"] if names else []
        quarter = max(1, most_rows // 4)
        if self.n_rows <= max(most_rows, 2 * quarter):
            return "\n".join([*head, *(self._line(row, names) for row in range(self.n_rows))])
        first = [self._line(row, names) for row in range(quarter)]
        last = [self._line(row, names) for row in range(self.n_rows - quarter, self.n_rows)]
        return "\n".join([*head, *first, f"... {self.n_rows - 2 * quarter:,} more rows ...", *last])

    def _line(self, row: int, names: bool) -> str:
        values = (self.inputs[row], self.outputs[row])
        if not names:
            return " | ".join("".join(map(str, side)) for side in values)
        wide = (self.input_names, self.output_names)
        return " | ".join(
            " ".join(str(value).rjust(len(name)) for name, value in zip(*side, strict=True))
            for side in zip(wide, values, strict=True)
        )

    def __repr__(self) -> str:
        names = f"{', '.join(self.input_names)} -> {', '.join(self.output_names)}"
        return f"<TruthTable {names}, {self.n_rows:,} rows>"


def all_rows(n_inputs: int) -> NDArray[np.uint8]:
    """Return every combination of ``n_inputs`` values of 0 and 1, the first input being the most significant.

    Parameters
    ----------
    n_inputs : int
        From 1 to 20, otherwise PlanError.

    Returns
    -------
    ndarray of shape (2**n_inputs, n_inputs), uint8
    """
    if n_inputs > MOST_TABLE_INPUTS:
        raise PlanError(
            f"a truth table has at most {MOST_TABLE_INPUTS} inputs, got {n_inputs} with 2**{n_inputs} rows: "
            "predict the rows that matter instead"
        )
    places = np.arange(n_inputs - 1, -1, -1)
    return (np.arange(1 << n_inputs)[:, None] >> places & 1).astype(np.uint8)


def truth_table(network: Network) -> TruthTable:
    """Return the truth table of a network, computed for all rows at once.

    Parameters
    ----------
    network : Network
        At most 20 inputs; outputs that decide between 0 and 1 (``step``, ``logistic``, ``tanh``,
        ``softmax``). A circuit's names are kept.

    Returns
    -------
    TruthTable

    Raises
    ------
    PlanError
        If there are more inputs, the network is recurrent, or an output is neither 0 nor 1.

    Examples
    --------
    >>> from rosenblatt.gates import NOR, truth_table
    >>> print(truth_table(NOR))
    x1 x2 | nor
     0  0 |   1
     0  1 |   0
     1  0 |   0
     1  1 |   0
    """
    if not isinstance(network, Network):
        raise PlanError(f"truth_table needs a Network, got {network!r}: for a fitted estimator give network_")
    if network.cell is not None:
        raise PlanError("a recurrent network answers sequences, not rows: it has no truth table")
    rows = all_rows(network.n_inputs)
    # Row by row in parts, so that the values of a wide layer fit in memory.
    parts = max(1, len(rows) * max(network.layer_sizes) // _VALUES_AT_ONCE)
    answers = np.concatenate([network.predict(part) for part in np.array_split(rows, parts)])
    strange = answers[(answers != 0) & (answers != 1)]
    if strange.size:
        raise PlanError(
            f"the network answers {strange[0]:g}, which is neither 0 nor 1: a truth table needs an output "
            f"layer that decides, such as step or logistic; this one's is {network.activations[-1]}"
        )
    return TruthTable(
        answers,
        input_names=getattr(network, "input_names", None),
        output_names=getattr(network, "output_names", None),
    )


def _checked_outputs(outputs: ArrayLike) -> NDArray[np.uint8]:
    try:
        array = np.asarray(outputs)
    except ValueError:
        raise PlanError("a truth table's rows must all have the same number of outputs") from None
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise PlanError(
            "a truth table is one value per row, or for several outputs an array of shape (rows, outputs); "
            f"got the shape {array.shape}"
        )
    rows = len(array)
    if rows < 2 or rows & (rows - 1):
        raise PlanError(
            f"a truth table of n inputs has 2**n rows: 2, 4, 8, 16, ...; got {rows}: "
            "give the answer for every combination of the inputs"
        )
    wrong = [value for value in array.ravel().tolist() if value not in (0, 1)] if _odd(array) else []
    if wrong:
        raise PlanError(f"a truth table holds 0 and 1 alone, got {wrong[0]!r}")
    return np.array(array == 1, dtype=np.uint8)


def _odd(array: NDArray[np.generic]) -> bool:
    """Whether the array may contain values other than 0 and 1."""
    return array.dtype.kind not in "biuf" or not bool(np.all((array == 0) | (array == 1)))
