"""The times of jobs, read off the configuration: pure, in the configured time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from newscrawl.config import Config, Job

LONGEST_PERIOD = timedelta(days=8)  # every job comes due at least once a week
_EVERY = {"15m": ("*", "*/15"), "30m": ("*", "*/30"), "1h": ("*", "0"), "1d": ("0", "0")}


def triggers(job: Job, timezone: str) -> list[CronTrigger]:
    """The job's times, as triggers of APScheduler."""
    days = ",".join(job.on) or "*"
    zone = ZoneInfo(timezone)
    return [CronTrigger(day_of_week=days, hour=hour, minute=minute, timezone=zone) for hour, minute in _times(job)]


def times_after(job: Job, timezone: str, moment: datetime) -> Iterator[datetime]:
    """Every time of the job after the moment (which is aware), soonest first, without end."""
    chosen = triggers(job, timezone)
    while True:
        # Counted in UTC: where a clock is set back, the same time of day comes twice.
        just_after = moment.astimezone(UTC) + timedelta(microseconds=1)
        fires = [trigger.get_next_fire_time(None, just_after) for trigger in chosen]
        moment = min(fire for fire in fires if fire is not None)
        yield moment


def next_time(job: Job, timezone: str, now: datetime) -> datetime:
    """When the job comes due next."""
    return next(times_after(job, timezone, now))


def last_time(job: Job, timezone: str, now: datetime) -> datetime:
    """When the job came due last, now included; UTC."""
    last = now - LONGEST_PERIOD
    for moment in times_after(job, timezone, last):
        if moment > now:
            break
        last = moment
    return last.astimezone(UTC)


def in_words(job: Job) -> str:
    """`every 6h`, `mon thu at 03:30 15:30`."""
    days = f"{' '.join(job.on)} " if job.on else ""
    return f"{days}every {job.every}" if job.every else f"{days}at {' '.join(job.at)}"


def what(job: Job) -> str:
    """The channels, in words."""
    return " ".join(job.channels) or "every channel known"


def job_named(config: Config, name: str) -> Job | None:
    """The job of that name, or None."""
    return next((job for job in config.jobs if job.name == name), None)


def _times(job: Job) -> list[tuple[str, str]]:
    """(hour, minute) in cron's notation."""
    if job.at:
        return [(str(int(time[:2])), str(int(time[3:]))) for time in job.at]
    assert job.every is not None, "the configuration is checked: a job has 'every' or 'at'"
    return [_EVERY.get(job.every, (f"*/{job.every.removesuffix('h')}", "0"))]
