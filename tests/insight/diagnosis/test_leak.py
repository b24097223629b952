"""A single feature that predicts the target almost without an error is reported, others are not."""

import numpy as np
import polars as pl
import pytest

from rosenblatt import MLPClassifier, load_table
from rosenblatt.insight import diagnose
from rosenblatt.run import RunSettings, run_table

N = 400
RANDOM = np.random.default_rng(1)
X = RANDOM.normal(size=N)
Y = np.where(X + RANDOM.normal(size=N) > 0, "yes", "no")
Z = 100 + 10 * RANDOM.normal(size=N)
IS_YES = Y == "yes"


def leaks(columns, **settings):
    """Findings of a leak in a run on a table of these columns."""
    table = load_table(pl.DataFrame(columns))
    run = run_table(RunSettings("t", hidden=(2,), max_iter=3, repeats=0, **settings), table=table)
    return [finding for finding in run.findings if finding.kind == "leak"]


@pytest.mark.parametrize(
    "column",
    [
        np.where(IS_YES, "Y", "N"),
        IS_YES,
        IS_YES + RANDOM.random(N) * 0.9,
        np.where(IS_YES, RANDOM.choice([1, 3, 5], N), RANDOM.choice([2, 4, 6], N)),
        np.where(IS_YES, RANDOM.choice(["a", "c"], N), RANDOM.choice(["b", "d"], N)),
    ],
    ids=["text", "Boolean", "threshold", "several thresholds", "categories"],
)
def test_a_column_that_tells_the_class_is_reported(column):
    (finding,) = leaks({"x": X, "the code": column, "y": Y})
    assert "'the code' alone predicts 'y'" in finding.text
    assert "right on 100.0% of the 100 held-out rows" in finding.text
    assert "(--ignore 'the code'; in Python: ignore=['the code'])" in finding.remedy
    assert finding.evidence == {"score": 1.0, "rows": 100.0}


@pytest.mark.parametrize(
    "way", [lambda z: 100 * z, lambda z: 7 - 3 * z, np.log], ids=["units", "line", "curve"]
)
def test_a_column_that_tells_the_number_is_reported(way):
    numbers = Z if way is not np.log else RANDOM.uniform(50, 150, N)
    (finding,) = leaks({"x": X, "code": way(numbers), "z": numbers})
    assert "'code' alone predicts 'z': a tree or a line on it reaches an R² of" in finding.text
    assert finding.evidence["score"] >= 0.999


def test_a_few_errors_in_the_data_do_not_hide_a_leak():
    n = 8000
    y = RANDOM.integers(0, 2, n)
    code = np.where(RANDOM.random(n) < 0.002, 1 - y, y) + RANDOM.random(n) * 0.9
    (finding,) = leaks({"x": RANDOM.normal(size=n), "code": code, "y": y})
    assert 0.995 <= finding.evidence["score"] < 1


def test_useful_columns_are_no_leak():
    assert leaks({"x": X, "w": RANDOM.normal(size=N), "y": Y}) == []
    assert leaks({"x": X, "w": Z + RANDOM.normal(size=N), "z": Z}) == []
    almost = np.where(RANDOM.random(N) < 0.03, ~IS_YES, IS_YES)
    assert leaks({"x": X, "w": almost, "y": Y}) == []


def test_a_rare_class_alone_is_no_leak_but_a_column_that_finds_it_is():
    rare = (np.arange(2000) % 200 == 0).astype(int)
    columns = {"x": RANDOM.normal(size=2000), "w": RANDOM.normal(size=2000)}
    assert leaks({**columns, "y": rare}) == []
    assert len(leaks({**columns, "code": rare * 2 + RANDOM.random(2000), "y": rare})) == 1


def test_the_only_feature_and_few_rows_are_not_judged():
    assert leaks({"x": X, "y": X > 0}) == []
    few = {"x": X[:99], "code": IS_YES[:99], "y": Y[:99]}
    assert leaks(few) == []


def test_without_enough_held_out_rows_some_are_held_out_from_the_trees():
    (finding,) = leaks({"x": X, "code": IS_YES, "y": Y}, test_size=0)
    assert finding.evidence == {"score": 1.0, "rows": 100.0}
    (finding,) = leaks({"x": X[:150], "code": IS_YES[:150], "y": Y[:150]})
    assert finding.evidence == {"score": 1.0, "rows": 50.0}


def test_each_of_several_targets_is_looked_at():
    frame = {"x": X, "code": IS_YES, "other": RANDOM.integers(0, 2, N), "y": IS_YES}
    table = load_table(pl.DataFrame(frame), target=["other", "y"])
    run = run_table(RunSettings("t", hidden=(2,), max_iter=3, repeats=0), table=table)
    (finding,) = (each for each in run.findings if each.kind == "leak")
    assert "'code' alone predicts 'y'" in finding.text


def test_an_estimator_is_judged_by_validation_data():
    samples = np.column_stack([X, IS_YES])
    with pytest.warns(UserWarning, match="converge"):
        fitted = MLPClassifier((2,), max_iter=3, random_state=0).fit(samples[:300], Y[:300])
    found = diagnose(fitted, samples[:300], Y[:300], validation_data=(samples[300:], Y[300:]))
    (finding,) = (each for each in found if each.kind == "leak")
    assert "'x2' alone predicts the target" in finding.text
    assert "train without this column" in finding.remedy
    assert "leak" in diagnose(fitted, samples[:300], Y[:300]).kinds
    assert "leak" in [each.kind for each in diagnose(fitted, samples[:300]).unasked]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes", "moons", "blobs"])
def test_built_in_tables_have_no_leak(name):
    run = run_table(RunSettings(name, max_iter=3, repeats=0))
    assert "leak" not in [finding.kind for finding in run.findings]
