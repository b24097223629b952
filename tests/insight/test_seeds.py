"""The same network from many seeds: each is the model that a fit gives, and the answer counts them right."""

from __future__ import annotations

import pickle
import signal
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as TheirClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rosenblatt import MLPClassifier, MLPRegressor, Network, Perceptron, PlanError
from rosenblatt.insight import Seeds, seeds
from rosenblatt.insight.seeding.result import Spread

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])
IRIS, SPECIES = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])[SPECIES]
DIABETES, PROGRESS = load_diabetes(return_X_y=True)
PROGRESS = (PROGRESS - PROGRESS.mean()) / PROGRESS.std()
SMALL = {"hidden_layer_sizes": (4,), "max_iter": 25}


def fitted(estimator, X, y, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return clone(estimator).set_params(random_state=seed).fit(X, y)


def assert_the_models_of_fits(estimator, X, y, found: Seeds) -> None:
    for place, seed in enumerate(found.seeds.tolist()):
        model = fitted(estimator, X, y, seed)
        assert found.network(seed) == model.network_
        assert found.network(seed).parameters.tobytes() == model.network_.parameters.tobytes()
        assert found.epochs[place] == model.n_iter_
        assert found.losses[place] == getattr(model, "loss_", model.history_["loss"][-1])
        assert found.reasons[place] == model.stopped_by_
        assert found.scores[place] == pytest.approx(model.score(X, y), abs=1e-12)


CLASSIFIERS = [
    MLPClassifier(**SMALL),
    MLPClassifier(**SMALL, solver="sgd", learning_rate="adaptive", batch_size=32, learning_rate_init=0.1),
    MLPClassifier(**SMALL, solver="rmsprop", shuffle=False, batch_size=150),
    MLPClassifier(**SMALL, solver="adamw", dropout=0.3, max_grad_norm=0.5, batch_size=1),
    MLPClassifier((5, 3), "tanh", max_iter=200, early_stopping=True, n_iter_no_change=3, tol=0.01),
    MLPClassifier(**SMALL, early_stopping=True, stratified=True, validation_fraction=0.3),
    MLPClassifier(**SMALL, init="he_normal", learning_rate="onecycle", class_weight="balanced"),
    MLPClassifier(**SMALL, solver="lbfgs"),
    MLPClassifier(hidden_layer_sizes=(), max_iter=300, tol=1e-2),
    Perceptron(max_iter=20, tol=None),
    Perceptron(penalty="elasticnet", early_stopping=True, average=True),
]


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=str)
def test_each_classifier_is_bit_for_bit_that_of_a_fit(estimator):
    found = seeds(estimator, IRIS, NAMES, seeds=[0, 7, 2**32 - 1, 3])
    assert found.seeds.tolist() == [0, 7, 2**32 - 1, 3]
    assert_the_models_of_fits(estimator, IRIS, NAMES, found)


REGRESSORS = [
    MLPRegressor(**SMALL),
    MLPRegressor(**SMALL, loss="huber", solver="sgd", learning_rate="invscaling", batch_size=50),
    MLPRegressor(**SMALL, early_stopping=True, activation="tanh"),
    MLPRegressor(**SMALL, solver="lbfgs"),
]


@pytest.mark.parametrize("estimator", REGRESSORS, ids=str)
def test_each_regressor_is_bit_for_bit_that_of_a_fit(estimator):
    assert_the_models_of_fits(estimator, DIABETES, PROGRESS, seeds(estimator, DIABETES, PROGRESS, 3))


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (pd.DataFrame(IRIS, columns=list("abcd")), pd.Series(NAMES)),
        (sparse.csr_array(IRIS), NAMES),
        (IRIS.astype(np.float32), SPECIES == 1),
        (IRIS.tolist(), SPECIES.tolist()),
        (IRIS, np.column_stack([SPECIES == 0, SPECIES == 1]).astype(int)),
        (IRIS, np.column_stack([SPECIES, SPECIES == 1])),
    ],
    ids=["table", "sparse", "float32", "lists", "labels", "targets"],
)
@pytest.mark.parametrize("early_stopping", [False, True])
def test_samples_and_targets_of_every_kind_are_taken(X, y, early_stopping):
    estimator = MLPClassifier(**SMALL, early_stopping=early_stopping)
    assert_the_models_of_fits(estimator, X, y, seeds(estimator, X, y, 2))


def test_sparse_labels_are_taken():
    labels = sparse.csr_matrix(np.column_stack([SPECIES == 0, SPECIES == 1]).astype(int))
    found = seeds(MLPClassifier(**SMALL), IRIS, labels, 2)
    assert found.scores.tolist() == [
        fitted(MLPClassifier(**SMALL), IRIS, labels, k).score(IRIS, labels) for k in (0, 1)
    ]


