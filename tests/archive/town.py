"""Articles of a few towns for tests of search: how they are stored, and how they are found."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from newscrawl.archive import articles
from newscrawl.archive.search import search
from newscrawl.items import Article

NOW = "2026-11-23T00:00:00Z"
JIANYANG = {"city": "成都市", "district": "简阳", "source": "西南商报"}
DAYI = {"city": "成都市", "district": "大邑", "source": "Ａ报 大邑版"}


def add(db: Database, number: int, title: str | None, body: str, **fields: str | None) -> int:
    article = Article(url=f"https://www.yybnet.net/chengdu/news/201812/{number}.html", site="yybnet")
    article.title, article.body = title, body
    for name, value in fields.items():
        setattr(article, name, value)
    article_id, _ = articles.store(db, article, now=NOW, crawl_id=None, extractor="1")
    return article_id


def found(db: Database, query: str, **options: Any) -> list[int]:
    return [hit.id for hit in search(db, query, **options).hits]
