"""The confusion matrix."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix
from tests.plots.looking import seen_texts

from rosenblatt.plots import ConfusionDisplay

TRUTH, SAID = ["a", "a", "a", "b", "b", "c"], ["a", "a", "b", "b", "b", "a"]


def test_it_counts_as_scikit_learn_does() -> None:
    generator = np.random.default_rng(0)
    truth, said = generator.integers(0, 7, (2, 500))
    np.testing.assert_array_equal(
        ConfusionDisplay.from_predictions(truth, said).counts, confusion_matrix(truth, said)
    )


def test_it_says_how_many_are_right_and_which_mistakes_are_made() -> None:
    display = ConfusionDisplay.from_predictions(TRUTH, SAID)
    assert display.title == "4 of 6 samples are predicted correctly, 2 are not"
    assert display.description == "The mistakes: a predicted as b (1) and c predicted as a (1)."
    assert ConfusionDisplay.from_predictions(["a", "b"], ["a", "a"]).title.endswith("1 is not")
    perfect = ConfusionDisplay.from_predictions(TRUTH, TRUTH)
    assert (perfect.title, perfect.description) == (
        "All 6 samples are predicted correctly",
        "There is no mistake.",
    )


def test_each_cell_has_its_count_and_its_share_of_the_true_class() -> None:
    texts = [seen.text for seen in seen_texts(ConfusionDisplay.from_predictions(TRUTH, SAID).plot().figure_)]
    assert texts.count("2") == 2
    assert {"67%", "33%", "100%"} <= set(texts)


def test_classes_that_do_not_occur_have_their_row() -> None:
    display = ConfusionDisplay.from_predictions([1, 2], [1, 1], classes=(0, 1, 2))
    np.testing.assert_array_equal(display.counts, [[0, 0, 0], [0, 1, 0], [0, 1, 0]])


def test_of_many_classes_those_with_the_most_mistakes_are_drawn_and_it_says_so() -> None:
    truth = np.arange(30).repeat(10)
    said = np.where((truth < 3) & (np.arange(300) % 2 == 0), truth + 1, truth)
    display = ConfusionDisplay.from_predictions(truth, said)
    assert len(display.classes) == 16
    assert set(display.classes) >= {0, 1, 2, 3}
    assert (display.n_samples, display.n_right) == (300, 285)
    assert "Of 30 classes the 16 with the most mistakes are drawn." in display.description


def test_a_prediction_that_is_no_class_is_an_error_that_names_it() -> None:
    with pytest.raises(
        ValueError, match="labels hold 'c', which is none of the classes a, b: name all classes"
    ):
        ConfusionDisplay.from_predictions(TRUTH, SAID, classes=("a", "b"))
