"""The views give right answers over a small archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, schema
from newscrawl.items import Article

NOW = "2026-11-23T00:00:00Z"


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    schema.migrate(db)
    rows = [
        ("简阳", "西南商报", "2018-12-18T10:57:00+08:00", None),
        ("简阳", "成都日报", "2018-12-16", 1),
        (None, "成都日报", "2018-11-01", None),
        ("大邑", None, None, 1),
    ]
    for number, (district, source, published_at, duplicate_of) in enumerate(rows, start=1):
        article = Article(url=f"https://www.yybnet.net/chengdu/news/201812/{number}.html", site="yybnet")
        article.city, article.district, article.source = "成都市", district, source
        article.title, article.body, article.published_at = f"第{number}篇", "正文", published_at
        article_id, _ = articles.store(db, article, now=NOW, crawl_id=None, extractor="1")
        db.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", [duplicate_of, article_id])
    yield db
    db.close()


def test_articles_by_month(db: Database) -> None:
    assert list(db.query("SELECT * FROM articles_by_month ORDER BY month")) == [
        {"month": "2018-11", "city": "成都市", "district": None, "articles": 1},
        {"month": "2018-12", "city": "成都市", "district": "简阳", "articles": 2},
    ]


def test_articles_by_source(db: Database) -> None:
    rows = db.execute("SELECT source, articles, first_published_at, last_published_at FROM articles_by_source")
    assert rows.fetchall() == [
        (None, 1, None, None),
        ("成都日报", 2, "2018-11-01", "2018-12-16"),
        ("西南商报", 1, "2018-12-18T10:57:00+08:00", "2018-12-18T10:57:00+08:00"),
    ]


def test_first_printed_is_by_date_not_by_arrival(db: Database) -> None:
    rows = db.execute("SELECT story, id, source, copies, days FROM first_printed")
    assert rows.fetchall() == [(1, 2, "成都日报", 3, 2.1)]


def test_article_list_leaves_the_text_out(db: Database) -> None:
    (row,) = db.query("SELECT * FROM article_list WHERE id = 3")
    assert row["characters"] == 2
    assert "body" not in row


def test_not_archived(db: Database) -> None:
    db.execute(
        "INSERT INTO pages (url, kind, channel, state, reason, http_status, discovered_at) VALUES"
        " ('https://a/1', 'article', 'chengdu', 'gone', '没有了', 404, ?),"
        " ('https://a/2', 'article', 'chengdu', 'gone', '没有了', 404, ?),"
        " ('https://a/3', 'article', 'chengdu', 'archived', NULL, 200, ?)",
        [NOW] * 3,
    )
    rows = db.execute("SELECT channel, state, reason, pages, example FROM not_archived")
    assert rows.fetchall() == [("chengdu", "gone", "没有了", 2, "https://a/1")]
