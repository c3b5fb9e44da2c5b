"""A filter that names nothing is told, with the names that may have been meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, hints, schema, walk
from newscrawl.archive.filters import Filters
from newscrawl.items import Article, ChannelLink

NOW = "2026-11-23T00:00:00Z"
BASE = "https://www.yybnet.net"


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    schema.migrate(db)
    for link in (ChannelLink("chengdu", "成都", "成都市"), ChannelLink("chengdu/jianyang", "简阳", "成都市")):
        walk.add_channel(db, link, url=f"{BASE}/{link.slug}/", site="yybnet", now=NOW, on=None)
    article = Article(f"{BASE}/chengdu/news/201812/1.html", "yybnet", city="成都市", district="简阳")
    article.channel, article.source, article.body = "chengdu/jianyang", "西南商报", "正文"
    articles.store(db, article, now=NOW, crawl_id=None, extractor="1")
    yield db
    db.close()


@pytest.mark.parametrize(
    ("filters", "sentences"),
    [
        (Filters(channel="简阳"), ["No article has the channel '简阳'. There is: chengdu/jianyang."]),
        (Filters(channel="jianyang"), ["No article has the channel 'jianyang'. There is: chengdu/jianyang."]),
        (Filters(city="chengdu"), ["No article has the city 'chengdu'. There is: 成都市."]),
        (Filters(district="jianyang"), ["No article has the district 'jianyang'. There is: 简阳."]),
        (Filters(source="西南"), ["No article has the source '西南'. There is: 西南商报."]),
        (Filters(district="无"), ["No article has the district '无'."]),
        (Filters(city="绵阳", source="日报"), ["No article has the city '绵阳'.", "No article has the source '日报'."]),
        (Filters(city="成都", district="简阳市", channel="chengdu/jianyang/", source="西南商报"), []),
        (Filters(district="-", since="2019"), []),
        (Filters(), []),
    ],
)
def test_unknown_names(db: Database, filters: Filters, sentences: list[str]) -> None:
    assert hints.unknown_names(db, filters) == sentences
