"""What an archive holds, channel by channel: nothing in it is left out of the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, ledger, overview, schema, walk
from newscrawl.items import Article, ChannelLink

NOW = "2026-11-23T00:00:00Z"
BASE = "https://www.yybnet.net"


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    schema.migrate(db)
    yield db
    db.close()


def store(db: Database, number: int, channel: str | None) -> None:
    article = Article(f"{BASE}/chengdu/news/201812/{number}.html", "yybnet", city="成都市", channel=channel)
    article.title, article.body, article.source = "标题", f"正文{number}", "成都日报"
    article.published_at = f"2018-12-{number:02}"
    articles.store(db, article, now=NOW, crawl_id=None, extractor="1")


def rows(db: Database) -> list[tuple[object, ...]]:
    names = ("channel", "name", "city", "articles", "first", "last", "sources", "pending", "not_archived")
    return [tuple(row[name] for name in names) for row in overview.by_channel(db)]


def test_channels_that_only_articles_name_are_counted_too(db: Database) -> None:
    """As after `import-warc`: nobody crawled a listing."""
    link = ChannelLink("chengdu/jianyang", "简阳", "成都市")
    walk.add_channel(db, link, url=f"{BASE}/chengdu/jianyang/", site="yybnet", now=NOW, on=None)
    for number, channel in enumerate(("chengdu/jianyang", "chengdu", "chengdu", None), start=1):
        store(db, number, channel)
    ledger.discover(db, f"{BASE}/chengdu/news/201812/9.html", "article", "chengdu/dayi", now=NOW, on=None)
    assert rows(db) == [
        ("chengdu", None, "成都市", 2, "2018-12-02", "2018-12-03", 1, 0, 0),
        ("chengdu/dayi", None, None, 0, None, None, 0, 1, 0),
        ("chengdu/jianyang", "简阳", "成都市", 1, "2018-12-01", "2018-12-01", 1, 0, 0),
        (None, None, "成都市", 1, "2018-12-04", "2018-12-04", 1, 0, 0),
    ]
    assert sum(row["articles"] for row in overview.by_channel(db)) == overview.totals(db)["articles"]


def test_totals_are_those_of_a_look_at_every_article(db: Database) -> None:
    for number, channel in enumerate(("chengdu/jianyang", "chengdu", "chengdu", None), start=1):
        store(db, number, channel)
    db.execute("UPDATE articles SET source = NULL, published_at = NULL WHERE channel IS NULL")
    db.execute("UPDATE articles SET byline = '记者 王小二' WHERE channel = 'chengdu'")
    db.execute("UPDATE articles SET duplicate_of = 2 WHERE id = 3")
    held = db.execute(
        "SELECT count(*), count(DISTINCT channel), count(DISTINCT source), min(published_at), max(published_at),"
        " sum(source IS NULL), sum(published_at IS NULL), sum(byline IS NULL), sum(duplicate_of IS NOT NULL)"
        " FROM articles"
    ).fetchone()
    assert held == (4, 2, 1, "2018-12-01", "2018-12-03", 1, 1, 2, 1)
    assert tuple(overview.totals(db).values())[:9] == held
    assert overview.top_sources(db) == [{"source": "成都日报", "articles": 3}]


def test_an_empty_archive_counts_nothing(db: Database) -> None:
    assert tuple(overview.totals(db).values())[:9] == (0, 0, 0, None, None, 0, 0, 0, 0)
    assert overview.by_channel(db) == []


def test_nothing_is_counted_by_a_look_at_every_article(db: Database) -> None:
    """At a million articles that took half a minute; indexes and the kept counts take none."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    overview.totals(db)
    overview.by_channel(db)
    overview.top_sources(db)
    db.conn.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    of_articles = [step for step in plans if "articles" in step.split()[1:2]]
    assert of_articles
    assert all("INDEX" in step for step in of_articles)
