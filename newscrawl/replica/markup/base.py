"""Small pieces that every markup is put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from newscrawl.replica.model import ArticlePage, Block, BlockKind, Frame, Link, ListingPage


@dataclass(frozen=True, slots=True)
class Markup:
    """One way to write the site's pages. `encoding` is that of the bytes, `charset` what header and meta say."""

    name: str
    article: Callable[[ArticlePage], str]
    listing: Callable[[ListingPage], str]
    encoding: str = "utf-8"
    charset: str = "utf-8"


def esc(text: str) -> str:
    """Text for use between tags."""
    return escape(text, quote=False)


def attr(text: str) -> str:
    """Text for use inside double quotes."""
    return escape(text, quote=True)


def anchor(link: Link, extra: str = "") -> str:
    """`<a href="…">text</a>`; `extra` is further attributes with a leading space."""
    return f'<a href="{attr(link.href)}"{extra}>{esc(link.text)}</a>'


def anchors(links: Iterable[Link], between: str = " ") -> str:
    return between.join(anchor(link) for link in links)


def runs(blocks: Iterable[Block]) -> Iterator[tuple[BlockKind, list[Block]]]:
    """Neighbouring list items, and neighbouring table rows, together; everything else alone."""
    for kind, group in groupby(blocks, lambda block: block.kind):
        if kind in ("item", "row"):
            yield kind, list(group)
        else:
            yield from ((kind, [block]) for block in group)


def side_blocks(frame: Frame) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """The side bar's headings and links in the seed page's order; some are empty, as there."""
    return (
        ("频道推荐", frame.recommended),
        ("热点阅读", frame.hot_reading),
        ("图文看点", frame.hot_pictures),
        ("乡里乡亲", frame.neighbours),
        ("热点排行", frame.ranking),
    )


def opening_lines(page: ArticlePage) -> list[str]:
    """What stands between source line and body: the headline again, and a byline at the start."""
    lines = [page.headline] if page.headline and page.content.repeat_headline else []
    return [*lines, *([page.content.byline_line] if page.content.byline_place == "start" else [])]


def closing_lines(page: ArticlePage) -> list[str]:
    """A byline on a line of its own after the body, if that is where it stands."""
    return [page.content.byline_line] if page.content.byline_place == "end" else []
