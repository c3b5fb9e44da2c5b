"""The one place that asks what time it is: UTC, whole seconds, ISO 8601 with `Z`, sortable as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - a variable that tests replace


def set_source(source: Callable[[], datetime] | None) -> None:
    """Make `now` read another clock (simulated days in tests); None gives the real one back."""
    global _source
    _source = source or (lambda: datetime.now(UTC))


def now() -> str:
    """The present: `2026-11-23T01:05:50Z`."""
    return stamp(_source())


def stamp(moment: datetime) -> str:
    """An aware datetime as the archive writes it."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def parse(text: str) -> datetime:
    """The archive's own timestamp back as an aware datetime; raises ValueError for any other text."""
    if not _STAMP.fullmatch(text):
        raise ValueError(f"{text!r} is no time like 2026-11-23T01:05:50Z")
    return datetime.fromisoformat(text)  # a tenth of the time that strptime takes


def after(start: str, seconds: float) -> str:
    """The moment `seconds` after `start`, rounded up to a whole second."""
    moment = parse(start) + timedelta(seconds=seconds)
    return stamp(moment + timedelta(seconds=1) if moment.microsecond else moment)
