"""Running one job: wait for the archive, note what it was due for, crawl, note how it went."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from newscrawl import clock
from newscrawl.archive import Archive, jobs
from newscrawl.config import Config, Job
from newscrawl.errors import ArchiveBusy, NewscrawlError
from newscrawl.schedule import plan

logger = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
PATIENCE = 12 * 3600.0  # seconds that a job waits for another run to give the archive back


def run(config: Config, job: Job, crawl: Callable[[], int], *, patience: float = PATIENCE) -> int:
    """Run the job through `crawl`, which returns an exit code; returns it.

    A time noted as due is not run twice, even if the run fails: the ledger keeps what is left for the next one.
    Raises ArchiveBusy where another run holds the archive for longer than `patience` seconds, and whatever `crawl`
    raises.
    """
    deadline = time.monotonic() + patience
    while True:
        started = clock.now()
        try:
            _note(config, job, plan.last_time(job, config.timezone, clock.parse(started)))
            code = crawl()
            break
        except ArchiveBusy as busy:
            if time.monotonic() >= deadline:
                raise
            logger.info("Job %s waits: %s", job.name, busy)
            time.sleep(WAIT_SECONDS)
        except NewscrawlError as error:
            _note_end(config, job, started, error.exit_code)
            raise
    _note_end(config, job, started, code)
    return code


def _note(config: Config, job: Job, due_at: datetime) -> None:
    with Archive.write(config.archive, command=f"newscrawl schedule start {job.name}") as opened:
        jobs.note_due(opened.db, job.name, due_at=clock.stamp(due_at))


def _note_end(config: Config, job: Job, started: str, code: int) -> None:
    """That the job ran is worth a note, and no failure."""
    try:
        with Archive.write(config.archive, command=f"newscrawl schedule start {job.name}") as opened:
            jobs.note_run(opened.db, job.name, started_at=started, finished_at=clock.now(), exit_code=code)
    except NewscrawlError as error:
        logger.warning("The end of job %s was not noted: %s", job.name, error)
