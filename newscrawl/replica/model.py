"""What the replica knows before any markup: blocks of an article, links, and whole pages as data.

Renderers (`newscrawl.replica.markup`) turn `ArticlePage` and `ListingPage` into HTML; nothing here holds a tag.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["text", "heading", "item", "row", "image"]
BylinePlace = Literal["start", "end", "inline"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as the page links it: `src` is root-relative, protocol-relative or absolute."""

    src: str
    caption: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, sub-heading, list item, table row (cells separated by a tab) or picture of a body."""

    kind: BlockKind
    text: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An article without markup.

    time_text     the date as the page prints it, empty where it prints none
    published_at  the same in ISO 8601 with +08:00, or only the date; None where the page prints none
    byline        as printed, without surrounding brackets; `byline_line` is the printed line it stands on
                  (empty where the byline is part of the first paragraph or missing)
    """

    title: str
    source: str | None
    time_text: str
    published_at: str | None
    blocks: tuple[Block, ...]
    byline: str | None = None
    authors: tuple[str, ...] = ()
    byline_place: BylinePlace | None = None
    byline_line: str = ""
    repeat_headline: bool = True

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs in order; pictures and their captions are not among them."""
        return [block.text for block in self.blocks if block.kind != "image"]

    @property
    def pictures(self) -> list[Picture]:
        return [block.picture for block in self.blocks if block.picture is not None]


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the main part of every page. `title` is the text of the document's <title>."""

    title: str
    nav: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    recommended: tuple[Link, ...] = ()
    hot_reading: tuple[Link, ...] = ()
    hot_pictures: tuple[Link, ...] = ()
    neighbours: tuple[Link, ...] = ()
    ranking: tuple[Link, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """来源:西南商报 2018-12-18 10:57   https://www.yybnet.net/ in its parts; any may be empty."""

    label: str
    source: str
    time: str
    site_url: str

    @property
    def text(self) -> str:
        """The line as a reader sees it, white space made single."""
        parts = (f"{self.label}{self.source}", self.time, self.site_url)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything an article page shows. `headline` is None where the headline is a picture (a redesign)."""

    frame: Frame
    content: Content
    headline: str | None
    source_line: SourceLine | None
    teaser: Link
    teaser_text: str
    slogan: str
    comment: str
    related: tuple[Link, ...] = ()
    guess: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One article in a listing."""

    link: Link
    date: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a channel's listing. `pager` and `head` are ready HTML (see `pagers`)."""

    frame: Frame
    heading: str
    rows: tuple[Row, ...]
    pager: str = ""
    head: str = ""
    places: tuple[Link, ...] = field(default=())
