"""Newest first and oldest first: the same order by every way, page after page."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from newscrawl.archive import newest
from newscrawl.archive.filters import Filters
from newscrawl.archive.newest import Position
from newscrawl.archive.search import search
from tests.archive.town import found

WAYS: dict[str, dict[str, float]] = {
    "sort": {"WALK_SHARE": 1, "_WINDOW_COST": 99},
    "window": {"WALK_SHARE": 1, "_WINDOW_COST": 0.01},
    "a window that falls short": {"WALK_SHARE": 1, "_WINDOW_COST": 0.01, "SPARE": 1},
    "walk": {"WALK_SHARE": 100},
    "a walk that falls short": {"WALK_SHARE": 100, "SPARE": 0, "_WINDOW_COST": 0.01, "_COMPARE_COST": 9},
}


def test_newest_first_by_date_then_by_arrival_undated_last(town: Database) -> None:
    assert found(town, "踏水镇", order="newest") == [3, 1, 2, 6, 5]
    assert found(town, "", order="newest") == [3, 1, 2, 6, 5, 4]
    assert found(town, "-大邑", order="newest") == [1, 2, 6, 5, 4]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_the_newest_gives_the_same_order(
    town: Database, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(newest, name, value)
    assert found(town, "踏水镇", order="newest") == [3, 1, 2, 6, 5]
    assert found(town, "踏水", order="newest", limit=2) == [3, 1]
    assert found(town, "踏水镇", order="newest", limit=2, offset=1) == [1, 2]
    assert found(town, "旧", order="newest", limit=2) == [6]
    assert found(town, "踏水", filters=Filters(district="简阳", until="2018"), order="newest", limit=3) == [1, 2, 6]
    after = Position("2018-12-18", 2)
    assert found(town, "踏水", order="newest", after=after) == [6, 5, 4]
    assert found(town, "踏水镇", filters=Filters(since="2011"), order="newest", after=after) == [6]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_the_oldest_gives_the_same_order(
    town: Database, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(newest, name, value)
    assert found(town, "踏水镇", order="oldest") == [6, 2, 1, 3, 5]
    assert found(town, "踏水", order="oldest") == [6, 2, 1, 3, 4, 5]
    assert found(town, "踏水", order="oldest", limit=1) == [6]
    assert found(town, "踏水镇", order="oldest", limit=2, offset=3) == [3, 5]
    assert found(town, "", order="oldest", filters=Filters(district="简阳")) == [6, 2, 1]
    assert found(town, "踏水", order="oldest", after=Position("2018-12-18", 2)) == [1, 3, 4, 5]
    assert found(town, "踏水", order="oldest", after=Position(None, 4)) == [5]


def test_pages_go_on_after_a_position(town: Database) -> None:
    seen: list[int] = []
    after: Position | None = None
    for _ in range(6):
        (hit,) = search(town, "踏", limit=1, after=after).hits
        seen.append(hit.id)
        after = Position(hit.published_at, hit.id)
    assert seen == [3, 1, 2, 6, 5, 4]
    assert search(town, "踏", after=after).hits == []
