import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from rosenblatt.network.native import available_threads, single_threaded_blas


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("1", 1), ("2", 2), ("100", 3), ("0", 3), ("-1", 3), ("many", 3), ("", 3), ("2,1", 3)],
)
def test_the_cores_there_are_or_fewer_if_asked(monkeypatch, asked, expected):
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1, 5}, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", asked)
    assert available_threads() == expected


def test_without_affinity_the_cores_are_counted(monkeypatch):
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    assert available_threads() == 6
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert available_threads() == 1


def blas_threads():
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_blas_is_held_to_one_thread_inside_and_as_before_outside():
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpool_limits(2, "blas"):
        before = blas_threads()
        assert set(before) == {2}
        with single_threaded_blas():
            assert set(blas_threads()) == {1}
        assert blas_threads() == before
