"""run_jobs: run pure jobs here, on an executor's threads or processes, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from rosenblatt.errors import PlanError

if TYPE_CHECKING:
    import distributed

T = TypeVar("T")

Client: TypeAlias = "Executor | distributed.Client | str"
"""Where jobs run: an executor of ``concurrent.futures``, a Dask client, or the address of its scheduler."""


def run_jobs(jobs: Sequence[Callable[[], T]], client: Client | None = None) -> Iterator[T]:
    """Yield the results of jobs, in the order of the jobs, whatever the order in which they end.

    Parameters
    ----------
    jobs : sequence of callable
        Each depends on nothing but what it holds, and can be pickled if it leaves the process: a job whose
        worker is lost runs again.
    client : Executor, distributed.Client or str, optional
        Where they run. Default: here, one after another. A text is the address of a Dask scheduler, such as
        ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ClusterError
        If the cluster cannot be reached, has no worker for 60 seconds, has workers with another version or
        instruction set, or a job fails there.
    PlanError
        If ``client`` is nothing that runs jobs.
    """
    if client is None:
        return (job() for job in jobs)
    if isinstance(client, Executor):
        return _on_executor(jobs, client)
    if isinstance(client, str) or hasattr(client, "scheduler_info"):
        from rosenblatt.many.cluster import on_cluster  # late: distributed takes long to import

        return on_cluster(jobs, client)
    raise PlanError(
        f"client must be a distributed.Client, the address of a scheduler or an executor, got {client!r:.80}"
    )


def _on_executor(jobs: Sequence[Callable[[], T]], executor: Executor) -> Iterator[T]:
    futures = [executor.submit(job) for job in jobs]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
