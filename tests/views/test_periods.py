"""Periods of errors over the steps of a stream."""

import numpy as np

from rosenblatt.views.periods import period_of

STEPS = np.arange(5, 305)


def noisy(pattern: list[float], seed: int = 0) -> np.ndarray:
    values = np.resize(pattern, len(STEPS))
    return np.abs(values + 0.05 * np.random.default_rng(seed).normal(size=len(STEPS)))


def test_the_shortest_period_and_its_low_positions_are_found() -> None:
    found = period_of(STEPS, noisy([0.5, 0.5, 0.1]))
    assert found is not None
    assert (found.length, found.words) == (3, "every third step")
    assert found.low == ((7 - 1) % 3 + 1,)  # steps 7, 10, 13, ...
    assert STEPS[found.is_low][:3].tolist() == [7, 10, 13]
    np.testing.assert_allclose(sorted(found.means), [0.1, 0.5, 0.5], atol=0.02)


def test_several_low_positions_are_counted() -> None:
    found = period_of(STEPS, noisy([0.1, 0.6, 0.1, 0.6, 0.6]))
    assert found is not None
    assert found.words == "2 of every 5 steps"


def test_chance_has_no_period() -> None:
    for seed in range(50):
        assert period_of(STEPS, np.random.default_rng(seed).random(len(STEPS))) is None


def test_few_cycles_or_missing_steps_say_nothing() -> None:
    assert period_of(STEPS[:15], noisy([0.5, 0.5, 0.1])[:15]) is None
    assert period_of(STEPS[::2], noisy([0.5, 0.1])[::2]) is None
    assert period_of(STEPS, np.full(len(STEPS), 0.3)) is None
