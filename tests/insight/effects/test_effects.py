"""Permutation importance and partial dependence, on arrays and data frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.inspection import partial_dependence as sklearn_dependence
from sklearn.linear_model import LinearRegression

from rosenblatt.errors import PlanError
from rosenblatt.insight.effects.columns import ArrayColumns, columns_of, place_of_column
from rosenblatt.insight.effects.dependence import partial_dependence
from rosenblatt.insight.effects.importance import permutation_importance

X = np.random.default_rng(0).normal(size=(200, 3))
TOWNS = np.array(["Rome", "Oslo", None, "Rome"] * 50, dtype=object)


def of_first(X: object) -> np.ndarray:
    return 2 * np.asarray(X, dtype=float)[:, 0]


def test_only_the_column_that_is_used_matters() -> None:
    found = permutation_importance(columns_of(X), 2 * X[:, 0], of_first, "regression", n_repeats=3)
    assert (found.names, found.score, found.n_samples) == (("x1", "x2", "x3"), 1.0, 200)
    assert found.falls.shape == (3, 3)
    assert found.means[0] == pytest.approx(2, abs=0.4), (
        "a shuffled column has twice the variance as its error"
    )
    np.testing.assert_array_equal(found.falls[1:], 0)
    assert found.order[0] == 0


def test_the_same_seed_gives_the_same_shuffles_and_no_repeat_is_an_error() -> None:
    columns, truth = columns_of(X), X[:, 0] > 0

    def decide(X: object) -> np.ndarray:
        return of_first(X) > 0.3

    one, same, other = (
        permutation_importance(columns, truth, decide, "classification", seed=seed) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one.falls, same.falls)
    assert (one.falls != other.falls).any()
    with pytest.raises(PlanError, match="n_repeats must be 1 or more, got 0"):
        permutation_importance(columns, truth, decide, "classification", n_repeats=0)


def test_dependence_is_that_of_scikit_learn_at_the_same_values() -> None:
    y = X[:, 0] * 3 - X[:, 1]
    model = LinearRegression().fit(X, y)
    seen = partial_dependence(columns_of(X), 0, lambda X: model.predict(X)[:, None])
    theirs = sklearn_dependence(model, X, [0], custom_values={0: seen.values}, method="brute")
    np.testing.assert_allclose(seen.effects[:, 0], theirs["average"][0])
    assert seen.is_number
    assert seen.counts.sum() == 200
    assert len(seen.deciles) == 9
    low, high = np.quantile(X[:, 0], (0.02, 0.98))
    assert low - 0.1 < seen.values[0] < seen.values[-1] < high + 0.1


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_frames_keep_their_library_types_and_missing_values(library: str) -> None:
    data = {"age": [1.0, None, 3.0, 4.0] * 50, "town": TOWNS.tolist(), "n": list(range(200))}
    if library == "pandas":
        frame = pd.DataFrame(data, index=np.arange(200)[::-1]).astype({"town": "category"})
    else:
        frame = pl.DataFrame(data) if library == "polars" else pl.DataFrame(data).to_arrow()
    columns = columns_of(frame)
    assert columns.names == ("age", "town", "n")
    changed = columns.exchanged(1, np.full(200, 1))
    assert type(changed) is type(frame)
    plain = pl.from_pandas(changed.astype({"town": "str"})) if library == "pandas" else pl.DataFrame(changed)
    assert set(plain["town"]) == {"Oslo"}
    assert plain["n"].to_list() == list(range(200))
    if library == "pandas":
        assert changed.dtypes.equals(frame.dtypes)
        assert changed.index.equals(frame.index)

    def outputs(X: object) -> np.ndarray:
        towns = columns_of(X).values(1)
        return np.array([[4.0 if town == "Rome" else 1.0] for town in towns])

    seen = partial_dependence(columns, 1, outputs)
    assert seen.values.tolist() == ["Rome", "(missing)", "Oslo"]
    np.testing.assert_array_equal(seen.effects[:, 0], [4, 1, 1])
    np.testing.assert_array_equal(seen.counts, [100, 50, 50])
    assert not seen.is_number


def test_the_inputs_of_a_prepared_column_are_exchanged_together() -> None:
    inputs = np.arange(12.0).reshape(3, 4)
    columns = ArrayColumns(inputs, ("a", "b"), ((0, 1), (1, 4)), (inputs[:, 0], inputs[:, 1]))
    changed = np.asarray(columns.exchanged(1, np.array([2, 2, 0])))
    np.testing.assert_array_equal(changed[:, 0], inputs[:, 0])
    np.testing.assert_array_equal(changed[:, 1:], inputs[[2, 2, 0], 1:])


def test_unknown_columns_and_empty_samples_are_named() -> None:
    columns = columns_of(pl.DataFrame({"age": [1], "town": ["a"]}))
    assert place_of_column("town", columns) == place_of_column(1, columns) == 1
    with pytest.raises(PlanError, match="there is no feature 'tonw'"):
        place_of_column("tonw", columns)
    with pytest.raises(PlanError, match="counted from 0 to 1, got 2"):
        place_of_column(2, columns)
    with pytest.raises(PlanError, match="X has no rows"):
        columns_of(pl.DataFrame({"age": []}))
    with pytest.raises(PlanError, match="must have the shape"):
        columns_of(np.ones(3))


def test_of_many_values_at_most_thirty_are_computed_and_rare_categories_are_counted() -> None:
    many = columns_of(np.arange(1000.0)[:, None] ** 2)
    assert len(partial_dependence(many, 0, of_first_column).values) <= 30
    towns = columns_of(np.array([[f"town {k % 40}"] for k in range(400)], dtype=object))
    seen = partial_dependence(towns, 0, lambda X: np.ones((400, 1)))
    assert (len(seen.values), seen.n_left_out) == (12, 28)


def of_first_column(X: object) -> np.ndarray:
    return np.asarray(X, dtype=float)[:, :1]
