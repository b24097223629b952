"""A bag of trainings: folds, encodings, one member against the NumPy trainer, bits, ends."""

from dataclasses import replace

import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.tabular import Kind, Problem, Recipe, advance, begin, finish, fit, recipe_for
from rosenblatt.tabular.encodings import standard_encoding, step_encodings
from rosenblatt.tabular.folds import deal_folds
from rosenblatt.tabular.recipe import DEFAULT, DROPOUT
from rosenblatt.training.reference.epochs import train_reference

QUICK = replace(DEFAULT, epochs=4)


def problem(n_rows=120, n_inputs=4, n_classes=2, seed=0, weight=None):
    random = np.random.default_rng(seed)
    X = random.normal(size=(n_rows, n_inputs))
    signal = X[:, 0] + np.abs(X[:, 1]) + 0.3 * random.normal(size=n_rows)
    if not n_classes:
        return Problem(X, 100 + 7 * signal, 0, weight)
    edges = np.quantile(signal, np.linspace(0, 1, n_classes + 1)[1:-1])
    return Problem(X, np.digitize(signal, edges), n_classes, weight)


# ---- Folds and encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_folds_have_equal_sizes_and_shares(n_classes):
    learned = problem(103, n_classes=n_classes)
    folds = deal_folds(learned, 5, np.random.RandomState(0))
    assert np.ptp(np.bincount(folds, minlength=5)) <= 1
    for one in range(n_classes):
        assert np.ptp(np.bincount(folds[learned.y == one], minlength=5)) <= 1
    if not n_classes:  # of five neighbouring targets each fold gets one
        by_target = folds[np.argsort(learned.y)]
        assert all(sorted(by_target[start : start + 5]) == [0, 1, 2, 3, 4] for start in range(0, 100, 5))
    again = deal_folds(learned, 5, np.random.RandomState(0))
    np.testing.assert_array_equal(folds, again)


def test_steps_of_a_fold_know_nothing_of_its_rows():
    learned = problem()
    standard, folds = standard_encoding(learned), np.arange(120) % 3
    encoding = step_encodings(learned, standard, folds, DEFAULT, 1)[1]
    X, y = learned.X.copy(), learned.y.copy()
    X[folds == 1] *= 5
    y[folds == 1] = 1 - y[folds == 1]
    other = step_encodings(Problem(X, y, 2), standard, folds, DEFAULT, 1)[1]
    assert encoding == other
    assert encoding.n_steps >= 3
    first = encoding.columns == 0
    outside = learned.X[folds != 1, 0]
    assert (encoding.lows[first][0], encoding.highs[first][-1]) == (outside.min(), outside.max())
    np.testing.assert_array_equal(encoding.lows[first][1:], encoding.highs[first][:-1])


def test_columns_of_two_values_have_no_steps():
    X = np.column_stack([np.arange(40) % 2, np.ones(40)])
    learned = Problem(X, np.arange(40) % 2, 2)
    standard = standard_encoding(learned)
    assert step_encodings(learned, standard, np.arange(40) % 2, DEFAULT, 1) == [standard] * 2
    assert standard.scale.tolist() == [0.5, 1.0]


# ---- Training ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads_and_in_pieces(n_classes):
    learned = problem(n_classes=n_classes)
    results = []
    for n_threads in (1, 2):
        bag = begin(learned, QUICK, random_state=3, n_threads=n_threads)
        advance(bag, n_threads=n_threads)
        results.append(finish(bag, n_threads=n_threads))
    pieces = begin(learned, QUICK, random_state=3)
    advance(pieces, listener=lambda bag: bag.epochs_done > 3)
    advance(pieces)
    results.append(finish(pieces))
    for each in results[1:]:
        assert each.mixture == results[0].mixture
        np.testing.assert_array_equal(each.out_of_fold, results[0].out_of_fold)
    other = begin(learned, QUICK, random_state=4)
    assert other.trainings[0].state != begin(learned, QUICK, random_state=3).trainings[0].state


