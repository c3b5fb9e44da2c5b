"""`newscrawl demo --redesign`: three real crawls, an alarm in the third and in no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_drill_goes_as_it_must() -> None:
    command = [sys.executable, "-m", "newscrawl", "demo", "--redesign", "--delay", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[1] == "  112 new articles; ok"
    assert lines[3] == "  28 new articles; ok"
    assert lines[5] == "  28 new articles; degraded"
    assert lines[6].startswith("  All channels: 28 of 28 articles have no source; before it were ")
    assert lines[6].count("http://127.0.0.1:") == 3
    assert lines[-1] == "The drill went as it must."
