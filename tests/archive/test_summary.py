"""A set of articles from afar: all of them as the counts keep them, or the hits of a query."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, summary
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from newscrawl.archive.summary import Cell, Summary
from newscrawl.items import Article
from tests.archive.town import NOW, add

WHOLE = Summary(
    6,
    {
        Cell("2011-01", "成都市", "简阳"): 1,
        Cell("2018-12", "成都市", "简阳"): 2,
        Cell("2019-03", "成都市", "大邑"): 1,
        Cell(None, "成都市", "大邑"): 1,
        Cell(None, "成都市", None): 1,
    },
    {"西南商报": 3, "Ａ报 大邑版": 2, "成都日报": 1},
)


def hits(db: Database, typed: str, filters: Filters | None = None) -> Summary:
    return summary.of_hits(db, parse(typed), filters or Filters())


def test_all_articles_by_month_place_and_source(town: Database) -> None:
    assert summary.of_all(town) == WHOLE


@pytest.mark.parametrize("typed", ["", "踏水", "踏", "-石桥镇"])
def test_hits_that_are_all_articles_give_the_same(town: Database, typed: str) -> None:
    assert hits(town, typed) == WHOLE


@pytest.mark.parametrize(
    ("typed", "filters", "found"),
    [
        (
            "踏水镇 -大邑",
            Filters(until="2018"),
            {Cell("2011-01", "成都市", "简阳"): 1, Cell("2018-12", "成都市", "简阳"): 2},
        ),
        ("踏水", Filters(district="大邑"), {Cell("2019-03", "成都市", "大邑"): 1, Cell(None, "成都市", "大邑"): 1}),
        ("", Filters(source="成都日报"), {Cell(None, "成都市", None): 1}),
        ("石桥镇", None, {}),
    ],
)
def test_hits_are_counted_within_their_filters(
    town: Database, typed: str, filters: Filters | None, found: dict[Cell, int]
) -> None:
    counted = hits(town, typed, filters)
    assert counted.cells == found
    assert counted.total == sum(found.values()) == sum(counted.sources.values())


def test_months_districts_and_sources_in_their_orders(town: Database) -> None:
    add(town, 7, "要闻", "无来源。", published_at="2018-12-01")
    counted = summary.of_all(town)
    assert counted.months() == [("2011-01", 1), ("2018-12", 3), ("2019-03", 1)]
    assert counted.districts() == [
        (("成都市", "简阳"), 3),
        (("成都市", "大邑"), 2),
        (("成都市", None), 1),
        ((None, None), 1),
    ]
    assert counted.top_sources(2) == [("西南商报", 3), ("Ａ报 大邑版", 2)]
    assert counted.sources[None] == 1
    assert None not in dict(counted.top_sources(99))


def test_the_headline_figures(town: Database) -> None:
    add(town, 1, "踏水镇修路", "改过的正文。", published_at="2018-12-18", source=None, channel="chengdu")
    assert summary.totals(town, summary.of_all(town)) == {
        "articles": 6,
        "channels": 1,
        "sources": 3,
        "revisions": 1,
        "first_published": "2011-01-01",
        "last_published": "2019-03-01T08:00:00+08:00",
    }


def test_an_empty_archive_has_nothing_to_count(empty: Database) -> None:
    whole = summary.of_all(empty)
    assert (whole, whole.months(), whole.districts()) == (Summary(0, {}, {}), [], [])
    assert summary.totals(empty, whole)["first_published"] is None


def test_the_number_of_changes_grows_with_every_change_and_stands_still_without(empty: Database) -> None:
    numbers = [summary.changes_so_far(empty)]
    for body in ("一。", "二。", "二。"):
        articles.store(empty, Article("https://x/1", "yybnet", body=body), now=NOW, crawl_id=None, extractor="1")
        numbers.append(summary.changes_so_far(empty))
    assert numbers[0] < numbers[1] < numbers[2] == numbers[3]