@pytest.mark.parametrize("hidden", [(5,), (16,), (48,), ()])
@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_a_network_of_a_bag_is_the_numpy_trainers(n_classes, hidden):
    recipe = replace(QUICK, kinds=(Kind("small", "steps", hidden, "relu", 0.1, 0.01),))
    learned = problem(n_classes=n_classes)
    bag, reference = (begin(learned, recipe, random_state=0) for _ in range(2))
    advance(bag)
    for ours, theirs in zip(bag.trainings, reference.trainings, strict=True):
        train_reference(theirs.state, theirs.data, theirs.plan, 4)
        np.testing.assert_allclose(
            ours.state.network.parameters, theirs.state.network.parameters, rtol=2e-3, atol=2e-4
        )


def test_a_member_does_not_depend_on_the_others():
    learned = problem()
    alone = begin(learned, replace(QUICK, kinds=QUICK.kinds[1:2]), random_state=0)
    among = begin(learned, QUICK, random_state=0)
    steps = [each.state for each in among.trainings if each.kind.name == "steps"]
    assert [each.state for each in alone.trainings] == steps


def test_out_of_fold_predictions_are_those_of_networks_that_did_not_see_the_row():
    learned = problem()
    bag = begin(learned, replace(QUICK, kinds=QUICK.kinds[:1]), random_state=0)
    advance(bag)
    result = finish(bag)
    for each in bag.trainings:
        rows = np.flatnonzero(bag.folds[0] == each.fold)
        assert not set(rows) & set(each.data.train.rows)
        X = result.mixture.encodings[0].encode(learned.X[rows], np.dtype(np.float32))
        np.testing.assert_allclose(result.out_of_fold[rows], each.state.network.forward(X), atol=1e-6)
    assert result.estimate == np.mean((result.out_of_fold[:, 0] > 0.5) == learned.y)


# ---- Ends -------------------------------------------------------------------------------------------------


def test_a_time_limit_trains_one_member_at_least_and_says_what_it_left_out():
    bag = begin(problem(600), QUICK, random_state=0)
    advance(bag, time_limit=0.0)
    result = finish(bag)
    assert [each.name for each in result.mixture.members] == ["lines"]
    assert result.left_out == ("plain", "steps", "deep", "deep-steps")


def test_a_bag_that_was_not_advanced_cannot_be_finished():
    with pytest.raises(PlanError, match="advance the bag before it is finished"):
        finish(begin(problem(), QUICK, random_state=0))


@pytest.mark.parametrize(
    ("y", "n_classes", "expected"), [([1, 1], 2, [1.0]), ([2, 2], 3, [0, 0, 1.0]), ([5.5, 5.5], 0, [5.5])]
)
def test_a_target_of_one_value_gives_a_constant_model(y, n_classes, expected):
    result = fit(Problem(np.eye(2), np.array(y), n_classes), random_state=0)
    assert result.mixture.constant.tolist() == expected
    assert result.estimate == 1


@pytest.mark.parametrize("weight", [[1.0], [1.0, 0.0]])
def test_one_row_is_too_little(weight):
    with pytest.raises(PlanError, match=r"1 row of weight above 0 \(n_samples=1\) cannot be learned from"):
        Problem(np.ones((len(weight), 2)), np.zeros(len(weight)), 0, np.array(weight))


def test_more_columns_than_rows_and_a_class_of_one_row_work():
    random = np.random.default_rng(0)
    learned = Problem(random.normal(size=(20, 60)), np.array([0] * 12 + [1] * 7 + [2]), 3)
    recipe = recipe_for(learned)
    assert (recipe.n_folds, recipe.n_repeats) == (2, 2)
    result = fit(learned, random_state=0)
    assert result.mixture.n_outputs == 3
    assert np.isfinite(result.out_of_fold).all()


