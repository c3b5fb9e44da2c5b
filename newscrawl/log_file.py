"""The rotating log file, which several processes may write. A module of its own: most commands write none."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from newscrawl.config import Log
from newscrawl.errors import UsageError


class SharedRotatingFile(RotatingFileHandler):
    """A rotating file that several processes may write: each looks whether another has begun a new one."""

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and not self._is_current():
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def _is_current(self) -> bool:
        try:
            there = Path(self.baseFilename).stat()
        except FileNotFoundError:
            return False
        ours = os.fstat(self.stream.fileno())  # type: ignore[union-attr]  # emit has looked
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)


def handler(path: Path, options: Log) -> logging.Handler:
    """What writes to this file from info on. Raises UsageError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = SharedRotatingFile(path, maxBytes=options.max_size, backupCount=options.keep, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The log file {path} cannot be written ({error.strerror}). Check log.file.") from error
    file.setLevel(logging.INFO)
    return file
