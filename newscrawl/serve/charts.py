"""Counts as the charts want them: rows of plain values, each with the address of its articles. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from newscrawl.archive.filters import NO_DISTRICT
from newscrawl.archive.summary import Summary
from newscrawl.serve.request import search_url

DISTRICTS = 30
MONTHS = 120
FACETS = 20
LONGEST = 1_200  # months of a row; one wrong date must not make it endless

Parameters = Mapping[str, str]
Place = tuple[str | None, str | None]


def heat_map(summary: Summary, parameters: Parameters, words: Mapping[str, str]) -> dict[str, Any]:
    """The DISTRICTS with most articles over the last MONTHS; `whole` is false where some are left out.

    `places` have `place`, `count` and `url`; a cell is [month, index of its place, count], and its address that of the
    place with `since` and `until` of the month: there may be thousands.
    """
    everywhere = summary.districts()
    months = sorted({cell.month for cell in summary.cells if cell.month})
    since = months[-MONTHS] if len(months) > MONTHS else ""
    index = {place: number for number, (place, _) in enumerate(everywhere[:DISTRICTS])}
    cells = [
        [cell.month, index[cell.city, cell.district], count]
        for cell, count in summary.cells.items()
        if cell.month and cell.month >= since and (cell.city, cell.district) in index
    ]
    places = _places(summary, parameters, words, DISTRICTS)
    return {"cells": cells, "places": places, "whole": len(everywhere) <= DISTRICTS and not since}


def months(summary: Summary, parameters: Parameters) -> list[dict[str, Any]]:
    """One row a month from the first to the last, months without articles included."""
    counts = dict(summary.months())
    return [
        {"month": month, "count": counts.get(month, 0), "url": _narrowed(parameters, None, None, month)}
        for month in _every_month(counts)
    ]


def sources(summary: Summary, parameters: Parameters) -> list[dict[str, Any]]:
    """The sources with most articles."""
    return [
        {"source": source, "count": count, "url": search_url(**{**parameters, "source": source})}
        for source, count in summary.top_sources(FACETS)
    ]


def districts(summary: Summary, parameters: Parameters, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """The places with most articles."""
    return _places(summary, parameters, words, FACETS)


def as_json(value: object) -> str:
    """JSON that may stand inside a script element, whatever the texts in it say."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _places(summary: Summary, parameters: Parameters, words: Mapping[str, str], limit: int) -> list[dict[str, Any]]:
    label = _labels(summary, words)
    return [
        {"place": label[city, district], "count": count, "url": _narrowed(parameters, city, district, None)}
        for (city, district), count in summary.districts()[:limit]
    ]


def _narrowed(parameters: Parameters, city: str | None, district: str | None, month: str | None) -> str:
    """The same search for one place, one month, or both."""
    place = {"city": city, "district": district or NO_DISTRICT} if city or district else {}
    time = {"since": month, "until": month} if month else {}
    return search_url(**{**parameters, **{k: v for k, v in (place | time).items() if v}})


def _labels(summary: Summary, words: Mapping[str, str]) -> dict[Place, str]:
    """What each place is called: by its district alone where all are of one city."""
    places = [place for place, _ in summary.districts()]
    one_city = len({city for city, _ in places if city}) < 2
    return {
        (city, district): (district if one_city or not city else f"{city} {district}")
        if district
        else (f"{city}{words['city_channel']}" if city else "—")
        for city, district in places
    }


def _every_month(counts: Mapping[str, int]) -> list[str]:
    """Months from the earliest to the latest; a date that is none does not stretch the row."""
    known = sorted(month for month in counts if month[4:5] == "-" and month[5:].isdecimal())
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    first = max(first, last - LONGEST)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
