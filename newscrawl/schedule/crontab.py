"""One line in the user's crontab: it asks, at the minutes that matter, whether a job is due.

Cron knows no time zones that every system has in common, and forgets what a sleeping machine missed; `newscrawl
schedule tick` knows both.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from newscrawl.config import Config
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.schedule import plan
from newscrawl.schedule.files import command_line, require_jobs


def line(config: Config, now: datetime) -> str:
    """The line, for this machine's own time zone."""
    require_jobs(config)
    minutes = {
        moment.astimezone().minute
        for job in config.jobs
        for moment in takewhile(
            lambda moment: moment <= now + plan.LONGEST_PERIOD, plan.times_after(job, config.timezone, now)
        )
    }
    command = shlex.join([*command_line(config), "schedule", "tick"])
    # In a crontab, % ends the command.
    called = f"cd {shlex.quote(str(Path.cwd()))} && {command}".replace("%", r"\%")
    return f"{','.join(map(str, sorted(minutes)))} * * * * {called}"


def with_line(table: str, config: Config, text: str | None) -> str:
    """The crontab with this configuration's line, or with `text` None without it; all else stays as it is."""
    begin, end = _marks(config)
    kept, inside = [], False
    for row in table.splitlines():
        inside = inside or row == begin
        if not inside:
            kept.append(row)
        inside = inside and row != end
    if text is not None:
        kept += [begin, text, end]
    return "".join(f"{row}\n" for row in kept)


def read() -> str:
    """The user's crontab; empty where there is none. Raises UsageError where this machine has no cron."""
    if shutil.which("crontab") is None:
        raise UsageError("This machine has no crontab command. Keep 'newscrawl schedule run' running instead.")
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def write(table: str) -> None:
    """Put the crontab in place; raises NewscrawlError where cron refuses it."""
    done = subprocess.run(["crontab", "-"], input=table, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NewscrawlError(f"The crontab was refused: {done.stderr.strip()}. It is unchanged.")


def _marks(config: Config) -> tuple[str, str]:
    return f"# newscrawl schedule: begin {config.file}", f"# newscrawl schedule: end {config.file}"
