"""Processes that read stored pages, and what is said when one of them is killed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.cli.executors import executor_for
from newscrawl.errors import WorkerLost
from newscrawl.rederive.processes import in_chunks, worker_count


def process_of(numbers: list[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def die(numbers: list[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return numbers


def test_there_are_as_many_as_asked_for_else_one_a_core() -> None:
    with executor_for(1, None) as (pool, workers):
        (process,) = set(in_chunks(process_of, range(9), pool, size=2, workers=workers))
    assert (workers, process != os.getpid()) == (1, True)
    with executor_for(None, None) as (_, workers):
        assert workers == worker_count()


def test_one_that_is_killed_ends_in_a_sentence() -> None:
    with (
        pytest.raises(WorkerLost, match=r"was killed, perhaps because memory ran out\. .* with --jobs 1"),
        executor_for(1, None) as (pool, workers),
    ):
        list(in_chunks(die, [1], pool, size=1, workers=workers))


# A command in the midst of its work: it says which processes it has.
BUSY = """
import signal
from newscrawl.cli.executors import executor_for
with executor_for(2, None) as (pool, _):
    work = [pool.submit(signal.pause) for _ in range(8)]
    print(*pool._processes, flush=True)
    work[0].result()
"""


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.2])  # seconds: at the door, while it closes, and on its way out
def test_it_ends_at_once_on_a_second_interrupt_and_its_processes_with_it(wait: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        workers = process.stdout.readline().split()
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(wait)
        _, said = process.communicate(timeout=60)
    assert len(workers) == 2
    assert "KeyboardInterrupt" in said
    assert not any(Path("/proc", worker).exists() for worker in workers)


def test_more_than_the_system_allows_is_told_and_leaves_none() -> None:
    code = "from newscrawl.cli.executors import executor_for\nwith executor_for(64, None): print('started')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    )
    assert "WorkerLost: Not all of 64 processes that are to read stored pages could be started" in done.stderr
    assert (done.stdout, done.returncode) == ("", 1)
