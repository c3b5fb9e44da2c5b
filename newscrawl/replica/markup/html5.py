"""HTML5 sections whose class names mislead: the body is `class="comment"`, side bars come before the article."""

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
    body = [f"<p><strong>{esc(line)}</strong></p>" for line in opening_lines(page)]
    body += [_run(kind, blocks) for kind, blocks in runs(page.content.blocks)]
    body += [f"<p><em>{esc(line)}</em></p>" for line in closing_lines(page)]
    headline = esc(page.headline) if page.headline else '<img src="/static/headline.webp" alt="">'
    line = page.source_line
    source = ""
    if line is not None:
        source = (
            f"<p><span>{esc(line.label)}</span><span>{esc(line.source)}</span> <time>{esc(line.time)}</time>"
            f'&nbsp;&nbsp; <a href="{attr(line.site_url)}">{esc(line.site_url)}</a></p>'
        )
    main = f"""<article class="sidebar widget">
<header><h1>{headline}</h1>{source}</header>
<section class="comment">
{chr(10).join(body)}
</section>
<section class="article-content">
<h3>新闻推荐</h3>
<article><h4>{anchor(page.teaser)}</h4><p>{esc(page.teaser_text)}</p></article>
</section>
<p>{esc(page.slogan)}</p>
<section class="main-text"><h3>相关新闻:</h3>{_list(page.related)}</section>
<section class="main-text"><h3>猜你喜欢:</h3>{_list(page.guess)}</section>
<section class="body">评论:{esc(page.comment)}</section>
</article>"""
    return _document(page.frame, main, tail="<li>› 正文</li>")


def _run(kind: str, blocks: list[Block]) -> str:
    if kind == "item":
        return "<ol>" + "".join(f"<li><p>{esc(block.text)}</p></li>" for block in blocks) + "</ol>"
    if kind == "row":
        rows = ("".join(f"<td><p>{esc(cell)}</p></td>" for cell in block.text.split("\t")) for block in blocks)
        return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"
    picture = blocks[0].picture
    if picture is not None:
        caption = f"<figcaption>{esc(picture.caption)}</figcaption>" if picture.caption else ""
        return f'<figure><img src="{attr(picture.src)}" loading="lazy">{caption}</figure>'
    text = esc(blocks[0].text)
    return f"<h2>{text}</h2>" if kind == "heading" else f"<p>{text}</p>"


def _list(links: tuple[Link, ...]) -> str:
    return "<ul>" + "".join(f"<li>{anchor(link)}</li>" for link in links) + "</ul>" if links else ""


def _listing(page: ListingPage) -> str:
    rows = "\n".join(
        f"<article><h2>{anchor(row.link)}</h2><p>{esc(row.summary)}</p><time>{row.date}</time></article>"
        for row in page.rows
    )
    places = f"<nav>{anchors(page.places)}</nav>" if page.places else ""
    main = f"""<section class="sidebar"><h1>{esc(page.heading)}</h1>{places}
{rows or "<p>暂无内容</p>"}
<nav>{page.pager}</nav></section>"""
    return _document(page.frame, main, head=page.head)


def _document(frame: Frame, main: str, *, head: str = "", tail: str = "") -> str:
    nav = "".join(f"<li>{anchor(link)}</li>" for link in frame.nav)
    first, *others = frame.crumbs
    crumbs = f"<li>{anchor(first)}</li>" + "".join(f"<li>› {anchor(link)}</li>" for link in others)
    sides = "\n".join(f"<section><h2>{name}</h2>{_list(links)}</section>" for name, links in side_blocks(frame))
    footer = f"<footer><small>{esc(frame.footer)}</small></footer>" if frame.footer else ""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="UTF-8">
<title>{esc(frame.title)}</title>
{head}</head>
<body>
<nav class="article"><ul>{nav}</ul></nav>
<nav class="post"><ol>{crumbs}{tail}</ol></nav>
<aside class="content">
{sides}
</aside>
<main class="footer">
{main}
</main>
{footer}
</body>
</html>
"""


HTML5 = Markup("html5", _article, _listing)
