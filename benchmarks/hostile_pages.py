"""How extraction time grows on hostile pages: every doubling of the page should about double it.

    python -m benchmarks.hostile_pages

Prints, for each kind of page, its size and the seconds at each doubling, and fails where the last doublings grow like
a square.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.sites import YYBNET

DOUBLINGS = 4
MAX_GROWTH = 3.0  # of the time for twice the page, averaged over the doublings; 4 would be quadratic
SETTLED = 0.05  # seconds below which a ratio means nothing
HEAD = (
    "<title>踏水镇-地方网</title><div>地方网 &gt; 成都市 &gt; 简阳新闻 &gt; 正文</div>"
    "<h1>踏水镇</h1><p>来源:西南商报 2018-12-18 10:57</p>"
)

PAGES: dict[str, Callable[[int], str]] = {
    "nested div": lambda n: HEAD + "<div>" * n + "文。" + "</div>" * n,
    "nested span": lambda n: HEAD + "<span>" * n + "文。",
    "unclosed p": lambda n: HEAD + "<p>踏水镇的一段。" * n,
    "unclosed li": lambda n: HEAD + "<ul><li>踏水镇。" * n,
    "one line": lambda n: HEAD + "踏水镇的一行字," * n,
    "line breaks": lambda n: HEAD + "踏水镇的一行。<br>" * n,
    "links": lambda n: HEAD + '<a href="/chengdu/news/201812/1.html">踏水镇</a> ' * n,
    "link blocks": lambda n: HEAD + '<p><a href="/chengdu/jianyang/">简阳新闻</a></p>' * n,
    "pictures": lambda n: HEAD + '<p>文。</p><p><img src="/a.jpg"></p>' * n,
    "pictures in one box": lambda n: HEAD + "<div>" + '<img src="/a.jpg">' * n + "</div><p>文。</p>",
    "headings": lambda n: HEAD + "<h3>新闻推荐</h3>" * n,
    "repeated headline": lambda n: HEAD + "<h1>踏水镇</h1>" * n,
    "source lines": lambda n: HEAD + "<p>来源:西南商报 2018-12-18 10:57</p>" * n,
    "table": lambda n: HEAD + "<table>" + "<tr><td>一</td><td>二</td></tr>" * n + "</table>",
    "one row": lambda n: HEAD + "<table><tr>" + "<td>一</td>" * n + "</tr></table>",
    "asides": lambda n: HEAD + "<aside><p>文。</p></aside>" * n,
    "less-than signs": lambda n: HEAD + "<" * n,
    "spaces": lambda n: HEAD + "文" + " \u3000" * n + "文",
    "digits": lambda n: HEAD + "<p>" + "1-" * n + "</p>",
    "attributes": lambda n: HEAD + "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">文。",
    "style rules": lambda n: "<style>" + ".a .b{display:none}" * n + "</style>" + HEAD + "<p class=b>文。</p>" * 100,
    "selectors": lambda n: "<style>" + ".a .b," * n + ".c{display:none}</style>" + HEAD + "<p class=b>文。</p>",
    "comments": lambda n: HEAD + "<!--" * n,
}
BASE = 4_000


def seconds(page: bytes) -> float:
    start = time.process_time()
    with suppress(NotAnArticle):
        extract_article(page, url="", content_type=None, site=YYBNET)
    return time.process_time() - start


def main() -> int:
    failed = []
    for name, build in PAGES.items():
        pages = [build(BASE * 2**step).encode() for step in range(DOUBLINGS)]
        times = [seconds(page) for page in pages]
        settled = max(times[0], SETTLED)
        growth = (max(times[-1], settled) / settled) ** (1 / (DOUBLINGS - 1))
        shown = "  ".join(f"{len(page) / 1e6:.2f} MB {took:.2f} s" for page, took in zip(pages, times, strict=True))
        print(f"{name:20}  {shown}  ×{growth:.1f} a doubling")
        if growth > MAX_GROWTH:
            failed.append(name)
    if failed:
        print(f"Faster than linear growth: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
