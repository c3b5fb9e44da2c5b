"""A service and a timer of the user's systemd for each job."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from newscrawl.config import Config, Job
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.schedule import plan
from newscrawl.schedule.files import Step, command_line, require_jobs, steps

PREFIX = "newscrawl-"
_MARK = "# Written by 'newscrawl schedule install' from"


def folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where the user's units stand."""
    home = (os.environ if environ is None else environ).get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "systemd" / "user"


def units(config: Config) -> dict[str, str]:
    """File name → text, a service and a timer for each job."""
    require_jobs(config)
    texts = {}
    for job in config.jobs:
        texts[f"{PREFIX}{job.name}.service"] = _service(config, job)
        texts[f"{PREFIX}{job.name}.timer"] = _timer(config, job)
    return texts


def install_steps(config: Config, where: Path) -> list[Step]:
    """What installs the jobs, and takes away those that the same file no longer names.

    Raises UsageError where a unit of that name belongs to something else.
    """
    wanted = {where / name: text for name, text in units(config).items()}
    ours = list(_ours(config, where))
    for path in wanted:
        if path.exists() and path not in ours:
            raise UsageError(f"{path} was not written from {config.file}: give the job another name, or remove it.")
    return steps(wanted, ours)


def remove_steps(config: Config, where: Path) -> list[Step]:
    """What takes every unit of this configuration file away."""
    return steps({}, _ours(config, where))


def apply(changes: list[Step]) -> None:
    """Write and remove, and have systemd start and stop the timers.

    Raises UsageError where there is no systemd, NewscrawlError where it refuses.
    """
    if shutil.which("systemctl") is None:
        raise UsageError(
            "This machine has no systemd. Use 'newscrawl schedule install --cron', or keep 'newscrawl schedule run' "
            "running."
        )
    gone = [step.path.name for step in changes if step.verb == "remove" and step.path.suffix == ".timer"]
    if gone:
        _systemctl("disable", "--now", *gone)
    for step in changes:
        step.do()
    _systemctl("daemon-reload")
    timers = [step.path.name for step in changes if step.verb != "remove" and step.path.suffix == ".timer"]
    if timers:
        _systemctl("enable", *timers)
        _systemctl("restart", *timers)


def calendar(job: Job, timezone: str) -> list[str]:
    """The job's times as OnCalendar has them."""
    days = f"{','.join(day.title() for day in job.on)} " if job.on else ""
    if job.at:
        return [f"{days}*-*-* {time}:00 {timezone}" for time in job.at]
    minutes = {"15m": "*:00/15:00", "30m": "*:00/30:00", "1h": "*:00:00", "1d": "00:00:00"}
    every = str(job.every)
    return [f"{days}*-*-* {minutes.get(every, f'00/{every[:-1]}:00:00')} {timezone}"]


def _service(config: Config, job: Job) -> str:
    arguments = [*command_line(config), "schedule", "start", "--quiet", job.name]
    return f"""{_MARK} {config.file}
[Unit]
Description=newscrawl: crawl {plan.what(job)}

[Service]
Type=oneshot
WorkingDirectory={_escaped(str(Path.cwd()))}
ExecStart={" ".join(_quoted(argument) for argument in arguments)}
Nice=10
TimeoutStopSec=60
"""


def _timer(config: Config, job: Job) -> str:
    times = "\n".join(f"OnCalendar={time}" for time in calendar(job, config.timezone))
    return f"""{_MARK} {config.file}
[Unit]
Description=newscrawl: {job.name}, {plan.in_words(job)}

[Timer]
{times}
Persistent=true

[Install]
WantedBy=timers.target
"""


def _ours(config: Config, where: Path) -> Iterator[Path]:
    """Unit files in the folder that were written from this configuration file."""
    mark = f"{_MARK} {config.file}\n"
    for path in where.glob(f"{PREFIX}*"):
        if path.suffix in (".service", ".timer") and path.read_text(encoding="utf-8").startswith(mark):
            yield path


def _systemctl(*arguments: str) -> None:
    done = subprocess.run(["systemctl", "--user", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NewscrawlError(
            f"The command 'systemctl --user {' '.join(arguments)}' failed: {done.stderr.strip() or done.returncode}. "
            "Run this again where your systemd answers, or use 'newscrawl schedule install --cron'."
        )


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    escaped = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if set(text) & set(" \t'\"\\;") or not text else escaped
