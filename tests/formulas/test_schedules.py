import numpy as np
import pytest

from rosenblatt.errors import PlanError
from rosenblatt.formulas.schedules import SCHEDULES, get_schedule, step_rate


def test_cosine_begins_at_the_highest_rate_halves_in_the_middle_and_ends_at_zero():
    rates = [step_rate("cosine", 0.8, step, 100) for step in (0, 50, 100)]
    np.testing.assert_allclose(rates, [0.8, 0.4, 0.0], atol=1e-16)


def test_onecycle_rises_from_a_25th_for_30_percent_of_the_steps_and_ends_near_zero():
    rates = [step_rate("onecycle", 0.5, step, 100) for step in (0, 15, 30, 65, 100)]
    low, last = 0.5 / 25, 0.5 / 25 / 1e4
    np.testing.assert_allclose(rates, [low, (low + 0.5) / 2, 0.5, (0.5 + last) / 2, last], rtol=1e-12)


@pytest.mark.parametrize(("name", "top"), [("cosine", 0), ("onecycle", 300)])
def test_rates_rise_to_the_top_and_fall_after_it_without_a_jump(name, top):
    rates = np.array([step_rate(name, 1.0, step, 1000) for step in range(1001)])
    assert rates.argmax() == top
    assert (np.diff(rates[: top + 1]) > 0).all()
    assert (np.diff(rates[top:]) < 0).all()
    assert np.abs(np.diff(rates)).max() < 0.006


@pytest.mark.parametrize("name", ["cosine", "onecycle"])
def test_steps_beyond_the_plan_keep_the_last_rate(name):
    assert step_rate(name, 1.0, 11, 10) == step_rate(name, 1.0, 10, 10)


def test_the_three_of_scikit_learn_change_between_epochs():
    assert {name for name, row in SCHEDULES.items() if row.factor is None} == {
        "constant",
        "invscaling",
        "adaptive",
    }


def test_looking_up_an_unknown_name_proposes_the_nearest():
    assert get_schedule("cosine") is SCHEDULES["cosine"]
    with pytest.raises(
        PlanError, match=r"learning_rate must be one of .*; got 'cosin', did you mean 'cosine'"
    ):
        get_schedule("cosin")
