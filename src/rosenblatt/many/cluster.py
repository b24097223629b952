"""Jobs on a Dask cluster: no worker of another version or instruction set, no endless waiting."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import rosenblatt._core as _core
from rosenblatt._version import __version__
from rosenblatt.errors import ClusterError, RosenblattError

if TYPE_CHECKING:
    import distributed

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds without any worker, or without an answer of a scheduler, after which jobs are given up."""


@dataclass(frozen=True)
class Checked(Generic[T]):
    """A job that refuses to run where it could have another result."""

    job: Callable[[], T]
    version: str
    instruction_set: str

    def __call__(self) -> T:
        """Run the job; raises ClusterError on a worker with another version or instruction set."""
        if self.version != __version__:
            raise ClusterError(
                f"a worker has rosenblatt {__version__}, this process has {self.version}: install the same "
                "version"
            )
        if self.instruction_set != _core.instruction_set:
            raise ClusterError(
                f"a worker computes with {_core.instruction_set}, this process with {self.instruction_set}, "
                "and their results differ in the last bits: set ROSENBLATT_INSTRUCTION_SET to the smaller "
                "one for all of them, here too"
            )
        return self.job()


def on_cluster(jobs: Sequence[Callable[[], T]], client: distributed.Client | str) -> Iterator[T]:
    """Yield the results of jobs in their order; see :func:`rosenblatt.many.run_jobs`."""
    with _connected(client) as connected:
        checked = [Checked(job, __version__, _core.instruction_set) for job in jobs]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph")
            futures = [connected.submit(job, pure=False) for job in checked]
        try:
            for number, future in enumerate(futures, 1):
                _wait(connected, future)
                yield _result(future, number, len(jobs))
        finally:
            for future in futures:
                future.release()  # unfinished jobs are cancelled


@contextmanager
def _connected(client: distributed.Client | str) -> Iterator[distributed.Client]:
    """A client as it was given, or a new one for an address."""
    if not isinstance(client, str):
        yield client
        return
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "a cluster needs the package distributed: pip install distributed (in a clone: "
            "pip install '.[dask]')"
        ) from None
    try:
        own = distributed.Client(client, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"the scheduler {client} cannot be reached: start one with `dask scheduler` and give the address "
            "that it prints"
        ) from error
    with own:
        yield own


def _wait(client: distributed.Client, future: distributed.Future) -> None:
    """Wait until a job has ended; ClusterError if no worker is there, or the scheduler is lost, for long."""
    import distributed

    seen = time.monotonic()
    while not future.done():
        try:
            future.exception(timeout=1)
        except TimeoutError:
            if client.status == "running" and client.scheduler_info(n_workers=-1)["workers"]:
                seen = time.monotonic()
        except distributed.CancelledError:
            break
        if time.monotonic() - seen >= PATIENCE:
            raise ClusterError(
                f"the cluster has had no worker for {PATIENCE:.0f} seconds: start one with "
                f"`dask worker {client.scheduler.address if client.scheduler else 'ADDRESS'}`"
            )


def _result(future: distributed.Future, number: int, n: int) -> Any:  # noqa: ANN401  # of any job
    """The result of a job that has ended, or its error in one sentence."""
    import distributed

    try:
        return future.result()
    except RosenblattError:
        raise
    except distributed.scheduler.KilledWorker as error:
        raise ClusterError(
            f"job {number} of {n} was given up after several workers were lost while they ran it: "
            "give the workers more memory, or fewer threads"
        ) from error
    except distributed.CancelledError as error:
        raise ClusterError(
            f"job {number} of {n} was cancelled: the connection to the scheduler was lost, or "
            "another program has cancelled it"
        ) from error
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"a worker lacks the package {error.name}: install rosenblatt {__version__} where workers run"
        ) from error
    except Exception as error:
        raise ClusterError(
            f"job {number} of {n} failed on its worker: {type(error).__name__}: {error}"
        ) from error
