"""Archives for the tests of export: made through the same writers that a crawl uses."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from newscrawl.archive import Archive, articles, ledger
from newscrawl.items import Article, Fate, Fetch

DAY = "2026-11-{:02}T08:00:00Z"
DISTRICTS = (("简阳", "chengdu/jianyang"), ("新都", "chengdu/xindu"), (None, "chengdu"))
DATES = ("2018-12-18T10:57:00+08:00", "2018-12-18", None, "2019-03-01T00:00:00+08:00")
BODY = "四川简阳市踏水镇在城乡社区发展治理中,坚持“共建”。\n强化党建引领\n第{}次:制表\t符、=1+1、\\u4e2d。"
# Everything that formats trip over, and everything else.
HARD = "\x00\x01\x08\t\n\x0b\x0c\r\x1b\x1f \"'\\/,;=+-@|%＝＋－＠\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff\u200b踏😀𰻞"
TEXT = st.text(st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=["Cs"])), max_size=40)


def url(number: int) -> str:
    return f"https://www.yybnet.net/chengdu/news/201812/{number}.html"


def article(number: int, **changes: Any) -> Article:
    """The article with this number, always the same; `changes` sets fields."""
    district, channel = DISTRICTS[number % 3]
    made = Article(
        url=url(number),
        site="yybnet",
        city="成都市",
        district=district,
        channel=channel,
        title=f"第{number}号:踏水镇“创新”抓治理",
        source="西南商报" if number % 2 else None,
        published_at=DATES[number % 4],
        byline="刘顺菊 王朝旭 文/图",
        authors=["刘顺菊", "王朝旭"] if number % 5 else [],
        body=BODY.format(number) + f"编号{number * 7919}的通知全文如下。",
        images=[{"url": f"https://www.yybnet.net/i/{number}.jpg", "caption": "图" if number % 2 else None}],
        source_line="来源:西南商报 2018-12-18 10:57",
        problems=["网址的月份与日期不符"] if number % 4 == 0 else [],
        fetch=Fetch(url(number), DAY.format(1), 200, warc_file="20261101-00001.warc.gz", warc_offset=number * 1000),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def store(path: Path, made: Iterable[Article], *, day: int = 1) -> None:
    """Archive articles as a run on that day of November would."""
    now = DAY.format(day)
    with Archive.write(path, command="test") as archive:
        for item in made:
            with archive.changes() as db:
                ledger.discover(db, item.url, "article", item.channel or "chengdu", now=now, on=None)
                articles.store(db, item, now=now, crawl_id=None, extractor="1")
                ledger.settle(db, item.url, "archived", fetch=item.fetch, crawl_id=None)


def see(path: Path, numbers: Iterable[int], *, day: int) -> None:
    """A listing still names these articles."""
    with Archive.write(path, command="test") as archive, archive.changes() as db:
        articles.seen(db, [url(number) for number in numbers], now=DAY.format(day))


def vanish(path: Path, numbers: Iterable[int], *, day: int) -> None:
    """The pages of these articles answer 404."""
    with Archive.write(path, command="test") as archive:
        for number in numbers:
            fetch = Fetch(url(number), DAY.format(day), 404)
            fate = Fate(url(number), "article", "gone", "The page does not exist.", http_status=404, fetch=fetch)
            with archive.changes() as db:
                ledger.record_fate(db, fate, retry_at=None, attempts=0, crawl_id=None)


def by_other_means(path: Path, sql: str, *values: Any) -> None:
    """What another program does to the file."""
    with sqlite3.connect(path) as conn:
        conn.execute(sql, values)
    conn.close()


def columns(path: Path, name: str) -> list[Any]:
    """A column of `articles`, by id, straight from the file."""
    conn = sqlite3.connect(path)
    try:
        return [value for (value,) in conn.execute(f"SELECT {name} FROM articles ORDER BY id")]
    finally:
        conn.close()


def parsed(data: bytes) -> list[dict[str, Any]]:
    """JSON lines as objects; every line must end."""
    assert not data or data.endswith(b"\n")
    return [json.loads(line) for line in data.splitlines()]
