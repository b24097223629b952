"""Boolean expressions: parsed with Python's parser and a list of allowed nodes, never evaluated as Python."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, nearest

Column: TypeAlias = NDArray[np.bool_]
Value = TypeVar("Value")
Join: TypeAlias = Callable[[str, Sequence[Value]], Value]
"""Applies an operation to operands: ``not``, ``and``, ``or`` or ``xor``, or the constants ``0`` and ``1``."""

COLUMNS = {"and": np.logical_and, "or": np.logical_or, "xor": np.logical_xor}


def join_columns(kind: str, operands: Sequence[Column]) -> Column:
    """Apply an operation to columns of a truth table; a constant has a single row."""
    if not operands:
        return np.array([kind == "1"])
    return ~operands[0] if kind == "not" else reduce(COLUMNS[kind], operands)


@dataclass(frozen=True)
class Expression:
    """A parsed Boolean expression; its tree has allowed nodes only, its names are in order of first use."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Expression:
        """Parse an expression; if it is not a Boolean expression, raise a PlanError that says where."""
        try:
            tree = ast.parse(python_text(text), mode="eval").body
        except PlanError as error:
            raise PlanError(f"cannot read {_brief(text)!r}: {error}") from None
        except SyntaxError:
            raise PlanError(
                f"cannot read {_brief(text)!r}: write parentheses around the operand of each 'not', "
                "and nest fewer than 90 of them"
            ) from None
        except (RecursionError, MemoryError):
            raise _too_deep(text) from None
        names = {node.id: None for node in _in_order(tree) if isinstance(node, ast.Name)}
        return cls(text, tree, tuple(names))

    def value(self, join: Join[Value], values: Mapping[str, Value]) -> Value:
        """Evaluate the expression, given what applies operations, and the value of each name."""
        try:
            return _value(self.tree, join, values)
        except RecursionError:
            raise _too_deep(self.text) from None


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _too_deep(text: str) -> PlanError:
    return PlanError(
        f"{_brief(text)!r} is nested too deeply or too long to be read: "
        "name parts of it as expressions of their own, or give a truth table"
    )


def _in_order(tree: ast.expr) -> Iterator[ast.expr]:
    """All nodes in the order of the text; without recursion, because a chain is as deep as it is long."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr):
            yield node
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))


OPERATIONS: Mapping[type[ast.AST], tuple[str, bool]] = {
    ast.Mult: ("and", False),
    ast.BitAnd: ("and", False),
    ast.MatMult: ("and", True),
    ast.LShift: ("or", False),
    ast.BitOr: ("or", False),
    ast.RShift: ("or", True),
    ast.Add: ("xor", False),
    ast.BitXor: ("xor", False),
    ast.NotEq: ("xor", False),
    ast.Sub: ("xor", True),
    ast.Eq: ("xor", True),
}
"""The operation of each operator of :func:`python_text`, and whether its result is negated."""


def _joined(operator: ast.AST, operands: Sequence[Value], join: Join[Value]) -> Value:
    kind, is_negated = OPERATIONS[type(operator)]
    joined = join(kind, operands)
    return join("not", [joined]) if is_negated else joined


def _value(node: ast.expr, join: Join[Value], values: Mapping[str, Value]) -> Value:
    """Evaluate a node; nodes of any other kind are not allowed."""
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=bool(value)):
            return join("1" if value else "0", [])
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            return join("not", [_value(operand, join, values)])
        case ast.BinOp():
            return _chain(node, join, values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compared(ops, [_value(each, join, values) for each in (left, *others)], join)
    raise PlanError(f"{type(node).__name__} is no part of a Boolean expression")  # pragma: no cover


def _chain(node: ast.expr, join: Join[Value], values: Mapping[str, Value]) -> Value:
    """Evaluate a chain of operators from left to right, equal neighbours together unless they are negated."""
    operators: list[ast.operator] = []
    operands: list[ast.expr] = []
    while isinstance(node, ast.BinOp):
        operators.append(node.op)
        operands.append(node.right)
        node = node.left
    run = [_value(node, join, values)]
    for place in range(len(operators) - 1, -1, -1):
        operator = operators[place]
        run.append(_value(operands[place], join, values))
        if place == 0 or type(operators[place - 1]) is not type(operator) or OPERATIONS[type(operator)][1]:
            run = [_joined(operator, run, join)]
    return run[0]


def _compared(ops: list[ast.cmpop], operands: list[Value], join: Join[Value]) -> Value:
    """``a -> b -> c`` is ``a -> (b -> c)``; ``a == b != c`` is as in Python ``a == b and b != c``."""
    if all(isinstance(each, ast.Lt) for each in ops):
        value = operands[-1]
        for before in reversed(operands[:-1]):
            value = join("or", [join("not", [before]), value])
        return value
    pairs = [_joined(op, operands[place : place + 2], join) for place, op in enumerate(ops)]
    return pairs[0] if len(pairs) == 1 else join("and", pairs)


# ---- From text to Python ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operator:
    """One operator, and the Python operator of the required precedence that replaces it for parsing.

    ``joins`` is true if it is written between two operands, ``loose`` if its precedence is lower than that of
    ``not`` and comparisons, as for Python's ``and``.
    """

    python: str
    joins: bool = True
    loose: bool = False


# In order of precedence: ~, &, ^, |, ==, not, and, xor, or, implies. Python's own operators keep their order;
# xor is between `and` and `or`, as ^ is between & and |. The loose operators are replaced by arithmetic ones
# of the same order, each operand in its own parentheses (see `python_text`).
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
    """Rewrite a Boolean expression as a Python expression with the same structure.

    It consists of names, 0, 1, True, False, parentheses and :data:`OPERATORS`, words in either case. Raises
    PlanError if it is empty or too long, contains anything else, or lacks an operand or an operator.
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
        # The parentheses around each operand keep operators of higher precedence together.
        return f"){operator.python}(" if operator.loose else operator.python
    if piece.lower() in CONSTANTS:
        return str(CONSTANTS[piece.lower()])
    return {"(": "((", ")": "))"}.get(piece, piece)


def _pieces(expression: str) -> list[tuple[str, str]]:
    """Split an expression into operators, parentheses and operands."""
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
    """The error for an operand or operator missing between two pieces, or at an end."""
    if not piece and not last:
        return PlanError("the expression is empty: for example 'a and not b'")
    if starts:
        left, hint = last.strip(), nearest(piece, _WORDS) if piece not in ("(", "~", "!", "not") else ""
        return PlanError(f"an operator is missing between {left!r} and {piece!r}{hint}")
    where = f"after {last.strip()!r}" if last else f"before {piece!r}"
    return PlanError(f"an input, 0, 1 or a group in parentheses is missing {where}")
