"""The types that _core.pyi states are those of the compiled module."""

import ast
import subprocess
import sys
from pathlib import Path

import rosenblatt

STUB = Path(rosenblatt.__file__).with_name("_core.pyi")


def declared(stub: Path) -> set[str]:
    """What a stub declares: classes, and functions with the names of their parameters."""
    found = set()
    for node in ast.walk(ast.parse(stub.read_text())):
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.FunctionDef):
            parameters = [argument.arg for argument in node.args.args + node.args.kwonlyargs]
            found.add(f"{node.name}({', '.join(parameters)})")
    return found


def test_stub_declares_what_the_compiled_module_holds(tmp_path: Path) -> None:
    fresh = tmp_path / "_core.pyi"
    command = [sys.executable, "-m", "nanobind.stubgen", "--quiet", "-m", "rosenblatt._core", "-o", fresh]
    subprocess.run(command, check=True)

    assert declared(STUB) == declared(fresh), "the bindings have changed: run `make stub`"
