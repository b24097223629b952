import numpy as np
import pytest
from tests.run.recorded import Recorded

from rosenblatt.replay import evenly_spaced, progress


def test_it_goes_from_0_to_1_and_never_back(xor: Recorded) -> None:
    done = progress(xor.recording, np.linspace(1, 0, len(xor.recording)))
    assert (done[0], done[-1]) == (0, pytest.approx(1))
    assert (np.diff(done) >= 0).all()


def test_half_of_it_is_the_watched_value(xor: Recorded) -> None:
    at_once = np.where(np.arange(len(xor.recording)) < 1000, 1.0, 0.0)
    with_jump = progress(xor.recording, at_once)
    without = progress(xor.recording, np.full(len(at_once), np.nan))  # parameters alone
    assert with_jump[1000] - with_jump[999] == pytest.approx(0.5 + (without[1000] - without[999]) / 2)


def test_few_moments_are_all_taken() -> None:
    assert evenly_spaced(np.array([0.0, 0.1, 1.0]), 5).tolist() == [0, 1, 2]


def test_most_of_the_choice_falls_where_most_happens() -> None:
    done = np.concatenate([np.linspace(0, 1, 100), np.ones(900)])
    chosen = evenly_spaced(done, 50)
    assert len(chosen) <= 50
    assert (chosen[0], chosen[-1]) == (0, 999)
    assert (np.diff(chosen) > 0).all()
    assert np.sum(chosen < 100) > 40  # a tenth goes by time
    assert np.sum(chosen >= 100) >= 4
