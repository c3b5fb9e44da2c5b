"""The processes in which stored pages are read again, and how work is dealt out to them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TypeVar

from newscrawl.errors import WorkerLost
from newscrawl.extract import load_rules

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 4  # chunks waiting for each worker: enough to keep it busy, little to hold in memory


def in_chunks(
    work: Callable[[list[Given]], list[Made]],
    all_given: Iterable[Given],
    executor: Executor,
    *,
    size: int,
    workers: int,
) -> Iterator[Made]:
    """What `work` makes of everything given, in order, `size` at once and at most AHEAD chunks a worker ahead."""
    left = iter(all_given)
    waiting: deque[Future[list[Made]]] = deque()
    while chunk := list(islice(left, size)):
        waiting.append(executor.submit(work, chunk))
        if len(waiting) >= workers * AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def worker_count() -> int:
    """As many as there are cores for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def process_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """The default executor: one process a core. Dask's `client.get_executor()` does as well.

    Ask for it before an archive is opened. On Linux the processes are forks, at hand at once and with all rules
    loaded, and a fork would hold an archive's lock on after a kill of this one. Elsewhere, and in a program that has
    threads, which forks do not bear, they are new ones. An error or Ctrl-C inside ends them where they are.

    Raises WorkerLost where the system does not allow as many.
    """
    forks = sys.platform == "linux" and threading.active_count() == 1
    if forks:
        load_rules()
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("fork" if forks else "spawn")
    pool = ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=_end_with_parent)
    try:
        if forks:
            _start_all(pool, workers)
        yield pool
        pool.shutdown()
    except BaseException:
        with _ignoring_interrupts():
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
        raise


def _start_all(pool: ProcessPoolExecutor, workers: int) -> None:
    """The first task starts all processes: now, and not when an archive is open. None of them is to see a Ctrl-C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        pool.submit(int)
    except (OSError, RuntimeError) as error:
        raise WorkerLost(
            f"Not all of {workers} processes that are to read stored pages could be started ({error}). Ask for fewer "
            "with --jobs, or raise the limit."
        ) from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """A second Ctrl-C while the first one is heeded; outside of the main thread there is none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_with_parent() -> None:
    """A worker ends when its parent does, however that ends, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    parent = multiprocessing.parent_process()
    if parent is not None:
        with suppress(RuntimeError):  # no more threads are allowed: the worker reads all the same
            threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
