"""The mobile site: definition lists, nested divisions, late pictures (`data-original`), `»` in the breadcrumb."""

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


def _article(page: ArticlePage) -> str:
    body = [_paragraph(esc(line)) for line in opening_lines(page)]
    for kind, blocks in runs(page.content.blocks):
        body += _run(kind, blocks)
    body += [_paragraph(esc(line)) for line in closing_lines(page)]
    headline = esc(page.headline) if page.headline else '<img src="/static/headline@2x.png">'
    line = page.source_line
    source = ""
    if line is not None:
        cells = (f"{esc(line.label)}{esc(line.source)}", esc(line.time), f"&nbsp;&nbsp; {esc(line.site_url)}")
        source = "<div class=meta>" + " ".join(f"<span>{cell}</span>" for cell in cells) + "</div>"
    main = f"""<h2>{headline}</h2>
{source}
<div class=detail><div><div>
{chr(10).join(body)}
</div></div></div>
<dl><dt>新闻推荐</dt><dd>{anchor(page.teaser)}</dd><dd>{esc(page.teaser_text)}</dd></dl>
<div>{esc(page.slogan)}</div>
{_list("相关新闻:", page.related)}
{_list("猜你喜欢:", page.guess)}
<dl><dt>评论:{esc(page.comment)}</dt></dl>"""
    return _document(page.frame, main, tail="»正文")


def _paragraph(html: str) -> str:
    return f"<div><div>{html}</div></div>"


def _run(kind: str, blocks: list[Block]) -> list[str]:
    if kind == "item":
        return ["<ul>", *(f"<li>{esc(block.text)}" for block in blocks), "</ul>"]
    if kind == "row":
        rows = ("".join(f"<td>{esc(cell)}" for cell in block.text.split("\t")) for block in blocks)
        return ["<table>", *(f"<tr>{row}" for row in rows), "</table>"]
    picture = blocks[0].picture
    if picture is not None:
        caption = f"<p>{esc(picture.caption)}</p>" if picture.caption else ""
        image = f'<img src="/static/blank.gif" data-original="{attr(picture.src)}">'
        return [f"<figure>{image}{caption}</figure>"]
    text = esc(blocks[0].text)
    return [_paragraph(f"<b>{text}</b>" if kind == "heading" else f"&#12288;&#12288;{text}")]


def _list(name: str, links: tuple[Link, ...]) -> str:
    return f"<dl><dt>{name}</dt>" + "".join(f"<dd>{anchor(link)}</dd>" for link in links) + "</dl>"


def _listing(page: ListingPage) -> str:
    rows = "\n".join(
        f'<a class=row href="{attr(row.link.href)}"><div>{esc(row.link.text)}</div><div>{row.date}</div></a>'
        for row in page.rows
    )
    places = f"<div class=tabs>{anchors(page.places)}</div>" if page.places else ""
    main = f"<h2>{esc(page.heading)}</h2>{places}\n{rows or '<div>暂无内容</div>'}\n<div class=pager>{page.pager}</div>"
    return _document(page.frame, main, head=page.head)


def _document(frame: Frame, main: str, *, head: str = "", tail: str = "") -> str:
    sides = "\n".join(_list(name, links) for name, links in side_blocks(frame))
    footer = f"<div class=foot>{esc(frame.footer)}</div>" if frame.footer else ""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
<title>{esc(frame.title)}</title>
{head}</head>
<body>
<div class=tabs>{anchors(frame.nav)}</div>
<p>{anchors(frame.crumbs, "»")}{tail}
{main}
{sides}
{footer}
</body>
</html>
"""


MOBILE = Markup("mobile", _article, _listing)
