"""Time as the archive writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from newscrawl import clock


def test_times_are_utc_whole_seconds_and_sort_as_text() -> None:
    beijing = datetime(2018, 12, 18, 10, 57, 3, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert clock.stamp(beijing) == "2018-12-18T02:57:03Z"
    assert clock.parse("2018-12-18T02:57:03Z") == datetime(2018, 12, 18, 2, 57, 3, tzinfo=UTC)


def test_a_wait_is_never_shortened() -> None:
    assert clock.after("2026-01-01T00:00:00Z", 0.2) == "2026-01-01T00:00:01Z"
    assert clock.after("2026-01-01T00:00:59Z", 2.0) == "2026-01-01T00:01:01Z"


def test_another_clock_can_be_set_and_given_back() -> None:
    clock.set_source(lambda: datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))
    try:
        assert clock.now() == "2030-01-02T03:04:05Z"
    finally:
        clock.set_source(None)
    assert clock.now() != "2030-01-02T03:04:05Z"
