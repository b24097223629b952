"""imbalanced-learn: resampling in a pipeline before our estimators, and bags of them on balanced samples."""

import numpy as np
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn import linear_model, neural_network
from sklearn.datasets import make_classification
from sklearn.model_selection import cross_val_score

import rosenblatt

X, Y = make_classification(300, n_informative=5, weights=[0.9], random_state=0)
NETWORK = {"hidden_layer_sizes": (5,), "max_iter": 40, "random_state": 0}


def pairs():
    yield "MLPClassifier", (rosenblatt.MLPClassifier(**NETWORK), neural_network.MLPClassifier(**NETWORK))
    yield "Perceptron", (rosenblatt.Perceptron(), linear_model.Perceptron())


PAIRS = pytest.mark.parametrize("pair", [pytest.param(pair, id=name) for name, pair in pairs()])


@PAIRS
@pytest.mark.parametrize(
    "sampler", [SMOTE(random_state=0), RandomUnderSampler(random_state=0)], ids=["over", "under"]
)
def test_scores_behind_a_sampler_equal_those_of_scikit_learns(pair, sampler):
    scores = [
        cross_val_score(make_pipeline(sampler, each), X, Y, scoring="balanced_accuracy") for each in pair
    ]
    np.testing.assert_array_equal(*scores)


@PAIRS
def test_balanced_bags_equal_those_of_scikit_learns(pair):
    bags = [BalancedBaggingClassifier(each, n_estimators=4, random_state=0).fit(X, Y) for each in pair]
    np.testing.assert_array_equal(*[bag.predict(X) for bag in bags])
