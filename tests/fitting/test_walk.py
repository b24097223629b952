"""A fit is easy to follow: it enters few files, and moves little between them."""

import importlib.util
import sys
from pathlib import Path

import rosenblatt

WALK = Path(__file__).parents[2] / "tools" / "walk.py"


def test_a_fit_enters_at_most_18_files_with_at_most_50_moves():
    spec = importlib.util.spec_from_file_location("walk", WALK)
    module = importlib.util.module_from_spec(spec)
    sys.modules["walk"] = module  # dataclasses look a class's module up
    spec.loader.exec_module(module)
    found = module.walk_of_a_fit()
    assert len(found.files) <= 18, sorted(found.files)
    assert found.moves.total() <= 50, found.moves
    assert "estimators/mlp_classifier.py" in found.files
    assert any(entered == "training/native.py" for _, entered in found.moves)


def test_an_estimator_has_at_most_three_classes_of_ours():
    for name in ("MLPClassifier", "MLPRegressor", "RecurrentClassifier", "RecurrentRegressor", "Perceptron"):
        ancestry = getattr(rosenblatt, name).__mro__
        own = [kind.__name__ for kind in ancestry if kind.__module__.startswith("rosenblatt")]
        assert len(own) <= 3, own
