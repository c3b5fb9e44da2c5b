"""Date and source where a page of an unknown site prints no source line: its own metadata, then lone lines.

Used by the general method only; what it finds is recorded as a problem, for it is weaker than a source line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.extract.dates import find_dates, machine_date
from newscrawl.extract.sourceline import classify, label_pattern
from newscrawl.extract.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.page import Page

_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_time",
    "publishtime",
    "published_time",
    "weibo:article:create_at",
    "apub:time",
    "dc.date.issued",
    "dc.date",
    "firstpublishedtime",
    "_pubtime",
)
_SOURCE_NAMES = ("source", "mediaid", "article:source", "contentsource")
_MAX_SOURCE = 20  # characters of a source taken from metadata
_WINDOW = 80  # blocks below the headline among which a lone date is looked for
_TAIL = 12  # blocks at the end of the text and below it among which a lone source is looked for
_MAX_SOURCE_LINE = 60  # characters of a block that names the source below the text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value, the text it was read from, and where that stands."""

    value: str
    text: str
    where: str


def find_date(page: Page) -> Evidence | None:
    """The date of publication: from metadata, else the first line below the headline that is only a date."""
    zone = page.site.timezone
    for text in _machine_dates(page):
        value = machine_date(text, zone)
        if value:
            return Evidence(value, text, "the document's metadata")
    blocks = page.outline.blocks
    for block in blocks[page.start : page.start + _WINDOW]:
        if classify(block.text, page.site) == "time":
            for printed in find_dates(block.text, zone):
                if printed.value and (printed.has_time or len(block.text) < _MAX_SOURCE):
                    return Evidence(printed.value, block.text, "a line away from the headline")
    return None


def _machine_dates(page: Page) -> Iterator[str]:
    yield from (page.meta.linked_data[key] for key in ("datePublished", "pubDate") if key in page.meta.linked_data)
    yield from (page.meta.named[name] for name in _DATE_NAMES if name in page.meta.named)
    for element in page.root.iter("time"):
        if element.get("datetime"):
            yield str(element.get("datetime"))
            return


def find_source(page: Page, last: int) -> Evidence | None:
    """The source: a labelled line at the end of the text (`last` is its last block), else metadata."""
    label = label_pattern(page.site.source_labels)
    blocks = page.outline.blocks
    for block in blocks[max(page.start, last - _TAIL // 4) : last + _TAIL]:
        flat = plain(block.text)
        if len(flat) <= _MAX_SOURCE_LINE and label.search(flat) and "。" not in flat:
            return Evidence("", block.text, "a line below the text")
    for name in _SOURCE_NAMES:
        value = page.meta.named.get(name, "")
        labelled = label.match(plain(value))
        named = value[labelled.end() :] if labelled else value
        if 1 < len(named.strip()) <= _MAX_SOURCE and not named.isascii():
            return Evidence(named.strip(), value, "the document's metadata")
    return None
