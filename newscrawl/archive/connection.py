"""Opening an archive file: what it may be, and a sentence for everything it may not be."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from newscrawl.archive import schema
from newscrawl.errors import ArchiveError, NewerArchive, NotAnArchive

BUSY_TIMEOUT_SECONDS = 30


def open_for_reading(path: Path) -> Database:
    """A read-only connection to an existing archive (brought forward first if it is older); works while a crawl writes.

    Raises ArchiveError where there is none, NotAnArchive, NewerArchive.
    """
    if not path.exists():
        raise ArchiveError(
            f"There is no archive at {path}. Make one with 'newscrawl crawl' or 'newscrawl demo', "
            "or name another with --archive."
        )
    db = _checked(_connect(path, mode="ro"), path)
    if schema.migrations.pending(db):
        db.close()
        open_for_writing(path).close()
        db = _connect(path, mode="ro")
    return db


def open_for_writing(path: Path) -> Database:
    """A writing connection, the archive made or brought forward to this version's schema as needed.

    Raises ArchiveError where the folder or file cannot be written, NotAnArchive, NewerArchive.
    """
    check_writable(path)
    existed = path.exists() and path.stat().st_size > 0
    db = _connect(path, mode="rwc")
    if existed:
        _checked(db, path)
    try:
        db.enable_wal()
        db.execute("PRAGMA synchronous = FULL")
        schema.migrate(db)
    except sqlite3.Error as error:
        db.close()
        raise ArchiveError(f"The archive {path} cannot be written ({error}). Check its permissions.") from error
    return db


def check_writable(path: Path) -> None:
    """Make the archive's folder; raises NotAnArchive for a folder, ArchiveError where nothing can be written."""
    if path.is_dir():
        raise NotAnArchive(f"{path} is a folder, not an archive. Name a file, such as {path / 'newscrawl.db'}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"The folder {path.parent} cannot be made ({error.strerror}).") from error
    for place in (path.parent, *([path] if path.exists() else [])):
        if not os.access(place, os.W_OK):
            raise ArchiveError(f"{place} cannot be written. Check its permissions, or name another with --archive.")


def _connect(path: Path, *, mode: str) -> Database:
    try:
        conn = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None
        )
        conn.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise ArchiveError(
                f"The archive {path} cannot be opened ({error}). Check the path and its permissions."
            ) from error
        raise NotAnArchive(f"{path} is no newscrawl archive ({error}). Name another with --archive.") from error
    return Database(conn, execute_plugins=False)


def _checked(db: Database, path: Path) -> Database:
    """Refuse what is no archive, or one of a later version."""
    try:
        tables = set(db.table_names())
    except sqlite3.DatabaseError as error:
        db.close()
        raise NotAnArchive(f"{path} cannot be read ({error}). Restore it from a backup.") from error
    if "_sqlite_migrations" not in tables or not schema.migrations.applied(db):
        db.close()
        raise NotAnArchive(f"{path} is a database, but no newscrawl archive. Name another with --archive.")
    newer = schema.unknown_migrations(db)
    if newer:
        db.close()
        raise NewerArchive(
            f"The archive {path} was written by a newer newscrawl (it has '{newer[-1]}'). Upgrade newscrawl to open it."
        )
    return db