def test_the_estimator_itself_stays_as_it_is():
    estimator = MLPClassifier(**SMALL, random_state=5)
    seeds(estimator, IRIS, SPECIES, 2)
    assert not hasattr(estimator, "coefs_")
    assert estimator.random_state == 5


def test_neither_threads_nor_room_change_anything(monkeypatch):
    estimator = MLPClassifier((2,), "tanh", max_iter=300, learning_rate_init=0.05)
    one, two = (seeds(estimator, XOR, Y, 150, n_threads=n) for n in (1, 2))
    monkeypatch.setattr("rosenblatt.insight.seeding.training.ROOM", 0)  # 64 states at once
    told = []
    three = seeds(estimator, XOR, Y, 150, listener=lambda *done: told.append(done))
    for other in (two, three):
        for name in ("solved", "scores", "losses", "epochs", "epochs_to_solve", "reasons"):
            np.testing.assert_array_equal(getattr(other, name), getattr(one, name))
        assert all(other.network(seed) == one.network(seed) for seed in range(150))
        assert [group.seeds.tolist() for group in other.groups] == [g.seeds.tolist() for g in one.groups]
    assert told == sorted(told)
    assert told[-1] == (150, 150)


# ---- XOR ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def xor() -> Seeds:
    """A thousand networks with two hidden neurons, trained until they settle."""
    return seeds(MLPClassifier((2,), "tanh", max_iter=10000), XOR, Y)


def test_of_a_thousand_xor_networks_most_are_stuck(xor):
    assert xor.n == 1000
    assert 150 < xor.n_solved < 400
    assert xor.share == xor.n_solved / 1000
    np.testing.assert_array_equal(xor.solved, xor.scores == 1)
    assert xor.n_solved + sum(group.n for group in xor.groups) == 1000
    together = np.concatenate([xor.seeds[xor.solved], *(group.seeds for group in xor.groups)])
    assert sorted(together.tolist()) == list(range(1000))


def test_the_well_known_groups_have_three_of_the_four_rows_right(xor):
    three_right = [group for group in xor.groups if group.score == 0.75]
    # Each of the four rows is the wrong one for some: the answers of OR, of NAND, and of two other gates.
    assert sorted(int(group.wrong[0]) for group in three_right) == [0, 1, 2, 3]
    assert sum(group.n for group in three_right) > 150
    for group in xor.groups:
        assert np.flatnonzero(group.predictions != Y).tolist() == group.wrong.tolist()
        assert group.score == 1 - len(group.wrong) / 4
        model = fitted(MLPClassifier((2,), "tanh", max_iter=10000), XOR, Y, group.example)
        assert model.predict(XOR).tolist() == group.predictions.tolist()
    sizes = [group.n for group in xor.groups]
    assert sizes == sorted(sizes, reverse=True)


def test_the_epochs_to_solve_are_those_with_a_mistake_still(xor):
    solved = xor.seeds[xor.solved].tolist()
    for seed, epochs in list(zip(solved, xor.epochs_to_solve.tolist(), strict=True))[:5]:
        mistakes = xor.estimator(seed).history_["mistakes"]
        assert (mistakes[epochs:] == 0).all()
        assert mistakes[epochs - 1] > 0


def test_spreads_and_reasons_sum_it_up(xor):
    spread = xor.solving_spread
    assert spread == Spread.of(xor.epochs_to_solve)
    assert spread.least <= spread.low <= spread.median <= spread.high <= spread.most
    assert xor.epochs_spread.most == xor.epochs.max()
    assert sum(xor.stopped_by.values()) == 1000
    assert xor.stopped_by["converged"] == int((xor.epochs < 10000).sum())


@pytest.mark.parametrize("most", [3, 8, 12, 30])
def test_a_histogram_counts_all_of_them_in_round_ranges(xor, most):
    edges, counts = xor.histogram(most)
    assert counts.sum() == xor.n_solved
    assert 1 <= len(counts) <= most
    (step,) = set(np.diff(edges).tolist())
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert (edges % step == 0).all()
    assert counts[0] > 0
    assert counts[-1] > 0
    inside = (xor.epochs_to_solve >= edges[0]) & (xor.epochs_to_solve < edges[1])
    assert counts[0] == inside.sum()


