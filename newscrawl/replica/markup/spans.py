"""Minified, a `<span>` for every paragraph or every few words, scripts and empty advertisements in between."""

from __future__ import annotations

from newscrawl.replica.markup.base import (
    Markup,
    anchor,
    anchors,
    attr,
    closing_lines,
    esc,
    opening_lines,
    runs,
    side_blocks,
)
from newscrawl.replica.model import ArticlePage, Block, Frame, Link, ListingPage

_ADS = (
    "<script>show_ad('body_1');</script>",
    "<!-- 广告位 猜你喜欢 -->",
    "<style>.ad{display:block}</style>",
    '<ins class="ad" data-slot="7713943"></ins>',
    '<iframe src="/static/ad.html" width="1" height="1"></iframe>',
)
_WORD = 7


def _words(text: str) -> str:
    """The text in spans of a few characters."""
    return "".join(f"<span>{esc(text[at : at + _WORD])}</span>" for at in range(0, len(text), _WORD))


def _article(page: ArticlePage) -> str:
    lines = [f"<span>{esc(line)}</span><br>" for line in opening_lines(page)]
    for number, (kind, blocks) in enumerate(runs(page.content.blocks)):
        lines.append(_run(kind, blocks, split=number % 3 == 1))
        if number % 4 == 2:
            lines.append(_ADS[number // 4 % len(_ADS)])
    lines += [f"<span>{esc(line)}</span>" for line in closing_lines(page)]
    headline = f"<span>{esc(page.headline)}</span>" if page.headline else '<img src="/static/h.svg">'
    line = page.source_line
    source = ""
    if line is not None:
        source = (
            f"<p><span>{esc(line.label)}</span><span>{esc(line.source)}</span> <span>{esc(line.time)}</span>"
            f"<span>&nbsp;&nbsp; {esc(line.site_url)}</span></p>"
        )
    main = (
        f"<div class=z1>{headline}</div>{source}<div class=z2>{''.join(lines)}</div>"
        f'<div class=z3><span>新闻推荐</span></div><div class=z2><a href="{attr(page.teaser.href)}">'
        f"{esc(page.teaser.text)}</a><br><span>{esc(page.teaser_text)}</span></div><div><span>{esc(page.slogan)}</span></div>"
        f"<div class=z3><span>相关新闻:</span></div>{_lines(page.related)}"
        f"<div class=z3><span>猜你喜欢:</span></div>{_lines(page.guess)}"
        f"<div class=z3><span>评论:</span>{esc(page.comment)}</div>"
    )
    return _document(page.frame, main, tail="<b>&gt;</b><span>正文</span>")


def _run(kind: str, blocks: list[Block], *, split: bool) -> str:
    if kind == "item":
        return "".join(f"<span>{esc(block.text)}</span><br>" for block in blocks)
    if kind == "row":
        rows = ("".join(f"<td><span>{esc(cell)}</span>" for cell in block.text.split("\t")) for block in blocks)
        return f"<table>{''.join(f'<tr>{row}' for row in rows)}</table>"
    picture = blocks[0].picture
    if picture is not None:
        caption = f"<figcaption>{esc(picture.caption)}</figcaption>" if picture.caption else ""
        return f'<figure><img src="{attr(picture.src)}" alt="{attr(picture.caption or "")}">{caption}</figure>'
    text = blocks[0].text
    if kind == "heading":
        return f"<span><b>{esc(text)}</b></span><br>"
    return (_words(text) if split else f"<span>{esc(text)}</span>") + "<br><br>"


def _lines(links: tuple[Link, ...]) -> str:
    return f"<div class=z4>{anchors(links, '<br>')}</div>" if links else ""


def _listing(page: ListingPage) -> str:
    rows = "".join(f"<dd>{anchor(row.link)}<span>{row.date}</span></dd>" for row in page.rows)
    places = f"<div>{anchors(page.places)}</div>" if page.places else ""
    main = f"{places}<dl><dt>{esc(page.heading)}</dt>{rows or '<dd>暂无内容</dd>'}</dl><div>{page.pager}</div>"
    return _document(page.frame, main, head=page.head)


def _document(frame: Frame, main: str, *, head: str = "", tail: str = "") -> str:
    sides = "".join(f"<div class=z3><span>{name}</span></div>{_lines(links)}" for name, links in side_blocks(frame))
    footer = f"<div class=z9><span>{esc(frame.footer)}</span></div>" if frame.footer else ""
    crumbs = "<b>&gt;</b>".join(anchor(link) for link in frame.crumbs)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{esc(frame.title)}</title>{head}"
        f"<script>var page={{'相关新闻':1}};</script></head><body><div class=z0>{anchors(frame.nav)}</div>"
        f"<div class=z0>{crumbs}{tail}</div>{main}{sides}{footer}"
        "<script>document.title=document.title;</script></body></html>"
    )


SPANS = Markup("spans", _article, _listing)
