"""No new articles for unusually long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

EXPECTED_MEANWHILE = 20.0  # articles that the silence should have brought: chance would be exp(-20)
LONGER = 2.0  # … and it is so many times the longest silence ever
LEAST_NEWS = 5  # runs with news, below which nothing is said
_DAY = 86_400.0


def judge_silence(at: datetime, new: int, past: Sequence[tuple[datetime, int]]) -> str | None:
    """A sentence, if this run found nothing new for longer than the history allows.

    `past` gives when each earlier run was and how many articles it discovered, newest first. The first run of all
    is left out: it discovers what had gathered over years.
    """
    earlier = list(past)[:-1]
    news = [moment for moment, count in earlier if count]
    if new or len(news) < LEAST_NEWS:
        return None
    since = news[0]
    days_before = (since - past[-1][0]).total_seconds() / _DAY
    days = (at - since).total_seconds() / _DAY
    if days_before <= 0:
        return None
    rate = sum(count for _, count in earlier) / days_before
    longest = max((a - b).total_seconds() / _DAY for a, b in zip(news, [*news[1:], past[-1][0]], strict=True))
    if rate * days < EXPECTED_MEANWHILE or days < LONGER * longest:
        return None
    return (
        f"no new article for {_days(days)}; before there were {rate:.1f} a day, and never {_days(longest)} without one."
        if longest >= 2
        else f"no new article for {_days(days)}; before there were {rate:.1f} a day."
    )


def _days(days: float) -> str:
    return f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"
