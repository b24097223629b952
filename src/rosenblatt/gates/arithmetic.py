"""Circuits that add, subtract and multiply whole numbers in binary, the most significant digit first.

The inputs of ``adder(2)`` are ``a1``, ``a0``, ``b1``, ``b0``: the row 1 0 1 1 is 2 + 3. One neuron weighs all
lower digits by powers of two and computes the carry directly, so that the depth does not grow with their
number (Siu and Bruck, "On the power of threshold circuits with small weights", 1991).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rosenblatt.errors import PlanError
from rosenblatt.gates.compiler.layers import in_layers
from rosenblatt.gates.compiler.wiring import Bit, Wiring, all_of, at_least, parity, weighted_sum
from rosenblatt.gates.named import Circuit

MOST_DIGITS = 32
MOST_DIGITS_TO_MULTIPLY = 16
"""More digits would need large weights and wide layers; all sums are exact in float64."""


def half_adder() -> Circuit:
    """Return the circuit that adds the digits ``a`` and ``b``; its outputs are ``carry`` and ``sum``."""
    return _sum_of_digits("a", "b")


def full_adder() -> Circuit:
    """Return the circuit that adds the digits ``a``, ``b``, ``carry_in``; its outputs are ``carry``, ``sum``.

    Three hidden neurons count the ones; the carry is "at least two".
    """
    return _sum_of_digits("a", "b", "carry_in")


def adder(n: int) -> Circuit:
    """Return the circuit that adds two numbers of ``n`` digits, in two layers.

    Parameters
    ----------
    n : int
        Binary digits of each number, from 1 to 32.

    Returns
    -------
    Circuit
        Inputs ``a{n-1}``, ..., ``a0``, ``b{n-1}``, ..., ``b0``; outputs ``carry``, ``s{n-1}``, ..., ``s0``,
        the ``n + 1`` digits of a + b.

    Raises
    ------
    PlanError
        If ``n`` is out of range.

    Examples
    --------
    >>> from rosenblatt.gates import adder
    >>> adder(2).predict([[1, 0, 1, 1]]).tolist()  # 2 + 3 = 5
    [[1, 0, 1]]
    """
    _check_digits("adder", n, MOST_DIGITS)
    return _by_carries(n, 1.0, [0.5 - (2 << place) for place in range(n)], ("carry", *_names("s", n)))


def subtractor(n: int) -> Circuit:
    """Return the circuit that subtracts two numbers of ``n`` digits, in two layers.

    Parameters
    ----------
    n : int
        From 1 to 32, as for :func:`adder`, with the same error.

    Returns
    -------
    Circuit
        Inputs as for :func:`adder`; outputs ``borrow``, ``d{n-1}``, ..., ``d0``. The digits are those of
        a - b modulo 2**n, and ``borrow`` is 1 where a < b: read with the borrow as the digit of -2**n (two's
        complement), the outputs are a - b itself.

    Examples
    --------
    >>> from rosenblatt.gates import subtractor
    >>> subtractor(2).predict([[0, 1, 1, 0]]).tolist()  # 1 - 2 = -4 + 3
    [[1, 1, 1]]
    """
    _check_digits("subtractor", n, MOST_DIGITS)
    return _by_carries(n, -1.0, [-0.5] * n, ("borrow", *_names("d", n)))


def multiplier(n: int) -> Circuit:
    """Return the circuit that multiplies two numbers of ``n`` digits, in three layers at most.

    The first layer multiplies each digit of the one number by each of the other. The second counts for each
    output digit ``k`` how many times 2**k is contained in the sum of the products up to there; the digit is 1
    where that is odd.

    Parameters
    ----------
    n : int
        Binary digits of each number, from 1 to 16; the error is that of :func:`adder`.

    Returns
    -------
    Circuit
        Inputs as for :func:`adder`; outputs ``p{2n-1}``, ..., ``p0``, the ``2 n`` digits of a * b (of
        ``multiplier(1)`` the one digit ``p0``).

    Examples
    --------
    >>> from rosenblatt.gates import multiplier
    >>> multiplier(2).predict([[1, 1, 1, 0]]).tolist()  # 3 * 2 = 6
    [[0, 1, 1, 0]]
    """
    _check_digits("multiplier", n, MOST_DIGITS_TO_MULTIPLY)
    wiring = Wiring(2 * n)
    a, b = _numbers(wiring, n)
    products = {(i, j): all_of(wiring, [a[i], b[j]]) for i in range(n) for j in range(n)}
    n_digits = 2 * n if n > 1 else 1
    digits = []
    for k in range(n_digits):
        low = [(float(1 << (i + j)), product) for (i, j), product in products.items() if i + j <= k]
        most = min(int(sum(weight for weight, _ in low)), ((1 << n) - 1) ** 2) >> k
        reached = [wiring.neuron(low, 0.5 - (m << k)) for m in range(1, most + 1)]
        digits.append(weighted_sum(((-1.0) ** m, signal) for m, signal in enumerate(reached)))
    return _circuit(wiring, digits[::-1], _names("a", n) + _names("b", n), _names("p", n_digits))


def _check_digits(what: str, n: int, most: int) -> None:
    if not isinstance(n, int | np.integer) or isinstance(n, bool) or not 1 <= n <= most:
        raise PlanError(f"{what}(n) needs a whole number of digits from 1 to {most}, got {n!r}")


def _sum_of_digits(*names: str) -> Circuit:
    """Add two or three digits: the sum digit is their parity; two or more of them give a carry."""
    wiring = Wiring(len(names))
    digits = wiring.inputs()
    odd, two = parity(wiring, digits), at_least(wiring, digits, 2)
    return _circuit(wiring, [two, odd], names, ("carry", "sum"))


def _by_carries(n: int, sign: float, biases: Sequence[float], output_names: Sequence[str]) -> Circuit:
    """Add two numbers, or subtract them with the sign -1.

    For each place one neuron weighs the digits up to there and computes the carry to the next, or the borrow.
    """
    wiring = Wiring(2 * n)
    a, b = _numbers(wiring, n)
    carries = [Bit(())]
    for place, bias in enumerate(biases):
        low = [
            (weight * (1 << k), each[k]) for k in range(place + 1) for weight, each in ((sign, a), (1.0, b))
        ]
        carries.append(wiring.neuron(low, bias))
    digits = [
        weighted_sum([(1.0, a[k]), (sign, b[k]), (sign, carries[k]), (-2 * sign, carries[k + 1])])
        for k in range(n)
    ]
    return _circuit(wiring, [carries[n], *reversed(digits)], _names("a", n) + _names("b", n), output_names)


def _numbers(wiring: Wiring, n: int) -> tuple[list[Bit], list[Bit]]:
    """The digits of the two numbers, the least significant first."""
    inputs = wiring.inputs()
    return inputs[:n][::-1], inputs[n:][::-1]


def _names(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}{place}" for place in range(n - 1, -1, -1))


def _circuit(
    wiring: Wiring, outputs: Sequence[Bit], input_names: Sequence[str], output_names: Sequence[str]
) -> Circuit:
    return in_layers(wiring, outputs).circuit(input_names, output_names)


FIXED = {"half_adder": half_adder, "full_adder": full_adder}
"""Circuits of a fixed size, by name."""

SIZED = {"adder": adder, "subtractor": subtractor, "multiplier": multiplier}
"""Circuits for a given number of digits, by name."""
