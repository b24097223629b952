"""Orders and masks come from NumPy's legacy random stream, draw for draw."""

import numpy as np
import pytest
from tests.core.cases import make_case, run_core


@pytest.mark.parametrize("n_samples", [1, 2, 3, 4, 5, 255, 256, 257, 623, 624, 625, 2000])
def test_orders_are_numpys_permutations_composed(n_samples):
    case = make_case(hidden=(), n_features=1, n_outputs=2, n_samples=n_samples, batch_size=n_samples)
    random, order = np.random.RandomState(case.seed), np.arange(n_samples)
    for epochs in (1, 2, 3):
        state, _, _ = run_core(case, epochs)
        permutation = np.arange(n_samples)
        random.shuffle(permutation)
        order = order[permutation]
        np.testing.assert_array_equal(state.order, order)
        _, key, position, _, _ = random.get_state()
        np.testing.assert_array_equal(state.random_key, key)
        assert state.progress["random_position"] == position


def test_masks_are_drawn_batch_by_batch_and_layer_by_layer_after_the_shuffle():
    case = make_case(hidden=(5, 4, 3), dropout=(0.5, 0.0, 0.2), n_samples=7, batch_size=3, shuffle=True)
    state, _, _ = run_core(case, 1)
    random = np.random.RandomState(case.seed)
    random.shuffle(np.arange(7))
    for n in (3, 3, 1):
        random.random_sample((n, 5))
        random.random_sample((n, 3))
    assert state.random.random_sample() == random.random_sample()


def test_without_shuffling_or_dropout_nothing_is_drawn():
    case = make_case(shuffle=False, dropout=(0.0,))
    state, _, _ = run_core(case, 3)
    np.testing.assert_array_equal(state.order, np.arange(37))
    assert state.random.random_sample() == np.random.RandomState(case.seed).random_sample()


def test_a_stream_can_begin_anywhere():
    random = np.random.RandomState(3)
    random.random_sample(1000)  # into the middle of a block of 624 words
    case = make_case(n_samples=400, batch_size=400)
    state = case.start()
    state.take_random(random)
    state, _, _ = run_core(case, 1, state=state)
    expected = np.arange(400)
    random.shuffle(expected)
    np.testing.assert_array_equal(state.order, expected)
