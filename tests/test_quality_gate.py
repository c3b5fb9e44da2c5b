"""The quality gate runs with the tests: no share of exact records may fall below its baseline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_no_record_is_worse_than_the_baseline() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.quality"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
