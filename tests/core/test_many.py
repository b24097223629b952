"""Many trainers in one native call: what does not fit is refused, what is over stays, memory is held once."""

import numpy as np
import pytest
from tests.core.cases import make_case

from rosenblatt import _core
from rosenblatt.training.native import NativeData, bound_trainer

CASE = make_case(hidden=(4,), n_samples=8, max_iter=20)


def trainers(n, states=None):
    native = NativeData(CASE.data)
    states = states or [CASE.start() for _ in range(n)]
    return [bound_trainer(state, native, CASE.plan, 1) for state in states]


def parts(n=2, **changes):
    """The arguments of a native call that fits, some of them changed."""
    values = {
        "trainers": trainers(n),
        "epochs": np.full(n, 5),
        "last": np.empty((n, 9)),
        "counts": np.zeros((n, 2), np.int64),
        "goal": 1.0,
    }
    return {**values, **changes}


@pytest.mark.parametrize("n_threads", [-1, 0, 1, 2, 9])
def test_each_makes_its_own_number_of_epochs(n_threads):
    states = [CASE.start() for _ in range(3)]
    given = parts(3, trainers=trainers(3, states), epochs=np.array([4, 0, 50]))
    many = _core.ManyTrainer(**given)
    while many.run(1.0, n_threads) < 3:
        pass
    assert [state.epoch for state in states] == [4, 0, 20]
    assert given["counts"][:, 0].tolist() == [4, 0, 20]
    assert given["last"][[0, 2], 0].tolist() == [4, 20]
    assert many.stops() == ["", "", "max_iter"]
    assert many.run(1.0, n_threads) == 3
    assert [state.epoch for state in states] == [4, 0, 20]


def test_without_time_a_call_still_gets_on():
    states = [CASE.start() for _ in range(2)]
    many = _core.ManyTrainer(**parts(trainers=trainers(2, states)))
    for n_calls in range(1, 11):
        over = many.run(0.0, 1)
        assert sum(state.epoch for state in states) == n_calls
    assert over == 2


def test_trainers_and_their_arrays_outlive_the_list():
    given = parts()
    many = _core.ManyTrainer(**given)
    given["trainers"].clear()
    assert many.run(5.0, 2) == 2


def test_a_trainer_can_go_on_by_itself_afterwards():
    state = CASE.start()
    (trainer,) = trainers(1, [state])
    _core.ManyTrainer(**parts(1, trainers=[trainer])).run(5.0, 2)
    assert trainer.run(np.empty((2, 9)), 1.0) == (2, "")
    assert state.epoch == 7


def same_parameters():
    one, other = CASE.start(), CASE.start()
    other.network = one.network
    return trainers(2, [one, other])


def same_stream():
    one, other = CASE.start(), CASE.start()
    other.random_key = one.random_key
    return trainers(2, [one, other])


REFUSED = {
    "too few epochs": {"epochs": np.full(1, 5)},
    "epochs of another dtype": {"epochs": np.full(2, 5.0)},
    "too few rows": {"last": np.empty((1, 9))},
    "rows of another width": {"last": np.empty((2, 8))},
    "rows of another order": {"last": np.empty((9, 2)).T},
    "counts of another width": {"counts": np.zeros((2, 3), np.int64)},
    "too few counts": {"counts": np.zeros((1, 2), np.int64)},
    "counts of another dtype": {"counts": np.zeros((2, 2), np.int32)},
    "none of them": {"trainers": [None, None]},
    "something else": {"trainers": [1, "a"]},
    "not a list": {"trainers": 5},
    "shared parameters": {"trainers": same_parameters},
    "a shared stream": {"trainers": same_stream},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(changes):
    given = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises((ValueError, TypeError)):
        _core.ManyTrainer(**parts(**given))


def test_the_same_trainer_twice_is_refused():
    (trainer,) = trainers(1)
    with pytest.raises(ValueError, match="two trainers share an array"):
        _core.ManyTrainer(**parts(trainers=[trainer, trainer]))
