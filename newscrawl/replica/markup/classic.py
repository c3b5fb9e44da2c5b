"""Plain old divisions: `<div class="article">`, `<h1>`, one `<p>` a paragraph, lists in the side bar."""

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
from newscrawl.replica.model import ArticlePage, Block, Frame, Link, ListingPage, Picture


def _article(page: ArticlePage) -> str:
    content = page.content
    body = [f"<p>{esc(line)}</p>" for line in opening_lines(page)]
    body += [_run(kind, blocks) for kind, blocks in runs(content.blocks)]
    body += [f'<p style="text-align: right;">{esc(line)}</p>' for line in closing_lines(page)]
    headline = esc(page.headline) if page.headline else '<img src="/static/headline.png" height="42">'
    main = f"""<div class="article">
<h1>{headline}</h1>
{_source_line(page)}
<div class="text">
{chr(10).join(body)}
</div>
<div class="recommend">
<h3>新闻推荐</h3>
<h4>{anchor(page.teaser)}</h4>
<p>{esc(page.teaser_text)}</p>
</div>
<p class="slogan">{esc(page.slogan)}</p>
<div class="related"><b>相关新闻:</b>{_list(page.related)}</div>
<div class="guess"><b>猜你喜欢:</b>{_list(page.guess)}</div>
<div class="comments">评论:{esc(page.comment)}</div>
</div>"""
    return _document(page.frame, main, tail=" &gt; 正文")


def _source_line(page: ArticlePage) -> str:
    line = page.source_line
    if line is None:
        return ""
    site = f'&nbsp;&nbsp; <a href="{attr(line.site_url)}">{esc(line.site_url)}</a>'
    return f'<div class="info">{esc(line.label + line.source)} {esc(line.time)}{site}</div>'


def _run(kind: str, blocks: list[Block]) -> str:
    if kind == "item":
        return "<ul>" + "".join(f"<li>{esc(block.text)}</li>" for block in blocks) + "</ul>"
    if kind == "row":
        return "<table>" + "".join(_row(block.text) for block in blocks) + "</table>"
    if blocks[0].picture is not None:
        return _picture(blocks[0].picture)
    text = esc(blocks[0].text)
    return f"<p><strong>{text}</strong></p>" if kind == "heading" else f"<p>{text}</p>"


def _row(text: str) -> str:
    return "<tr>" + "".join(f"<td>{esc(cell)}</td>" for cell in text.split("\t")) + "</tr>"


def _picture(picture: Picture) -> str:
    caption = f"<br>{esc(picture.caption)}" if picture.caption else ""
    return f'<p align="center"><img src="{attr(picture.src)}" alt="">{caption}</p>'


def _list(links: tuple[Link, ...]) -> str:
    return "<ul>" + "".join(f"<li>{anchor(link)}</li>" for link in links) + "</ul>" if links else ""


def _listing(page: ListingPage) -> str:
    rows = "\n".join(f"<li>{anchor(row.link)} <span>{row.date}</span></li>" for row in page.rows)
    empty = "" if page.rows else "<p>暂无内容</p>"
    main = f"""<div class="list">
<h2>{esc(page.heading)}</h2>
<ul class="news">
{rows}
</ul>{empty}
<div class="pages">{page.pager}</div>
</div>"""
    if page.places:
        main = f'<div class="cities">{anchors(page.places)}</div>\n{main}'
    return _document(page.frame, main, head=page.head)


def _document(frame: Frame, main: str, *, head: str = "", tail: str = "") -> str:
    sides = "\n".join(f'<div class="side"><h3>{name}</h3>{_list(links)}</div>' for name, links in side_blocks(frame))
    footer = f'<div class="footer">{esc(frame.footer)}</div>' if frame.footer else ""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{esc(frame.title)}</title>
{head}<link rel="stylesheet" href="/static/site.css">
<script src="/static/site.js"></script>
</head>
<body>
<div class="nav"><ul>{"".join(f"<li>{anchor(link)}</li>" for link in frame.nav)}</ul></div>
<div class="crumb">{anchors(frame.crumbs, " &gt; ")}{tail}</div>
{main}
{sides}
{footer}
</body>
</html>
"""


CLASSIC = Markup("classic", _article, _listing)
