"""The other prints of an article's text, from whichever of them one comes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlite_utils import Database

from newscrawl.archive import articles, stories
from tests.archive.town import add


@pytest.fixture
def story(empty: Database) -> Database:
    """A text printed four times, 2 the first of them archived, and a text of its own."""
    for number, day in enumerate([None, "2018-12-18", "2018-12-16", None, "2018-12-20"], start=1):
        add(empty, number, f"第{number}篇", f"第{number}段正文。", published_at=day, source=f"报{number}")
    empty.execute("UPDATE articles SET duplicate_of = 2 WHERE id IN (3, 4, 5)")
    return empty


def other_prints(db: Database, number: int, **options: Any) -> list[int]:
    article = articles.get(db, number)
    assert article is not None
    return [row["id"] for row in stories.other_prints(db, article, **options)]


@pytest.mark.parametrize(
    ("number", "others"), [(2, [3, 5, 4]), (3, [2, 5, 4]), (4, [3, 2, 5]), (5, [3, 2, 4]), (1, [])]
)
def test_the_others_come_earliest_printed_first_undated_last(story: Database, number: int, others: list[int]) -> None:
    assert other_prints(story, number) == others


def test_no_more_than_asked_for(story: Database) -> None:
    assert other_prints(story, 2, limit=2) == [3, 5]


def test_a_print_tells_who_printed_it_and_when(story: Database) -> None:
    article = articles.get(story, 2)
    assert article is not None
    (first, *_) = stories.other_prints(story, article)
    assert first == {
        "id": 3,
        "title": "第3篇",
        "source": "报3",
        "published_at": "2018-12-16",
        "city": None,
        "district": None,
    }
