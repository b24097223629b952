"""Functions are copied with what they use, and nothing else."""

import ast

import pytest

from rosenblatt.export.python import plain
from rosenblatt.export.python.source import needed, source_of


def test_what_a_function_uses_comes_along() -> None:
    assert needed({"mish"}) == (["softplus", "mish"], [])
    assert needed({"selu"}) == (["selu"], ["SELU_SCALE", "SELU_ALPHA"])
    assert needed({"softmax"}) == (["softmax"], [])  # math.exp is not our exp
    assert needed({"rows_of"})[1] == ["MISSING_WORDS", "SEPARATORS"]


FUNCTIONS = [name for name, each in vars(plain).items() if getattr(each, "__module__", "") == plain.__name__]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if callable(getattr(plain, name))])
def test_types_go_and_the_rest_stays(name: str) -> None:
    source = source_of(name)
    copied = ast.parse(source, feature_version=(3, 8)).body[0]
    original = ast.parse(__import__("inspect").getsource(getattr(plain, name))).body[0]
    assert isinstance(copied, ast.FunctionDef)
    assert isinstance(original, ast.FunctionDef)
    assert [ast.dump(each) for each in copied.body] == [ast.dump(each) for each in original.body]
    assert [each.arg for each in copied.args.args] == [each.arg for each in original.args.args]
    assert not any(each.annotation for each in copied.args.args)
    assert copied.returns is None
    assert "noqa" not in source
