"""What is done with the bytes of a page, wherever it is done."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.extract.listing import read_listing
from newscrawl.extract.page import open_page
from newscrawl.items import Article, Listing, PageKind
from newscrawl.sites import SiteProfile


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a page, unpacked, with its address in the ledger and its header Content-Type or None."""

    kind: PageKind
    url: str
    content_type: str | None
    body: bytes


def read(answer: Answer, site: SiteProfile) -> Article | Listing:
    """The listing, or the article with its landmarks cut, ready for the stages; raises NotAnArticle."""
    if answer.kind == "listing":
        return read_listing(answer.body, url=answer.url, content_type=answer.content_type, site=site)
    return open_page(answer.body, url=answer.url, content_type=answer.content_type, site=site)
