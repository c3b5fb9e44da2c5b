"""Sibling divisions with meaningless names: headline, source line, body, junk headings and lists side by side."""

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
from newscrawl.replica.model import ArticlePage, Block, Frame, ListingPage


def _div(html: str, name: str = "x3") -> str:
    return f'<div class="{name}">{html}</div>'


def _article(page: ArticlePage) -> str:
    headline = esc(page.headline) if page.headline else '<img src="/static/t.png">'
    parts = [_div(headline, "x1")]
    line = page.source_line
    if line is not None:
        spans = (line.label + line.source, line.time, line.site_url)
        parts.append(_div("&nbsp; ".join(f"<i>{esc(span)}</i>" for span in spans if span), "x2"))
    parts += [_div(esc(text)) for text in opening_lines(page)]
    for kind, blocks in runs(page.content.blocks):
        parts += _run(kind, blocks)
    parts += [_div(esc(text)) for text in closing_lines(page)]
    parts += [_div("新闻推荐"), _div(anchor(page.teaser)), _div(esc(page.teaser_text)), _div(esc(page.slogan))]
    parts += [_div("相关新闻:"), *(_div(anchor(link)) for link in page.related)]
    parts += [_div("猜你喜欢:"), *(_div(anchor(link)) for link in page.guess)]
    parts.append(_div(f"评论:{esc(page.comment)}"))
    return _document(page.frame, parts, tail=" / 正文")


def _run(kind: str, blocks: list[Block]) -> list[str]:
    if kind == "item":
        return [_div(esc(block.text), "x4") for block in blocks]
    if kind == "row":
        rows = ("".join(f"<td>{esc(cell)}</td>" for cell in block.text.split("\t")) for block in blocks)
        return [_div("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")]
    picture = blocks[0].picture
    if picture is not None:
        caption = f"<div>{esc(picture.caption)}</div>" if picture.caption else ""
        return [_div(f'<img src="{attr(picture.src)}">{caption}', "x5")]
    return [_div(f"&emsp;&emsp;{esc(blocks[0].text)}" if kind == "text" else esc(blocks[0].text))]


def _listing(page: ListingPage) -> str:
    parts = [_div(anchors(page.places), "x6")] if page.places else []
    parts.append(_div(esc(page.heading), "x1"))
    for row in page.rows:
        summary = f"<p>{esc(row.summary)}</p>" if row.summary else ""
        parts.append(_div(f"<h3>{anchor(row.link)}</h3>{summary}<em>{row.date}</em>", "x7"))
    if not page.rows:
        parts.append(_div("暂无内容"))
    parts.append(_div(page.pager, "x8"))
    return _document(page.frame, parts, head=page.head)


def _document(frame: Frame, parts: list[str], *, head: str = "", tail: str = "") -> str:
    sides: list[str] = []
    for name, links in side_blocks(frame):
        sides += [_div(name), *(_div(anchor(link)) for link in links)]
    footer = [_div(esc(frame.footer))] if frame.footer else []
    crumbs = _div(anchors(frame.crumbs, " / ") + tail)
    body = "\n".join([_div(anchors(frame.nav)), crumbs, *parts, *sides, *footer])
    return f"""<!doctype html>
<html lang="zh"><head><meta http-equiv="content-type" content="text/html;charset=utf-8">
<title>{esc(frame.title)}</title>
{head}<style>.x3{{margin:8px}}</style></head>
<body>
{body}
</body></html>
"""


FLAT = Markup("flat", _article, _listing)
