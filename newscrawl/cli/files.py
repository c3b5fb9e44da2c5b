"""The files that a command is to read, looked at before any work begins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newscrawl.errors import UsageError


def require_files(paths: Iterable[Path]) -> None:
    """Raises UsageError for a path that leads nowhere, or to a folder."""
    for path in paths:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the files in it.")
        if not path.exists():
            raise UsageError(f"There is no file {path}: check the path.")
