"""Migrations: from nothing, from an older version, from a making that was cut short; and never back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from newscrawl.archive import Archive, connection, schema, versions
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveBusy, ArchiveError, NewerArchive
from tests.archive.processes import in_another_process

COUNT = "SELECT count(*) FROM pages"
ENTER = "INSERT INTO pages (url, kind, discovered_at) VALUES (?, 'article', '2026-11-23T00:00:00Z')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_a_new_archive_is_marked_as_one(path: Path) -> None:
    Archive.write(path, command="test").close()
    with sqlite3.connect(path) as conn:
        assert conn.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_one_of_a_newer_version_is_refused(path: Path) -> None:
    with Archive.write(path, command="test") as opened:
        opened.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newscrawl', 'm999_new', '')"
        )
    with pytest.raises(NewerArchive, match=r"newer newscrawl.*m999_new"):
        Archive.read(path)
    with pytest.raises(NewerArchive, match=r"newer newscrawl.*m999_new"):
        Archive.write(path, command="test")


def test_its_version_is_told_by_the_names_of_the_migrations(path: Path) -> None:
    assert tuple(migration.name for migration in schema.migrations._migrations) == versions.MIGRATIONS
    with Archive.write(path, command="test") as opened:
        assert versions.is_current(opened.conn)


@pytest.mark.parametrize("made", range(1, 6))
def test_one_whose_making_was_cut_short_is_finished(path: Path, made: int) -> None:
    names = [migration.name for migration in schema.migrations._migrations]
    db = Database(connection.connect(path, mode="rwc"))
    db.enable_wal()
    schema.migrations.apply(db, stop_before=names[made])
    db.close()
    with Archive.write(path, command="test") as opened:
        assert not schema.migrations.pending(opened.db)


@pytest.mark.parametrize("with_table", [True, False])
def test_one_cut_short_before_its_first_table_is_made(path: Path, with_table: bool) -> None:
    db = Database(connection.connect(path, mode="rwc"))
    db.enable_wal()
    if with_table:
        schema.migrations.ensure_migrations_table(db)
    db.execute("PRAGMA user_version = 0")
    db.close()
    with pytest.raises(ArchiveError):
        Archive.read(path)
    with Archive.write(path, command="test") as opened:
        assert opened.db.execute(COUNT).fetchone() == (0,)


def test_an_older_one_is_brought_forward_by_its_first_reader(path: Path) -> None:
    names = [migration.name for migration in schema.migrations._migrations]
    db = Database(connection.connect(path, mode="rwc"))
    db.enable_wal()
    schema.migrations.apply(db, stop_before=names[-1])
    db.execute(ENTER, ["kept"])
    db.close()
    with Archive.read(path) as opened:
        assert not schema.migrations.pending(opened.db)
        assert opened.db.execute(COUNT).fetchone() == (1,)


def test_an_older_one_in_use_is_not_brought_forward_under_its_writer(path: Path) -> None:
    names = [migration.name for migration in schema.migrations._migrations]
    db = Database(connection.connect(path, mode="rwc"))
    db.enable_wal()
    schema.migrations.apply(db, stop_before=names[-1])
    db.close()
    lock = WriterLock(path)
    with lock.held(command="newscrawl crawl", since="2026-11-23T00:00:00Z"), pytest.raises(ArchiveBusy):
        in_another_process(path, "Archive.read(path)")
