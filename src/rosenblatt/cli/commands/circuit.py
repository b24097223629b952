"""``rosenblatt gate`` and ``rosenblatt circuit``: Boolean functions as networks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from rosenblatt.cli.arguments import argument
from rosenblatt.cli.screen.logic import Rows, Svg, show_logic
from rosenblatt.errors import PlanError, nearest

if TYPE_CHECKING:
    from rosenblatt.gates import Circuit

_NAMED = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)(.*)", re.DOTALL)
_CALLED = re.compile(r"\s*(\w+)\s*\(\s*(\d*)\s*\)\s*")
_SHORTEST_SLIP = 4
"""A single name of fewer letters is an input, not a ready circuit misspelt."""


def gate(
    name: Annotated[str, argument("NAME", "and, or, not, nand, nor, xor, xnor or implies.")],
    row: Rows = None,
    svg: Svg = None,
) -> None:
    """Show a logic gate as a network: its truth table, its weights and the arithmetic of each row."""
    from rosenblatt.gates import gate as make

    network = make(name)
    show_logic(network.output_names[0].upper(), network, row, svg)


def circuit(
    function: Annotated[
        list[str],
        argument(
            "FUNCTION...",
            "An expression such as 'a and not (b xor c)'; several outputs as 'sum=a xor b' 'carry=a and b'; "
            "or a predefined circuit: half_adder, full_adder, adder 4, subtractor 4, multiplier 4.",
        ),
    ],
    row: Rows = None,
    svg: Svg = None,
) -> None:
    """Compile a Boolean function to a network with step activations, and check it on every row."""
    network = _ready(" ".join(function).split())
    if network is None:
        show_logic("; ".join(function), _compiled(function), row, svg, compiled=True)
    else:
        show_logic(" ".join(function), network, row, svg)


def _ready(words: Sequence[str]) -> Circuit | None:
    """Make the ready circuit that is asked for; None if it is not a ready one."""
    from rosenblatt.gates.arithmetic import FIXED, SIZED

    called = _CALLED.fullmatch(" ".join(words))
    name, digits = words[0] if words else "", list(words[1:])
    if called:
        name, digits = called[1], [called[2]] if called[2] else []
    if not all(digit.isdecimal() for digit in digits):
        return None
    if name in FIXED:
        if digits:
            raise PlanError(f"{name} takes no number, got {' '.join(digits)}: leave it out")
        return FIXED[name]()
    if name in SIZED:
        if len(digits) != 1:
            given = f"got {' '.join(digits)!r}: " if digits else ""
            raise PlanError(
                f"{name} needs a number of digits, {given}for example rosenblatt circuit {name} 4"
            )
        return SIZED[name](int(digits[0]))
    slip = nearest(name, [*FIXED, *SIZED]) if name.isidentifier() and len(name) >= _SHORTEST_SLIP else ""
    if slip:
        raise PlanError(f"there is no ready circuit {name!r}{slip}")
    return None


def _compiled(texts: Sequence[str]) -> Circuit:
    from rosenblatt.gates import circuit as make

    pairs = [(match[1], match[2]) if (match := _NAMED.fullmatch(text)) else (None, text) for text in texts]
    if len(pairs) == 1 and pairs[0][0] is None:
        return make(texts[0])
    expressions: dict[str, str] = {}
    for name, text in pairs:
        if name is None:
            raise PlanError(f"each of several outputs needs a name: write name=expression, got {text!r}")
        if name in expressions:
            raise PlanError(f"two outputs are called {name!r}: rename one of them")
        expressions[name] = text
    return make(expressions)
