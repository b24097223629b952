"""The ceiling of a run: from the generator of its table, or from the period of its errors."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from rosenblatt.data import load_table
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER, Grammar
from rosenblatt.run import Run, RunSettings, run_table
from rosenblatt.run.over_time import ceiling_of, period_of_errors


@pytest.fixture(scope="module")
def temporal() -> Run:
    return run_table(RunSettings("temporal-xor", repeats=0))


def test_temporal_xor_reaches_two_thirds_and_is_not_told_to_train_longer(temporal: Run) -> None:
    assert temporal.stopped_by == "max_iter"
    assert not {"not converged", "plateau"}.intersection(each.kind for each in temporal.findings)
    found = ceiling_of(temporal)
    assert found is not None
    assert (found.score, found.is_reached) == (2 / 3, True)


def test_without_its_generator_the_period_gives_the_ceiling(temporal: Run) -> None:
    summary = dataclasses.replace(temporal.table_summary, ceiling=None)
    found = ceiling_of(dataclasses.replace(temporal, table_summary=summary))
    period = period_of_errors(temporal)
    assert found is not None
    assert period is not None
    assert period.words == "every third step"
    assert found.score == pytest.approx(2 / 3, abs=0.03)
    assert "every third step" in found.text


def test_a_short_training_is_still_told_to_train_longer() -> None:
    run = run_table(RunSettings("temporal-xor", repeats=0, max_iter=20))
    found = ceiling_of(run)
    assert found is not None
    assert not found.is_reached
    assert any(each.kind == "not converged" for each in run.findings)


def test_other_targets_have_no_ceiling() -> None:
    frame = load_table("temporal-xor").frame.with_columns(pl.col("bit").alias("other"))
    assert load_table(frame, target="other").ceiling is None
    assert load_table("temporal-xor", target="bit", features=("next_bit",)).ceiling is None


def test_a_grammars_ceiling_is_that_of_its_best_prediction() -> None:
    coin = Grammar(({"B": 1}, {"a": 2, "b": 2}, {"E": 3}, {}))
    assert coin.ceiling == pytest.approx(0.75)  # a or b, then always E
    for grammar in (REBER, EMBEDDED_REBER):
        random = np.random.RandomState(0)
        right = total = 0.0
        for _ in range(4000):
            states = grammar.states(grammar.draw(random))[1:-1]
            right += sum(1 / len(grammar.arrows[state]) for state in states)
            total += len(states)
        assert grammar.ceiling == pytest.approx(right / total, abs=0.005)


def test_sunspots_are_counted_in_years() -> None:
    table = load_table("sunspots")
    assert table.steps == ("year", 1700)
