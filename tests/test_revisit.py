from __future__ import annotations

import pytest

from newscrawl.revisit import next_look


@pytest.mark.parametrize(
    ("published", "archived", "now", "expected"),
    [
        ("2018-12-18T10:57:00+08:00", "2018-12-18T04:00:00Z", "2018-12-18T04:00:00Z", "2018-12-19T02:57:00Z"),
        ("2018-12-18T10:57:00+08:00", "2018-12-18T04:00:00Z", "2018-12-19T02:57:00Z", "2018-12-25T02:57:00Z"),
        ("2018-12-18T10:57:00+08:00", "2018-12-18T04:00:00Z", "2018-12-25T02:57:00Z", None),
        ("2018-12-18", "2018-12-18T04:00:00Z", "2018-12-18T04:00:00Z", "2018-12-18T16:00:00Z"),
        ("2009-01-01T00:00:00+08:00", "2018-12-18T04:00:00Z", "2018-12-18T04:00:00Z", None),
        (None, "2018-12-18T04:00:00Z", "2018-12-18T04:00:00Z", "2018-12-19T04:00:00Z"),
    ],
)
def test_a_day_and_a_week_after_it_was_published(
    published: str | None, archived: str, now: str, expected: str | None
) -> None:
    assert next_look(published, archived_at=archived, now=now) == expected


def test_the_ages_are_chosen_freely() -> None:
    moment = "2018-12-18T04:00:00Z"
    assert next_look(None, archived_at=moment, now=moment, days=()) is None
    assert next_look(None, archived_at=moment, now=moment, days=(30, 0.5)) == "2018-12-18T16:00:00Z"
