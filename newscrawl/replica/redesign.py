"""Changes of the site's design, as every site makes one day: some break a reader of it, some must not.

Breaking, and what the pages then lack:

    headline-image   the headline is a picture, and no title stands anywhere else       title
    no-source-line   the line with source and date is gone                              source, published_at
    relative-dates   the date reads 3天前                                               published_at
    body-image       the body is one picture                                            body
    cut-body         only the first paragraph is shown                                  the rest of the body
    slogan-in-body   an advertisement becomes the first paragraph of every body         (body gains a line)
    script-listing   listings are written by a script: their HTML names no article      the articles themselves

Harmless: `class-names`, `wrappers`, `new-sidebar` and `other-markup` change the HTML and nothing that is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from zlib import crc32

from newscrawl.replica.markup import MARKUPS
from newscrawl.replica.model import ArticlePage, Block, ListingPage, Picture

ADVERT = "关注地方网微信公众号,回复“早报”获取当天的本地资讯。"
_MASTHEAD = "地方网"


def _headline_image(page: ArticlePage) -> ArticlePage:
    content = replace(page.content, title="", repeat_headline=False)
    frame = replace(page.frame, title=_MASTHEAD)
    return replace(page, headline=None, frame=frame, comment="", content=content)


def _no_source_line(page: ArticlePage) -> ArticlePage:
    content = replace(page.content, source=None, time_text="", published_at=None)
    return replace(page, source_line=None, content=content)


def _relative_dates(page: ArticlePage) -> ArticlePage:
    line = page.source_line
    shown = replace(line, time="3天前") if line is not None and line.time else line
    return replace(page, source_line=shown, content=replace(page.content, time_text="3天前", published_at=None))


def _body_image(page: ArticlePage) -> ArticlePage:
    picture = Picture(f"/upload/long/{crc32(page.content.title.encode()):08x}.jpg", None)
    content = replace(page.content, blocks=(Block("image", picture=picture),), repeat_headline=False)
    if content.byline_place == "inline":
        content = replace(content, byline=None, authors=(), byline_place=None)
    return replace(page, content=content)


def _cut_body(page: ArticlePage) -> ArticlePage:
    first = next((block for block in page.content.blocks if block.kind == "text"), None)
    return replace(page, content=replace(page.content, blocks=(first,) if first else ()))


def _slogan_in_body(page: ArticlePage) -> ArticlePage:
    return replace(page, content=replace(page.content, blocks=(Block("text", ADVERT), *page.content.blocks)))


ARTICLE_CHANGES: dict[str, Callable[[ArticlePage], ArticlePage]] = {
    "headline-image": _headline_image,
    "no-source-line": _no_source_line,
    "relative-dates": _relative_dates,
    "body-image": _body_image,
    "cut-body": _cut_body,
    "slogan-in-body": _slogan_in_body,
}


def _rename_classes(html: str) -> str:
    return re.sub(
        r'\b(class)=(?:"([A-Za-z][\w -]*)"|([A-Za-z][\w-]*))',
        lambda match: f'{match[1]}="c{crc32((match[2] or match[3]).encode()) % 9973}"',
        html,
        flags=re.IGNORECASE,
    )


def _wrap(html: str) -> str:
    opened = re.sub(r"(<body[^>]*>)", r'\1<div id="app"><div><div>', html, count=1, flags=re.IGNORECASE)
    return re.sub(r"(</body>)", r"</div></div></div>\1", opened, count=1, flags=re.IGNORECASE)


def _add_sidebar(html: str) -> str:
    block = '<div><h3>本地服务</h3><ul><li><a href="/search/">站内搜索</a></li><li>天气预报</li></ul></div>'
    return re.sub(r"(</body>)", rf"{block}\1", html, count=1, flags=re.IGNORECASE)


HTML_CHANGES: dict[str, Callable[[str], str]] = {
    "class-names": _rename_classes,
    "wrappers": _wrap,
    "new-sidebar": _add_sidebar,
}

BREAKING: tuple[str, ...] = (*ARTICLE_CHANGES, "script-listing")
HARMLESS: tuple[str, ...] = (*HTML_CHANGES, "other-markup")
KINDS: tuple[str, ...] = BREAKING + HARMLESS


def redesign_article(page: ArticlePage, kinds: Iterable[str]) -> ArticlePage:
    """The page after these changes; kinds that do not concern articles are passed over."""
    for kind in kinds:
        if kind in ARTICLE_CHANGES:
            page = ARTICLE_CHANGES[kind](page)
    return page


def redesign_listing(page: ListingPage, kinds: Iterable[str]) -> ListingPage:
    """The listing after these changes: with `script-listing` its rows are data inside a script."""
    if "script-listing" not in kinds:
        return page
    rows = [{"t": row.link.text, "u": row.link.href.replace("/", "|"), "d": row.date} for row in page.rows]
    data = json.dumps(rows, ensure_ascii=False).replace("<", "\\u003c")
    script = f"<script>renderList({data});</script>"
    return replace(page, rows=(), pager=script, head="")


def redesign_html(html: str, kinds: Iterable[str]) -> str:
    """The HTML after these changes of form."""
    for kind in kinds:
        if kind in HTML_CHANGES:
            html = HTML_CHANGES[kind](html)
    return html


def redesign_markup(name: str, kinds: Iterable[str]) -> str:
    """The markup in use: the next one in the list for every `other-markup`."""
    names = list(MARKUPS)
    steps = sum(kind == "other-markup" for kind in kinds)
    return names[(names.index(name) + steps) % len(names)]


def check_kind(kind: str) -> None:
    """Raises ValueError where there is no such redesign."""
    if kind not in KINDS:
        raise ValueError(f"There is no redesign '{kind}'; there are {', '.join(KINDS)}.")
