"""Measures of the source tree: its size, its folders, its circles of imports, private names across rooms.

``python tools/house.py`` prints the measures that tests/test_house.py holds. A room is a folder directly
under src/rosenblatt. Every import counts, also those inside functions and under TYPE_CHECKING.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "rosenblatt"
MOST_FILES = 15  # directly inside one folder, __init__.py apart


def modules(source: Path = SOURCE) -> dict[str, Path]:
    """Return the dotted name of every module of the package and its file."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = (source.name, *path.relative_to(source).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """Return which modules of the package a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in known else node.module for name in submodules}
    return found & set(known)


def circles(source: Path = SOURCE) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or over others."""
    known = modules(source)
    graph = {name: imports(path, known) - {name} for name, path in known.items()}
    reached = {name: _reached(name, graph) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    return sorted(sorted(group) for group in groups)


def _reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def private_uses(source: Path = SOURCE) -> list[str]:
    """Return the places that use a private name which only files of other rooms define."""
    known = modules(source)
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in known.items()}
    defined: dict[str, set[str]] = {}
    for name, tree in trees.items():
        defined.setdefault(_room(name), set()).update(_private_definitions(tree))
    everywhere = set().union(*defined.values())
    found = []
    for name, tree in trees.items():
        foreign = everywhere - defined[_room(name)]
        place = known[name].relative_to(source)
        found += [f"{place}:{line}: {used}" for line, used in _private_uses(tree) if used in foreign]
    return found


def _room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def _is_private(name: str) -> bool:
    return re.fullmatch(r"_[a-zA-Z]\w*", name) is not None


def _private_definitions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
        if _is_private(name):
            yield name


def _private_uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_private(node.attr):
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rosenblatt."):
            yield from ((node.lineno, alias.name) for alias in node.names if _is_private(alias.name))


def full_folders(source: Path = SOURCE) -> dict[str, int]:
    """Return the folders with more than ``MOST_FILES`` files directly inside, and how many they hold."""
    files = Counter(path.parent for path in source.rglob("*.py") if path.name != "__init__.py")
    return {str(path.relative_to(source)): n for path, n in files.items() if n > MOST_FILES}


def main() -> None:
    """Print all measures."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    rooms: dict[str, list[int]] = {}
    for path, length in lengths.items():
        parts = path.relative_to(SOURCE).parts
        rooms.setdefault(parts[0] if len(parts) > 1 else "(top)", []).append(length)
    for room, sizes in sorted(rooms.items()):
        sys.stdout.write(f"  {room:14s} {len(sizes):4d} files {sum(sizes):7,d} lines\n")
    short = sum(length <= 75 for path, length in lengths.items() if path.name != "__init__.py")
    sys.stdout.write(
        f"Python files {len(lengths)}, of which {short} of at most 75 lines (__init__.py apart)\n"
    )
    sys.stdout.write(f"lines {sum(lengths.values()):,}\n")
    for title, found in (
        (f"folders with more than {MOST_FILES} files", [f"{k}: {n}" for k, n in full_folders().items()]),
        ("private names used from another room", private_uses()),
        ("circles of imports", [" <-> ".join(group) for group in circles()]),
    ):
        sys.stdout.write(f"{title}: {len(found)}\n")
        sys.stdout.writelines(f"    {each}\n" for each in found)


if __name__ == "__main__":
    main()
