"""The times of jobs, also against what systemd makes of the same calendar."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from newscrawl.config import Job
from newscrawl.config.keys import INTERVALS
from newscrawl.schedule import plan, systemd

ZONE = "Asia/Shanghai"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai


def upcoming(job: Job, count: int, zone: str = ZONE, now: datetime = NOON) -> list[str]:
    return [f"{moment:%m-%d %H:%M}" for moment in islice(plan.times_after(job, zone, now), count)]


def test_intervals_count_from_midnight_in_the_configured_zone() -> None:
    assert upcoming(Job(every="6h"), 4) == ["11-23 18:00", "11-24 00:00", "11-24 06:00", "11-24 12:00"]
    assert upcoming(Job(every="15m"), 3) == ["11-23 12:15", "11-23 12:30", "11-23 12:45"]
    assert upcoming(Job(every="1d"), 2) == ["11-24 00:00", "11-25 00:00"]


def test_times_of_day_and_days_of_the_week() -> None:
    job = Job(at=("03:30", "15:45"), on=("mon", "thu"))
    assert upcoming(job, 3) == ["11-23 15:45", "11-26 03:30", "11-26 15:45"]
    assert plan.in_words(job) == "mon thu at 03:30 15:45"


def test_the_last_time_may_be_now_and_may_be_days_ago() -> None:
    assert plan.last_time(Job(every="6h"), ZONE, NOON) == NOON
    sunday = Job(at=("03:30",), on=("sun",))
    assert plan.last_time(sunday, ZONE, NOON - timedelta(days=1, hours=9)) == datetime(2026, 11, 14, 19, 30, tzinfo=UTC)


def test_a_clock_set_forward_or_back_skips_no_day() -> None:
    """Europe/Berlin, 2026: 02:00 becomes 03:00 on 29 March, 03:00 becomes 02:00 on 25 October."""
    job = Job(at=("02:30",))
    spring = upcoming(job, 3, "Europe/Berlin", datetime(2026, 3, 28, tzinfo=UTC))
    assert [moment[:5] for moment in spring] == ["03-28", "03-29", "03-30"]
    autumn = upcoming(job, 4, "Europe/Berlin", datetime(2026, 10, 24, tzinfo=UTC))
    assert [moment[:5] for moment in autumn] == ["10-24", "10-25", "10-25", "10-26"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
@pytest.mark.parametrize(
    "job",
    [Job(every=every) for every in INTERVALS]
    + [Job(every="2h", on=("sat",)), Job(at=("03:30",), on=("mon", "thu")), Job(at=("23:59",))],
)
def test_systemd_reads_the_same_times(job: Job) -> None:
    said = subprocess.run(
        ["systemd-analyze", "calendar", f"--base-time={NOON:%Y-%m-%d %H:%M:%S} UTC", *systemd.calendar(job, ZONE)],
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
    ).stdout
    found = re.search(r"Next elapse: \w+ ([\d-]+ [\d:]+) UTC", said)
    assert found, said
    assert found[1] == f"{plan.next_time(job, ZONE, NOON).astimezone(UTC):%Y-%m-%d %H:%M:%S}"
