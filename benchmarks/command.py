"""A command as a process of its own: how long it took, and how much memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# A process of its own, small: a command's peak memory counts from what the process that started it held.
_LAUNCHER = """
import os, subprocess, sys
if sys.argv[1] == "one core":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=sys.stderr)
os._exit(os.waitstatus_to_exitcode(status))
"""


class Ran(NamedTuple):
    """Wall and processor seconds of a command, its start included, and its peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def run(
    command: Sequence[str], *, output: Path | None = None, one_core: bool = False, ends: Sequence[int] = (0,)
) -> Ran:
    """Run a command to its end, its output to a file or nowhere. Raises SystemExit where it ends otherwise."""
    started = time.perf_counter()
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, "one core" if one_core else "all cores", *command]
    with (output or Path("/dev/null")).open("wb") as file:
        done = subprocess.run(launcher, stdout=file, stderr=subprocess.PIPE, check=False)
    wall = time.perf_counter() - started
    if done.returncode not in ends:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    cpu, memory = map(float, done.stderr.splitlines()[-1].split())
    return Ran(wall, cpu, memory / 1024)
