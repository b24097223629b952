"""The source of functions of ``plain.py``, as an exported file holds it: without types, with all it uses."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable
from types import FunctionType

from rosenblatt.export.python import plain

_FOR_OUR_TOOLS = re.compile(r"  # (noqa|type:)[^\n]*")


def needed(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the functions of ``plain.py`` named or used by one that is, and the constants they use.

    Both in their order there.
    """
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
    """Take an annotation out of the line it stands in."""
    line = lines[annotation.lineno - 1]
    line = line.replace(
        f"{before}{text} = ", f"{before}=", 1
    )  # a default stands close to a name without type
    lines[annotation.lineno - 1] = line.replace(before + text, before, 1)
