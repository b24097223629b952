"""Processes that are killed in the middle of their work."""

import os
import signal
from collections.abc import Callable


def fork_and_kill(work: Callable[[int], object], wait: Callable[[int], object]) -> None:
    """Run `work` in a forked process, and kill it when `wait` returns; each gets its end of a pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(writing)
        finally:
            os._exit(1)  # it should have been killed before
    os.close(writing)
    wait(reading)
    os.kill(child, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def read_bytes(reading: int, n: int) -> None:
    """Wait until the process has written so many bytes."""
    while n:
        written = len(os.read(reading, n))
        assert written, "the process has ended"
        n -= written
