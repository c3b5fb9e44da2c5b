"""One row an address; what makes a text another text; earlier texts kept whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.archive import Archive, articles
from newscrawl.archive.articles import Change
from newscrawl.errors import ArchiveError
from newscrawl.items import Article, Fetch

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"
DAY1, DAY2, DAY3 = ("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        yield opened


def text(**fields: object) -> Article:
    values: dict[str, object] = {
        "title": "踏水镇的“主引擎”",
        "source": "西南商报",
        "published_at": "2018-12-18T10:57:00+08:00",
        "byline": "刘顺菊 王朝旭 文/图",
        "authors": ["刘顺菊", "王朝旭"],
        "body": "第一段。\n第二段。",
        "images": [{"url": "https://img.yybnet.net/1.jpg", "caption": None}],
        "fetch": Fetch(URL, DAY1, 200, warc_file="a.warc.gz", warc_offset=1),
    }
    return Article(URL, "yybnet", **(values | fields))  # type: ignore[arg-type]


def store(archive: Archive, article: Article, now: str = DAY1) -> tuple[int, Change]:
    with archive.changes() as db:
        return articles.store(db, article, now=now, crawl_id=None, extractor="1")


def test_what_is_stored_is_read_back(archive: Archive) -> None:
    article_id, change = store(archive, text())
    held = articles.get(archive.db, article_id)
    assert change == "added"
    assert held is not None
    assert held == articles.get(archive.db, URL)
    assert held["authors"] == ["刘顺菊", "王朝旭"]
    assert held["images"] == [{"url": "https://img.yybnet.net/1.jpg", "caption": None}]
    assert held["body"] == "第一段。\n第二段。"
    assert (held["first_archived_at"], held["last_seen_at"], held["revision"]) == (DAY1, DAY1, 1)


def test_chinese_stands_in_the_file_unescaped(archive: Archive) -> None:
    store(archive, text())
    (authors,) = archive.db.conn.execute("SELECT authors FROM articles").fetchone()
    assert "刘顺菊" in authors


def test_the_same_text_changes_nothing_but_last_seen(archive: Archive) -> None:
    store(archive, text())
    before = articles.get(archive.db, URL)
    later = text(fetch=Fetch(URL, DAY2, 200, warc_file="b.warc.gz", warc_offset=2))
    assert store(archive, later, DAY2)[1] == "same"
    assert articles.get(archive.db, URL) == (before or {}) | {"last_seen_at": DAY2}


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "另一个标题"},
        {"source": None},
        {"published_at": "2018-12-18"},
        {"byline": "刘顺菊"},
        {"authors": ["刘顺菊"]},
        {"body": "第一段。"},
        {"images": []},
    ],
)
def test_another_content_is_a_revision(archive: Archive, changed: dict[str, object]) -> None:
    article_id, _ = store(archive, text())
    fetch = Fetch(URL, DAY2, 200, warc_file="b.warc.gz", warc_offset=2)
    assert store(archive, text(fetch=fetch, **changed), DAY2) == (article_id, "changed")
    held = articles.get(archive.db, article_id)
    (earlier,) = articles.revisions(archive.db, article_id)
    assert held is not None
    assert (held["revision"], held["warc_file"], held["first_archived_at"]) == (2, "b.warc.gz", DAY1)
    assert (earlier["revision"], earlier["warc_file"]) == (1, "a.warc.gz")
    assert (earlier["archived_at"], earlier["replaced_at"]) == (DAY1, DAY2)
    assert earlier["body"] == "第一段。\n第二段。"


def test_a_text_that_comes_back_is_a_third_revision(archive: Archive) -> None:
    article_id, _ = store(archive, text())
    store(archive, text(body="改过。"), DAY2)
    store(archive, text(), DAY3)
    bodies = [earlier["body"] for earlier in articles.revisions(archive.db, article_id)]
    assert bodies == ["第一段。\n第二段。", "改过。"]
    assert (articles.get(archive.db, article_id) or {})["revision"] == 3


def test_the_digest_depends_on_content_alone() -> None:
    digest = articles.content_sha256(text())
    assert articles.content_sha256(text(problems=["odd"], district="简阳", fetch=None)) == digest
    assert articles.content_sha256(text(body="第一段。\n第二段")) != digest
    assert len(digest) == 64


def test_seen_notes_when_and_never_turns_back(archive: Archive) -> None:
    store(archive, text(), DAY2)
    articles.seen(archive.db, [URL, "https://www.yybnet.net/unknown"], now=DAY3)
    articles.seen(archive.db, [URL], now=DAY1)
    assert (articles.get(archive.db, URL) or {})["last_seen_at"] == DAY3


def test_what_is_not_there_is_none(archive: Archive) -> None:
    assert articles.get(archive.db, 1) is None
    assert articles.get(archive.db, URL) is None
    assert articles.revisions(archive.db, 1) == []


def test_what_the_rules_made_is_read_back_alone(archive: Archive) -> None:
    article = text(district="简阳", problems=["odd"])
    article_id, _ = store(archive, article)
    derived = articles.derived(archive.db, article_id)
    assert derived == {name: getattr(article, name) for name in articles.DERIVED_COLUMNS}
    assert articles.derived(archive.db, article_id + 1) is None
    archive.db.execute("UPDATE articles SET authors = '[' WHERE id = ?", [article_id])
    with pytest.raises(ArchiveError, match=f"^Article {article_id} holds a list that is none"):
        articles.derived(archive.db, article_id)


def test_confirming_changes_the_rules_version_and_nothing_else(archive: Archive) -> None:
    article_id, _ = store(archive, text())
    before = articles.get(archive.db, article_id) or {}
    with archive.changes() as db:
        articles.confirm(db, article_id, extractor="2")
    assert articles.get(archive.db, article_id) == before | {"extractor": "2"}


def test_bytes_in_place_of_a_text_are_told(archive: Archive) -> None:
    article_id, _ = store(archive, text())
    archive.db.execute("UPDATE articles SET title = x'ff00' WHERE id = ?", [article_id])
    with pytest.raises(ArchiveError, match=f"^Article {article_id} holds bytes where a text belongs"):
        articles.derived(archive.db, article_id)


def test_a_text_that_is_no_utf_8_ends_in_a_sentence(tmp_path: Path) -> None:
    with Archive.write(tmp_path / "news.db", command="test") as opened:
        store(opened, text())
        opened.db.execute("UPDATE articles SET title = cast(x'e4b8ff' AS text)")
    with (
        pytest.raises(ArchiveError, match=r"news\.db holds a text that is none: .*'title'.*restore it from a backup"),
        Archive.read(tmp_path / "news.db") as opened,
    ):
        articles.get(opened.db, URL)
