"""Where stored pages are read again: in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager

from newscrawl.errors import WorkerLost
from newscrawl.rederive.processes import process_pool, worker_count

DASK_HELP = "Read on the Dask cluster whose scheduler is at tcp://HOST:PORT, not on this machine (see docs/cluster.md)."


@contextmanager
def executor_for(jobs: int | None, dask: str | None) -> Iterator[tuple[Executor, int]]:
    """The executor asked for, and how many work in it; to be entered before an archive is opened.

    Raises WorkerLost where one of its processes cannot be started, or ends before its work does.
    """
    if dask is not None:
        from newscrawl.cluster.dask import dask_executor

        with dask_executor(dask) as cluster:
            yield cluster
    else:
        workers = jobs or worker_count()
        try:
            with process_pool(workers) as pool:
                yield pool, workers
        except BrokenExecutor as error:
            raise WorkerLost(
                "A process that read stored pages was killed, perhaps because memory ran out. What is done is kept: "
                "run this again, and where it happens again with --jobs 1, which takes less memory."
            ) from error
