"""The shared filters: spellings, inclusive dates, and sentences for bad ones."""

from __future__ import annotations

import sqlite3

import pytest

from newscrawl.archive.filters import Filters
from newscrawl.errors import UsageError

ROWS = [
    (1, "成都市", "简阳", "chengdu/jianyang", "西南商报", "2018-12-18T10:57:00+08:00"),
    (2, "成都市", None, "chengdu", "成都日报", "2018-12-31"),
    (3, "成都市", "大邑", "chengdu/dayi", None, "2019-01-01T00:00:00+08:00"),
    (4, "咸阳市", "彬县", "xianyang/binxian", "西南商报", None),
]


def ids(filters: Filters) -> list[int]:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE articles (id, city, district, channel, source, published_at)")
    conn.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", ROWS)
    where, parameters = filters.where("a")
    return [row[0] for row in conn.execute(f"SELECT id FROM articles a WHERE {where} ORDER BY id", parameters)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [1, 2, 3, 4]),
        (Filters(city="成都市"), [1, 2, 3]),
        (Filters(city="成都"), [1, 2, 3]),
        (Filters(district="简阳"), [1]),
        (Filters(district="简阳市"), [1]),
        (Filters(district="简阳新闻"), [1]),
        (Filters(district="彬县"), [4]),
        (Filters(district="-"), [2]),
        (Filters(district="-", city="咸阳"), []),
        (Filters(channel="chengdu"), [2]),
        (Filters(source="西南商报"), [1, 4]),
        (Filters(source="西南"), []),
        (Filters(since="2018-12-31"), [2, 3]),
        (Filters(until="2018"), [1, 2]),
        (Filters(until="2018-12"), [1, 2]),
        (Filters(until="2018-12-18"), [1]),
        (Filters(since="2018-12", until="2019-01-01"), [1, 2, 3]),
        (Filters(city="成都", source="西南商报", since="2019"), []),
    ],
)
def test_filters_select(filters: Filters, expected: list[int]) -> None:
    assert ids(filters) == expected


@pytest.mark.parametrize("day", ["2018-13", "2018-02-30", "18", "yesterday", "2018-1-1", ""])
def test_a_bad_date_is_refused_with_a_sentence(day: str) -> None:
    with pytest.raises(UsageError, match="is no date for --since"):
        Filters(since=day)
