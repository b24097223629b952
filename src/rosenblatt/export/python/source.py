"""Python source: literals, and the functions of ``plain.py`` without types and with all that they use."""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Iterable, Sequence
from types import FunctionType

from rosenblatt.export.python import plain

_FOR_OUR_TOOLS = re.compile(r"  # (noqa|type:)[^\n]*")


def needed(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the functions of ``plain.py`` that are named or used by one, and their constants, in order."""
    functions = [name for name, each in vars(plain).items() if isinstance(each, FunctionType)]
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name in functions:
            waiting |= names_in(source_of(name)) - found
    return [name for name in functions if name in found], [name for name in plain.CONSTANTS if name in found]


def names_in(code: str) -> set[str]:
    """Return the names in code; a text or an attribute is none."""
    return {each.id for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Name)}


def source_of(name: str) -> str:
    """Return a function's source without types, which Python 3.8 could not read."""
    source = inspect.getsource(getattr(plain, name))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = source.splitlines(keepends=True)
    cuts = [(each.arg, each.annotation) for each in function.args.args if each.annotation is not None]
    for argument, annotation in reversed(cuts):
        _cut(lines, annotation, f": {ast.get_source_segment(source, annotation)}", argument)
    if function.returns is not None:
        _cut(lines, function.returns, f" -> {ast.get_source_segment(source, function.returns)}", ")")
    return _FOR_OUR_TOOLS.sub("", "".join(lines)).rstrip()


def _cut(lines: list[str], annotation: ast.expr, text: str, before: str) -> None:
    """Remove an annotation from its line."""
    line = lines[annotation.lineno - 1]
    line = line.replace(f"{before}{text} = ", f"{before}=", 1)  # no spaces around a default without a type
    lines[annotation.lineno - 1] = line.replace(before + text, before, 1)


WIDTH = 100


def number_list(numbers: Sequence[float], indent: int) -> str:
    """Return a list as it is written, on further lines where it is long."""
    texts = [repr(each) for each in numbers]
    line = f"[{', '.join(texts)}]"
    if len(line) + indent < WIDTH:
        return line
    lines, space = [""], " " * (indent + 4)
    for text in texts:
        if len(space) + len(lines[-1]) + len(text) + 2 > WIDTH:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{text},"
    return "[\n" + "".join(f"{space}{each}\n" for each in lines) + " " * indent + "]"


def literal(value: object) -> str:
    """Return a text, a Boolean, a finite number, or a sequence of such, as Python writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, float):
        assert math.isfinite(value)
        return repr(value)
    return repr(str(value))
