"""Bytes of an article page to landmarks and working material: `open_page`, the first step of every extraction.

Landmarks first: headline, breadcrumb and source line are cut from the intact page, before anything is judged
to be junk. The stages (`newscrawl.extract.STAGES`) then fill the record from `Page`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl.errors import NotAnArticle
from newscrawl.extract import junk
from newscrawl.extract.blocks import Outline, read_outline
from newscrawl.extract.breadcrumb import Breadcrumb, find_breadcrumb
from newscrawl.extract.decode import decode
from newscrawl.extract.headline import Headline, Headlines
from newscrawl.extract.meta import Meta, read_meta
from newscrawl.extract.place import Place, find_place
from newscrawl.extract.sourceline import SourceLine, classify, find_source_line
from newscrawl.extract.text import fold
from newscrawl.extract.tree import parse
from newscrawl.items import Article

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newscrawl.sites.profile import SiteProfile

_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "compressed data",
    b"RIFF": "a media file",
    b"\x00\x00\x00\x18ftyp": "a video",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an Office document",
}
_TAG = re.compile(r"<[a-zA-Z!/?]")  # without any, the page is plain text, whose line breaks show
_SOURCE_WINDOW = 8  # blocks below a headline among which the source line begins
_ABOVE_WINDOW = 4  # blocks above a headline, for layouts that print the source line there
_FREE_WINDOW = 60  # blocks below the breadcrumb that are searched where the headline is not printed
_ENOUGH = 5  # weight of a source line that needs no headline: a label, and a date or an address
_ENOUGH_BELOW_BREADCRUMB = 3  # the same below a breadcrumb: a label, or a date and an address
_ENOUGH_HEADINGS = 3  # junk headings of the site that tell a page as the site's own
_MAX_HEADLINES = 6  # places that print the headline, each tried as the one above the source line


@dataclass(slots=True)
class Page:
    """The working material of the stages.

    start       the first block that can be the body; `anchor` a block of the landmarks above it
    paragraphs  the body's, set by `boilerplate`, thinned by `byline`
    last        the last block of the article, set by `boilerplate`
    general     true where the site's landmarks are absent and the general method is used
    """

    url: str
    base: str
    site: SiteProfile
    root: _Element
    outline: Outline
    meta: Meta
    headline: Headline | None
    breadcrumb: Breadcrumb | None
    source_line: SourceLine | None
    start: int = 0
    anchor: int = 0
    general: bool = False
    last: int = 0
    paragraphs: list[str] = field(default_factory=list)

    @property
    def title_key(self) -> str:
        return self.headline.key if self.headline else ""


def open_page(body: bytes, *, url: str, content_type: str | None, site: SiteProfile) -> Article:
    """Read a page once and cut its landmarks: title, city, district, channel, source line.

    `url` is the page's address (may be empty where it is unknown), `content_type` the HTTP header or None.
    Raises NotAnArticle where the bytes are no page, or a page without any text.
    """
    _refuse_binary(body)
    text = decode(body, content_type)
    root = parse(text if _TAG.search(text) else f"<pre>{escape(text)}</pre>")
    outline = read_outline(root)
    if not outline.blocks and not outline.pictures:
        outline = read_outline(root, unhide=True)
    if not outline.blocks and not outline.pictures:
        raise NotAnArticle("The page shows no text.")
    page = _cut_landmarks(root, outline, url, site)
    place = find_place(page.root, page.breadcrumb, url, site)
    return _article(page, place)


def unhidden(page: Page) -> Page:
    """The same page read again, with what its styles hide."""
    return _cut_landmarks(page.root, read_outline(page.root, unhide=True), page.url, page.site)


def _article(page: Page, place: Place) -> Article:
    return Article(
        url=page.url,
        site=page.site.name,
        city=place.city,
        district=place.district,
        channel=place.channel,
        title=page.headline.text if page.headline else None,
        source_line=page.source_line.text if page.source_line and page.source_line.parts else None,
        page=page,
    )


def _refuse_binary(body: bytes) -> None:
    if not body.strip():
        raise NotAnArticle("The page is empty.")
    for magic, what in _MAGIC.items():
        if body.startswith(magic):
            raise NotAnArticle(f"The bytes are {what}, no web page.")
    head = body[:2000]
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")) and b"<" not in head and head.count(0) > len(head) // 20:
        raise NotAnArticle("The bytes are no text.")


def _cut_landmarks(root: _Element, outline: Outline, url: str, site: SiteProfile) -> Page:
    meta = read_meta(root)
    blocks = outline.blocks
    crumbs = find_breadcrumb(blocks, site)
    names = {fold(name) for name in crumbs.places} if crumbs else set()
    below = crumbs.end if crumbs else 0
    page = Page(url, urljoin(url, meta.base), site, root, outline, meta, None, crumbs, None)
    _find_headline(page, Headlines(blocks, site, names, below), below)
    _find_start(page, below)
    return page


def _find_headline(page: Page, headlines: Headlines, below: int) -> None:
    """Headline and source line, each of which helps to find the other."""
    witnesses = [page.meta.title, page.meta.named.get("og:title", "")]
    page.headline = headlines.confirmed(witnesses) or headlines.confirmed(_commented(page))
    if page.headline:
        page.source_line = _beside_headline(page, below)
        return
    told = headlines.told(witnesses)
    page.source_line = _free_source_line(page, below)
    if page.source_line:
        page.headline = headlines.above(page.source_line.start, told)
    if page.source_line is None:
        page.headline = headlines.loudest(told) or headlines.below()
        page.source_line = _beside_headline(page, below)


def _commented(page: Page) -> list[str]:
    """The headline as the comment heading repeats it: 评论:(…)."""
    found = (junk.commented_title(block.text, page.site) for block in page.outline.blocks)
    return [title for title in found if title][:1]


def _beside_headline(page: Page, below: int) -> SourceLine | None:
    """The source line beside the headline; where several places print the headline, the best one."""
    blocks, site = page.outline.blocks, page.site
    found: list[SourceLine] = []
    for start, end in (page.headline.at if page.headline else [])[:_MAX_HEADLINES]:
        stop = _stop_of_window(page, end)
        for first, last in ((end, stop), (max(below, start - _ABOVE_WINDOW), start)):
            line = find_source_line(blocks, site, first, last, page.title_key)
            if line and line.weight:
                found.append(line)
    return max(found, key=lambda line: line.weight, default=None)


def _stop_of_window(page: Page, start: int) -> int:
    """The source line begins before the text does: before a sentence, a junk heading, the headline again."""
    blocks = page.outline.blocks
    stop = min(start + _SOURCE_WINDOW, len(blocks))
    for index in range(start, stop):
        text = blocks[index].text
        if "。" in text or len(text) > 140 or fold(text) == page.title_key:
            return index
        if junk.is_end_heading(blocks[index], page.site, page.title_key):
            return index
    return stop


def _free_source_line(page: Page, below: int) -> SourceLine | None:
    """Where no block is known as the headline: the first line that can be nothing else."""
    blocks, site = page.outline.blocks, page.site
    stop = min(below + _FREE_WINDOW, len(blocks)) if page.breadcrumb else len(blocks)
    needed = _ENOUGH_BELOW_BREADCRUMB if page.breadcrumb else _ENOUGH
    for index in range(below, stop):
        if classify(blocks[index].text, site) in ("source", "time"):
            line = find_source_line(blocks, site, index, index + 1, page.title_key)
            if line and line.weight >= needed:
                return line
    return None


def _find_start(page: Page, below: int) -> None:
    """Set `start` below headline, source line and repeated headline, and `anchor` on one of them."""
    places = page.headline.at if page.headline else []
    line = page.source_line
    if line:
        above = [end for start, end in places if start <= line.start]
        page.anchor, page.start = line.start, max(line.end, max(above, default=0))
    elif places:
        page.anchor, page.start = places[0][0], places[0][1]
    elif page.breadcrumb:
        page.anchor, page.start = below - 1, below
    page.start = _past_repeats(page, page.start)
    page.general = not _has_landmarks(page)


def _has_landmarks(page: Page) -> bool:
    """True where the page is one of the site's, and its landmarks are there to go by.

    Its own address or the site's name in breadcrumb or `<title>` make it one; so does a junk heading of the site,
    or its address in the source line.
    """
    site, line = page.site, page.source_line
    if page.breadcrumb and fold(page.breadcrumb.names[0]) == fold(site.title):
        return True
    marked = page.breadcrumb is not None or (line is not None and line.labelled)
    if (page.url and site.owns(page.url)) or fold(site.title) in fold(page.meta.title):
        return marked
    if line and line.own:
        return True
    headings = sum(junk.is_end_heading(block, site, page.title_key) for block in page.outline.blocks)
    return marked and headings >= _ENOUGH_HEADINGS


def _past_repeats(page: Page, start: int) -> int:
    """Skip the headline printed again, and what stands between it and the source line."""
    places = dict(page.headline.at if page.headline else [])
    blocks = page.outline.blocks
    index = start
    while index < len(blocks):
        if index in places:
            index = start = places[index]
        elif index < start + 3 and classify(blocks[index].text, page.site) == "meta":
            index += 1
        else:
            break
    return start
