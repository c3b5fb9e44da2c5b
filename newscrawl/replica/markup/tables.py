"""A layout of tables from the nineties: GBK, upper-case tags, `<BR>` and full-width indents, tags left open."""

from __future__ import annotations

from newscrawl.replica.markup.base import (
    Markup,
    attr,
    closing_lines,
    esc,
    opening_lines,
    runs,
    side_blocks,
)
from newscrawl.replica.model import ArticlePage, Block, Frame, Link, ListingPage, Picture

_INDENT = "\u3000\u3000"


def _a(link: Link) -> str:
    return f'<A HREF="{attr(link.href)}">{esc(link.text)}</A>'


def _article(page: ArticlePage) -> str:
    lines = [_INDENT + esc(line) for line in opening_lines(page)]
    lines += [_run(kind, blocks) for kind, blocks in runs(page.content.blocks)]
    lines += [f"{_INDENT}{esc(line)}" for line in closing_lines(page)]
    headline = esc(page.headline) if page.headline else "<IMG SRC=/static/headline.gif>"
    line = page.source_line
    source = ""
    if line is not None:
        source = (
            f"<TR><TD ALIGN=center><FONT SIZE=2>{esc(line.label)}</FONT><FONT COLOR=red>{esc(line.source)}</FONT>"
            f" <FONT COLOR=#666666>{esc(line.time)}</FONT>&nbsp;&nbsp; {esc(line.site_url)}</TD></TR>\n"
        )
    main = f"""<TABLE WIDTH=700 BORDER=0>
<TR><TD ALIGN=center><FONT SIZE=5><B>{headline}</B></FONT></TD></TR>
{source}<TR><TD CLASS=main>
{"<BR><BR>".join(lines)}
</TD></TR>
<TR><TD><B>新闻推荐</B><BR>{_a(page.teaser)}<BR>{_INDENT}{esc(page.teaser_text)}</TD></TR>
<TR><TD>{esc(page.slogan)}</TD></TR>
<TR><TD>相关新闻:{_bullets(page.related)}</TD></TR>
<TR><TD>猜你喜欢:{_bullets(page.guess)}</TD></TR>
<TR><TD>评论:{esc(page.comment)}</TD></TR>
</TABLE>"""
    return _document(page.frame, main, tail=" &gt; 正文")


def _run(kind: str, blocks: list[Block]) -> str:
    if kind == "item":
        return "<UL>" + "".join(f"<LI>{esc(block.text)}" for block in blocks) + "</UL>"
    if kind == "row":
        cells = ("<TR><TD>" + "<TD>".join(map(esc, block.text.split("\t"))) for block in blocks)
        return f"<TABLE BORDER=1>{''.join(cells)}</TABLE>"
    if blocks[0].picture is not None:
        return _picture(blocks[0].picture)
    text = _INDENT + esc(blocks[0].text)
    return f"<B>{text}</B>" if kind == "heading" else text


def _picture(picture: Picture) -> str:
    caption = f"<BR>{esc(picture.caption)}" if picture.caption else ""
    return f'<CENTER><IMG SRC="{attr(picture.src)}" BORDER=0>{caption}</CENTER>'


def _bullets(links: tuple[Link, ...]) -> str:
    return "<UL>" + "".join(f"<LI>{_a(link)}" for link in links) + "</UL>" if links else ""


def _listing(page: ListingPage) -> str:
    rows = "\n".join(f"<TR><TD>·{_a(row.link)}</TD><TD NOWRAP>{row.date}</TD></TR>" for row in page.rows)
    places = f"<TR><TD COLSPAN=2>{' '.join(_a(link) for link in page.places)}</TD></TR>" if page.places else ""
    main = f"""<TABLE WIDTH=700>
{places}<TR><TD COLSPAN=2><B>{esc(page.heading)}</B></TD></TR>
{rows or "<TR><TD>暂无内容</TD></TR>"}
<TR><TD COLSPAN=2 ALIGN=center>{page.pager}</TD></TR>
</TABLE>"""
    return _document(page.frame, main, head=page.head)


def _document(frame: Frame, main: str, *, head: str = "", tail: str = "") -> str:
    sides = "".join(f"<P><B>{name}</B>{_bullets(links)}\n" for name, links in side_blocks(frame))
    crumbs = " &gt; ".join(_a(link) for link in frame.crumbs)
    footer = f"<HR><CENTER>{esc(frame.footer)}</CENTER>" if frame.footer else ""
    return f"""<HTML>
<HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">
<TITLE>{esc(frame.title)}</TITLE>
{head}</HEAD>
<BODY BGCOLOR=#FFFFFF>
<TABLE WIDTH=960><TR><TD COLSPAN=2>{" ".join(_a(link) for link in frame.nav)}</TD></TR>
<TR><TD COLSPAN=2>{crumbs}{tail}</TD></TR>
<TR><TD VALIGN=top>
{main}
</TD><TD VALIGN=top WIDTH=260>
{sides}</TD></TR></TABLE>
{footer}
</BODY>
</HTML>
"""


TABLES = Markup("tables", _article, _listing, encoding="gb18030", charset="gb2312")
