"""When an article is worth another look: corrections come in its first days, or never. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from newscrawl import clock

DAYS = (1.0, 7.0)


def next_look(published_at: str | None, *, archived_at: str, now: str, days: Sequence[float] = DAYS) -> str | None:
    """The next moment at which an article has one of these ages in days; None where it is older than all of them.

    Its age counts from when it was published, so that old articles are not fetched again when a channel is first
    crawled; where no date is printed, from when it was archived. Times are UTC, ISO 8601 with `Z`, but for
    `published_at`, which is as in the archive.
    """
    born = _published(published_at) or clock.parse(archived_at)
    moments = [clock.stamp(born + timedelta(days=age)) for age in sorted(days)]
    return next((moment for moment in moments if moment > now), None)


def _published(text: str | None) -> datetime | None:
    """A date alone counts from its beginning in China."""
    if not text:
        return None
    return datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00+08:00")
