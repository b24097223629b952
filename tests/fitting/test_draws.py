"""Random streams and splits: the draws that scikit-learn makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split
from sklearn.utils import check_random_state, compute_class_weight, compute_sample_weight

from rosenblatt.fitting.class_weights import sample_weights, weights_of_classes
from rosenblatt.fitting.draws import draw_by_class, draw_split, split_rows
from rosenblatt.fitting.task import distinct_labels
from rosenblatt.training.state import random_stream

FRACTIONS = st.sampled_from([0.1, 0.25, 1 / 3, 0.5, 0.9])


@given(st.integers(20, 300), FRACTIONS, st.integers(0, 2**32 - 1), st.integers(0, 5), st.booleans())
def test_the_split_is_scikit_learns(n, fraction, seed, n_strata, columns):
    stratify = None
    if n_strata:
        shape = (n, 2) if columns else n
        stratify = np.random.RandomState(seed).randint(n_strata, size=shape)
    try:
        theirs = train_test_split(np.arange(n), test_size=fraction, random_state=seed, stratify=stratify)
    except ValueError as error:
        with pytest.raises(ValueError, match=str(error)[:40].replace("(", r"\(")):
            draw_split(n, fraction, np.random.RandomState(seed), stratify)
        return
    random = np.random.RandomState(seed)
    ours = split_rows(n, fraction, random, stratify)
    for mine, his in zip(ours, theirs, strict=True):
        assert mine.dtype == np.int64
        assert_array_equal(mine, his)
    other = np.random.RandomState(seed)
    train_test_split(np.arange(n), test_size=fraction, random_state=other, stratify=stratify)
    assert random.randint(2**31) == other.randint(2**31)


@given(st.integers(20, 300), FRACTIONS, st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_where_each_class_is_on_both_sides_a_split_by_class_is_scikit_learns(n, fraction, seed, n_classes):
    classes = np.random.RandomState(seed).randint(n_classes, size=n)
    classes = np.unique(classes, return_inverse=True)[1]
    ours = draw_by_class(n, fraction, np.random.RandomState(seed), classes)
    assert sorted(np.concatenate(ours)) == list(range(n))
    assert len(ours[1]) == int(np.ceil(fraction * n))
    try:
        theirs = train_test_split(np.arange(n), test_size=fraction, random_state=seed, stratify=classes)
    except ValueError:
        return
    if all(len(np.unique(classes[part])) == classes.max() + 1 for part in theirs):
        for mine, his in zip(ours, theirs, strict=True):
            assert_array_equal(mine, his)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), FRACTIONS, st.integers(0, 2**32 - 1))
def test_each_class_of_two_rows_is_on_both_sides_and_single_rows_are_learned(counts, fraction, seed):
    classes = np.random.RandomState(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    n, n_held_out = len(classes), int(np.ceil(fraction * len(classes)))
    several, n_several = [each for each in counts if each > 1], sum(each for each in counts if each > 1)
    if n_several <= n_held_out:
        return
    learned, held_out = draw_by_class(n, fraction, np.random.RandomState(seed), classes)
    assert sorted([*learned, *held_out]) == list(range(n))
    assert len(held_out) == n_held_out
    for name, count in enumerate(counts):
        if count == 1:
            assert name in classes[learned]
        elif min(n_held_out, n_several - n_held_out) >= len(several):
            assert name in classes[learned]
            assert name in classes[held_out]


@given(st.integers(50, 200), FRACTIONS, st.integers(0, 999), st.integers(2, 4))
def test_a_perceptrons_split_is_scikit_learns(n, fraction, seed, n_classes):
    classes = np.arange(n, dtype=np.int32) % n_classes
    splitter = StratifiedShuffleSplit(test_size=fraction, random_state=seed)
    theirs = next(splitter.split(np.zeros((n, 1)), classes))
    for mine, his in zip(draw_split(n, fraction, random_stream(seed), classes), theirs, strict=True):
        assert_array_equal(mine, his)


@pytest.mark.parametrize(("n", "fraction"), [(10, 0.0), (10, 1.0), (1, 0.5)])
def test_impossible_splits_are_refused(n, fraction):
    with pytest.raises(ValueError, match="test_size="):
        draw_split(n, fraction, np.random.RandomState(0))


def test_a_split_needs_two_samples_to_judge_by():
    with pytest.raises(ValueError, match="leaves 1 to judge by"):
        split_rows(10, 0.1, np.random.RandomState(0))


def test_streams_are_scikit_learns():
    assert random_stream(7).randint(10**6) == check_random_state(7).randint(10**6)
    assert random_stream(None) is check_random_state(None)
    own = np.random.RandomState(3)
    assert random_stream(own) is own
    with pytest.raises(ValueError, match="cannot be used to seed"):
        random_stream("seven")


LABELS = [
    np.array([2, 1, 2, 2, 5]),
    np.array(["b", "a", "b", "b", "b"]),
    np.array([True, False, True, True, True]),
    np.array([1.0, 0.0, 1.0, 2.0, 1.0]),
    np.array(["long label", "a", "b", "b", "b"])[1:],
    np.array(["b", "a", "b", "b", "b"], dtype=object),
]


@pytest.mark.parametrize("y", LABELS)
def test_labels_and_their_weights_are_scikit_learns(y):
    from sklearn.utils.multiclass import unique_labels

    classes = distinct_labels(y)
    assert classes.dtype == unique_labels(y).dtype
    assert_array_equal(classes, unique_labels(y))
    given = {each: k + 0.5 for k, each in enumerate(classes.tolist())}
    for weight in ("balanced", given):
        assert_array_equal(sample_weights(weight, y), compute_sample_weight(weight, y))
        theirs = compute_class_weight(weight, classes=classes, y=y)
        assert_array_equal(weights_of_classes(weight, classes, np.unique(y, return_counts=True)[1]), theirs)


def test_weights_of_several_columns_are_scikit_learns():
    y = np.array([[0, 1], [1, 1], [0, 0], [1, 1], [1, 0]])
    for weight in ("balanced", [{0: 1.5, 1: 2.0}, {0: 0.5, 1: 1.0}]):
        assert_array_equal(sample_weights(weight, y), compute_sample_weight(weight, y))
    for wrong in ({0: 1.0}, [{0: 1.0}]):
        with pytest.raises(ValueError, match="For multi-output"):
            sample_weights(wrong, y)


def test_a_class_without_a_weight_is_named():
    with pytest.raises(ValueError, match=r"The classes, \[5\], are not in class_weight"):
        sample_weights({1: 1.0, 2: 1.0, 3: 1.0}, np.array([1, 2, 5]))
    with pytest.raises(ValueError, match="must not be negative"):
        sample_weights({1: -1.0, 2: 1.0}, np.array([1, 2]))
