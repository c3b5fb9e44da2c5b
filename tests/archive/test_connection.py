"""What an archive's file may be, and a sentence for everything it may not be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.archive import Archive
from newscrawl.archive.lock import WriterLock
from newscrawl.errors import ArchiveError, NotAnArchive

COUNT = "SELECT count(*) FROM pages"
ENTER = "INSERT INTO pages (url, kind, discovered_at) VALUES (?, 'article', '2026-11-23T00:00:00Z')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def enter_many(opened: Archive) -> None:
    with opened.changes() as db:
        for number in range(10_000):
            db.execute(ENTER, [f"https://www.yybnet.net/chengdu/news/201812/{number}.html"])


def as_nobody(action: Callable[[], object]) -> str:
    """Do it in a child of another user; returns the exception it ended with, as text."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is to see it
            os.write(write, f"{type(error).__name__}: {error}".encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read, "rb") as pipe:  # noqa: PTH123 - a pipe has no path
        return pipe.read().decode()


def test_one_removed_while_it_is_written_is_said(path: Path) -> None:
    opened = Archive.write(path, command="test")
    with opened.changes() as db:
        db.execute(ENTER, ["a"])
    path.unlink()
    with pytest.raises(ArchiveError, match="removed or replaced"):
        opened.commit()
    opened.close()


def test_a_full_disk_is_said(path: Path) -> None:
    opened = Archive.write(path, command="test")
    (pages,) = opened.db.execute("PRAGMA page_count").fetchone()
    opened.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(ArchiveError, match="The disk is full"):
        enter_many(opened)
    opened.close()
    with sqlite3.connect(path) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match=r"is a folder.*newscrawl\.db"):
        Archive.write(tmp_path, command="test")


def test_none_there_is_said_to_a_reader(path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive at"):
        Archive.read(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0"])
def test_a_reader_is_told_of_an_empty_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ArchiveError):
        Archive.read(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("reading", [True, False])
def test_text_is_no_archive(path: Path, reading: bool) -> None:
    path.write_text("no database " * 500)
    with pytest.raises(NotAnArchive, match="no newscrawl archive"):
        Archive.read(path) if reading else Archive.write(path, command="test")


@pytest.mark.parametrize("reading", [True, False])
def test_another_database_is_left_alone(path: Path, reading: bool) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE mine (x)")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(NotAnArchive, match="no newscrawl archive"):
        Archive.read(path) if reading else Archive.write(path, command="test")
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user whom permissions bind")
@pytest.mark.parametrize("place", ["file", "folder"])
def test_what_may_not_be_written_is_said(path: Path, place: str) -> None:
    Archive.write(path, command="test").close()
    for folder in (path.parent, *list(path.parents)[1:4]):
        folder.chmod(0o777 if place == "file" else 0o755)
    path.chmod(0o444)
    said = as_nobody(lambda: Archive.write(path, command="test"))
    assert said.startswith("ArchiveError")
    assert "cannot be written" in said
    assert as_nobody(lambda: Archive.read(path).close()) == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user whom permissions bind")
def test_what_may_not_be_locked_is_said(path: Path) -> None:
    Archive.write(path, command="test").close()
    for folder in (path.parent, *list(path.parents)[1:4]):
        folder.chmod(0o777)
    path.chmod(0o666)
    path.with_name("news.db.lock").chmod(0o444)
    said = as_nobody(lambda: WriterLock(path).acquire(command="test", since="now"))
    assert said.startswith("ArchiveError")
    assert "cannot be locked" in said
