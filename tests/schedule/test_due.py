"""What is due after sleep, and how jobs that meet wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl import clock
from newscrawl.archive import Archive
from newscrawl.config import Config, Job
from newscrawl.errors import ArchiveBusy, SiteUnreachable
from newscrawl.schedule import job as jobs
from newscrawl.schedule.due import due_jobs, last_runs

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DAILY, OFTEN = Job(name="daily", at=("03:30",)), Job(name="often", every="6h")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(archive=tmp_path / "newscrawl.db", jobs=(DAILY, OFTEN))


@pytest.fixture(autouse=True)
def _real_clock_afterwards() -> Iterator[None]:
    yield
    clock.set_source(None)


def names(config: Config, now: datetime) -> list[str]:
    return [due.job.name for due in due_jobs(config, now)]


def run_at(config: Config, job: Job, now: datetime, code: int = 0) -> int:
    clock.set_source(lambda: now)
    return jobs.run(config, job, lambda: code)


def test_a_job_that_never_ran_is_due(config: Config) -> None:
    assert names(config, NOON) == ["daily", "often"]


def test_a_job_is_due_once_for_each_time(config: Config) -> None:
    run_at(config, DAILY, NOON)
    run_at(config, OFTEN, NOON)
    assert names(config, NOON) == []
    assert names(config, NOON + timedelta(hours=5, minutes=59)) == []
    assert names(config, NOON + timedelta(hours=6)) == ["often"]


def test_times_missed_in_sleep_count_once(config: Config) -> None:
    run_at(config, DAILY, NOON)
    run_at(config, OFTEN, NOON)
    later = NOON + timedelta(days=9, minutes=7)
    assert names(config, later) == ["daily", "often"]
    run_at(config, DAILY, later)
    run_at(config, OFTEN, later)
    assert names(config, later) == []


def test_how_a_run_went_is_noted(config: Config) -> None:
    assert run_at(config, OFTEN, NOON + timedelta(minutes=3), code=3) == 3
    assert last_runs(config)["often"] == {
        "name": "often",
        "due_at": "2026-11-23T04:00:00Z",
        "started_at": "2026-11-23T04:03:00Z",
        "finished_at": "2026-11-23T04:03:00Z",
        "exit_code": 3,
    }


def test_a_run_that_failed_is_not_repeated_before_its_next_time(config: Config) -> None:
    def crawl() -> int:
        raise SiteUnreachable("The site is down.")

    clock.set_source(lambda: NOON)
    with pytest.raises(SiteUnreachable):
        jobs.run(config, OFTEN, crawl)
    assert last_runs(config)["often"]["exit_code"] == 1
    assert names(config, NOON) == ["daily"]


def test_a_job_waits_for_the_archive_and_gives_up_after_its_patience(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Archive.write(config.archive, command="newscrawl crawl")
    with pytest.raises(ArchiveBusy):
        jobs.run(config, OFTEN, lambda: 0, patience=0)
    monkeypatch.setattr("newscrawl.schedule.job.time.sleep", lambda seconds: holder.close())
    assert jobs.run(config, OFTEN, lambda: 0) == 0
