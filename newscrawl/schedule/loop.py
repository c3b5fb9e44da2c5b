"""`newscrawl schedule run`: a loop in the foreground, for containers and machines without systemd or cron."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.base import STATE_STOPPED
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.combining import OrTrigger

from newscrawl import clock
from newscrawl.archive.lock import WriterLock
from newscrawl.config import Config, Job
from newscrawl.errors import ArchiveBusy
from newscrawl.schedule import plan
from newscrawl.schedule.due import due_jobs
from newscrawl.schedule.files import command_line, require_jobs

logger = logging.getLogger(__name__)

WAKE_SECONDS = 30  # a machine that slept is noticed within so many seconds of its waking


class Loop:
    """Starts each job at its times, one at a time, each in a process of its own, until stopped."""

    def __init__(self, config: Config) -> None:
        require_jobs(config)
        self.config = config
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        # A missed time counts, however late, and several missed ones count once.
        self._scheduler = BlockingScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1), "waking": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def run(self) -> None:
        """Until SIGINT or SIGTERM; raises ArchiveBusy where another loop already serves this archive."""
        with one_instance(self.config):
            for job in self.config.jobs:
                trigger = OrTrigger(plan.triggers(job, self.config.timezone))
                self._scheduler.add_job(self._start, trigger, args=[job], id=job.name)
                self._announce(job)
            for due in due_jobs(self.config, datetime.now(UTC)):
                logger.info("Job %s was due at %s and runs now.", due.job.name, clock.stamp(due.at))
                self._scheduler.add_job(self._start, args=[due.job])
            self._scheduler.add_job(self._wake, "interval", seconds=WAKE_SECONDS, executor="waking")
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._stop)
            self._scheduler.start()

    def _start(self, job: Job) -> None:
        if self._stopping:
            return
        logger.info("Job %s starts.", job.name)
        environ = {"NEWSCRAWL_LOG_LEVEL": "info", **os.environ}
        # A session of its own: Ctrl-C reaches it through _stop alone, once.
        self._child = subprocess.Popen(job_command(self.config, job), env=environ, start_new_session=True)
        code = self._child.wait()
        self._child = None
        logger.log(logging.INFO if code == 0 else logging.WARNING, "Job %s ended with %d.", job.name, code)
        self._announce(job)

    def _announce(self, job: Job) -> None:
        upcoming = plan.next_time(job, self.config.timezone, datetime.now(UTC))
        logger.info("Job %s runs next at %s.", job.name, upcoming.isoformat())

    def _wake(self) -> None:
        """Nothing: that it is due makes the scheduler look at the clock."""

    def _stop(self, number: int, frame: object) -> None:
        """Let the job under way end cleanly (it keeps its work), and start no other."""
        self._stopping = True
        logger.info("Stopping on %s.", signal.Signals(number).name)
        if self._child is not None:
            self._child.terminate()
        if self._scheduler.state != STATE_STOPPED:
            self._scheduler.shutdown(wait=False)


def start(config: Config, job: Job) -> int:
    """Run a job in a process of its own to its end; returns its exit code."""
    return subprocess.run(job_command(config, job), check=False).returncode


def job_command(config: Config, job: Job) -> list[str]:
    """What runs one job."""
    return [*command_line(config), "schedule", "start", "--quiet", job.name]


@contextmanager
def one_instance(config: Config) -> Iterator[None]:
    """Hold the schedule of this archive; raises ArchiveBusy where another process does."""
    config.archive.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(config.archive.with_name(f"{config.archive.name}.schedule"))
    try:
        lock.acquire(command="newscrawl schedule", since=clock.now())
    except ArchiveBusy:
        raise ArchiveBusy(f"Another 'newscrawl schedule' serves {config.archive} already.") from None
    try:
        yield
    finally:
        lock.release()
