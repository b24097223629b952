"""Every certificate is checked against what it claims, and against other ways to the same answer."""

import math
from itertools import combinations

import numpy as np
import pandas
import polars
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.svm import SVC

from rosenblatt import Perceptron, RosenblattError, TableError
from rosenblatt.insight import separability
from rosenblatt.insight.separation.certificate import Certificate

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
HALF_DIAGONAL = 1 / (2 * math.sqrt(2))


def require_proof(X: np.ndarray, own: np.ndarray, seen: Certificate) -> None:
    """Raise unless a certificate's numbers prove what it says."""
    signs = np.where(own, 1, -1)
    scale = np.abs(X).max() + 1
    if seen.separable:
        assert seen.plane is not None
        assert seen.contradiction is None
        distances = signs * (X @ seen.plane.weights + seen.plane.bias)
        assert np.linalg.norm(seen.plane.weights) == pytest.approx(1)
        assert distances.min() == pytest.approx(seen.margin, rel=1e-9)
        assert 0 < seen.margin <= seen.margin_limit <= seen.margin + 1e-9 * scale
        assert seen.radius == pytest.approx(np.sqrt((X**2).sum(axis=1).max() + 1))
        return
    found = seen.contradiction
    assert found is not None
    assert seen.plane is None
    assert (seen.margin, seen.mistake_bound) == (0, math.inf)
    assert (found.weights > 0).all()
    assert len(found.samples) <= X.shape[1] + 2
    assert found.signs.tolist() == signs[found.samples].tolist()
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights[found.signs == 1].sum() == pytest.approx(0.5)
    with_bias = np.column_stack([X, np.ones(len(X))])[found.samples]
    assert (found.weights * found.signs) @ with_bias == pytest.approx(0, abs=1e-11 * scale)
    assert found.point == pytest.approx(
        2 * found.weights[found.signs == 1] @ X[found.samples][found.signs == 1]
    )


# ---- Known answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "weights", "bias", "bound"),
    [
        # The bound by hand: R^2 = 1 + 1 + 1, and the least w.w + b.b with s (w.x + b) >= 1 everywhere is
        # 2 * 2^2 + 3^2 = 17 for AND and NAND, and 2 * 2^2 + 1^2 = 9 for OR and NOR.
        ([0, 0, 0, 1], [1, 1], -1.5, 3 * 17),
        ([1, 1, 1, 0], [-1, -1], 1.5, 3 * 17),
        ([0, 1, 1, 1], [1, 1], -0.5, 3 * 9),
        ([1, 0, 0, 0], [-1, -1], 0.5, 3 * 9),
    ],
)
def test_gates_by_hand(gate: list[int], weights: list[float], bias: float, bound: float) -> None:
    found = separability(CORNERS, gate)
    assert found.separable
    assert found.margin == pytest.approx(HALF_DIAGONAL)
    assert found.plane is not None
    assert found.plane.weights == pytest.approx(np.array(weights) / math.sqrt(2))
    assert found.plane.bias == pytest.approx(bias / math.sqrt(2))
    assert found.mistake_bound == pytest.approx(bound)
    assert found.by_class[1].most_mistakes == bound
    assert found.contradiction is None


def test_xor_is_contradicted_by_all_four_rows() -> None:
    found = separability(CORNERS, [0, 1, 1, 0])
    assert not found.separable
    assert (found.margin, found.plane, found.mistake_bound) == (0, None, math.inf)
    contradiction = found.contradiction
    assert contradiction is not None
    assert sorted(contradiction.rows) == [1, 2, 3, 4]
    assert contradiction.weights == pytest.approx([0.25] * 4)
    assert contradiction.signs.tolist() == [1, 1, -1, -1]
    assert contradiction.point == pytest.approx([0.5, 0.5])


def test_of_iris_setosa_alone_is_separable() -> None:
    iris = load_iris()
    found = separability(iris.data, iris.target_names[iris.target])
    assert {name: each.separable for name, each in found.by_class.items()} == {
        "setosa": True,
        "versicolor": False,
        "virginica": False,
    }
    assert not found.separable
    for name, each in found.by_class.items():
        require_proof(iris.data, iris.target_names[iris.target] == name, each)
    assert found.contradiction is found.by_class["versicolor"].contradiction


def test_two_of_iris_are_separable_by_pairs_of_classes() -> None:
    iris = load_iris()
    for pair, separable in (((0, 1), True), ((0, 2), True), ((1, 2), False)):
        rows = np.isin(iris.target, pair)
        assert separability(iris.data[rows], iris.target[rows]).separable == separable


