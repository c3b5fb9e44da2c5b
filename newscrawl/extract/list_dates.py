"""The date of each article of a listing: as printed beside its link, else the month in its address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Link, LinkMap
    from newscrawl.sites.profile import SiteProfile

_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_SHORT = re.compile(r"(?<![\d:.-])(\d{1,2})\s*[-/月]\s*(\d{1,2})(?![\d:])")
_MONTH = re.compile(r"((?:19|20)\d\d)[-/]?(\d\d)")
_REST = 16  # characters beside a date that may be its label (来源:西南商报); with more, or a comma, it is a sentence
_REST_OF_SHORT = 8  # the same beside a date without a year (时间: 12-20 08:15)
_SENTENCE = re.compile(r"[,。、;!?…“”]")
_NEAR = 3  # lines between a date above the list and the list's first row


@dataclass(slots=True)
class _Event:
    """An article link (`url`, empty where it is not the list's own) or a printed date (`text`), on a line."""

    line: int
    url: str | None = None
    text: str = ""


def read_dates(page: LinkMap, links: list[Link], articles: list[str]) -> list[str | None]:
    """For each of `articles` `2018-12-18`, or only `2018-12` from its address, or null.

    `links` are the chosen links to them. A date without a year (12-18) counts where its month is that of the
    address. Dates stand on the row's line, else below each row, else above a group of rows.
    """
    events = _events(page, {id(link) for link in links})
    printed: dict[str, str] = {}
    for start, end in _lines(events):
        _date_line(events[start:end], printed, page.site)
    _date_below_or_above(events, printed, page.site)
    return [printed.get(url) or month_of(page.site, url) for url in articles]


def month_of(site: SiteProfile, url: str) -> str | None:
    """The month in an article's address as `2018-12`, or None where it carries none."""
    article = site.article_path.fullmatch(urlsplit(url).path)
    month = _MONTH.match((article.groupdict().get("yyyymm") or "") if article else "")
    return f"{month[1]}-{month[2]}" if month and 1 <= int(month[2]) <= 12 else None


def _events(page: LinkMap, chosen: set[int]) -> list[_Event]:
    """Article links and printed dates in reading order."""
    events: list[_Event] = []
    for index, line in enumerate(page.lines):
        found = [
            (link.node, _Event(index, url=str(link.url) if id(link) in chosen else ""))
            for link in map(page.links.__getitem__, line.links)
            if link.kind == "article"
        ]
        for piece in map(page.pieces.__getitem__, line.pieces):
            text = unicodedata.normalize("NFKC", piece.text)
            if _is_date(text, in_link=piece.link is not None):
                found.append((piece.node, _Event(index, text=text)))
        events += [event for _, event in sorted(found, key=lambda pair: pair[0])]
    return events


def _is_date(text: str, *, in_link: bool) -> bool:
    """True for a date with its label; inside a link only for a date alone, since headlines hold dates and numbers."""
    match = _FULL.search(text) or _SHORT.search(text)
    if not match or _SENTENCE.search(text):
        return False
    rest = len(text) - len(match[0])
    return rest <= (_REST_OF_SHORT if in_link or match.re is _SHORT else _REST)


def _lines(events: list[_Event]) -> list[tuple[int, int]]:
    """Where each line's events begin and end."""
    starts = [i for i, event in enumerate(events) if i == 0 or event.line != events[i - 1].line]
    return list(pairwise([*starts, len(events)]))


def _date_line(events: list[_Event], printed: dict[str, str], site: SiteProfile) -> None:
    """Dates on the line of a link belong to the link before them; on a line that begins with one, to the next."""
    if all(event.url is None for event in events):
        return
    ordered = events if events[0].url is not None else events[::-1]
    current = ""
    for event in ordered:
        if event.url is not None:
            current = event.url
        else:
            _keep(printed, site, current, event.text)


def _date_below_or_above(events: list[_Event], printed: dict[str, str], site: SiteProfile) -> None:
    """Dates on lines of their own, for the articles that have none yet."""
    linked = {event.line for event in events if event.url is not None}
    above = _stand_above(events, linked)
    current = text = ""
    for event in events:
        if event.url is not None:
            current = event.url
            if above:
                _keep(printed, site, current, text)
        elif event.line not in linked:
            text = event.text
            if not above:
                _keep(printed, site, current, text)


def _stand_above(events: list[_Event], linked: set[int]) -> bool:
    """True where a date stands right above the first row, and none right below the last."""
    rows = [i for i, event in enumerate(events) if event.url]
    if not rows or rows[0] == 0 or events[rows[0] - 1].line in linked:
        return False
    return events[rows[0]].line - events[rows[0] - 1].line <= _NEAR and not _dated_below(events, rows[-1])


def _dated_below(events: list[_Event], last: int) -> bool:
    following = events[last + 1] if last + 1 < len(events) else None
    return following is not None and following.url is None and following.line - events[last].line <= _NEAR


def _keep(printed: dict[str, str], site: SiteProfile, url: str, text: str) -> None:
    """Note the date in `text` for an article that has none yet, where it is a possible one."""
    if not url or url in printed:
        return
    month = month_of(site, url)
    full, short = _FULL.search(text), _SHORT.search(text)
    if full:
        parts = (int(full[1]), int(full[2]), int(full[3]))
    elif short and month and int(short[1]) == int(month[5:]):
        parts = (int(month[:4]), int(short[1]), int(short[2]))
    else:
        return
    try:
        printed[url] = date(*parts).isoformat()
    except ValueError:
        return
