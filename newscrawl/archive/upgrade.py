"""Opening an archive to write: made where there is none, brought forward where it is older."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from newscrawl import clock
from newscrawl.archive import foreign, schema
from newscrawl.archive.connection import check_writable, connect, explain
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveError, NewerArchive, NotAnArchive

MIGRATIONS_TABLE = schema.migrations.migrations_table
# Articles a second (measured): a migration enters every text into the index anew, or reads every row.
TEXTS_A_SECOND, ROWS_A_SECOND = 500, 30_000
_ENTERS_TEXTS = {"m007_search", "m012_terms_of_four"}
LONG = 30  # seconds from which on bringing an archive forward is told of

logger = logging.getLogger(__name__)


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A writing connection, the archive made or brought forward to this version's schema as needed.

    Raises ArchiveError where the folder or file cannot be written, NotAnArchive, NewerArchive.
    """
    check_writable(path)
    db = Database(connect(path, mode="rwc"), execute_plugins=False)
    if not _is_empty(db, path):
        _check(db, path)
    try:
        db.enable_wal()
        db.execute("PRAGMA synchronous = FULL")
        _tell_of_migrations(db, path)
        schema.migrate(db)
        foreign.disclaim(db)
    except sqlite3.Error as error:
        db.close()
        raise ArchiveError(explain(error, path)) from error
    except (TypeError, ValueError) as error:
        db.close()
        raise ArchiveError(
            f"{path} cannot be brought forward: an article holds a value that newscrawl never writes ({error}). "
            "Another program changed it: put the row right, or restore the archive from a backup."
        ) from error
    return db.conn


def bring_forward(conn: sqlite3.Connection, path: Path) -> None:
    """Bring what `conn` reads to this version, where it is an older archive; closes `conn`.

    Raises ArchiveError, NotAnArchive, NewerArchive where it is no archive or cannot be brought forward.
    """
    db = Database(conn, execute_plugins=False)
    _check(db, path)
    behind = bool(schema.migrations.pending(db))
    db.close()
    if behind:
        with WriterLock(path).held(command="newscrawl, bringing the archive forward", since=clock.now()):
            open_for_writing(path).close()


def _tell_of_migrations(db: Database, path: Path) -> None:
    """A large archive says why it is silent: some migrations read every article."""
    pending = {migration.name for migration in schema.migrations.pending(db)}
    if not pending or not db["articles"].exists():
        return
    (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    seconds = count / (TEXTS_A_SECOND if pending & _ENTERS_TEXTS else ROWS_A_SECOND)
    if seconds >= LONG:
        logger.warning(
            "Bringing %s forward to this version: %s articles, about %d min. If it is interrupted, nothing is lost, "
            "and the next command goes on.",
            path,
            f"{count:,}",
            max(1, round(seconds / 60)),
        )


def _is_empty(db: Database, path: Path) -> bool:
    """True for a new file, and for one whose making was cut short before its first table."""
    try:
        return set(db.table_names()) <= {MIGRATIONS_TABLE} and not schema.migrations.applied(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise NotAnArchive(explain(error, path)) from error


def _check(db: Database, path: Path) -> None:
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
