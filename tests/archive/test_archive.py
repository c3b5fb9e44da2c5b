"""Changes of an archive: gathered, committed together, or undone."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from newscrawl.archive import Archive, archive
from newscrawl.errors import ArchiveError

COUNT = "SELECT count(*) FROM pages"
ENTER = "INSERT INTO pages (url, kind, discovered_at) VALUES (?, 'article', '2026-11-23T00:00:00Z')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def count(path: Path) -> int:
    """What another program sees."""
    with sqlite3.connect(path) as conn:
        return int(conn.execute(COUNT).fetchone()[0])


def fail_after_entering(opened: Archive, url: str) -> None:
    with opened.changes() as db:
        db.execute(ENTER, [url])
        raise ValueError("oh")


def test_a_change_is_kept_whole_or_undone(path: Path) -> None:
    with Archive.write(path, command="test") as opened:
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
        with pytest.raises(ValueError, match="oh"):
            fail_after_entering(opened, "b")
        with opened.changes() as db:
            db.execute(ENTER, ["c"])
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT url FROM pages ORDER BY 1").fetchall() == [("a",), ("c",)]


def test_changes_are_gathered_and_readers_see_commits_alone(path: Path) -> None:
    with Archive.write(path, command="test") as opened:
        for number in range(archive.BATCH):
            assert count(path) == 0
            with opened.changes() as db:
                db.execute(ENTER, [str(number)])
        assert count(path) == archive.BATCH


def test_before_commit_runs_before_and_only_where_there_is_something(path: Path) -> None:
    seen: list[int] = []
    with Archive.write(path, command="test") as opened:
        opened.before_commit = lambda: seen.append(count(path))
        opened.commit()
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
        opened.commit()
        opened.commit()
    assert seen == [0]


def test_a_failing_before_commit_undoes_everything_since_the_last(path: Path) -> None:
    """Rows must never point to bytes that are not there."""

    def full() -> None:
        raise ArchiveError("The disk is full.")

    opened = Archive.write(path, command="test")
    with opened.changes() as db:
        db.execute(ENTER, ["a"])
    opened.commit()
    opened.before_commit = full
    with opened.changes() as db:
        db.execute(ENTER, ["b"])
    with pytest.raises(ArchiveError, match="full"):
        opened.commit()
    assert opened.broken
    with pytest.raises(ArchiveError, match="takes no more"), opened.changes():
        pass
    opened.close()
    assert count(path) == 1


def test_a_mistake_in_one_statement_does_not_break_the_archive(path: Path) -> None:
    with Archive.write(path, command="test") as opened:
        with pytest.raises(sqlite3.IntegrityError), opened.changes() as db:
            db.execute(ENTER, [None])
        assert not opened.broken
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
    assert count(path) == 1


def test_is_due_after_a_second(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.write(path, command="test") as opened:
        assert not opened.is_due()
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
        assert not opened.is_due()
        later = time.monotonic() + archive.BATCH_SECONDS + 1
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert opened.is_due()


def test_the_default_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCRAWL_ARCHIVE", raising=False)
    assert archive.default_path() == Path("data/newscrawl.db")
    monkeypatch.setenv("NEWSCRAWL_ARCHIVE", "/srv/news.db")
    assert archive.default_path() == Path("/srv/news.db")
