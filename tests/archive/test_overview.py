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
