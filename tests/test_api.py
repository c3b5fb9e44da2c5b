"""`from newscrawl import Archive`: typed, complete, and never a writer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import newscrawl
from newscrawl import Archive, Article, Revision, api
from newscrawl.archive.dump import ARTICLE_COLUMNS, REVISION_COLUMNS
from newscrawl.errors import ArchiveError, UsageError
from tests.export.material import article, by_other_means, store, url

BEIJING = timezone(timedelta(hours=8))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("api") / "newscrawl.db"
    store(path, [article(number) for number in range(1, 13)])
    store(path, [article(3, title="改", published_at=None)], day=4)
    return path


def test_the_fields_are_the_columns() -> None:
    assert tuple(field.name for field in fields(Article)) == ARTICLE_COLUMNS
    assert tuple(field.name for field in fields(Revision)) == REVISION_COLUMNS


def test_articles_by_id_with_types(path: Path) -> None:
    with Archive(path) as archive:
        articles = list(archive)
        assert [each.id for each in articles] == list(range(1, 13))
        assert len(archive) == 12
    first, fourth = articles[0], articles[3]
    assert first.published_at == date(2018, 12, 18)
    assert fourth.published_at == datetime(2018, 12, 18, 10, 57, tzinfo=BEIJING)
    assert articles[1].published_at is None
    assert first.first_archived_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert first.authors == ("刘顺菊", "王朝旭")
    assert first.images == (api.Image("https://www.yybnet.net/i/1.jpg", "图"),)
    assert first.paragraphs[1] == "强化党建引领"
    assert articles[1].source is None


def test_filters(path: Path) -> None:
    with Archive(path) as archive:
        assert [each.id for each in archive.articles(district="简阳", since="2018", until="2018-12")] == [9, 12]
        assert archive.count(district="简阳") == 4
        assert archive.count(channel="chengdu", source="西南商报") == 2
        with pytest.raises(UsageError, match="no date for --since"):
            next(archive.articles(since="yesterday"))


def test_one_article_and_its_history(path: Path) -> None:
    with Archive(path) as archive:
        found = archive.article(3)
        assert found is not None
        assert (found.title, found.revision, found.published_at) == ("改", 2, None)
        assert archive.article(url(3)) == found
        (earlier,) = archive.revisions(3)
        assert archive.revisions(url(3)) == [earlier]
        assert (earlier.title, earlier.revision) == (article(3).title, 1)
        assert earlier.replaced_at == datetime(2026, 11, 4, 8, tzinfo=UTC)
        assert archive.article(99) is None
        assert archive.revisions(99) == archive.revisions(1) == []


def test_search(path: Path) -> None:
    with Archive(path) as archive:
        results = archive.search("踏水镇 第4", district="新都", order="newest", limit=5)
        assert results.total == 1
        (hit,) = results
        assert (hit.id, hit.title) == (4, article(4).title)
        assert "踏水镇" in hit.snippet
        assert [each.id for each in archive.matching("title:第1")] == [1, 10, 11, 12]
        assert archive.search("没有这个词").total == 0


def test_nothing_can_be_written(path: Path) -> None:
    with Archive(path) as archive, pytest.raises(sqlite3.OperationalError, match="readonly"):
        archive._archive.db.execute("DELETE FROM articles")


def test_it_reads_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "newscrawl.db"
    store(path, [article(number) for number in range(1, 101)])
    with Archive(path) as archive:
        articles = iter(archive)
        next(articles)
        store(path, [article(200)], day=2)
        assert len(list(articles)) == 99
        assert len(archive) == 101


def test_text_that_is_no_unicode_is_read(tmp_path: Path) -> None:
    path = tmp_path / "newscrawl.db"
    store(path, [article(1)])
    by_other_means(path, "UPDATE articles SET body = CAST(? AS TEXT)", b"\xe8\xb8")
    with Archive(path) as archive:
        (found,) = archive
        assert found.body == "\ufffd"


def test_where_the_archive_is(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_ARCHIVE", str(path))
    with Archive() as archive:
        assert repr(archive) == f"Archive('{path}')"
    with pytest.raises(ArchiveError, match="There is no archive at"):
        Archive(tmp_path / "none.db")


def test_the_interface_is_loaded_only_when_asked_for() -> None:
    program = "import sys, newscrawl; print(newscrawl.__version__, 'newscrawl.api' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.split() == [newscrawl.__version__, "False"]
    with pytest.raises(AttributeError, match="has no attribute 'Archives'"):
        newscrawl.Archives  # noqa: B018 - to look it up is the test