def test_rows_of_weight_0_do_not_exist():
    random = np.random.default_rng(0)
    X, y, weight = random.normal(size=(80, 3)), random.integers(0, 2, 80), np.ones(80)
    weight[60:] = 0
    recipe = replace(QUICK, kinds=QUICK.kinds[:1])
    bags = [
        begin(Problem(X, y, 2, weight), recipe, random_state=0),
        begin(Problem(X[:60], y[:60], 2, weight[:60]), recipe, random_state=0),
    ]
    for bag in bags:
        advance(bag)
    assert finish(bags[0]).mixture == finish(bags[1]).mixture


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Problem(np.ones((2, 0)), np.zeros(2), 0), "with an input at least"),
        (lambda: Problem(np.ones((0, 2)), np.zeros(0), 0), "0 rows of weight above 0"),
        (lambda: Problem(np.ones((2, 2)), np.zeros(3), 0), "a value for each of the 2 rows"),
        (lambda: Problem(np.ones((2, 2)), np.array([1, np.nan]), 0), "missing or infinite"),
        (lambda: Problem(np.array([[1.0, np.nan]] * 2), np.zeros(2), 0), "input 1 has values"),
        (lambda: Problem(np.ones((2, 2)), np.array([0, 2]), 2), r"indices in 0..1, got 0..2"),
        (lambda: Problem(np.ones((2, 2)), np.array([0, 1]), 10_000), "10,000 classes, at most 1,000"),
        (lambda: Problem(np.ones((2, 2)), np.zeros(2), 0, np.array([1, -1.0])), "weights must be finite"),
        (lambda: Problem(np.ones((2, 2)), np.zeros(2), 0, np.zeros(2)), "0 rows of weight above 0"),
        (lambda: recipe_for(problem(), "good"), "quality must be one of default, best; got 'good'"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(PlanError, match=words):
        make()


def test_the_recipe_follows_from_the_shape_of_the_table():
    assert [kind.name for kind in recipe_for(problem(499)).kinds] == ["plain", "steps", "lines"]
    assert [kind.name for kind in recipe_for(problem(500)).kinds][3:] == ["deep", "deep-steps"]
    assert [kind.name for kind in recipe_for(problem(49)).kinds] == ["plain", "lines"]
    best = [recipe_for(problem(n), "best") for n in (499, 500)]
    assert [(each.n_folds, each.n_repeats) for each in best] == [(5, 4), (5, 2)]
    assert [kind.name for kind in best[1].kinds][5:] == ["dropout"]
    assert [kind.name for kind in recipe_for(problem(2000), "best").kinds][5:] == ["dropout", "broad"]
    assert [kind.name for kind in recipe_for(problem(500, n_classes=0)).kinds][3:] == ["deep-steps"]
    wide = Problem(np.ones((500, 65)), np.arange(500) % 2, 2)
    assert [kind.name for kind in recipe_for(wide).kinds][3:] == ["deep"]


def test_a_member_with_dropout_drops_neurons_and_gives_the_same_bits_on_any_number_of_threads():
    small = replace(DEFAULT, kinds=(replace(DROPOUT, hidden=(8, 8)),), epochs=3)
    bags = [begin(problem(), small, random_state=0) for _ in range(2)]
    assert {each.plan.dropout for each in bags[0].trainings} == {(0.2, 0.2)}
    for n_threads, bag in enumerate(bags, start=1):
        advance(bag, n_threads=n_threads)
    assert finish(bags[0]).mixture == finish(bags[1]).mixture


def test_classes_are_learned_in_fewer_epochs_than_numbers():
    assert [recipe_for(problem(100, n_classes=n)).epochs for n in (2, 0)] == [40, 60]


def test_folds_of_small_tables_are_drawn_twice():
    wide = Problem(np.ones((60, 65)), np.arange(60) % 2, 2)
    assert [recipe_for(each).n_repeats for each in (problem(499), problem(500), wide)] == [2, 1, 1]


def test_a_rare_class_makes_no_table_tiny_but_classes_that_are_all_rare_do():
    def names(counts):
        y = np.repeat(np.arange(len(counts)), counts)
        return [kind.name for kind in recipe_for(Problem(np.ones((len(y), 1)), y, len(counts))).kinds]

    assert names([100, 100, 1]) == ["plain", "steps", "lines"]
    assert names([9] * 10) == ["plain", "lines"]


def test_the_parts_of_the_recipe_follow_from_rows_and_columns():
    assert [Recipe().batch_size(n) for n in (999, 1000, 4000)] == [32, 64, 128]
    assert [Recipe().leaves(100, n) for n in (10, 100, 300)] == [8, 5, 1]
    assert [Recipe().leaves(n, 3) for n in (499, 500, 2000)] == [8, 16, 32]
