"""A Dask cluster as the executor of `reextract` and `import-warc`; a worker lost in the middle is made up for.

Every Dask worker must have newscrawl installed, and see the archive's WARC folder under the same path. Dask sends
Python objects: its scheduler and workers must be machines you trust, on a network that is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from newscrawl.errors import MissingExtra, UsageError

CONNECT_SECONDS = 10
RETRIES = 3  # of a chunk whose worker died under it


@contextmanager
def dask_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """The cluster at `tcp://host:8786` as an executor, and how many chunks it reads at a time.

    Raises MissingExtra; UsageError where the scheduler does not answer, or has no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtra("--dask", "cluster", error.name) from error
    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address} ({error}). Start one with 'dask scheduler'."
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(
                f"The Dask scheduler at {address} has no workers. Start some with 'dask worker {address}'."
            )
        yield client.get_executor(retries=RETRIES), threads
