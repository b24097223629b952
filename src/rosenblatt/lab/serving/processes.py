"""Work in processes of its own: a few at a time, each for a limited time, and its memory is given back."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from rosenblatt.errors import RosenblattError
from rosenblatt.lab.limits import MOST_QUESTIONS, MOST_WAITING, QUESTION_SECONDS, LimitError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

P = ParamSpec("P")
Result = TypeVar("Result")

_LOOK_SECONDS = 0.02
_WATCHED = 25
"""Looks for an answer between two looks whether it is still awaited."""


async def _never() -> bool:
    return False


class Processes:
    """Runs functions in new processes, at most four at a time and for at most 60 seconds each."""

    def __init__(self, most: int = MOST_QUESTIONS, seconds: float = QUESTION_SECONDS) -> None:
        self.most = most
        self.seconds = seconds
        self._waiting = 0
        self._free = asyncio.Semaphore(most)

    async def run(
        self,
        gone: Callable[[], Awaitable[bool]] | None,
        function: Callable[P, Result],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> Result:
        """Return what a function of a module returns.

        Parameters
        ----------
        gone : callable or None
            Returns whether the answer is no longer awaited; the process is then ended.
        function
            Its arguments and its result are sent between the processes.

        Raises
        ------
        RosenblattError
            That of the function; or if its process took too long, or ended without an answer.
        LimitError
            If too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise LimitError(
                f"{self.most} questions are being answered and {MOST_WAITING} wait already: ask again later"
            )
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            return await self._answered(gone or _never, function, arguments, named)
        finally:
            self._free.release()

    async def _answered(
        self,
        gone: Callable[[], Awaitable[bool]],
        function: Callable[..., Result],
        arguments: tuple[object, ...],
        named: dict[str, object],
    ) -> Result:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_answer, args=(theirs,), daemon=True)
        starting = asyncio.create_task(asyncio.to_thread(process.start))
        try:
            await asyncio.shield(starting)
            theirs.close()
            await asyncio.to_thread(ours.send, (function, arguments, named))
            await self._wait(gone, ours, process)
            error, value = await asyncio.to_thread(ours.recv)
        except (EOFError, OSError):
            raise RosenblattError(
                "the question ended without an answer, perhaps for lack of memory: ask about fewer rows"
            ) from None
        finally:
            ours.close()
            await asyncio.wait([starting])  # also if it was cancelled meanwhile
            if process.pid is not None:
                process.kill()
                await asyncio.to_thread(process.join)
                process.close()
        if error is not None:
            raise error
        answer: Result = value
        return answer

    async def _wait(
        self, gone: Callable[[], Awaitable[bool]], ours: Connection, process: SpawnProcess
    ) -> None:
        end, looks = time.monotonic() + self.seconds, 0
        while not ours.poll():
            looks += 1
            if time.monotonic() > end:
                raise LimitError(
                    f"the answer took longer than {self.seconds:g} seconds: ask about fewer rows, or use the "
                    "command, which has no such limit"
                )
            if looks % _WATCHED == 0 and await gone():
                raise RosenblattError("the answer is no longer awaited")
            await asyncio.sleep(_LOOK_SECONDS)


def _answer(theirs: Connection) -> None:
    """Run in the new process: receive a function and its arguments, and send its result or its error."""
    import warnings

    function, arguments, named = theirs.recv()
    warnings.simplefilter("ignore")
    try:
        theirs.send((None, function(*arguments, **named)))
    except RosenblattError as error:
        theirs.send((error, None))
    except MemoryError:
        theirs.send((RosenblattError("there is not enough memory: ask about fewer rows"), None))
    except (ValueError, TypeError, OverflowError) as error:
        theirs.send((RosenblattError(str(error) or type(error).__name__), None))
