"""Targets of every kind: several targets with classes of their own above all, which scikit-learn refuses."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rosenblatt import MLPClassifier
from rosenblatt.estimators.checks import check_labels
from rosenblatt.fitting.task import (
    ManyClasses,
    ManyLabels,
    ManyTargets,
    Numbers,
    TwoClasses,
    class_indices,
    task_of,
)

RANDOM = np.random.RandomState(0)
X = RANDOM.standard_normal((80, 3))
COLOUR = np.array(["blue", "green", "red"])[np.digitize(X[:, 0], [-0.5, 0.5])]
SIZE = np.where(X[:, 1] > 0, "large", "small")
BOTH = np.column_stack([COLOUR, SIZE])

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def trained(y=BOTH, **parameters):
    settings = {"hidden_layer_sizes": (10,), "learning_rate_init": 0.02, "max_iter": 150, "random_state": 0}
    return MLPClassifier(**{**settings, **parameters}).fit(X, y)


@pytest.mark.parametrize(
    ("y", "kind", "groups"),
    [
        ([3, 3, 3], TwoClasses, (1,)),
        (["no", "yes", "no"], TwoClasses, (1,)),
        ([1.0, 2.0, 5.0], ManyClasses, (3,)),
        ([[0, 1], [1, 1], [0, 0]], ManyLabels, (2,)),
        ([[1, 2], [2, 1], [1, 1]], ManyTargets, (2, 2)),
        ([[0, 4], [1, 5], [0, 6]], ManyTargets, (2, 3)),
    ],
)
def test_the_kind_of_targets_is_told_from_the_labels(y, kind, groups):
    targets = task_of(np.array(y))
    assert type(targets) is kind
    assert targets.output_groups == groups


@pytest.mark.parametrize("y", [[0.5, 1.5, 2.0], [[0.5, 1.0], [0.2, 0.1], [1.0, 2.0]]])
def test_numbers_with_fractions_are_no_labels(y):
    with pytest.raises(ValueError, match="Unknown label type"):
        check_labels(np.array(y))


def test_labels_become_indices_block_by_block():
    y = RANDOM.randint(0, 7, 200_000)
    assert_array_equal(class_indices(y * 10, np.arange(7) * 10), y)


def test_numbers_are_not_copied():
    y = np.arange(6.0)
    assert np.shares_memory(Numbers(1).encode(y, y.dtype), y)


def test_each_target_has_classes_and_probabilities_of_its_own():
    model = trained()
    assert [each.tolist() for each in model.classes_] == [["blue", "green", "red"], ["large", "small"]]
    assert model.network_.output_groups == (3, 2)
    colours, sizes = model.predict_proba(X)
    assert (colours.shape, sizes.shape) == ((80, 3), (80, 2))
    for each, logarithm in zip((colours, sizes), model.predict_log_proba(X), strict=True):
        assert_allclose(each.sum(axis=1), 1)
        assert_allclose(np.exp(logarithm), each)
    predicted = model.predict(X)
    assert_array_equal(predicted[:, 0], model.classes_[0][colours.argmax(axis=1)])
    assert (predicted == BOTH).mean(axis=0).min() > 0.9
    assert model.score(X, BOTH) == (predicted == BOTH).all(axis=1).mean()
    weight = np.arange(80.0)
    assert_allclose(model.score(X, BOTH, weight), np.average((predicted == BOTH).all(axis=1), weights=weight))


def test_two_targets_learn_as_one_network_with_the_summed_loss():
    # With no hidden layer the two softmax groups share nothing: each learns as it would alone.
    linear = {"hidden_layer_sizes": (), "init": "zeros", "alpha": 0.0, "max_iter": 10, "solver": "sgd"}
    both, colour = trained(**linear), trained(y=COLOUR, **linear)
    assert_allclose(both.coefs_[0][:, :3], colour.coefs_[0], atol=1e-12)
    assert_allclose(both.loss_curve_[0], np.log(3) + np.log(2))


def test_columns_of_different_types_come_back():
    y = pd.DataFrame({"colour": COLOUR, "number": np.digitize(X[:, 1], [-0.4, 0.4])})
    model = trained(y)
    assert [each.dtype.kind for each in model.classes_] == ["U", "i"]
    predicted = model.predict(X)
    assert predicted.dtype == object
    assert {type(each) for each in predicted[:, 1]} == {int}
    assert model.score(X, y) > 0.8


@pytest.mark.parametrize("stratified", [None, False])
def test_several_targets_stop_early_too(stratified):
    model = trained(early_stopping=True, stratified=stratified)
    assert model.best_validation_score_ >= 0.5


def test_several_targets_are_learned_epoch_by_epoch():
    model = MLPClassifier((10,), learning_rate_init=0.02, random_state=0)
    model.partial_fit(X[:5], BOTH[:5], classes=[["blue", "green", "red"], ["large", "small"]])
    for _ in range(150):
        model.partial_fit(X, BOTH)
    assert model.score(X, BOTH) > 0.9
    model.partial_fit(X, BOTH, classes=[["red", "green", "blue"], ["small", "large"]])
    with pytest.raises(ValueError, match="is not the same as on last call to partial_fit"):
        model.partial_fit(X, BOTH, classes=[["blue", "green"], ["large", "small"]])


def test_classes_are_wanted_for_each_target():
    with pytest.raises(ValueError, match=r"an array for each of the 2 targets in y, got 1"):
        MLPClassifier().partial_fit(X, BOTH, classes=[["blue", "green", "red"]])


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        (BOTH, COLOUR, "2 columns"),
        (COLOUR, BOTH, "one column"),
        (BOTH, np.column_stack([SIZE, COLOUR]), "classes not in `self.classes_`"),
        ((X > 0).astype(int), np.full((80, 3), 2), "only 0 and 1"),
    ],
)
def test_later_labels_have_to_be_of_the_first_kind(first, then, words):
    model = trained(first, max_iter=1)
    with pytest.raises(ValueError, match=words):
        model.partial_fit(X, then)