def test_three_separable_classes_have_the_least_margin_and_the_sum_of_bounds() -> None:
    # One on each axis: each plane lies between its corner and the other two.
    found = separability(np.eye(3), ["a", "b", "c"])
    assert found.separable
    # The nearest point of the others' edge is its middle: the distance is sqrt(1 + 1/4 + 1/4).
    assert found.margin == pytest.approx(math.sqrt(1.5) / 2)
    bounds = [each.mistake_bound for each in found.by_class.values()]
    assert found.mistake_bound == pytest.approx(3 * bounds[0])
    assert found.plane is not None


def test_equal_samples_with_different_labels_are_the_contradiction() -> None:
    found = separability([[5, 1], [0, 0], [2, 3], [1, 1], [2, 3]], ["a", "a", "b", "b", "a"]).contradiction
    assert found is not None
    assert found.rows.tolist() == [3, 5]
    assert found.weights.tolist() == [0.5, 0.5]
    assert found.point.tolist() == [2, 3]
    assert found.residual == 0


def test_minus_zero_is_zero() -> None:
    found = separability([[0.0, 1.0], [-0.0, 1.0]], [0, 1]).contradiction
    assert found is not None
    assert found.residual == 0


@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([[0, 0], [2, 0], [1, 0], [1, 1]], [0, 0, 1, 1]),
        ([[1], [2], [3]], [1, 0, 1]),
        ([[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]], [1, 0, 1]),
        ([[0, 0], [1, 0], [1, 0], [2, 0]], [0, 0, 1, 1]),
    ],
)
def test_classes_that_only_touch_are_not_separable(X: list[list[float]], y: list[int]) -> None:
    found = separability(X, y)
    assert not found.separable
    require_proof(np.array(X, float), np.array(y) == 1, found.by_class[1])


@pytest.mark.parametrize("gap", [1e-3, 1e-7, 1e-10])
def test_a_narrow_gap_is_a_gap(gap: float) -> None:
    found = separability([[0, 0], [2, 0], [1, gap], [1, 1]], [0, 0, 1, 1])
    assert found.margin == pytest.approx(gap / 2, rel=1e-4)


def test_numbers_far_from_zero_keep_their_differences() -> None:
    assert separability([[1e9], [1e9 + 1]], [0, 1]).margin == pytest.approx(0.5)


def test_features_of_very_different_units_are_no_obstacle() -> None:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(60, 2)) * [1e8, 1e-4]
    own = X[:, 1] > 0
    found = separability(X, own)
    assert found.separable
    gap = X[own, 1].min() - X[~own, 1].max()
    assert found.margin == pytest.approx(gap / 2, rel=1e-3)


def test_one_feature_has_its_threshold_in_the_middle_of_the_gap() -> None:
    found = separability([[1], [2], [4], [9]], ["low", "low", "high", "high"])
    assert found.plane is not None
    assert found.margin == 1
    assert found.plane.distances([[3], [5]]) == pytest.approx([0, -2])  # "low" is the second class


# ---- Other ways to the same answer ---------------------------------------------------------------------


