"""Opening an archive file: what it may be, and a sentence for everything it may not be."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from newscrawl.archive import functions
from newscrawl.errors import ArchiveError, NotAnArchive

BUSY_TIMEOUT_SECONDS = 30
READER_CACHE_KIB = 65_536  # pages a reader keeps, if it reads so many: a search looks at the same ones again and again


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A read-only connection to an existing file; works while a crawl writes.

    Raises ArchiveError where there is none, NotAnArchive.
    """
    _refuse_folder(path)
    if not path.exists():
        raise ArchiveError(
            f"There is no archive at {path}. Make one with 'newscrawl crawl' or 'newscrawl demo', "
            "or name another with --archive."
        )
    conn = connect(path, mode="ro")
    conn.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
    return conn


def file_id(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_mistake(error: Exception) -> bool:
    """True for an error that says nothing of the file: a mistake of the program in one statement."""
    return isinstance(
        error,
        sqlite3.IntegrityError
        | sqlite3.ProgrammingError
        | sqlite3.DataError
        | sqlite3.InterfaceError
        | sqlite3.NotSupportedError,
    )


def explain(error: sqlite3.Error, path: Path) -> str:
    """What an error of SQLite means for the archive, and what to do, as a sentence."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for prefix, sentence in _EXPLANATIONS.items():
        if name.startswith(prefix):
            return sentence.format(path=path, error=error)
    return f"The archive {path} cannot be used ({error})."


_EXPLANATIONS = {
    "SQLITE_FULL": "The disk is full: the archive {path} takes no more. What was committed is safe; "
    "make room and run again.",
    "SQLITE_READONLY": "The archive {path} cannot be written ({error}). "
    "Check its permissions, and those of its folder.",
    "SQLITE_CANTOPEN": "The archive {path} cannot be opened ({error}). Check the path and its permissions.",
    "SQLITE_PERM": "The archive {path} cannot be opened ({error}). Check its permissions.",
    "SQLITE_CORRUPT": "The archive {path} is damaged ({error}). "
    "Restore it from a backup, or save what can be read with 'sqlite3 FILE .recover'.",
    "SQLITE_NOTADB": "{path} is no newscrawl archive ({error}). Name another with --archive.",
    "SQLITE_BUSY": "Another program keeps the archive {path} locked. Close it, and run this again.",
    "SQLITE_IOERR": "The disk under the archive {path} fails, or has no room ({error}). "
    "What was committed is safe; mend it and run again.",
}


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise NotAnArchive(f"{path} is a folder, not an archive. Name a file, such as {path / 'newscrawl.db'}.")


def check_writable(path: Path) -> None:
    """Make the archive's folder; raises NotAnArchive for a folder, ArchiveError where nothing can be written."""
    _refuse_folder(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"The folder {path.parent} cannot be made ({error.strerror}).") from error
    for place in (path.parent, *([path] if path.exists() else [])):
        if not os.access(place, os.W_OK):
            raise ArchiveError(f"{place} cannot be written. Check its permissions, or name another with --archive.")


def connect(path: Path, *, mode: str) -> sqlite3.Connection:
    """A connection, read-only (`ro`) or writing (`rwc`), that waits for others; raises ArchiveError, NotAnArchive."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        return _open(uri)
    except sqlite3.OperationalError as error:
        if mode == "ro" and not os.access(path.parent, os.W_OK) and not _has_open_changes(path):
            # SQLite keeps notes beside a file that it reads; where it may not, nobody can write the file either.
            return _open(f"{uri}&immutable=1")
        raise ArchiveError(explain(error, path)) from error
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(explain(error, path)) from error


def _open(uri: str) -> sqlite3.Connection:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    functions.teach(conn)
    conn.execute("PRAGMA schema_version")
    return conn


def _has_open_changes(path: Path) -> bool:
    """True where changes that a killed writer committed still stand beside the file."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.exists() and beside.stat().st_size > 0
