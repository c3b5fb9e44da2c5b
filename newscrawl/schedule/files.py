"""Files that `schedule install` writes and `schedule remove` takes away; every step is safe to repeat."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newscrawl.config import Config
from newscrawl.errors import UsageError


@dataclass(frozen=True)
class Step:
    """One change, in words: `write`, `keep` or `remove`, what, and the text to write."""

    verb: str
    path: Path
    text: str | None = None

    def do(self) -> None:
        """Make the change."""
        if self.verb == "write" and self.text is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(self.text, encoding="utf-8")
        elif self.verb == "remove":
            self.path.unlink(missing_ok=True)


def steps(wanted: dict[Path, str], present: Iterable[Path]) -> list[Step]:
    """What turns the files present into those wanted."""
    found = []
    for path, text in wanted.items():
        same = path.exists() and path.read_text(encoding="utf-8") == text
        found.append(Step("keep" if same else "write", path, text))
    return found + [Step("remove", path) for path in sorted(present) if path not in wanted]


def command_line(config: Config) -> list[str]:
    """The program and what goes before its sub-command, with absolute paths, as this process was started."""
    if config.file is None:
        raise UsageError("There is no configuration file, and so no job to schedule: write a newscrawl.toml.")
    return [sys.executable, "-m", "newscrawl", "--config", str(config.file), "--archive", str(config.archive.resolve())]


def require_jobs(config: Config) -> None:
    """Raises UsageError where no job is configured."""
    if not config.jobs:
        where = config.file or "newscrawl.toml"
        raise UsageError(f'{where} has no job: add a section such as [jobs.daily] with every = "1d".')
