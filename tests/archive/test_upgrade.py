"""Archives of every released version open in this one, with nothing lost."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles, crawls, fulltext, health, schema, upgrade
from newscrawl.archive.archive import Archive as Writer
from newscrawl.errors import ArchiveError, NewerArchive
from newscrawl.extract import fingerprint
from newscrawl.items import Article

FROZEN = sorted((Path(__file__).parents[1] / "fixtures" / "archives").glob("*.db.gz"))


def thawed(frozen: Path, folder: Path) -> Path:
    archive = folder / "newscrawl.db"
    archive.write_bytes(gzip.decompress(frozen.read_bytes()))
    return archive


def test_there_is_one_to_test() -> None:
    assert FROZEN, "run: python -m tests.fixtures.freeze_archive"


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_an_older_archive_is_brought_forward_without_loss(frozen: Path, tmp_path: Path) -> None:
    archive = thawed(frozen, tmp_path)
    before = frozen.with_name(frozen.name.removesuffix(".db.gz") + ".jsonl").read_text(encoding="utf-8")
    with Archive.read(archive) as opened:
        assert not schema.migrations.pending(opened.db)
        for line in before.splitlines():
            old = json.loads(line)
            now = articles.get(opened.db, old["url"])
            assert now is not None
            assert {name: now[name] for name in old} == old
        assert opened.db.conn.execute("SELECT count(*) FROM articles").fetchone() == (len(before.splitlines()),)
        assert opened.db.conn.execute("SELECT count(*) FROM revisions").fetchone() == (2,)
        assert opened.db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [row["health"] for row in crawls.recent(opened.db)] == ["degraded", "ok", "ok"]
        assert health.latest(opened.db)["health"] == "degraded"


def test_an_older_archive_with_a_value_of_another_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    archive = thawed(FROZEN[0], tmp_path)
    with sqlite3.connect(archive) as other_program:
        other_program.execute("UPDATE articles SET body = cast(body AS BLOB) WHERE id = 2")
    other_program.close()
    with pytest.raises(ArchiveError, match="cannot be brought forward: an article holds a value that newscrawl never"):
        Archive.read(archive)


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_an_older_archive_is_searched_and_written(frozen: Path, tmp_path: Path) -> None:
    archive = thawed(frozen, tmp_path)
    with Writer.write(archive, command="test") as opened:
        assert fulltext.check(opened.db).ok
        with opened.changes() as db:
            crawls.start(db, now="2030-01-01T00:00:00Z", arguments={}, process="here:1", version="2")
    with Archive.read(archive) as opened:
        assert len(crawls.recent(opened.db)) == 4


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_the_articles_of_an_older_archive_are_known_to_the_search_for_copies(frozen: Path, tmp_path: Path) -> None:
    with Writer.write(thawed(frozen, tmp_path), command="test") as opened:
        links = "SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL ORDER BY id"
        before = opened.db.conn.execute(links).fetchall()
        (oldest, body) = opened.db.conn.execute(
            "SELECT id, body FROM articles WHERE duplicate_of IS NULL AND length(body) > 200 ORDER BY id"
        ).fetchone()
        again = Article("https://www.yybnet.net/chengdu/news/203001/1.html", "yybnet", title="标题", body=body)
        with opened.changes() as db:
            again_id, _ = articles.store(
                db, fingerprint.apply(again), now="2030-01-01T00:00:00Z", crawl_id=None, extractor="2"
            )
        assert opened.db.conn.execute(links).fetchall() == [*before, (again_id, oldest)]
        tables = opened.db.table_names()
    assert "fingerprint_keys" in tables
    assert "fingerprint_bands" not in tables


def test_an_archive_of_a_later_version_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "newscrawl.db"
    with Writer.write(archive, command="test") as opened:
        opened.db.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            ("newscrawl", "m999_later", "2030"),
        )
    with pytest.raises(NewerArchive, match=r"written by a newer newscrawl \(it has 'm999_later'\)"):
        Archive.read(archive)


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_a_large_archive_says_that_it_takes_a_while(
    frozen: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = thawed(frozen, tmp_path)
    with sqlite3.connect(archive) as conn:
        (count,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    conn.close()
    monkeypatch.setattr(upgrade, "TEXTS_A_SECOND", count / 150)
    for _ in range(2):
        Archive.read(archive).close()
    assert [record.message for record in caplog.records] == [
        f"Bringing {archive} forward to this version: {count} articles, about 2 min. If it is interrupted, "
        "nothing is lost, and the next command goes on."
    ]


def test_what_takes_no_while_is_not_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that only counts is soon done."""
    archive = thawed(FROZEN[0], tmp_path)
    Archive.read(archive).close()
    with sqlite3.connect(archive) as conn:
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm015_counts_by_channel'")
        conn.execute("DROP INDEX articles_without_byline")
    conn.close()
    monkeypatch.setattr(upgrade, "TEXTS_A_SECOND", 0.001)
    Archive.read(archive).close()
    assert not caplog.records
