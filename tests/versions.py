"""What tests expect of the installed scikit-learn: see tests/estimators/test_versions.py."""

import pytest
import sklearn

from rosenblatt.estimators.versions import HAS_CALLBACKS, VERSION

NO_CALLBACKS = f"scikit-learn {sklearn.__version__} has no callbacks: they came with 1.9"

needs_callbacks = pytest.mark.xfail(not HAS_CALLBACKS, reason=NO_CALLBACKS, strict=True)

WEIGHS_SAMPLES = VERSION >= (1, 7)
"""Whether scikit-learn's MLPs have ``sample_weight``, and its MLPRegressor has ``loss``."""

STOPS_BY_PENALTY = VERSION >= (1, 8)
"""Whether the loss by which scikit-learn's Perceptron stops has the penalty in it."""

SCORES_TEXT = VERSION >= (1, 9)
"""Whether scikit-learn's MLPClassifier can score labels that are text, which early stopping does."""
