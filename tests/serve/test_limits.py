"""How much a question in SQL may answer: by Datasette's own client, on a real archive."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")

from newscrawl.archive import Archive, articles
from newscrawl.items import Article, Fetch
from newscrawl.serve.app import make_app
from newscrawl.serve.limits import MAX_VALUE_BYTES, TOO_LARGE


def answers(path: Path, *addresses: str) -> list[Any]:
    app = make_app(path)

    async def ask() -> list[Any]:
        await app.invoke_startup()
        return [await app.client.get(address) for address in addresses]

    return asyncio.run(ask())


def sql(question: str) -> str:
    return f"/news.json?{urlencode({'sql': question, '_shape': 'array'})}"


def test_one_value_is_bounded(path: Path) -> None:
    too_large, replaced, small = answers(
        path,
        sql("select zeroblob(150000000)"),
        sql("select replace(hex(zeroblob(1000000)), '0', 'xxxxxxxxxx')"),
        sql("select length(zeroblob(1000000)) as n"),
    )
    assert too_large.status_code == replaced.status_code == 400
    assert "too big" in too_large.text
    assert len(too_large.content) < 10_000
    assert small.json() == [{"n": 1_000_000}]


@pytest.mark.parametrize("value", ["zeroblob(900000)", "printf('%.*c', 900000, 'x')"])
def test_rows_are_bounded_together(path: Path, value: str) -> None:
    rows = "with recursive n(i) as (select 1 union all select i + 1 from n limit {}) select {} as v from n"
    many, few, again = answers(
        path, sql(rows.format(1_000, value)), sql(rows.format(3, f"length({value})")), sql(rows.format(1_000, value))
    )
    assert many.status_code == again.status_code == 400
    assert TOO_LARGE in many.text
    assert few.json() == [{"v": 900_000}] * 3


def test_many_small_values_are_bounded(path: Path) -> None:
    rows = "with recursive n(i) as (select 1 union all select i + 1 from n limit 1000) select {} from n"
    wide, usual = answers(path, sql(rows.format(",".join(["1"] * 1_500))), sql(rows.format(",".join(["1"] * 30))))
    assert wide.status_code == 400
    assert TOO_LARGE in wide.text
    assert len(usual.json()) == 1_000


def test_long_sql_is_refused(path: Path) -> None:
    (answer,) = answers(path, sql(f"select 1 {'-' * 60_000}"))
    assert answer.status_code == 400


def test_our_own_pages_show_articles_of_any_size(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    article = Article(url="https://www.yybnet.net/chengdu/news/201812/1.html", site="yybnet")
    article.title, article.body = "长文", "字" * MAX_VALUE_BYTES
    article.fetch = Fetch(article.url, "2026-01-01T00:00:00Z")
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        articles.store(db, article, now="2026-01-01T00:00:00Z", crawl_id=None, extractor="1")
    refused, shown = answers(path, sql("select body from articles"), "/article/1.json")
    assert refused.status_code == 400
    assert shown.json()["body"] == article.body
