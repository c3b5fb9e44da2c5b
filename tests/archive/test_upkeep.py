"""Compact files, and WARC files given up by policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl import clock
from newscrawl.archive import Archive, articles, captures, stored, upkeep
from newscrawl.errors import ArchiveError
from newscrawl.items import Article, Fetch
from newscrawl.warc.records import StoredPayload

OLD, NEW = "old.warc.gz", "new.warc.gz"


@pytest.fixture(autouse=True)
def _fixed_clock() -> Iterator[None]:
    moment = clock.parse("2026-11-23T00:00:00Z")
    clock.set_source(lambda: moment)
    yield
    clock.set_source(None)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "newscrawl.db", command="test") as opened:
        opened.warc_dir.mkdir()
        for name in (OLD, NEW):
            (opened.warc_dir / name).write_bytes(b"records")
        yield opened


def add(archive: Archive, number: int, file: str, at: str, sha1: bytes, *, whole: bool = True) -> None:
    url = f"https://x/{number}"
    fetch = Fetch(url, at, 200, warc_file=file, warc_offset=number)
    item = Article(url, "yybnet", title=f"题{number}", body=f"正文{number}。" * 100, fetch=fetch)
    with archive.changes() as db:
        articles.store(db, item, now=at, crawl_id=None, extractor="1")
        captures.add(db, sha1, StoredPayload(url, at, file, number), whole=whole)


def places(archive: Archive) -> list[str | None]:
    return [row[0] for row in archive.db.conn.execute("SELECT warc_file FROM articles ORDER BY id")]


def test_only_files_whose_newest_record_is_old_are_given_up(archive: Archive) -> None:
    add(archive, 1, OLD, "2024-01-01T00:00:00Z", b"1")
    add(archive, 2, OLD, "2024-02-01T00:00:00Z", b"2")
    add(archive, 3, NEW, "2024-01-01T00:00:00Z", b"3")
    add(archive, 4, NEW, "2026-11-01T00:00:00Z", b"4")
    (file,) = upkeep.old_files(archive, older_than_days=365)
    assert (file.name, file.newest_at, file.articles, file.bytes) == (OLD, "2024-02-01T00:00:00Z", 2, 7)
    assert upkeep.old_files(archive, older_than_days=3650) == []


def test_a_file_without_captures_is_as_old_as_its_last_write(archive: Archive) -> None:
    os.utime(archive.warc_dir / OLD, (1_700_000_000, 1_700_000_000))
    os.utime(archive.warc_dir / NEW, (1_795_000_000, 1_795_000_000))
    (file,) = upkeep.old_files(archive, older_than_days=365)
    assert (file.name, file.newest_at, file.articles) == (OLD, "2023-11-14T22:13:20Z", 0)


def test_what_is_given_up_is_gone_and_the_rest_stays(archive: Archive) -> None:
    add(archive, 1, OLD, "2024-01-01T00:00:00Z", b"1")
    add(archive, 2, NEW, "2026-11-01T00:00:00Z", b"2")
    upkeep.prune(archive, upkeep.old_files(archive, older_than_days=365))
    assert places(archive) == [None, NEW]
    assert [path.name for path in archive.warc_dir.iterdir()] == [NEW]
    assert stored.count(archive.db) == {"with_bytes": 1, "without_bytes": 1, "rejected": 0}
    assert articles.get(archive.db, "https://x/1")["body"] == "正文1。" * 100  # type: ignore[index]
    assert captures.find_payload(archive.db, b"1") is None
    assert upkeep.old_files(archive, older_than_days=365) == []


def test_a_record_that_refers_to_a_file_goes_with_it(archive: Archive) -> None:
    add(archive, 1, OLD, "2024-01-01T00:00:00Z", b"same")
    add(archive, 2, NEW, "2026-11-01T00:00:00Z", b"same", whole=False)
    (file,) = upkeep.old_files(archive, older_than_days=365)
    assert (file.articles, file.elsewhere) == (2, 1)
    upkeep.prune(archive, [file])
    assert places(archive) == [None, None]


def test_a_file_left_over_by_a_crash_goes_the_next_time(archive: Archive) -> None:
    add(archive, 1, OLD, "2024-01-01T00:00:00Z", b"1")
    upkeep.prune(archive, upkeep.old_files(archive, older_than_days=365))
    (archive.warc_dir / OLD).write_bytes(b"records")
    upkeep.prune(archive, upkeep.old_files(archive, older_than_days=365))
    assert not (archive.warc_dir / OLD).exists()


def test_a_compact_file_is_smaller_and_the_same(archive: Archive) -> None:
    for number in range(300):
        add(archive, number, NEW, "2026-11-01T00:00:00Z", str(number).encode())
    archive.commit()
    archive.db.conn.execute("CREATE TABLE filler (text TEXT)")
    archive.db.conn.execute("INSERT INTO filler SELECT hex(randomblob(20000)) FROM articles")
    archive.db.conn.execute("DROP TABLE filler")
    archive.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    done = upkeep.compact(archive)
    assert done.after < done.before / 2
    assert archive.path.stat().st_size == done.after
    assert len(places(archive)) == 300
    assert archive.db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_without_room_nothing_is_begun(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 10

    monkeypatch.setattr("newscrawl.archive.upkeep.shutil.disk_usage", lambda path: Usage)
    with pytest.raises(ArchiveError, match=r"needs .* MiB of free space for a while; there are 0"):
        upkeep.compact(archive)
