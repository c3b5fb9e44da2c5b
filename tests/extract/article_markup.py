"""An article page in pieces, for tests of one rule: its landmarks, its text, and what stands below it."""

from __future__ import annotations

from newscrawl.extract import open_page
from newscrawl.extract.blocks import Block, Outline, read_outline
from newscrawl.extract.tree import parse
from newscrawl.items import Article
from newscrawl.sites import YYBNET

URL = "https://www.yybnet.net/chengdu/news/201812/8361234.html"
TITLE = "踏水镇让居民成为社区治理的主人"
CRUMB = '<div><a href="/">地方网</a> &gt; <a href="/chengdu/">成都市</a> &gt; 简阳新闻 &gt; 正文</div>'
LINE = "来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/"
TEXT = ("四川简阳市踏水镇在城乡社区发展治理中,聚焦群众需求。", "今年以来,全镇新建蓄水池28口。")
BELOW = (
    '<h3>新闻推荐</h3><p><a href="/chengdu/news/201812/1.html">四川盆地钻获第一口火山岩工业气井</a></p>'
    "<p>四川经济日报讯,永探1井当天在火山岩地层获初步测...</p>"
)


def outline(html: str) -> Outline:
    return read_outline(parse(html))


def blocks(html: str) -> list[Block]:
    return outline(html).blocks


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def opened(main: str, *, line: str = LINE, crumb: str = CRUMB, below: str = BELOW, head: str = "") -> Article:
    """The page of `main` below its landmarks, as the first stage gets it. Without a `line` it prints none."""
    html = (
        f"<html><head><title>{TITLE}-简阳新闻-地方网</title>{head}</head><body>{crumb}<div><h1>{TITLE}</h1>"
        f"<div>{line}</div>{main}{below}</div></body></html>"
    )
    return open_page(html.encode(), url=URL, content_type="text/html; charset=utf-8", site=YYBNET)
