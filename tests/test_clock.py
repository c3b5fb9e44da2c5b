from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from newscrawl import clock


@pytest.fixture
def noon() -> Iterator[datetime]:
    moment = datetime(2026, 11, 23, 12, 0, 0, 999_999, tzinfo=UTC)
    clock.set_source(lambda: moment)
    yield moment
    clock.set_source(None)


def test_now_is_utc_in_whole_seconds(noon: datetime) -> None:
    assert clock.now() == "2026-11-23T12:00:00Z"


def test_other_zones_are_brought_to_utc() -> None:
    shanghai = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    assert clock.stamp(shanghai) == "2026-11-23T00:00:00Z"


def test_a_stamp_is_read_back() -> None:
    assert clock.stamp(clock.parse("2026-11-23T01:05:50Z")) == "2026-11-23T01:05:50Z"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "2026-11-23T23:59:59Z"),
        (1, "2026-11-24T00:00:00Z"),
        (0.2, "2026-11-24T00:00:00Z"),
        (86_400, "2026-11-24T23:59:59Z"),
    ],
)
def test_after_rounds_up(seconds: float, expected: str) -> None:
    assert clock.after("2026-11-23T23:59:59Z", seconds) == expected


def test_stamps_sort_as_text() -> None:
    stamps = [clock.after("2026-12-31T23:59:58Z", seconds) for seconds in range(4)]
    assert stamps == sorted(stamps)


def test_the_real_clock_comes_back() -> None:
    clock.set_source(lambda: datetime(2000, 1, 1, tzinfo=UTC))
    clock.set_source(None)
    assert clock.now() > "2026"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T01:05:50",
        "2026-11-23T01:05:50+00:00",
        "2026-W47-1T01:05:50Z",
        "2026-11-23 01:05:50Z",
        "2026-02-30T00:00:00Z",
        "2026-11-23T24:00:01Z",
        "２０26-11-23T01:05:50Z",
    ],
)
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        clock.parse(text)
