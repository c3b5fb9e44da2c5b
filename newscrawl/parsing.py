"""Extraction alone, from files: what `newscrawl parse` prints. No archive, no network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from newscrawl.errors import NewscrawlError, NotAnArticle, UsageError
from newscrawl.extract import extract_article
from newscrawl.extract.decode import decode
from newscrawl.extract.meta import read_meta
from newscrawl.extract.tree import parse
from newscrawl.sites import SITES, YYBNET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.items import Article
    from newscrawl.sites.profile import SiteProfile

STDIN = "-"
FIELDS = (
    "title",
    "source",
    "published_at",
    "city",
    "district",
    "byline",
    "authors",
    "body",
    "images",
    "source_line",
    "problems",
)
_PAGES = frozenset([".html", ".htm", ".shtml", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ""])


class UnreadableFile(NewscrawlError):
    """A file that cannot be read, or holds nothing."""


def files_of(paths: Sequence[str]) -> list[str]:
    """The files meant by files, folders and `-`; of a folder every page in it and below, by name.

    Raises UsageError for a path that does not exist and for a folder without pages.
    """
    files: list[str] = []
    for name in paths:
        path = Path(name)
        if name == STDIN or path.is_file():
            files.append(name)
        elif path.is_dir():
            found = [str(page) for page in sorted(path.rglob("*")) if _is_page(page, path)]
            if not found:
                raise UsageError(f"The folder '{name}' holds no pages (*.html, *.htm, *.shtml): give another one.")
            files += found
        else:
            raise UsageError(f"There is no file or folder '{name}': check the path.")
    return files


def _is_page(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in _PAGES and path.is_file()


def read_file(name: str, stdin: BinaryIO | None = None) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises UnreadableFile where that fails."""
    try:
        return (stdin or sys.stdin.buffer).read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"The file '{name}' cannot be read ({error.strerror}): check its permissions.") from error


def parse_page(name: str, body: bytes, url: str | None = None) -> dict[str, Any]:
    """One page as the line that `newscrawl parse` prints.

    Keys: `file`, `url`, `article`, then FIELDS; where the page is no article, `article` is false, the fields are
    empty and `reason` says why. `url` defaults to the address the page names as its own, where it is one of a
    site we know; else it is null.
    """
    address = url or own_address(body)
    site = site_of(address)
    record: dict[str, Any] = {"file": name, "url": address}
    try:
        article = extract_article(body, url=address or "", content_type=None, site=site)
    except NotAnArticle as no:
        return {**record, "article": False, **_fields(None), "reason": str(no)}
    return {**record, "article": True, **_fields(article)}


def _fields(article: Article | None) -> dict[str, Any]:
    if article:
        return {name: getattr(article, name) for name in FIELDS}
    return {name: [] if name in ("authors", "images", "problems") else None for name in FIELDS}


def own_address(body: bytes) -> str | None:
    """The canonical address a page claims (`rel=canonical`, og:url), where it is one of a site we know."""
    meta = read_meta(parse(decode(body)))
    for claimed in (meta.canonical, meta.named.get("og:url", "")):
        for site in SITES.values():
            address = site.canonical(claimed) if claimed else None
            if address:
                return address
    return None


def site_of(url: str | None) -> SiteProfile:
    """The site an address belongs to; for an unknown one the profile of 地方网, whose landmarks are common."""
    return next((site for site in SITES.values() if url and site.owns(url)), YYBNET)
