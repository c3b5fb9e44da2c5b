"""What travels through the pipelines: one dataclass per thing a spider can learn.

`Article` is filled stage by stage (see `newscrawl.extract.STAGES`); `Listing` and `Fate` carry what a
listing page named and what became of a URL. All three are plain data: strings, numbers, lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from newscrawl.extract.fingerprint import Fingerprint
    from newscrawl.extract.page import Page

PageKind = Literal["listing", "article"]
PageState = Literal["pending", "archived", "gone", "rejected", "failed", "excluded"]


class Image(TypedDict):
    """A picture of an article: its absolute URL, and the caption printed under it (or null)."""

    url: str
    caption: str | None


@dataclass(slots=True)
class Fetch:
    """How a page was fetched: the evidence behind every item made from it.

    `fetched_at` is UTC, ISO 8601 with `Z`. `warc_file` is a file name without folder, `warc_offset` the byte
    at which the record starts in it; both null when no WARC is written.
    """

    url: str
    fetched_at: str
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(slots=True)
class Article:
    """One article: the record of the contract, `page`, the material the stages work on, and the body's fingerprint.

    Fields are null until a stage finds them, and stay null when the page does not say.
    """

    url: str
    site: str
    city: str | None = None
    district: str | None = None
    channel: str | None = None
    title: str | None = None
    source: str | None = None
    published_at: str | None = None
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    body: str = ""
    images: list[Image] = field(default_factory=list)
    source_line: str | None = None
    problems: list[str] = field(default_factory=list)
    page: Page | None = field(default=None, repr=False, compare=False)
    fingerprint: Fingerprint | None = field(default=None, repr=False, compare=False)
    fetch: Fetch | None = None


@dataclass(slots=True)
class ChannelLink:
    """A channel as the site's own navigation names it: slug `chengdu/jianyang`, name 简阳, city 成都市."""

    slug: str
    name: str
    city: str | None = None


@dataclass(slots=True)
class Listing:
    """What one listing page says: its articles in reading order, where it goes on, channels in its nav.

    `dates` goes with `articles`: the date printed beside the link (`2018-12-18`), else the month in its URL
    (`2018-12`), else null; empty when none was looked for.

    `channel` is the slug the page belongs to. `next_url` is null on the last page. `unchanged` means the
    site answered 304: nothing was read, the ledger knows what the page said last time. `problems` holds sentences
    on what is odd; `extract.listing.refusal` tells from them a page that is no listing.
    """

    url: str
    channel: str
    articles: list[str] = field(default_factory=list)
    dates: list[str | None] = field(default_factory=list)
    next_url: str | None = None
    channels: list[ChannelLink] = field(default_factory=list)
    name: str | None = None
    city: str | None = None
    unchanged: bool = False
    problems: list[str] = field(default_factory=list)
    fetch: Fetch | None = None


@dataclass(slots=True)
class Fate:
    """What became of a URL that gave no article and no listing (state `archived`: a 304, what we hold stands).

    `retry` says that trying again may help, `retry_after` the least seconds to wait; see `newscrawl.policy`.
    `moved_to` is the address of the article that a page now redirects to; it gets a fate of its own.
    """

    url: str
    kind: PageKind
    state: PageState
    reason: str
    http_status: int | None = None
    retry: bool = False
    retry_after: float | None = None
    moved_to: str | None = None
    fetch: Fetch | None = None