def separable_by_trial(X: np.ndarray, own: np.ndarray) -> bool:
    """In the plane and with no three samples on a line: whether a line through two samples will do, tilted.

    If any line separates, it can be pushed and turned until it touches two samples; a small turn about a
    point between them, or a small shift, puts these two on whichever sides they belong.
    """
    for a, b in combinations(range(len(X)), 2):
        normal = np.array([X[a, 1] - X[b, 1], X[b, 0] - X[a, 0]])
        side = (X - X[a]) @ normal > 0
        others = [i for i in range(len(X)) if i not in (a, b)]
        if any((side[others] == (own[others] ^ turned)).all() for turned in (False, True)):
            return True
    return False


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_lines_through_two_samples_give_the_same_answer(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    X, own = generator.normal(size=(n, 2)), np.zeros(n, bool)
    own[: generator.integers(1, n)] = True
    found = separability(X, own)
    assert found.separable == separable_by_trial(X, own)
    require_proof(X, own, found.by_class[True])


@given(st.integers(0, 2**32 - 1))
def test_small_grids_full_of_ties_are_proved(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, d = int(generator.integers(2, 12)), int(generator.integers(1, 4))
    X, own = generator.integers(0, 3, size=(n, d)).astype(float), generator.random(n) < 0.5
    own[0], own[1] = True, False
    require_proof(X, own, separability(X, own).by_class[True])


@pytest.mark.parametrize("seed", range(6))
def test_the_margin_is_that_of_a_hard_margin_machine(seed: int) -> None:
    generator = np.random.default_rng(seed)
    d = int(generator.integers(2, 12))
    X = generator.normal(size=(80, d))
    along = X @ generator.normal(size=d)
    X, along = X[np.abs(along) > 0.3], along[np.abs(along) > 0.3]
    found = separability(X, along > 0)
    machine = SVC(kernel="linear", C=1e6, tol=1e-8).fit(X, along > 0)
    assert found.margin == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-4)
    require_proof(X, along > 0, found.by_class[True])


@pytest.mark.parametrize(("noise", "separable"), [(0.0, True), (0.3, False)])
def test_thousands_of_rows(noise: float, separable: bool) -> None:
    generator = np.random.default_rng(1)
    X = generator.normal(size=(5000, 12))
    own = X[:, 0] + noise * generator.normal(size=5000) > 0.2
    found = separability(X, own)
    assert found.separable == separable
    require_proof(X, own, found.by_class[True])


def test_more_features_than_samples_are_separable() -> None:
    generator = np.random.default_rng(2)
    X, own = generator.normal(size=(20, 40)), np.arange(20) % 2 == 0
    found = separability(X, own)
    assert found.separable
    require_proof(X, own, found.by_class[True])


def test_a_real_table_of_unscaled_features() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    found = separability(X, y).by_class[1]
    assert found.separable
    assert found.margin_limit - found.margin < 1e-2 * found.margin  # of numbers up to 4254


def test_units_change_the_margin_and_not_the_answer() -> None:
    X = CORNERS * 1000 + 7
    assert separability(X, [0, 0, 0, 1]).margin == pytest.approx(1000 * HALF_DIAGONAL)
    assert not separability(X, [0, 1, 1, 0]).separable


def test_the_other_class_is_the_mirror_image() -> None:
    a, b = separability(CORNERS, [0, 0, 0, 1]), separability(CORNERS, [1, 1, 1, 0])
    assert a.plane is not None
    assert b.plane is not None
    assert a.plane.weights == pytest.approx(-b.plane.weights)
    assert (a.margin, a.mistake_bound) == pytest.approx((b.margin, b.mistake_bound))


# ---- Novikoff's bound ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_our_perceptron_never_makes_more_mistakes_than_the_bound(seed: int) -> None:
    generator = np.random.default_rng(seed)
    d = int(generator.integers(1, 6))
    X = generator.normal(size=(60, d)) + 2 * generator.normal(size=d)
    along = (X - X.mean(axis=0)) @ generator.normal(size=d)
    X, own = X[np.abs(along) > 0.1], along[np.abs(along) > 0.1] > 0
    found = separability(X, own)
    trained = Perceptron(tol=None, max_iter=3000, random_state=seed, eta0=0.5).fit(X, own)
    made = trained.history_["mistakes"].sum()
    assert trained.history_["mistakes"][-1] == 0
    assert 0 < made <= found.mistake_bound


def test_each_neuron_of_several_classes_keeps_to_its_bound() -> None:
    generator = np.random.default_rng(0)
    centres = 6 * np.eye(4)
    y = np.arange(200) % 4
    X = centres[y] + generator.normal(size=(200, 4)).clip(-1, 1)
    found = separability(X, y)
    assert found.separable
    trained = Perceptron(tol=None, max_iter=500).fit(X, y)
    for made, each in zip(trained.mistakes_.sum(axis=1), found.by_class.values(), strict=True):
        assert 0 < made <= each.mistake_bound
    assert trained.mistakes_.sum() <= found.mistake_bound


def test_the_rules_margin_is_the_best_there_is() -> None:
    # A bound can only be so small: any other plane through the samples (x, 1) gives a larger one.
    generator = np.random.default_rng(3)
    X = generator.normal(size=(40, 2)) + 1
    own = X[:, 0] > 1.2
    seen = separability(X, own).by_class[True]
    with_bias = np.where(own, 1, -1)[:, None] * np.column_stack([X, np.ones(40)])
    directions = generator.normal(size=(20000, 3))
    margins = (with_bias @ directions.T).min(axis=0) / np.linalg.norm(directions, axis=1)
    assert 0 < margins.max() <= seen.rule_margin


# ---- Whatever people have ------------------------------------------------------------------------------


def test_tables_and_sparse_matrices_give_the_same_answer() -> None:
    iris = load_iris(as_frame=True)
    words = iris.target_names[iris.target]
    plain = separability(iris.data.to_numpy(), words)
    for X, y in (
        (iris.data, pandas.Series(words)),
        (iris.data, pandas.Categorical(words)),
        (polars.from_pandas(iris.data), polars.Series(words)),
        (polars.from_pandas(iris.data).lazy(), words.tolist()),
        (scipy.sparse.csr_matrix(iris.data), words),
        (scipy.sparse.csc_array(iris.data), words),
    ):
        found = separability(X, y)
        assert list(found.by_class) == ["setosa", "versicolor", "virginica"]
        assert found.by_class["setosa"].margin == pytest.approx(plain.by_class["setosa"].margin)
        assert [each.separable for each in found.by_class.values()] == [True, False, False]
    assert separability(iris.data, words).feature_names[0] == "sepal length (cm)"
    assert plain.feature_names == ("x1", "x2", "x3", "x4")


def test_sparse_samples_have_twins_and_margins_too() -> None:
    X = scipy.sparse.csr_array([[0.0, 2, 0], [0, 0, 0], [0, 2, 0], [1, 0, 0]])
    found = separability(X, [0, 0, 1, 1]).contradiction
    assert found is not None
    assert found.rows.tolist() == [3, 1]
    require_proof(X.toarray(), np.array([0, 0, 1, 1]) == 1, separability(X, [0, 0, 1, 1]).by_class[1])
    require_proof(X.toarray(), np.array([0, 0, 0, 1]) == 1, separability(X, [0, 0, 0, 1]).by_class[1])


def test_samples_are_left_as_they_are() -> None:
    X = np.array([[-0.0, 1.0], [2.0, 3.0]])
    before = X.copy()
    separability(X, [0, 1])
    assert np.array_equal(X, before)
    assert np.signbit(X[0, 0])


def test_rows_may_have_numbers_of_their_own() -> None:
    found = separability(CORNERS, [0, 1, 1, 0], rows=[10, 20, 30, 40]).contradiction
    assert found is not None
    assert sorted(found.rows) == [10, 20, 30, 40]
    assert sorted(found.samples) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([[1], [2]], ["a", "a"], "one class only, 'a': give samples of at least two"),
        ([[1], [2], [3]], [0, 1], "X has 3 samples and y 2 labels"),
        ([[1], [math.nan]], [0, 1], "X has 1 value missing .NaN. or infinite, the first in row 2, column 1"),
        ([[1, math.inf], [math.inf, 2]], [0, 1], "2 values missing .NaN. or infinite, the first in row 1"),
        (scipy.sparse.csr_array([[1.0, math.inf], [2, 3]]), [0, 1], "1 value missing"),
        (pandas.DataFrame({"u": [1, None], "v": [1, 2]}), [0, 1], "column 'u' misses 1 of 2"),
        (pandas.DataFrame({"u": ["x", "y"]}), [0, 1], "column 'u' holds text"),
        ([[1], [2]], ["a", None], "y misses 1 of 2 labels, the first in row 2"),
        ([[1], [2]], [0, math.nan], "y misses 1 of 2 labels"),
        ([[1], [2]], [0.5, 1], "y must hold labels, got the number 0.5"),
        ([[1e200], [2]], [0, 1], "feature 'x1' reaches 1e[+]200, which cannot be squared: standardise"),
        ([[1e-200], [-1e-200]], [0, 1], "feature 'x1' reaches 1e-200"),
    ],
)
def test_bad_input_is_one_clear_error(X: object, y: object, words: str) -> None:
    with pytest.raises(TableError, match=words):
        separability(X, y)


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([1, 2], [0, 1], "X must have two dimensions"),
        (np.zeros((0, 2)), [], "must have samples and features"),
        ([[1], [2]], [[0, 1], [1, 0]], "one column of labels"),
    ],
)
def test_the_wrong_shape_is_an_error(X: object, y: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        separability(X, y)


def test_row_numbers_must_be_as_many_as_samples() -> None:
    with pytest.raises(TableError, match="rows must number the 2 samples of X, got 1"):
        separability([[1], [2]], [0, 1], rows=[7])


def test_what_double_precision_cannot_tell_is_never_a_wrong_answer() -> None:
    for power in range(9, 18):
        gap = 10.0**-power
        try:
            found = separability([[0, 0], [2, 0], [1, gap], [1, 1]], [0, 0, 1, 1])
        except RosenblattError:
            continue
        assert found.separable or gap <= 1e-12


@pytest.mark.parametrize(
    "sequences",
    [
        np.zeros((4, 3, 2)),
        [np.zeros((3, 2)), np.ones((5, 2))],
        [[[0.0], [1.0]], [[1.0]]],
        np.array([np.zeros((3, 2)), np.ones((5, 2))], dtype=object),
    ],
    ids=["array", "list of arrays", "nested lists", "array of arrays"],
)
def test_sequences_are_refused_in_one_sentence(sequences: object) -> None:
    with pytest.raises(TableError, match="X holds sequences, but separability is a property of samples"):
        separability(sequences, [0, 1])
