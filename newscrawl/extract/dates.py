"""Printed dates, matched strictly: what is not unambiguous is no date.

Full-width digits and signs are read like their half-width forms. A date that no calendar has is found, but has
no value: the reader of the match can tell "none printed" from "an impossible one printed".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dateutil import tz
from dateutil.parser import isoparse

from newscrawl.extract.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_CLOCK = (
    r"(?P<gap>[\sT,|]*(?:[(\[]?(?:星期|周|週)[一二三四五六日天][)\]]?)?\s*)(?P<half>上午|下午|晚上|凌晨|早上|中午)?\s*"
    r"(?P<hour>\d{1,2})\s?(?::\s?(?P<minute>\d{1,2})(?::\s?(?P<second>\d{1,2})(?:\.\d{1,9})?)?"
    r"|[时時点點]\s?(?P<minute_cn>\d{1,2})\s?分?(?:\s?(?P<second_cn>\d{1,2})\s?秒)?)"
    r"(?P<offset>\s?(?:Z|[+-]\d{2}:?\d{2})(?!\d))?(?!\d)"
)
_DATE = re.compile(
    r"(?<![\d./-])(?P<year>\d{4})"
    r"(?:\s?(?P<sign>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sign)\s?(?P<day>\d{2}(?=\d{2}:\d{2})|\d{1,2}(?!\d))"
    r"|\s?年\s?(?P<month_cn>\d{1,2})\s?月\s?(?P<day_cn>\d{1,2})\s?[日号號])"
    rf"(?:{_CLOCK})?"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_SHORT = 160  # characters of a text whose dates are remembered
_NOON_ENDS = 4  # 中午1:20 is after twelve, 中午11:50 is before
_YEARS = range(1949, 2100)

RELATIVE = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十半几]{1,3})\s?(?:秒钟?|分钟?|个?小时|天|日|周|个?星期|个?月|年)[以之]?前|刚刚|"
    r"(?:今天|昨天|前天|今日|昨日)(?:\s?\d{1,2}:\d{2})?(?=\s|$)"
)


@dataclass(frozen=True)
class PrintedDate:
    """A date in a text, from `start` to `end`."""

    start: int
    end: int
    text: str
    _match: re.Match[str] = field(repr=False)
    _timezone: str

    @cached_property
    def value(self) -> str | None:
        """ISO 8601 as in the archive, null where impossible; made when first asked for, for most are only seen."""
        return _value(self._match, self._timezone)

    @property
    def has_time(self) -> bool:
        return self.value is not None and "T" in self.value


def find_dates(text: str, timezone: str = "Asia/Shanghai") -> Iterator[PrintedDate]:
    """Every date printed in a text, in order. Times without an offset are the time of `timezone`.

    >>> [found.value for found in find_dates("2018年12月18日 10:57, 2018-02-30")]
    ['2018-12-18T10:57:00+08:00', None]
    """
    return iter(_found_before(text, timezone)) if len(text) <= _SHORT else _found(text, timezone)


def _found(text: str, timezone: str) -> Iterator[PrintedDate]:
    for match in _DATE.finditer(plain(text)):
        yield PrintedDate(match.start(), match.end(), text[match.start() : match.end()], match, timezone)


@lru_cache(maxsize=512)
def _found_before(text: str, timezone: str) -> tuple[PrintedDate, ...]:
    """Remembered, for every stage asks about the same few lines."""
    return tuple(_found(text, timezone))


def first_date(text: str, timezone: str = "Asia/Shanghai") -> PrintedDate | None:
    """The first date printed in a text; one with a time of day goes before one without."""
    found = list(find_dates(text, timezone))
    return next((printed for printed in found if printed.has_time), found[0] if found else None)


def machine_date(text: str, timezone: str = "Asia/Shanghai") -> str | None:
    """The value of an attribute meant for machines (`2018-12-18T10:57:00Z`), or None where it is none."""
    text = text.strip()
    if not _ISO.fullmatch(text):
        printed = first_date(text, timezone)
        return printed.value if printed else None
    try:
        moment = isoparse(text.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return _iso(moment, timezone) if len(text) > len("2018-12-18") else moment.date().isoformat()


def _value(match: re.Match[str], timezone: str) -> str | None:
    year = int(match["year"])
    month, day = int(match["month"] or match["month_cn"]), int(match["day"] or match["day_cn"])
    try:
        if year not in _YEARS:
            return None
        if match["hour"] is None:
            return date(year, month, day).isoformat()
        minute, second = match["minute"] or match["minute_cn"], match["second"] or match["second_cn"] or "0"
        moment = datetime(year, month, day, _hour(match), int(minute), int(second))
    except ValueError:
        return None
    offset = (match["offset"] or "").strip()
    return _iso(moment.replace(tzinfo=_fixed(offset)) if offset else moment, timezone)


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"])
    if match["half"] == "中午":
        return hour + 12 if hour < _NOON_ENDS else hour
    return hour + 12 if match["half"] in ("下午", "晚上") and hour < 12 else hour


def _fixed(offset: str) -> tzinfo:
    if offset == "Z":
        return tz.UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return tz.tzoffset(None, timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def _iso(moment: datetime, timezone: str) -> str:
    """With seconds and offset; a moment without an offset is local time of the site."""
    zone = _zone(timezone)
    local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    return local.replace(microsecond=0).isoformat()


@lru_cache
def _zone(timezone: str) -> tzinfo | None:
    return tz.gettz(timezone)
