from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from rosenblatt.errors import PlanError, TableError
from rosenblatt.run import RunSettings, Watcher
from rosenblatt.trial.repeats import operations, repeat, with_repeats
from rosenblatt.trial.trial import Trained

SETTINGS = RunSettings("t", seed=10, test_size=0.25)


def trained(epochs: int, rows: int, sizes: tuple[int, ...], cell: str | None = None) -> Trained:
    """What the number of repeats follows from: how long one network was trained, and on how much."""
    network = SimpleNamespace(n_parameters=sum((a + 1) * b for a, b in pairwise(sizes)), cell=cell)
    part = SimpleNamespace(inputs=np.empty((rows, sizes[0])))
    return SimpleNamespace(  # type: ignore[return-value]
        history=range(epochs),
        model=SimpleNamespace(network=network),
        prepared=SimpleNamespace(training=part),
        mixture=None,
    )


@pytest.mark.parametrize(
    ("epochs", "rows", "sizes", "cell", "expected"),
    [
        (50, 105, (4, 3), None, 20),  # iris
        (176, 331, (10, 20, 1), None, 20),  # diabetes
        (275, 426, (30, 20, 1), None, 20),  # breast cancer
        (143, 1347, (64, 100, 10), None, 5),  # digits
        (600, 2249, (1, 4, 1), None, 5),
        (60, 246, (1, 10, 1), "elman", 20),  # sunspots
        (600, 2249, (1, 4, 1), "elman", 5),  # temporal XOR: its steps follow one another
        (200, 60_000, (784, 100, 10), None, 0),
    ],
)
def test_the_number_follows_from_operations(
    epochs: int, rows: int, sizes: tuple[int, ...], cell: str | None, expected: int
) -> None:
    assert with_repeats(SETTINGS, trained(epochs, rows, sizes, cell)).repeats == expected


def test_operations_are_counted_by_hand() -> None:
    # 2-3-1 has 2 * 3 + 3 + 3 + 1 = 13 parameters
    assert operations(trained(10, 7, (2, 3, 1))) == 10 * 7 * (13 + 200)


def test_what_is_asked_for_stays_and_what_cannot_be_repeated_is_not() -> None:
    cheap = trained(1, 10, (2, 1))
    assert with_repeats(replace(SETTINGS, repeats=7), cheap).repeats == 7
    assert with_repeats(replace(SETTINGS, test_size=0.0), cheap).repeats == 0
    cheap.mixture = object()  # type: ignore[misc, assignment]
    assert with_repeats(SETTINGS, cheap).repeats == 0


def test_the_seeds_follow_the_runs_own() -> None:
    seeds: list[int] = []
    repeat(replace(SETTINGS, repeats=5), lambda seed: seeds.append(seed) or 1.0, Watcher())
    assert seeds == [11, 12, 13, 14, 15]


def test_a_number_that_is_asked_for_is_met_exactly() -> None:
    asked = RunSettings("t", seed=2**32 - 2, test_size=0.25, repeats=7)
    seeds: list[int] = []
    spread = repeat(asked, lambda seed: seeds.append(seed) or float(seed), Watcher())
    assert seeds == [2**32 - 1, 0, 1, 2, 3, 4, 5]
    assert spread.scores.tolist() == seeds
    assert not repeat(RunSettings("t", seed=0, test_size=0.2, repeats=0), float, Watcher()).scores.size


def test_nothing_held_out_leaves_nothing_to_repeat() -> None:
    assert not repeat(RunSettings("t", seed=0, test_size=0), float, Watcher()).scores.size
    with pytest.raises(PlanError, match=r"5 repeats need rows held out.*--test-size 0\.25"):
        repeat(RunSettings("t", seed=0, test_size=0, repeats=5), float, Watcher())


def test_a_split_that_cannot_be_trained_is_counted_not_fatal() -> None:
    def score_of(seed: int) -> float:
        if seed % 2:
            raise TableError(f"one class only in {seed}")
        return 1.0

    spread = repeat(RunSettings("t", seed=10, test_size=0.2, repeats=4), score_of, Watcher())
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
    spread = repeat(replace(SETTINGS, repeats=5), score_of, watcher)
    assert spread.interrupted
    assert watcher.told == 1
    np.testing.assert_array_equal(spread.scores, [11, 12])
