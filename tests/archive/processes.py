"""Archives opened by other processes, for tests of what holds between two."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from newscrawl.errors import ArchiveBusy


def in_another_process(path: Path, expression: str) -> None:
    """Evaluate it there; raises the NewscrawlError that it ended with."""
    program = (
        "import sys, pathlib, newscrawl.errors as e\nfrom newscrawl.archive import Archive\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"try:\n    {expression}\nexcept e.NewscrawlError as error:\n    print(type(error).__name__, error)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, cwd=root, check=True
    )
    name, _, message = done.stdout.strip().partition(" ")
    if name == "ArchiveBusy":
        raise ArchiveBusy(message)
    assert not name, done.stdout
