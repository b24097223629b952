"""Boolean expressions: read with Python's parser and a white list, never carried out as Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rosenblatt.errors import PlanError
from rosenblatt.gates.operators import python_text

Value = TypeVar("Value")


class Algebra(Protocol[Value]):
    """What the operators do: with columns of a truth table, or with parts of a circuit."""

    def constant(self, value: bool) -> Value:
        """Return what is always 0 or always 1."""
        ...

    def negation(self, value: Value) -> Value:
        """Return NOT."""
        ...

    def conjunction(self, values: Sequence[Value]) -> Value:
        """Return AND of all."""
        ...

    def disjunction(self, values: Sequence[Value]) -> Value:
        """Return OR of all."""
        ...

    def parity(self, values: Sequence[Value]) -> Value:
        """Return XOR of all."""
        ...


@dataclass(frozen=True)
class Expression:
    """A Boolean expression that was read.

    Attributes
    ----------
    text : str
        As it was given.
    tree : ast.expr
        As Python parsed it; holds nothing but what the white list allows.
    names : tuple of str
        The names in it, in the order in which they come up.
    """

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Expression:
        """Read an expression.

        Raises
        ------
        PlanError
            If it is no Boolean expression; the message says where.
        """
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

    def value(self, algebra: Algebra[Value], values: Mapping[str, Value]) -> Value:
        """Carry the expression out in an algebra.

        Parameters
        ----------
        algebra : Algebra
        values : mapping
            What each name stands for.
        """
        try:
            return _value(self.tree, algebra, values)
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
    """All nodes in the order of the text; without recursion, for a chain is as deep as it is long."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr):
            yield node
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _value(node: ast.expr, algebra: Algebra[Value], values: Mapping[str, Value]) -> Value:
    """The white list: a node of any other kind is refused."""
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=bool(value)):
            return algebra.constant(value)
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            return algebra.negation(_value(operand, algebra, values))
        case ast.BinOp():
            return _chain(node, algebra, values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            operands = [_value(each, algebra, values) for each in (left, *others)]
            return _compared(ops, operands, algebra)
    raise PlanError(f"{type(node).__name__} is no part of a Boolean expression")  # pragma: no cover


def _chain(node: ast.expr, algebra: Algebra[Value], values: Mapping[str, Value]) -> Value:
    """Carry out operators that follow one another from left to right, equal neighbours all at once."""
    operators: list[ast.operator] = []
    operands: list[ast.expr] = []
    while isinstance(node, ast.BinOp):
        operators.append(node.op)
        operands.append(node.right)
        node = node.left
    value, run = _value(node, algebra, values), list[Value]()
    for place in range(len(operators) - 1, -1, -1):
        run.append(_value(operands[place], algebra, values))
        if (
            place == 0
            or type(operators[place - 1]) is not type(operators[place])
            or _one_by_one(operators[place])
        ):
            value = _joined(operators[place], [value, *run], algebra)
            run = []
    return value


def _one_by_one(operator: ast.operator) -> bool:
    return isinstance(operator, ast.MatMult | ast.RShift | ast.Sub)


def _joined(operator: ast.operator, values: list[Value], algebra: Algebra[Value]) -> Value:
    match operator:
        case ast.Mult() | ast.BitAnd():
            return algebra.conjunction(values)
        case ast.LShift() | ast.BitOr():
            return algebra.disjunction(values)
        case ast.Add() | ast.BitXor():
            return algebra.parity(values)
        case ast.MatMult():
            return algebra.negation(algebra.conjunction(values))
        case ast.RShift():
            return algebra.negation(algebra.disjunction(values))
        case ast.Sub():
            return algebra.negation(algebra.parity(values))
    raise PlanError(f"{type(operator).__name__} is no Boolean operator")  # pragma: no cover


def _compared(ops: list[ast.cmpop], operands: list[Value], algebra: Algebra[Value]) -> Value:
    """``a -> b -> c`` is ``a -> (b -> c)``; ``a == b != c`` is as in Python ``a == b and b != c``."""
    if all(isinstance(each, ast.Lt) for each in ops):
        value = operands[-1]
        for before in reversed(operands[:-1]):
            value = algebra.disjunction([algebra.negation(before), value])
        return value
    pairs = []
    for op, left, right in zip(ops, operands[:-1], operands[1:], strict=True):
        differs = algebra.parity([left, right])
        match op:
            case ast.Eq():
                pairs.append(algebra.negation(differs))
            case ast.NotEq():
                pairs.append(differs)
            case _:  # pragma: no cover
                raise PlanError(f"{type(op).__name__} is no Boolean operator")
    return pairs[0] if len(pairs) == 1 else algebra.conjunction(pairs)
