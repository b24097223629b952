"""Work in other processes is bounded in number and in time, and leaves nothing behind."""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable
from typing import TypeAlias

import pytest

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.lab.asks import Subject, begin_document
from rosenblatt.lab.limits import MOST_WAITING, LimitError
from rosenblatt.lab.serving.processes import Processes

Children: TypeAlias = Callable[[], list[object]]


@pytest.fixture
def children() -> Children:
    """Return the processes that a test has started; those of other tests may still run."""
    before = set(multiprocessing.active_children())
    return lambda: [each for each in multiprocessing.active_children() if each not in before]


def test_answers_and_errors_come_back_and_no_process_stays(children: Children) -> None:
    async def ask() -> None:
        processes = Processes()
        assert await processes.run(None, os.getpid) != os.getpid()
        with pytest.raises(PlanError, match="no table 'nothing'"):
            await processes.run(None, begin_document, Subject({"table": "nothing"}), "nothing")
        with pytest.raises(RosenblattError, match="not enough memory"):
            await processes.run(None, bytes, 2**60)
        with pytest.raises(RosenblattError, match="invalid literal"):
            await processes.run(None, int, "x")
        with pytest.raises(RosenblattError, match="ended without an answer"):
            await processes.run(None, os._exit, 1)

    asyncio.run(ask())
    assert children() == []


def test_an_answer_that_takes_too_long_or_is_wanted_no_more_is_ended(children: Children) -> None:
    async def gone() -> bool:
        return True

    async def ask() -> None:
        start = time.monotonic()
        with pytest.raises(LimitError, match=r"longer than 0\.5 seconds"):
            await Processes(seconds=0.5).run(None, time.sleep, 100)
        with pytest.raises(RosenblattError, match="no longer awaited"):
            await Processes().run(gone, time.sleep, 100)
        assert time.monotonic() - start < 50

    asyncio.run(ask())
    assert children() == []


def test_few_run_at_a_time_some_wait_and_the_others_are_refused(children: Children) -> None:
    async def ask() -> None:
        processes = Processes(most=2, seconds=100)
        started = [asyncio.create_task(processes.run(None, time.sleep, 100)) for _ in range(2 + MOST_WAITING)]
        await asyncio.sleep(0.5)
        assert len(children()) <= 2
        with pytest.raises(LimitError, match="ask again later"):
            await processes.run(None, os.getpid)
        for task in started:
            task.cancel()
        await asyncio.gather(*started, return_exceptions=True)
        assert await processes.run(None, os.getpid)  # the places are free again

    asyncio.run(ask())
    assert children() == []
