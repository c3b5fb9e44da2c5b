"""Pieces of listing pages for tests: rows of 简阳's own articles (ids from 1) and of side bars (ids from 9000)."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.extract.listing import read_listing
from newscrawl.items import Listing
from newscrawl.sites import YYBNET

PATH = "/chengdu/jianyang/"
NAMES = {"": "成都", "xindu/": "新都", "wenjiang/": "温江", "jianyang/": "简阳", "dujiangyan/": "都江堰"}
NAV = "<div>" + " ".join(f'<a href="/chengdu/{slug}">{name}新闻</a>' for slug, name in NAMES.items()) + "</div>"
CRUMB = '<div><a href="/">地方网</a> &gt; <a href="/chengdu/">成都市</a> &gt; 简阳新闻</div>'
SIDE_HEADINGS = ("频道推荐", "热点阅读", "图文看点", "乡里乡亲", "热点排行")
PAGER = (
    '<div>1 <a href="/chengdu/jianyang/index_2.html">2</a> <a href="/chengdu/jianyang/index_2.html">下一页</a></div>'
)


def href(number: int, folder: str = "/chengdu/news/201812") -> str:
    return f"{folder}/{number}.html"


def link(number: int, text: str = "", folder: str = "/chengdu/news/201812") -> str:
    return f'<a href="{href(number, folder)}">{text or f"踏水镇第{number}次院坝会开得热闹"}</a>'


def links(numbers: Iterable[int], template: str = "<li>{}</li>", joint: str = "\n") -> str:
    """One link for each number, each in the template."""
    return joint.join(template.format(link(number)) for number in numbers)


def ul(numbers: Iterable[int], template: str = "<li>{}</li>") -> str:
    return f"<ul>{links(numbers, template)}</ul>"


def dated(numbers: Iterable[int]) -> str:
    return "<ul>" + "".join(f"<li>{link(n)}<span>2018-12-{n:02d}</span></li>" for n in numbers) + "</ul>"


def side_blocks(heading: str = "<h3>{}</h3>", box: str = "<div>{}</div>", size: int = 8) -> str:
    """Full side bars, one under each of the headings of the site."""
    return "".join(
        box.format(heading.format(name) + ul(range(9000 + 100 * k, 9000 + 100 * k + size)))
        for k, name in enumerate(SIDE_HEADINGS)
    )


SIDE = f"<div>{side_blocks()}</div>"
FLAT_SIDE = side_blocks("<p>{}</p>", "{}")


def page(main: str, *, before: str = NAV + CRUMB, after: str = SIDE, head: str = "") -> str:
    return f"<html><head><title>简阳新闻-地方网</title>{head}</head><body>{before}{main}{after}</body></html>"


def read(html: str | bytes, path: str = PATH) -> Listing:
    body = html if isinstance(html, bytes) else html.encode()
    return read_listing(body, url=f"{YYBNET.base_url}{path}", content_type="text/html; charset=utf-8", site=YYBNET)


def ids(listing: Listing) -> list[int]:
    """The numbers of the articles, in the order given."""
    return [int(url.rsplit("/", 1)[1].removesuffix(".html")) for url in listing.articles]
