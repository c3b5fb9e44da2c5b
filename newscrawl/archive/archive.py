"""`Archive`: one SQLite file, opened to read or to write, with writes gathered into few transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from newscrawl import clock
from newscrawl.archive import connection, versions
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newscrawl.archive.unindexed import Unindexed

BATCH = 64
BATCH_SECONDS = 1.0


class Archive:
    """An open archive.

    Reading: `Archive.read(path)`; any number of readers, also while a crawl writes.
    Writing: `Archive.write(path, command="newscrawl crawl")`; one writer, held by a lock.

    `changes()` opens a change: everything done inside happens or does not happen, together. Changes are
    committed in batches of BATCH, and by `commit`; `is_due` says when BATCH_SECONDS have passed.
    `before_commit` runs first (it makes the WARC records that the rows point to durable), then what is `unindexed` is
    entered into the search index.
    """

    def __init__(self, path: Path, conn: sqlite3.Connection, lock: WriterLock | None = None) -> None:
        self.path = path
        self.conn = conn
        self.before_commit: Callable[[], None] = lambda: None
        self._lock = lock
        self._file = connection.file_id(path) if lock else None
        self.closed = False
        self.broken = False
        self.commits = 0
        self._open_changes = 0
        self._batch_since = 0.0

    @classmethod
    def read(cls, path: Path) -> Archive:
        """Open for reading, brought forward first if it is older; raises ArchiveError, NotAnArchive, NewerArchive."""
        conn = connection.open_for_reading(path)
        if not versions.is_current(conn):
            from newscrawl.archive import upgrade  # Here: it loads all that makes an archive, which reading need not.

            upgrade.bring_forward(conn, path)
            conn = connection.open_for_reading(path)
        return cls(path, conn)

    @classmethod
    def write(cls, path: Path, *, command: str) -> Archive:
        """Open for writing, made if there is none; raises ArchiveBusy, ArchiveError, NotAnArchive, NewerArchive."""
        connection.check_writable(path)
        lock = WriterLock(path)
        lock.acquire(command=command, since=clock.now())
        try:
            from newscrawl.archive import upgrade  # Here, as above.

            return cls(path, upgrade.open_for_writing(path), lock)
        except BaseException:
            lock.release()
            raise

    @cached_property
    def db(self) -> Database:
        """The connection, as sqlite-utils wraps it: for all but export, which need not wait for it to load."""
        from sqlite_utils import Database

        return Database(self.conn, execute_plugins=False)

    @cached_property
    def unindexed(self) -> Unindexed:
        """New articles that wait for the search index; loaded as late as `db`."""
        from newscrawl.archive.unindexed import Unindexed

        return Unindexed()

    @property
    def warc_dir(self) -> Path:
        """The folder of this archive's WARC files."""
        return self.path.parent / "warc"

    @contextlib.contextmanager
    def changes(self) -> Iterator[Database]:
        """One change of the archive: kept whole, or undone where the block raises.

        Raises ArchiveError where the file cannot be written; every change since the last commit is then undone.
        """
        with self.explained():
            self._begin()
            unindexed = self.unindexed.kept()
            try:
                with self.db.atomic():
                    yield self.db
            except BaseException:
                self.unindexed.restore(unindexed)
                raise
        self._open_changes += 1
        if self._open_changes >= BATCH:
            self.commit()

    def commit(self) -> None:
        """Make every change so far durable; raises ArchiveError as `changes` does."""
        with self.explained():
            if self.conn.in_transaction:
                self._check_in_place()
                self.before_commit()
                self.unindexed.enter(self.db.conn)
                self.db.commit()
                self.commits += 1
            self._open_changes = 0

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Makes an ArchiveError, with what to do, of a failing file; the archive then takes no further change."""
        try:
            yield
        except (sqlite3.Error, ArchiveError) as error:
            if connection.is_mistake(error):
                raise
            self._break()
            if isinstance(error, ArchiveError):
                raise
            raise ArchiveError(connection.explain(error, self.path)) from error

    def _begin(self) -> None:
        if self.broken:
            raise ArchiveError(f"The archive {self.path} could not be written and takes no more in this run.")
        if not self.conn.in_transaction:
            self.conn.execute("BEGIN IMMEDIATE")
            self._batch_since = time.monotonic()

    def _break(self) -> None:
        self.broken = True
        with contextlib.suppress(sqlite3.Error):
            self.conn.rollback()

    def _check_in_place(self) -> None:
        """SQLite writes on into a file that was deleted; nothing of it would be there afterwards."""
        if self._file is not None and connection.file_id(self.path) != self._file:
            raise ArchiveError(
                f"The archive {self.path} was removed or replaced while it was being written. "
                "Put it back, or run again to begin a new one."
            )

    def is_due(self) -> bool:
        """True when the oldest open change has waited long enough to be committed."""
        return self.conn.in_transaction and time.monotonic() - self._batch_since >= BATCH_SECONDS

    def close(self) -> None:
        """Commit, close the file and give the lock back; raises ArchiveError where the last changes were lost."""
        if self.closed:
            return
        self.closed = True
        try:
            if not self.broken:
                self.commit()
        finally:
            with contextlib.suppress(sqlite3.Error):
                self.conn.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.OperationalError) and "UTF-8" in str(error):
            sentence = f"The archive {self.path} holds a text that is none: {error}."
            raise ArchiveError(f"{sentence} Another program wrote it: restore it from a backup.") from error


def default_path() -> Path:
    """`NEWSCRAWL_ARCHIVE`, else `data/newscrawl.db`."""
    return Path(os.environ.get("NEWSCRAWL_ARCHIVE") or "data/newscrawl.db")
