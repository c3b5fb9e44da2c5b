"""Where stored pages are read again: in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from newscrawl.rederive.derive import process_pool, worker_count

DASK_HELP = "Read on the Dask cluster whose scheduler is at tcp://HOST:PORT, not on this machine (see docs/cluster.md)."


@contextmanager
def executor_for(jobs: int | None, dask: str | None) -> Iterator[tuple[Executor, int]]:
    """The executor asked for, and how many work in it; to be entered before an archive is opened."""
    if dask is not None:
        from newscrawl.cluster.dask import dask_executor

        with dask_executor(dask) as cluster:
            yield cluster
    else:
        workers = jobs or worker_count()
        with process_pool(workers) as pool:
            yield pool, workers
