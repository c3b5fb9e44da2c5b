"""Processes that read stored pages: how work is dealt out to them, and that they never outstay their welcome."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.rederive.processes import AHEAD, in_chunks, process_pool


def test_no_more_is_taken_than_what_keeps_the_workers_busy() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(1) as pool:
        made = in_chunks(lambda given: [2 * one for one in given], numbers(), pool, size=3, workers=2)
        assert next(made) == 0
        assert len(taken) == 3 * 2 * AHEAD
        assert list(made) == [2 * number for number in range(1, 100)]


# What a command does: the pool, then the archive. It says which processes it has, and waits.
HOLDER = """
import signal, sys
from pathlib import Path
from newscrawl.archive import Archive
from newscrawl.rederive.processes import process_pool
with process_pool(2) as pool, Archive.write(Path(sys.argv[1]), command="test"):
    pool.submit(int).result()
    print(*pool._processes, flush=True)
    signal.pause()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A command that has opened the archive `tmp_path/news.db`, and its workers."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "news.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        workers = [int(number) for number in process.stdout.readline().split()]
        yield process, workers
        for number in (process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def test_workers_that_outlive_a_command_do_not_hold_its_archive(
    tmp_path: Path, holder: tuple[subprocess.Popen[str], list[int]]
) -> None:
    process, workers = holder
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    process.kill()
    process.wait()
    assert len(workers) == 2
    Archive.write(tmp_path / "news.db", command="test").close()


def test_workers_end_with_the_command_however_that_ends(holder: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, workers = holder
    endings = [os.pidfd_open(worker) for worker in workers]
    process.kill()
    process.wait()
    try:
        ended = [bool(select.select([ending], [], [], 30)[0]) for ending in endings]
    finally:
        for ending in endings:
            os.close(ending)
    assert ended == [True, True]


def test_a_program_with_threads_gets_processes_of_their_own() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with process_pool(1) as pool:
            assert list(in_chunks(sorted, [2, 1, 3], pool, size=3, workers=1)) == [1, 2, 3]
            assert [type(process).__name__ for process in pool._processes.values()] == ["SpawnProcess"]
    finally:
        done.set()
        thread.join()
