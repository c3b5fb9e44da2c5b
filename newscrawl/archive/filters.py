"""`Filters`: the part of a request that names a place, a source and days; shared by search, export and serve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from newscrawl.errors import UsageError

NO_DISTRICT = "-"
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# Sorts after every character a timestamp may hold, so that `published_at < '2019-03~'` takes in all of March.
_AFTER_ALL = "~"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are asked for; a field that is None asks for nothing.

    city      成都市 or 成都
    district  简阳, 简阳市 or 简阳新闻; - for articles of no district, a city's own channel
    channel   slug, `chengdu/jianyang`
    source    as printed, 西南商报, whole
    since, until  `2018`, `2018-12` or `2018-12-18`, both inclusive; articles without a date are then left out

    Raises UsageError for a date that is none.
    """

    city: str | None = None
    district: str | None = None
    channel: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            _check_day(name, getattr(self, name))

    def values(self) -> dict[str, tuple[str, ...]]:
        """The exact values each column may have: `{"district": ("简阳市", "简阳")}`; only columns asked for."""
        found = {
            "city": _spellings_of_city(self.city),
            "district": _spellings_of_district(self.district),
            "channel": (self.channel.strip("/"),) if self.channel else (),
            "source": (self.source,) if self.source else (),
        }
        return {column: values for column, values in found.items() if values}

    def where(self, table: str = "articles") -> tuple[str, list[str]]:
        """A condition on `table` (or its alias) and its parameters in order: `("1", [])` where nothing is asked."""
        conditions: list[str] = []
        parameters: list[str] = []
        for column, values in self.values().items():
            conditions.append(f"{table}.{column} IN ({', '.join('?' * len(values))})")
            parameters += values
        if self.district == NO_DISTRICT:
            conditions.append(f"{table}.district IS NULL")
        if self.since:
            conditions.append(f"{table}.published_at >= ?")
            parameters.append(self.since)
        if self.until:
            conditions.append(f"{table}.published_at < ?")
            parameters.append(self.until + _AFTER_ALL)
        return " AND ".join(conditions) or "1", parameters


def _check_day(name: str, value: str | None) -> None:
    if value is None:
        return
    match = _DAY.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise UsageError(
            f"'{value}' is no date for --{name}: write a year, a month or a day, such as 2018, 2018-12 or 2018-12-18."
        ) from None


def _spellings_of_city(name: str | None) -> tuple[str, ...]:
    if not name:
        return ()
    return (name,) if name.endswith("市") else (name, f"{name}市")


def _spellings_of_district(name: str | None) -> tuple[str, ...]:
    if not name or name == NO_DISTRICT:
        return ()
    bare = name.removesuffix("新闻")
    short = bare[:-1] if len(bare) > 2 and bare[-1] in "市县区" else bare
    return tuple(dict.fromkeys((bare, short)))
