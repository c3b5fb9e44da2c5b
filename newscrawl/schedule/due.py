"""What is due now: each job whose last time has passed and was not dealt with, however many times were missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newscrawl import clock
from newscrawl.archive import Archive, jobs
from newscrawl.config import Config, Job
from newscrawl.schedule import plan


@dataclass(frozen=True)
class Due:
    """A job, and the time it was meant for."""

    job: Job
    at: datetime


def due_jobs(config: Config, now: datetime) -> list[Due]:
    """Jobs to run now, the longest due first; missed times of a job count once. One that never ran is due."""
    done = last_runs(config)
    found = []
    for job in config.jobs:
        at = plan.last_time(job, config.timezone, now)
        if job.name not in done or clock.parse(done[job.name]["due_at"]) < at:
            found.append(Due(job, at))
    return sorted(found, key=lambda due: due.at)


def last_runs(config: Config) -> dict[str, dict[str, Any]]:
    """What the archive knows of the jobs' last runs; nothing where there is no archive yet."""
    if not config.archive.exists():
        return {}
    with Archive.read(config.archive) as opened:
        return jobs.last(opened.db)
