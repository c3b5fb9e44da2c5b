"""Backups of an archive that is being written, proved, and brought back."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, backup
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.items import Article


def add(opened: Archive, number: int) -> None:
    item = Article(
        f"https://x/{number}", "yybnet", channel="chengdu", title=f"题{number}", body=f"正文{number}。" * 200
    )
    with opened.changes() as db:
        articles.store(db, item, now="2026-11-01T03:30:00Z", crawl_id=None, extractor="1")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Thirty articles, and two files in the place of WARC files."""
    path = tmp_path / "data" / "newscrawl.db"
    with Archive.write(path, command="test") as opened:
        for number in range(30):
            add(opened, number)
    warc = path.parent / "warc"
    warc.mkdir()
    (warc / "a.warc.gz").write_bytes(b"first" * 1000)
    (warc / "b.warc.gz").write_bytes(b"second" * 1000)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def count(path: Path) -> int:
    with Archive.read(path) as opened:
        return int(opened.db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_a_backup_is_whole_and_stock_tools_agree(archive: Path, target: Path) -> None:
    made = backup.make(archive, target, with_warc=True)
    assert (made.articles, [file.name for file in made.warc]) == (30, ["a.warc.gz", "b.warc.gz"])
    assert backup.check(target) == []
    assert sorted(path.name for path in target.iterdir()) == ["SHA256SUMS", "backup.json", "newscrawl.db", "warc"]
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=target, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_backup_of_a_busy_archive_is_one_moment_of_it(archive: Path, target: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        with Archive.write(archive, command="test") as opened:
            for number in range(100, 4000):
                if stop.is_set():
                    return
                add(opened, number)
                opened.commit()
                written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            pass
        made = backup.make(archive, target, with_warc=True)
    finally:
        stop.set()
        writer.join()
    assert made.articles >= 35
    assert count(target / "newscrawl.db") == made.articles
    assert backup.check(target) == []


def test_files_copied_before_are_not_copied_again(archive: Path, target: Path) -> None:
    backup.make(archive, target, with_warc=True)
    before = (target / "warc" / "a.warc.gz").stat()
    with (archive.parent / "warc" / "b.warc.gz").open("ab") as file:
        file.write(b"more")
    backup.make(archive, target, with_warc=True)
    assert (target / "warc" / "a.warc.gz").stat().st_mtime_ns == before.st_mtime_ns
    assert (target / "warc" / "b.warc.gz").read_bytes() == b"second" * 1000 + b"more"
    assert backup.check(target) == []


def test_warc_files_that_are_only_listed_are_looked_for_in_the_archive(archive: Path, target: Path) -> None:
    made = backup.make(archive, target, with_warc=False)
    assert [file.copied for file in made.warc] == [False, False]
    with (archive.parent / "warc" / "a.warc.gz").open("ab") as file:
        file.write(b"the crawl went on")
    assert backup.check(target) == []
    (archive.parent / "warc" / "a.warc.gz").unlink()
    assert backup.check(target) == [f"{archive.parent}/warc/a.warc.gz is missing."]


def test_damage_is_found_and_not_restored(archive: Path, target: Path, tmp_path: Path) -> None:
    backup.make(archive, target, with_warc=True)
    (target / "warc" / "a.warc.gz").write_bytes(b"First" * 1000)
    said = f"{target}/warc/a.warc.gz is not what it was when the backup was made."
    assert backup.check(target) == [said]
    with pytest.raises(ArchiveError, match=r"The backup cannot be brought back: .* Nothing was restored"):
        backup.restore(target, tmp_path / "new" / "newscrawl.db")
    assert not (tmp_path / "new").exists()


def test_a_restored_archive_is_written_on(archive: Path, target: Path, tmp_path: Path) -> None:
    backup.make(archive, target, with_warc=True)
    shutil.rmtree(archive.parent)
    backup.restore(target, archive)
    assert (archive.parent / "warc" / "b.warc.gz").read_bytes() == b"second" * 1000
    with Archive.write(archive, command="test") as opened:
        add(opened, 999)
    assert count(archive) == 31


def test_a_backup_never_overwrites_an_archive(archive: Path, target: Path) -> None:
    backup.make(archive, target, with_warc=False)
    with pytest.raises(UsageError, match=r"newscrawl\.db exists\. Move it away"):
        backup.restore(target, archive)


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_what_another_database_left_is_not_played_into_the_restored_one(archive: Path, target: Path, end: str) -> None:
    backup.make(archive, target, with_warc=True)
    shutil.rmtree(archive.parent)
    archive.parent.mkdir()
    left = archive.with_name(f"{archive.name}{end}")
    left.write_bytes(b"changes of another database")
    with pytest.raises(UsageError, match=rf"{left}\. Move it away"):
        backup.restore(target, archive)
    assert list(archive.parent.iterdir()) == [left]


def test_an_empty_log_is_in_nobodys_way(archive: Path, target: Path) -> None:
    backup.make(archive, target, with_warc=True)
    archive.unlink()
    archive.with_name("newscrawl.db-wal").touch()
    archive.with_name("newscrawl.db-shm").write_bytes(b"of another database")
    backup.restore(target, archive)
    assert not archive.with_name("newscrawl.db-shm").exists()
    assert count(archive) == 30


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "", "..", "a/../../evil"])
def test_a_list_that_leads_out_of_the_folder_is_refused(archive: Path, target: Path, tmp_path: Path, name: str) -> None:
    backup.make(archive, target, with_warc=True)
    (target / "evil").write_bytes(b"first" * 1000)
    listed = json.loads((target / "backup.json").read_text(encoding="utf-8"))
    listed["warc"][0]["name"] = name
    (target / "backup.json").write_text(json.dumps(listed), encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"backup\.json is damaged, or no list"):
        backup.restore(target, tmp_path / "new" / "newscrawl.db")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("text", ["{}", '{"warc": 5}', "[]", "5", '{"warc": [', '{"warc": [{}], "database": 1}', ""])
