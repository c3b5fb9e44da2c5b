"""Opening an archive file: what it may be, and a sentence for everything it may not be."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from newscrawl import clock
from newscrawl.archive import foreign, schema
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveError, NewerArchive, NotAnArchive

BUSY_TIMEOUT_SECONDS = 30
READER_CACHE_KIB = 65_536  # pages a reader keeps, if it reads so many: a search looks at the same ones again and again
MIGRATIONS_TABLE = schema.migrations.migrations_table


def open_for_reading(path: Path) -> Database:
    """A read-only connection to an existing archive (brought forward first if it is older); works while a crawl writes.

    Raises ArchiveError where there is none, NotAnArchive, NewerArchive.
    """
    _refuse_folder(path)
    if not path.exists():
        raise ArchiveError(
            f"There is no archive at {path}. Make one with 'newscrawl crawl' or 'newscrawl demo', "
            "or name another with --archive."
        )
    db = _checked(_connect(path, mode="ro"), path)
    if schema.migrations.pending(db):
        db.close()
        with WriterLock(path).held(command="newscrawl, bringing the archive forward", since=clock.now()):
            open_for_writing(path).close()
        db = _connect(path, mode="ro")
    db.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
    return db


def open_for_writing(path: Path) -> Database:
    """A writing connection, the archive made or brought forward to this version's schema as needed.

    Raises ArchiveError where the folder or file cannot be written, NotAnArchive, NewerArchive.
    """
    check_writable(path)
    db = _connect(path, mode="rwc")
    if not _is_empty(db, path):
        _checked(db, path)
    try:
        db.enable_wal()
        db.execute("PRAGMA synchronous = FULL")
        schema.migrate(db)
        foreign.disclaim(db)
    except sqlite3.Error as error:
        db.close()
        raise ArchiveError(explain(error, path)) from error
    return db


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


def _connect(path: Path, *, mode: str) -> Database:
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


def _open(uri: str) -> Database:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    conn.execute("PRAGMA schema_version")
    return Database(conn, execute_plugins=False)


def _has_open_changes(path: Path) -> bool:
    """True where changes that a killed writer committed still stand beside the file."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.exists() and beside.stat().st_size > 0


def _is_empty(db: Database, path: Path) -> bool:
    """True for a new file, and for one whose making was cut short before its first table."""
    try:
        return set(db.table_names()) <= {MIGRATIONS_TABLE} and not schema.migrations.applied(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise NotAnArchive(explain(error, path)) from error


def _checked(db: Database, path: Path) -> Database:
    """Refuse what is no archive, or one of a later version."""
    try:
        if _is_empty(db, path):
            db.close()
            raise ArchiveError(f"The archive {path} is empty. Fill it with 'newscrawl crawl' or 'newscrawl demo'.")
        applied = schema.migrations.applied(db)
        newer = schema.unknown_migrations(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise NotAnArchive(explain(error, path)) from error
    if not applied:
        db.close()
        raise NotAnArchive(f"{path} is a database, but no newscrawl archive. Name another with --archive.")
    if newer:
        db.close()
        raise NewerArchive(
            f"The archive {path} was written by a newer newscrawl (it has '{newer[-1]}'). Upgrade newscrawl to open it."
        )
    return db