def test_a_histogram_of_one_value_is_one_range_and_of_none_empty(xor):
    gate = Perceptron(shuffle=False)
    assert seeds(gate, XOR, [0, 1, 1, 1], 3).histogram()[1].tolist() == [3]
    assert len(seeds(gate, XOR, Y, 3).histogram()[1]) == 0


def test_in_words_it_fits_the_screen_and_says_all(xor):
    text = str(xor)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert text.startswith("1,000 networks (2-2-1, tanh then logistic), seeds 0 to 999, in ")
    assert (
        f"{xor.n_solved} of 1,000 solved it ({xor.share:.0%}): all 4 samples right, after a median of "
        in text
    )
    assert "75% right (seed 1): predicts 0, 1, 1, 1; wrong: (1, 1)" in text
    assert "with 75%" in text
    assert repr(xor) == f"<Seeds, {xor.n_solved} of 1,000 solved it, {len(xor.groups)} groups of others>"


def test_it_can_be_pickled(xor):
    again = pickle.loads(pickle.dumps(xor))
    assert str(again) == str(xor)
    assert again.network(3) == xor.network(3)


# ---- What else comes of seeds ------------------------------------------------------------------------------


def test_large_networks_are_trained_anew_when_asked_for(monkeypatch):
    monkeypatch.setattr("rosenblatt.insight.seeding.seeds.KEPT", 0)
    estimator = MLPClassifier((2,), "tanh", max_iter=50)
    found = seeds(estimator, XOR, Y, 3)
    assert found._parameters is None
    assert_the_models_of_fits(estimator, XOR, Y, found)


def test_a_goal_says_when_it_is_solved():
    estimator = MLPClassifier(**SMALL, learning_rate_init=0.02)
    found = seeds(estimator, IRIS, NAMES, 12, goal=0.9)
    np.testing.assert_array_equal(found.solved, found.scores >= 0.9)
    assert 0 < found.n_solved < 12
    assert "at least 90% of the 150 samples right" in str(found)
    place = int(np.flatnonzero(found.solved)[0])
    scores = fitted(estimator, IRIS, NAMES, int(found.seeds[place])).history_["score"]
    assert found.epochs_to_solve[0] == np.flatnonzero(scores < 0.9).max() + 1


def test_a_regressor_has_solved_it_from_an_r2_of_99_percent():
    X = np.linspace(-1, 1, 20).reshape(-1, 1)
    estimator = MLPRegressor(
        hidden_layer_sizes=(3,), activation="tanh", learning_rate_init=0.05, max_iter=1000, tol=1e-6
    )
    found = seeds(estimator, X, np.sin(3 * X[:, 0]), 20)
    assert found.goal == 0.99
    np.testing.assert_array_equal(found.solved, found.scores >= 0.99)
    assert 0 < found.n_solved < 20
    text = str(found)
    assert "R² of at least 0.99 on the 20 samples" in text
    assert "R² 0.99 (" not in text  # of what does not reach it no rounding says that it does
    assert "R² 0.62 (seed 2): predicts from " in text
    assert all(len(group.wrong) == 0 for group in found.groups)


def test_numbers_that_are_nearly_the_same_are_one_group():
    X = np.linspace(-1, 1, 20).reshape(-1, 1)
    line = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs", tol=1e-8)
    found = seeds(line, X, X[:, 0] ** 2, 5)
    (group,) = found.groups  # the best line is the same from every seed: the mean
    assert group.n == 5
    assert np.std(group.predictions) < 1e-3
    assert "predicts 0.368 for every sample" in str(found)


def test_labels_that_are_nearly_the_same_are_one_group_only_of_many_samples():
    found = seeds(MLPClassifier(**{**SMALL, "max_iter": 200}, learning_rate_init=0.01), IRIS, NAMES, 40)
    assert found.groups[0].n > 1
    predictions = {seed: found.estimator(seed).predict(IRIS) for seed in found.groups[0].seeds.tolist()[:4]}
    example = predictions[found.groups[0].example]
    assert all(np.count_nonzero(each != example) <= 3 for each in predictions.values())


def test_of_many_samples_rows_are_named_and_classes_that_never_come():
    found = seeds(Perceptron(max_iter=20, tol=None), IRIS, NAMES, 30)
    text = str(found)
    assert "never predicts versicolor" in text
    assert "67% right (seed 4): never predicts versicolor; wrong in 50 rows: 51, 52, 53, 54, ..." in " ".join(
        text.split()
    )
    assert all(len(line) <= 80 for line in text.splitlines())