def test_a_damaged_list_is_a_sentence(archive: Path, target: Path, tmp_path: Path, text: str) -> None:
    backup.make(archive, target, with_warc=True)
    (target / "backup.json").write_text(text, encoding="utf-8")
    for use in (
        lambda: backup.check(target),
        lambda: backup.restore(target, tmp_path / "new.db"),
        lambda: backup.make(archive, target, with_warc=True),
    ):
        with pytest.raises(ArchiveError, match=r"backup\.json is damaged, or no list of a newscrawl backup"):
            use()


def test_a_damaged_file_in_the_way_is_told(archive: Path, target: Path) -> None:
    backup.make(archive, target, with_warc=True)
    archive.unlink()
    grown, cut = (archive.parent / "warc" / name for name in ("a.warc.gz", "b.warc.gz"))
    grown.write_bytes(grown.read_bytes() + b"the crawl went on")
    cut.write_bytes(cut.read_bytes()[:-5])
    with pytest.raises(ArchiveError, match=rf"{cut} is not what it was .* Move it away.* Nothing was restored"):
        backup.restore(target, archive)
    assert not archive.exists()
    cut.unlink()
    backup.restore(target, archive)
    assert cut.read_bytes() == b"second" * 1000
    assert grown.read_bytes().endswith(b"the crawl went on")


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no backup: it has no backup\.json"):
        backup.check(tmp_path)


@pytest.fixture
def file_in_the_way(target: Path) -> Iterator[None]:
    target.write_text("no folder", encoding="utf-8")
    yield
    assert target.read_text(encoding="utf-8") == "no folder"


@pytest.mark.usefixtures("file_in_the_way")
def test_a_place_that_cannot_be_written_is_a_sentence(archive: Path, target: Path) -> None:
    with pytest.raises(ArchiveError, match=r"backup cannot be written \(.*\)\. Free some space"):
        backup.make(archive, target, with_warc=False)
