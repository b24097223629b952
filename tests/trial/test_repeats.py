import numpy as np
import pytest

from rosenblatt.errors import PlanError, TableError
from rosenblatt.run import RunSettings, Watcher
from rosenblatt.trial import repeats as room
from rosenblatt.trial.repeats import repeat

SETTINGS = RunSettings("t", seed=10, test_size=0.25)


class Clock:
    """A clock that moves only when something takes time."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(room, "time", clock)
    return clock


def taking(clock: Clock, seconds: float) -> list[int]:
    seeds: list[int] = []

    def score_of(seed: int) -> float:
        seeds.append(seed)
        clock.now += seconds
        return seed / 1000

    repeat(SETTINGS, score_of, seconds, Watcher())
    return seeds


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.001, 100), (0.019, 100), (0.15, 14), (1.0, 5), (2.0, 5), (2.1, 0), (60.0, 0)]
)
def test_as_many_as_two_seconds_allow_but_five_if_they_take_less_than_ten(
    clock: Clock, seconds: float, expected: int
) -> None:
    assert len(taking(clock, seconds)) == expected


def test_the_seeds_follow_the_runs_own(clock: Clock) -> None:
    assert taking(clock, 1.0) == [11, 12, 13, 14, 15]


def test_a_number_that_is_asked_for_is_met_exactly(clock: Clock) -> None:
    asked = RunSettings("t", seed=2**32 - 2, test_size=0.25, repeats=7)
    seeds: list[int] = []
    spread = repeat(asked, lambda seed: seeds.append(seed) or float(seed), 100.0, Watcher())
    assert seeds == [2**32 - 1, 0, 1, 2, 3, 4, 5]
    assert spread.scores.tolist() == seeds
    assert not repeat(RunSettings("t", seed=0, test_size=0.2, repeats=0), float, 0.0, Watcher()).scores.size


def test_nothing_held_out_leaves_nothing_to_repeat() -> None:
    assert not repeat(RunSettings("t", seed=0, test_size=0), float, 0.0, Watcher()).scores.size
    with pytest.raises(PlanError, match=r"5 repeats need rows held out.*--test-size 0\.25"):
        repeat(RunSettings("t", seed=0, test_size=0, repeats=5), float, 0.0, Watcher())


def test_a_split_that_cannot_be_trained_is_counted_not_fatal() -> None:
    def score_of(seed: int) -> float:
        if seed % 2:
            raise TableError(f"one class only in {seed}")
        return 1.0

    spread = repeat(RunSettings("t", seed=10, test_size=0.2, repeats=4), score_of, 0.0, Watcher())
    assert spread.scores.tolist() == [1, 1]
    assert spread.failed == ("one class only in 11", "one class only in 13")


def test_ctrl_c_keeps_what_was_scored() -> None:
    class Heard(Watcher):
        told = 0

        def interrupted(self) -> None:
            self.told += 1

    def score_of(seed: int) -> float:
        if seed == 13:
            raise KeyboardInterrupt
        return float(seed)

    watcher = Heard()
    spread = repeat(SETTINGS, score_of, 0.0, watcher)
    assert spread.interrupted
    assert watcher.told == 1
    np.testing.assert_array_equal(spread.scores, [11, 12])
