"""Opening, changing, committing, breaking and closing an archive; its file, its lock and its schema."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.archive import Archive, archive, connection, schema
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveBusy, ArchiveError, NewerArchive, NotAnArchive

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


def enter_many(opened: Archive) -> None:
    with opened.changes() as db:
        for number in range(10_000):
            db.execute(ENTER, [f"https://www.yybnet.net/chengdu/news/201812/{number}.html"])


class TestChanges:
    def test_a_change_is_kept_whole_or_undone(self, path: Path) -> None:
        with Archive.write(path, command="test") as opened:
            with opened.changes() as db:
                db.execute(ENTER, ["a"])
            with pytest.raises(ValueError, match="oh"):
                fail_after_entering(opened, "b")
            with opened.changes() as db:
                db.execute(ENTER, ["c"])
        with sqlite3.connect(path) as conn:
            assert conn.execute("SELECT url FROM pages ORDER BY 1").fetchall() == [("a",), ("c",)]

    def test_changes_are_gathered_and_readers_see_commits_alone(self, path: Path) -> None:
        with Archive.write(path, command="test") as opened:
            for number in range(archive.BATCH):
                assert count(path) == 0
                with opened.changes() as db:
                    db.execute(ENTER, [str(number)])
            assert count(path) == archive.BATCH

    def test_before_commit_runs_before_and_only_where_there_is_something(self, path: Path) -> None:
        seen: list[int] = []
        with Archive.write(path, command="test") as opened:
            opened.before_commit = lambda: seen.append(count(path))
            opened.commit()
            with opened.changes() as db:
                db.execute(ENTER, ["a"])
            opened.commit()
            opened.commit()
        assert seen == [0]

    def test_a_failing_before_commit_undoes_everything_since_the_last(self, path: Path) -> None:
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

    def test_a_mistake_in_one_statement_does_not_break_the_archive(self, path: Path) -> None:
        with Archive.write(path, command="test") as opened:
            with pytest.raises(sqlite3.IntegrityError), opened.changes() as db:
                db.execute(ENTER, [None])
            assert not opened.broken
            with opened.changes() as db:
                db.execute(ENTER, ["a"])
        assert count(path) == 1

    def test_is_due_after_a_second(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with Archive.write(path, command="test") as opened:
            assert not opened.is_due()
            with opened.changes() as db:
                db.execute(ENTER, ["a"])
            assert not opened.is_due()
            later = time.monotonic() + archive.BATCH_SECONDS + 1
            monkeypatch.setattr(time, "monotonic", lambda: later)
            assert opened.is_due()


class TestTheFile:
    def test_one_removed_while_it_is_written_is_said(self, path: Path) -> None:
        opened = Archive.write(path, command="test")
        with opened.changes() as db:
            db.execute(ENTER, ["a"])
        path.unlink()
        with pytest.raises(ArchiveError, match="removed or replaced"):
            opened.commit()
        opened.close()

    def test_a_full_disk_is_said(self, path: Path) -> None:
        opened = Archive.write(path, command="test")
        (pages,) = opened.db.execute("PRAGMA page_count").fetchone()
        opened.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(ArchiveError, match="The disk is full"):
            enter_many(opened)
        opened.close()
        with sqlite3.connect(path) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def test_a_folder_is_no_archive(self, tmp_path: Path) -> None:
        with pytest.raises(NotAnArchive, match=r"is a folder.*newscrawl\.db"):
            Archive.write(tmp_path, command="test")

    def test_none_there_is_said_to_a_reader(self, path: Path) -> None:
        with pytest.raises(ArchiveError, match="There is no archive at"):
            Archive.read(path)
        assert not path.exists()

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\0"])
    def test_a_reader_is_told_of_an_empty_file(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        with pytest.raises(ArchiveError):
            Archive.read(path)
        assert path.read_bytes() == content

    @pytest.mark.parametrize("reading", [True, False])
    def test_text_is_no_archive(self, path: Path, reading: bool) -> None:
        path.write_text("no database " * 500)
        with pytest.raises(NotAnArchive, match="no newscrawl archive"):
            Archive.read(path) if reading else Archive.write(path, command="test")

    @pytest.mark.parametrize("reading", [True, False])
    def test_another_database_is_left_alone(self, path: Path, reading: bool) -> None:
        with sqlite3.connect(path) as conn:
            conn.execute("CREATE TABLE mine (x)")
        conn.close()
        before = path.read_bytes()
        with pytest.raises(NotAnArchive, match="no newscrawl archive"):
            Archive.read(path) if reading else Archive.write(path, command="test")
        assert path.read_bytes() == before

    @pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user whom permissions bind")
    @pytest.mark.parametrize("place", ["file", "folder"])
    def test_what_may_not_be_written_is_said(self, path: Path, place: str) -> None:
        Archive.write(path, command="test").close()
        for folder in (path.parent, *list(path.parents)[1:4]):
            folder.chmod(0o777 if place == "file" else 0o755)
        path.chmod(0o444)
        said = as_nobody(lambda: Archive.write(path, command="test"))
        assert said.startswith("ArchiveError")
        assert "cannot be written" in said
        assert as_nobody(lambda: Archive.read(path).close()) == ""


def as_nobody(action: object) -> str:
    """Do it in a child of another user; returns the exception it ended with, as text."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            action()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is to see it
            os.write(write, f"{type(error).__name__}: {error}".encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read, "rb") as pipe:  # noqa: PTH123 - a pipe has no path
        return pipe.read().decode()


