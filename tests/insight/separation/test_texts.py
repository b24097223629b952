import numpy as np
import pandas
import pytest
from sklearn.datasets import load_iris

from rosenblatt.insight import separability

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]


def said(X: object, y: object) -> str:
    return str(separability(X, y)).replace("\n", " ")


def test_separable_says_margin_and_bound() -> None:
    assert said(CORNERS, [0, 0, 0, 1]) == (
        "Separable: a straight line separates 1 from 0, with a distance of at least 0.354 from every sample "
        "(the margin). The perceptron rule makes at most 51 mistakes before it finds one: Novikoff's bound "
        "(R / margin)^2, here (1.73 / 0.243)^2, where the bias counts as one more weight."
    )


def test_xor_is_spelled_out() -> None:
    table = pandas.DataFrame(CORNERS, columns=["left", "right"])
    assert said(table, ["no", "yes", "yes", "no"]) == (
        "Not separable: no straight line separates yes from no. Rows 1, 2, 3 and 4 contradict each other: "
        "1/2 row 2 + 1/2 row 3 (both yes) is the same point as 1/2 row 1 + 1/2 row 4 (both no), namely "
        "(left = 0.5, right = 0.5), which would have to lie on both sides of the straight line."
    )


def test_twins_are_named_with_their_labels() -> None:
    assert said([[1, 2], [3, 4], [1, 2]], ["b", "a", "a"]) == (
        "Not separable: no straight line separates b from a. Rows 1 and 3 are the same point, but row 1 is b "
        "and row 3 is a."
    )


def test_one_feature_has_a_threshold() -> None:
    text = said([[1], [2], [3]], [True, False, True])
    assert text.startswith("Not separable: no threshold separates True from False. Rows 1, 2 and 3 contr")
    assert "1/2 row 1 + 1/2 row 3 (both True) is the same point as row 2 (False)" in text


def test_several_classes_begin_with_a_summary() -> None:
    iris = load_iris()
    lines = str(separability(iris.data, iris.target_names[iris.target])).split("\n")
    assert lines[0] == "Separable from the rest: setosa. Not separable: versicolor, virginica."
    assert lines[1].startswith("setosa: Separable: a plane separates setosa from the rest, with a")
    assert max(map(len, lines)) <= 80
    assert "(all not versicolor)" in " ".join(lines)
    assert said(np.eye(3), ["a", "b", "c"]).startswith(
        "Separable from the rest: a, b, c. a: Separable: a plane"
    )
    assert said([[1], [2], [1], [2], [1], [2]], list("aabbcc")).startswith(
        "Separable from the rest: no class. Not separable: a, b, c."
    )


def test_many_rows_and_features_are_folded() -> None:
    generator = np.random.default_rng(0)
    text = said(generator.normal(size=(300, 9)), generator.integers(0, 2, 300))
    assert " rows (" in text
    assert " more)" in text
    assert "x3 = " in text
    assert "x4 = " not in text
    assert len(text) < 500


@pytest.mark.parametrize(
    ("y", "text"),
    [
        ([0, 0, 0, 1], "<Separability of 2 classes: separable, margin 0.354>"),
        ([0, 1, 1, 0], "<Separability of 2 classes: not separable>"),
        ([0, 1, 2, 0], "<Separability of 3 classes: 2 of them separable from the rest>"),
    ],
)
def test_the_repr_is_short(y: list[int], text: str) -> None:
    assert repr(separability(CORNERS, y)) == text
