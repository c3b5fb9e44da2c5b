"""One scheduled run in a process of its own, at a moment of the simulated calendar."""

from __future__ import annotations

import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from newscrawl import clock
from newscrawl.cli.main import main

FASTER = 60.0  # simulated seconds in a real one, so that what rests between retries is soon due


def run_job(config: Path, job: str, moment: datetime, disk: int | None, said: Path) -> None:
    """`newscrawl schedule start JOB` with the clock at `moment`; no file can grow beyond `disk` bytes, if given."""
    began = time.monotonic()
    clock.set_source(lambda: moment + timedelta(seconds=(time.monotonic() - began) * FASTER))
    if disk is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (disk, resource.RLIM_INFINITY))
    sys.argv = ["newscrawl", "--config", str(config), "schedule", "start", "--quiet", job]
    sys.stdout = sys.stderr = said.open("a", encoding="utf-8")
    main()