class TestSchema:
    def test_a_new_archive_is_marked_as_one(self, path: Path) -> None:
        Archive.write(path, command="test").close()
        with sqlite3.connect(path) as conn:
            assert conn.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
            assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_one_of_a_newer_version_is_refused(self, path: Path) -> None:
        with Archive.write(path, command="test") as opened:
            opened.db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newscrawl', 'm999_new', '')"
            )
        with pytest.raises(NewerArchive, match=r"newer newscrawl.*m999_new"):
            Archive.read(path)
        with pytest.raises(NewerArchive, match=r"newer newscrawl.*m999_new"):
            Archive.write(path, command="test")

    @pytest.mark.parametrize("made", range(1, 6))
    def test_one_whose_making_was_cut_short_is_finished(self, path: Path, made: int) -> None:
        names = [migration.name for migration in schema.migrations._migrations]
        db = connection._connect(path, mode="rwc")
        db.enable_wal()
        schema.migrations.apply(db, stop_before=names[made])
        db.close()
        with Archive.write(path, command="test") as opened:
            assert not schema.migrations.pending(opened.db)

    @pytest.mark.parametrize("with_table", [True, False])
    def test_one_cut_short_before_its_first_table_is_made(self, path: Path, with_table: bool) -> None:
        db = connection._connect(path, mode="rwc")
        db.enable_wal()
        if with_table:
            schema.migrations.ensure_migrations_table(db)
        db.execute("PRAGMA user_version = 0")
        db.close()
        with pytest.raises(ArchiveError):
            Archive.read(path)
        with Archive.write(path, command="test") as opened:
            assert opened.db.execute(COUNT).fetchone() == (0,)

    def test_an_older_one_is_brought_forward_by_its_first_reader(self, path: Path) -> None:
        names = [migration.name for migration in schema.migrations._migrations]
        db = connection._connect(path, mode="rwc")
        db.enable_wal()
        schema.migrations.apply(db, stop_before=names[-1])
        db.execute(ENTER, ["kept"])
        db.close()
        with Archive.read(path) as opened:
            assert not schema.migrations.pending(opened.db)
            assert opened.db.execute(COUNT).fetchone() == (1,)

    def test_an_older_one_in_use_is_not_brought_forward_under_its_writer(self, path: Path) -> None:
        names = [migration.name for migration in schema.migrations._migrations]
        db = connection._connect(path, mode="rwc")
        db.enable_wal()
        schema.migrations.apply(db, stop_before=names[-1])
        db.close()
        lock = WriterLock(path)
        with lock.held(command="newscrawl crawl", since="2026-11-23T00:00:00Z"), pytest.raises(ArchiveBusy):
            in_another_process(path, "Archive.read(path)")


def in_another_process(path: Path, expression: str) -> None:
    """Evaluate it there; raises the NewscrawlError that it ended with."""
    program = (
        "import sys, pathlib, newscrawl.errors as e\nfrom newscrawl.archive import Archive\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"try:\n    {expression}\nexcept e.NewscrawlError as error:\n    print(type(error).__name__, error)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, cwd=root, check=True
    )
    name, _, message = done.stdout.strip().partition(" ")
    if name == "ArchiveBusy":
        raise ArchiveBusy(message)
    assert not name, done.stdout


class TestTheLock:
    def test_a_second_writer_is_told_who_holds_it(self, path: Path) -> None:
        with Archive.write(path, command="newscrawl crawl"):
            holder = json.loads(path.with_name("news.db.lock").read_text())
            assert (holder["pid"], holder["command"]) == (os.getpid(), "newscrawl crawl")
            with pytest.raises(ArchiveBusy) as refused:
                in_another_process(path, "Archive.write(path, command='x')")
            assert f"process {os.getpid()} (newscrawl crawl) since {holder['since']}" in str(refused.value)
            assert ArchiveBusy.exit_code == 4

    def test_it_is_free_again_when_its_holder_closes_or_dies(self, path: Path) -> None:
        Archive.write(path, command="test").close()
        in_another_process(path, "Archive.write(path, command='x').close()")
        program = (
            "import sys, pathlib, time\nfrom newscrawl.archive import Archive\n"
            "held = Archive.write(pathlib.Path(sys.argv[1]), command='x'); print('held', flush=True); time.sleep(60)"
        )
        root = Path(__file__).parents[2]
        holder = subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True, cwd=root
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ArchiveBusy, match=f"process {holder.pid}"):
            Archive.write(path, command="test")
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        Archive.write(path, command="test").close()

    def test_a_lock_file_that_says_nothing_still_locks(self, path: Path) -> None:
        lock = WriterLock(path)
        with lock.held(command="x", since="y"):
            path.with_name("news.db.lock").write_text("")
            with pytest.raises(ArchiveBusy, match="another process"):
                WriterLock(path).acquire(command="z", since="y")

    def test_readers_need_none(self, path: Path) -> None:
        with Archive.write(path, command="test") as opened:
            with opened.changes() as db:
                db.execute(ENTER, ["a"])
            with Archive.read(path) as reader:
                assert reader.db.execute(COUNT).fetchone() == (0,)
                opened.commit()
                assert reader.db.execute(COUNT).fetchone() == (1,)


def test_the_default_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCRAWL_ARCHIVE", raising=False)
    assert archive.default_path() == Path("data/newscrawl.db")
    monkeypatch.setenv("NEWSCRAWL_ARCHIVE", "/srv/news.db")
    assert archive.default_path() == Path("/srv/news.db")