def test_samples_are_called_as_one_wishes():
    found = seeds(Perceptron(), XOR, Y, 2, sample_names=["none", "the second", "the first", "both"])
    assert "wrong: " in str(found)
    assert any(name in str(found) for name in ("none", "the second", "the first", "both"))
    with pytest.raises(PlanError, match="sample_names must name each of the 4 samples, got 1"):
        seeds(Perceptron(), XOR, Y, 2, sample_names=["a"])


def test_one_that_diverges_is_a_result():
    estimator = MLPRegressor(**SMALL, solver="sgd", learning_rate_init=3.0, activation="relu")
    found = seeds(estimator, 30 * DIABETES, PROGRESS, 4)
    assert found.stopped_by == {"diverged": 4}
    assert found.n_solved == 0
    (group,) = found.groups
    assert group.diverged
    assert np.isnan(group.score)
    assert "4  diverged (seed 0): the weights became infinite or undefined" in str(found)
    with pytest.raises(PlanError, match="the seed 2 has no network: its training diverged after epoch"):
        found.network(2)


def test_early_stopping_keeps_the_best_of_one_that_diverges():
    estimator = MLPRegressor(
        **SMALL, solver="sgd", learning_rate_init=3.0, early_stopping=True, n_iter_no_change=30
    )
    found = seeds(estimator, 30 * DIABETES, PROGRESS, 2)
    assert found.stopped_by == {"early stopping": 2}
    assert_the_models_of_fits(estimator, 30 * DIABETES, PROGRESS, found)


def test_a_perceptron_that_diverges_is_a_result_too():
    found = seeds(Perceptron(eta0=1e300, tol=None, max_iter=5), 1e200 * XOR, Y, 2)
    assert found.stopped_by == {"diverged": 2}


# ---- Ctrl-C ------------------------------------------------------------------------------------------------


def press_ctrl_c(n_done: int, n: int) -> None:
    if n_done >= 3:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "estimator",
    [MLPClassifier((2,), max_iter=20), MLPClassifier((2,), solver="lbfgs"), Perceptron()],
    ids=str,
)
def test_ctrl_c_leaves_those_that_were_trained_by_then(estimator, monkeypatch):
    monkeypatch.setattr("rosenblatt.training.parallel.CHUNK_SECONDS", 0.0)
    with pytest.warns(
        UserWarning, match=r"interrupted: the result contains the \d+ of 500 networks trained so far"
    ):
        found = seeds(estimator, XOR, Y, 500, listener=press_ctrl_c)
    assert found.interrupted
    assert 3 <= found.n < 500
    assert_the_models_of_fits(estimator, XOR, Y, found)


def test_ctrl_c_before_there_is_anything_goes_on_up():
    def at_once(n_done: int, n: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seeds(Perceptron(), XOR, Y, 5, listener=at_once)


# ---- Bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n must be the number of seeds, a positive integer, got 0"),
        ({"n": 2.5}, "n must be the number of seeds, a positive integer, got 2.5"),
        ({"n": True}, "n must be the number of seeds"),
        ({"seeds": []}, r"seeds must be a sequence of integers, got \[\]"),
        ({"seeds": [0.5]}, "seeds must be a sequence of integers"),
        ({"seeds": [1, -1]}, "seeds must lie between 0 and 4294967295, got -1"),
        ({"seeds": [3, 1, 3]}, "seeds must differ from one another, got 3 more than once"),
        ({"goal": 1.5}, "goal must be a score, a number of at most 1, got 1.5"),
        ({"goal": "all"}, "goal must be a score"),
        ({"n_threads": 0}, "n_threads must be a positive integer or None, got 0"),
        ({"goal": float("nan")}, "goal must be a score"),
    ],
)
def test_impossible_questions_are_refused_with_what_would_be_right(arguments, message):
    with pytest.raises(PlanError, match=message):
        seeds(MLPClassifier(), XOR, Y, **arguments)


def test_other_estimators_are_refused():
    for estimator in (
        make_pipeline(StandardScaler(), MLPClassifier()),
        TheirClassifier(),
        Network((1, 1), ("step",)),
    ):
        with pytest.raises(
            PlanError, match="seeds trains rosenblatt's Perceptron, MLPClassifier, MLPRegressor, "
        ):
            seeds(estimator, XOR, Y, 2)


def test_an_impossible_parameter_or_sample_is_refused_as_by_fit():
    with pytest.raises(ValueError, match="hidden_layer_sizes"):
        seeds(MLPClassifier((0,)), XOR, Y, 2)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        seeds(MLPClassifier(), XOR, Y[:3], 2)
    with pytest.raises(PlanError, match="the seed 5 is none of the 2 that were trained, 0 to 1"):
        seeds(Perceptron(), XOR, Y, 2).network(5)
