"""Processes that read stored pages, and what is said when one of them is killed."""

from __future__ import annotations

import os
import signal

import pytest

from newscrawl.cli.executors import executor_for
from newscrawl.errors import WorkerLost
from newscrawl.rederive.derive import in_chunks, worker_count


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
