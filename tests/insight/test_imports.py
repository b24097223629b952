"""Questions about arrays, fits and runs are answered without scikit-learn, pandas and SciPy's statistics."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("sklearn", "pandas", "scipy.stats")

SEPARABILITY = """
from rosenblatt.insight import separability
assert not separability([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]).separable
"""
SEEDS = """
import numpy as np
from rosenblatt.fitting import begin
from rosenblatt.insight.seeding.seeds import seeds_from
X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
class Start:
    def begin(self, **changes):
        return begin("MLPClassifier", {"hidden_layer_sizes": (8,), "max_iter": 5, **changes}, X, y)
assert seeds_from(Start(), range(3)).n == 3
"""
DIAGNOSIS = """
import numpy as np
from rosenblatt.insight import diagnose
from rosenblatt.model import Model
from rosenblatt.network import Network
model = Model("mlp", "classification", Network((2, 2, 1), ("tanh", "logistic")), None, ("a", "b"))
assert diagnose(model, np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array(["a", "b", "b", "a"])).asked
"""
CIRCUIT = """
from rosenblatt.gates import circuit
assert circuit("a and not (b xor c)").layer_sizes == (3, 2, 1)
"""


@pytest.mark.parametrize(
    "code", [SEPARABILITY, SEEDS, DIAGNOSIS, CIRCUIT], ids=["separability", "seeds", "diagnosis", "circuit"]
)
def test_heavy_libraries_are_not_imported(code: str) -> None:
    check = (
        "import sys; print([each for each in ('sklearn', 'pandas', 'scipy.stats') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code + check], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
