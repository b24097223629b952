"""Many trainings at once: pure, picklable jobs on threads, in processes or on a Dask cluster."""

from rosenblatt.many.jobs import Client, run_jobs

__all__ = ["Client", "run_jobs"]
