"""Channels that fall silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newscrawl.health.silence import judge_silence

END = datetime(2019, 3, 1, tzinfo=UTC)


def history(per_run: list[int], hours: int = 24) -> list[tuple[datetime, int]]:
    """Runs before END, newest first, each so many hours before the next."""
    return [(END - timedelta(hours=hours * (at + 1)), count) for at, count in enumerate(per_run)]


def test_a_busy_channel_is_missed_soon() -> None:
    assert judge_silence(END, 0, history([0, *[5] * 30, 900])) is None
    assert judge_silence(END, 0, history([0] * 5 + [5] * 30 + [900])) == (
        "no new article for 6 days; before there were 5.0 a day."
    )


def test_a_slow_channel_is_given_time() -> None:
    weekly = [1, 0, 0, 0, 0, 0, 0] * 12
    assert judge_silence(END, 0, history([0] * 14 + weekly + [300])) is None
    sentence = judge_silence(END, 0, history([0] * 150 + weekly + [300]))
    assert sentence is not None
    assert sentence.startswith("no new article for 151 days; before there were 0.1 a day, and never 7 days without")


def test_news_ends_the_silence() -> None:
    assert judge_silence(END, 1, history([0] * 10 + [5] * 30 + [900])) is None


def test_a_young_channel_is_not_judged() -> None:
    assert judge_silence(END, 0, []) is None
    assert judge_silence(END, 0, history([900])) is None
    assert judge_silence(END, 0, history([0] * 30 + [5] * 4 + [900])) is None
