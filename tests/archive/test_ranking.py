"""Best first: the words in the title, then by how much of the text is about them."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from newscrawl.archive import ranking
from newscrawl.archive.filters import Filters
from newscrawl.archive.query import parse
from tests.archive.town import add, found


def test_best_first_titles_then_what_is_most_about_it(town: Database) -> None:
    assert found(town, "踏水镇", order="rank") == [1, 2, 5, 3, 6]
    assert found(town, "路", order="rank")[:2] == [1, 5]


def test_hits_beyond_those_scored_follow_newest_first(town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "SCORED", 2)
    assert found(town, "踏水镇", order="rank") == [1, 3, 2, 6, 5]
    assert found(town, "踏水镇", order="rank", limit=3) == [1, 3, 2]
    assert found(town, "踏水镇", order="rank", limit=2, offset=2) == [2, 6]


def test_more_occurrences_weigh_more_in_texts_of_one_length(empty: Database) -> None:
    for number, text in enumerate(
        ["踏水镇。石桥镇。养马镇。", "踏水镇。踏水镇。养马镇。", "踏水镇。踏水镇。踏水镇。"], 1
    ):
        add(empty, number, "要闻", text)
    assert ranking.best(empty, parse("踏水镇"), Filters(), limit=9) == [3, 2, 1]


def test_the_same_occurrences_weigh_less_in_a_longer_text(empty: Database) -> None:
    add(empty, 1, "要闻", "踏水镇。" + "石桥镇。" * 400)
    add(empty, 2, "要闻", "踏水镇。" + "石桥镇。" * 40)
    assert ranking.best(empty, parse("踏水镇"), Filters(), limit=9) == [2, 1]


def test_all_words_in_the_title_go_before_any_number_in_the_text(empty: Database) -> None:
    add(empty, 1, "踏水镇的路", "无。" * 300)
    add(empty, 2, "踏水镇", "踏水镇的路。" * 30)
    assert ranking.best(empty, parse("踏水镇 的路"), Filters(), limit=9) == [1, 2]


def test_other_spellings_and_the_source_count_as_they_should(empty: Database) -> None:
    add(empty, 1, "要闻", "ＬＥＤ屏。Led屏。", source="西南商报")
    add(empty, 2, "要闻", "led屏。石桥镇。", source="西南商报西南商报")
    assert ranking.best(empty, parse("led屏 source:西南"), Filters(), limit=9) == [1, 2]


def test_equal_hits_stay_newest_first_and_pages_follow_each_other(empty: Database) -> None:
    for day in (18, 20, 19):
        add(empty, day, "要闻", "踏水镇。", published_at=f"2018-12-{day}")
    query = parse("踏水镇")
    assert ranking.best(empty, query, Filters(), limit=9) == [2, 3, 1]
    assert [ranking.best(empty, query, Filters(), limit=1, offset=n) for n in range(4)] == [[2], [3], [1], []]
    assert ranking.best(empty, query, Filters(until="2018-12-19"), limit=9) == [3, 1]
