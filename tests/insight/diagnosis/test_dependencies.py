"""What was read long ago and goes with the errors: found where it is there, not where it is not."""

import numpy as np
import pytest

from rosenblatt.insight.diagnosis.dependencies import unlearned_dependency

N, STEPS = 100, 12
OFFSETS = np.arange(N + 1) * STEPS
EVERY, LAST = np.arange(N * STEPS), OFFSETS[1:] - 1


def drawn(seed: int, n_inputs: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2, (N * STEPS, n_inputs)).astype(float)


def outputs_for(judged: np.ndarray, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(len(judged), 1))


def test_an_error_that_is_what_was_read_eight_steps_before() -> None:
    X = drawn(0)
    errors = np.zeros((N * STEPS, 1))
    errors[8:, 0] = X[:-8, 1]
    found = unlearned_dependency(X, OFFSETS, EVERY, outputs_for(EVERY), errors, 5)
    assert (found.feature, found.output, found.step, found.distance) == (1, 0, None, 8)
    assert found.correlation == pytest.approx(1)
    assert found.n == N * (STEPS - 8)


def test_an_error_that_is_what_was_read_in_the_second_step() -> None:
    lengths = np.random.default_rng(2).integers(8, 20, N)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    X = np.random.default_rng(0).integers(0, 2, (offsets[-1], 2)).astype(float)
    judged = offsets[1:] - 1
    found = unlearned_dependency(X, offsets, judged, outputs_for(judged), X[offsets[:-1] + 1, :1], 5)
    assert (found.feature, found.step, found.n) == (0, 1, N)
    assert found.distance == int(np.median(lengths - 2))
    assert found.correlation == pytest.approx(1)


def test_nothing_nearer_than_the_reach_is_looked_at() -> None:
    X = drawn(0)
    errors = np.zeros((N * STEPS, 1))
    errors[4:, 0] = X[:-4, 1]
    assert unlearned_dependency(X, OFFSETS, EVERY, outputs_for(EVERY), errors, 5) is None
    assert unlearned_dependency(X, OFFSETS, EVERY, outputs_for(EVERY), errors, 4).distance == 4


@pytest.mark.parametrize("judged", [EVERY, LAST], ids=["every step", "last step"])
def test_chance_is_left_alone(judged: np.ndarray) -> None:
    found = [
        unlearned_dependency(
            drawn(seed, 4),
            OFFSETS,
            judged,
            outputs_for(judged, seed),
            outputs_for(judged, -seed - 1 + 999),
            2,
        )
        for seed in range(40)
    ]
    assert found == [None] * 40


def test_a_slow_error_and_a_slow_input_that_know_nothing_of_each_other_are_left_alone() -> None:
    n = 1500
    for seed in range(20):
        random = np.random.default_rng(seed)
        slow = np.zeros((n, 2))
        for step in range(1, n):
            slow[step] = 0.9 * slow[step - 1] + random.normal(size=2)
        outputs = random.normal(size=(n, 1))
        assert (
            unlearned_dependency(slow[:, :1], np.array([0, n]), np.arange(n), outputs, slow[:, 1:], 5) is None
        )


def test_an_error_of_the_outputs_own_making_is_left_alone() -> None:
    X = drawn(0)
    outputs = np.zeros((N * STEPS, 1))
    outputs[8:, 0] = X[:-8, 0]  # it does know what was read: it only says it too timidly
    assert unlearned_dependency(X, OFFSETS, EVERY, outputs, 0.3 * outputs, 5) is None


def test_constants_and_too_few_sequences_say_nothing() -> None:
    X = np.ones((N * STEPS, 2))
    assert unlearned_dependency(X, OFFSETS, EVERY, outputs_for(EVERY), outputs_for(EVERY, 3), 5) is None
    few = drawn(0)[: 20 * STEPS]
    judged = OFFSETS[1:21] - 1
    assert (
        unlearned_dependency(few, OFFSETS[:21], judged, outputs_for(judged), few[OFFSETS[:20], :1], 5) is None
    )
