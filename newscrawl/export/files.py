"""Files that appear whole or not at all: written under another name, made durable, then renamed."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO

from newscrawl.errors import NewscrawlError, UsageError

# What every SQLite file begins with, and the names of what stands beside it.
_DATABASE = b"SQLite format 3\0"
_BESIDE_DATABASES = ("-wal", "-shm", "-journal", ".lock")


class AtomicFile:
    """A file that takes its name only when it is whole; until then `.NAME.part` beside it holds what is written.

    Either `commit`, or `finish` and later `publish` (for files that shall appear together). Left without, the part
    is removed; one left by a killed process is taken over by the next. Raises UsageError where the name is taken
    (unless `force`) or that of a database, the folder is missing, or another process is writing the same file.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = path
        self._force = force
        self._part = path.with_name(f".{path.name}.part")
        self._published = False
        check_target(path, force=force)
        self._file = self._open()

    def write(self, data: bytes) -> None:
        """Append to the unfinished file."""
        self._file.write(data)

    def finish(self) -> None:
        """Make the content durable, still without a name, and close it."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def publish(self) -> None:
        """Give the content its name, durably."""
        check_target(self.path, force=self._force)
        self._part.replace(self.path)
        self._published = True
        sync_folder(self.path.parent)

    def commit(self) -> None:
        """`finish` and `publish`, with the lock held throughout."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self.publish()
        self._file.close()

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._published:
            with contextlib.suppress(FileNotFoundError):
                self._part.unlink()
        with contextlib.suppress(OSError):  # What could not be flushed has been reported, or is not wanted any more.
            self._file.close()

    def _open(self) -> IO[bytes]:
        while True:
            try:
                file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT, 0o666), "wb")
            except OSError as error:
                raise NewscrawlError(f"{self.path} cannot be written ({error.strerror}).") from error
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                raise UsageError(
                    f"Another process is writing {self.path}. Wait for it, or give another name."
                ) from None
            if _is_same_file(file, self._part):
                file.truncate(0)
                return file
            file.close()  # Its owner renamed it between our opening and locking it: it is a finished file now.


def check_target(path: Path, *, force: bool) -> None:
    """Raises UsageError where `path` cannot become a new file."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name a file in it, such as {path / 'articles.jsonl'}.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}. Make it first, or name another.")
    if path.exists() and not force:
        raise UsageError(f"{path} exists already. Give another name, or --force to replace it.")
    if _is_database(path) or any(
        _is_database(path.with_name(path.name.removesuffix(end))) for end in _BESIDE_DATABASES
    ):
        raise UsageError(
            f"{path} is a database, or belongs to one: an archive must not be replaced. Name another file."
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False


def _is_same_file(file: IO[bytes], path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(file.fileno())
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
