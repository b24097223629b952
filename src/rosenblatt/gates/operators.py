"""The operators of Boolean expressions, and the text of an expression made ready for Python's own parser."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from rosenblatt.errors import PlanError, nearest


@dataclass(frozen=True)
class Operator:
    """One operator.

    Attributes
    ----------
    python : str
        What stands for it in the text that Python parses: an operator that binds as tightly as this one must.
    joins : bool
        Whether it stands between two operands rather than before one.
    loose : bool
        Whether it binds less tightly than ``not`` and comparisons, as Python's ``and`` and ``or`` do.
    """

    python: str
    joins: bool = True
    loose: bool = False


# From tight to loose: ~, &, ^, |, ==, not, and, xor, or, implies. What Python has binds as in Python; xor
# stands between `and` and `or`, as ^ does between & and |. The loose operators become arithmetic ones that
# bind in the same order, each operand in parentheses of its own (see `python_text`).
OPERATORS = {
    "not": Operator("not ", joins=False),
    "and": Operator("*", loose=True),
    "nand": Operator("@", loose=True),
    "xor": Operator("+", loose=True),
    "xnor": Operator("-", loose=True),
    "or": Operator("<<", loose=True),
    "nor": Operator(">>", loose=True),
    "implies": Operator("<", loose=True),
    "->": Operator("<", loose=True),
    "~": Operator("~", joins=False),
    "!": Operator("~", joins=False),
    "&": Operator("&"),
    "^": Operator("^"),
    "|": Operator("|"),
    "==": Operator("=="),
    "!=": Operator("!="),
}
CONSTANTS = {"0": False, "1": True, "true": True, "false": False}

_WORDS = [name for name in OPERATORS if name.isalpha()]
_PIECE = re.compile(r"\s*(?:([^\W\d]\w*)|(\d[\w.]*)|(->|==|!=|[()&|^~!])|(\S))")
_MOST_CHARACTERS = 200_000


def python_text(expression: str) -> str:
    """Rewrite a Boolean expression as one of Python's that its parser takes apart in the same way.

    Parameters
    ----------
    expression : str
        Names, 0, 1, True, False, parentheses and :data:`OPERATORS`; words in either case.

    Returns
    -------
    str

    Raises
    ------
    PlanError
        If it is empty or too long, holds anything else, or an operand or an operator is missing.
    """
    if len(expression) > _MOST_CHARACTERS:
        raise PlanError(
            f"an expression has at most {_MOST_CHARACTERS:,} characters, got {len(expression):,}: "
            "give a truth table"
        )
    written, last, open_parentheses = ["("], "", 0
    for piece, kind in _pieces(expression):
        operator = OPERATORS.get(piece)
        starts = kind == "operand" or piece == "(" or (operator is not None and not operator.joins)
        after_operand = last not in ("", "(") and last not in OPERATORS
        if starts == after_operand:
            raise _misplaced(piece, last, starts=starts)
        if piece == ")" and open_parentheses == 0:
            raise PlanError("a ')' closes nothing: leave it out, or open a '(' before it")
        open_parentheses += (piece == "(") - (piece == ")")
        written.append(_python(piece, operator))
        last = piece if operator or piece in ("(", ")") else f" {piece}"
    if last in ("", "(") or last in OPERATORS:
        raise _misplaced("", last, starts=False)
    if open_parentheses:
        raise PlanError(f"{open_parentheses} '(' not closed: add ')' where the group ends")
    return "".join([*written, ")"])


def _python(piece: str, operator: Operator | None) -> str:
    if operator is not None:
        # The parentheses around each operand keep what binds tighter together, whatever Python would do.
        return f"){operator.python}(" if operator.loose else operator.python
    if piece.lower() in CONSTANTS:
        return str(CONSTANTS[piece.lower()])
    return {"(": "((", ")": "))"}.get(piece, piece)


def _pieces(expression: str) -> list[tuple[str, str]]:
    """Cut an expression into operators, parentheses and operands."""
    pieces: list[tuple[str, str]] = []
    for name, digits, sign, other in _PIECE.findall(expression):
        if other:
            raise PlanError(
                f"{other!r} is no Boolean operator: use and, or, not, xor, nand, nor, xnor, implies, "
                "the signs & | ^ ~ == != ->, parentheses, names, 0 and 1"
            )
        if digits and digits not in CONSTANTS:
            raise PlanError(
                f"{digits!r} is neither a name nor 0 or 1: the constants are 0, 1, True and False"
            )
        word = name.lower()
        if keyword.iskeyword(name) and word not in OPERATORS and word not in CONSTANTS:
            raise PlanError(f"{name!r} is a word of Python's own and cannot name an input: rename it")
        if word in OPERATORS:
            pieces.append((word, "operator"))
        else:
            pieces.append((sign, "operator") if sign else (name or digits, "operand"))
    return pieces


def _misplaced(piece: str, last: str, *, starts: bool) -> PlanError:
    """Say what is missing between two pieces of an expression, or at one of its ends."""
    if not piece and not last:
        return PlanError("the expression is empty: for example 'a and not b'")
    if starts:
        left, hint = last.strip(), nearest(piece, _WORDS) if piece not in ("(", "~", "!", "not") else ""
        return PlanError(f"an operator is missing between {left!r} and {piece!r}{hint}")
    where = f"after {last.strip()!r}" if last else f"before {piece!r}"
    return PlanError(f"an input, 0, 1 or a group in parentheses is missing {where}")
