"""One writer an archive: a lock that the operating system frees when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from newscrawl.errors import ArchiveBusy, ArchiveError


class WriterLock:
    """An exclusive `flock` on `<archive>.lock`; the file names the holder for the message, and proves nothing.

    Raises ArchiveBusy from `acquire` when another process holds it.
    """

    def __init__(self, archive: Path) -> None:
        self.path = archive.with_name(archive.name + ".lock")
        self._file: IO[bytes] | None = None

    def acquire(self, *, command: str, since: str) -> None:
        try:
            file = self.path.open("ab+", buffering=0)
        except OSError as error:
            raise ArchiveError(_unlockable(self.path, error)) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().decode("utf-8", "replace")
            file.close()
            raise ArchiveBusy(_held(self.path, holder)) from None
        except OSError as error:
            file.close()
            raise ArchiveError(_unlockable(self.path, error)) from error
        self._file = file
        with contextlib.suppress(OSError):  # a full disk: the lock holds without a note of its holder
            file.truncate(0)
            file.write(json.dumps({"pid": os.getpid(), "command": command, "since": since}).encode())

    @contextlib.contextmanager
    def held(self, *, command: str, since: str) -> Iterator[None]:
        """The lock for the length of a block; raises ArchiveBusy as `acquire` does."""
        self.acquire(command=command, since=since)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def _unlockable(path: Path, error: OSError) -> str:
    return (
        f"{path} cannot be locked ({error.strerror}), so the archive cannot be written safely. "
        "Check its permissions, or keep the archive on a local disk."
    )


def _held(path: Path, text: str) -> str:
    archive = path.with_name(path.name.removesuffix(".lock"))
    try:
        holder = json.loads(text)
        who = f"process {holder['pid']} ({holder['command']}) since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"The archive {archive} is being written by {who}. Wait for it to end, or stop it, and run this again."
