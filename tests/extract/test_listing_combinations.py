"""Listings put together at random from forms of rows, headings, boxes and places: the list is always told apart."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from tests.extract.listing_markup import CRUMB, NAV, PAGER, PATH, href, ids, link, page, read

ROWS = {
    "ul": ("<ul>{}</ul>", "<li>{a}{d}</li>"),
    "dl": ("<dl>{}</dl>", "<dd>{a}{d}</dd>"),
    "table": ("<table>{}</table>", "<tr><td>{a}</td><td>{d}</td></tr>"),
    "card": (
        "{}",
        '<div><a href="{h}"><img src=x.jpg></a><h3>{a}</h3><p>居民热烈讨论相关问题,简阳市踏水镇。</p>{d}</div>',
    ),
    "break": ("{}", "{a} {d}<br>"),
    "paragraph": ("{}", "<p>{a}{d}</p>"),
    "span": ("{}", "<span>{a}</span> {d}"),
    "block link": ("{}", '<a href="{h}"><div>踏水镇{n}</div><div>{d}</div></a>'),
}
HEADINGS = (
    "<h3>{}</h3>",
    "<div>{}</div>",
    "<p><b>{}</b></p>",
    "<dl><dt>{}</dt></dl>",
    '<div><img src=t.gif alt="{}"></div>',
    '<div><span>{}</span><a href="/m/">更多&gt;&gt;</a></div>',
    '<h4><a href="/r/">{}</a></h4>',
)
OWN_HEADINGS = (
    "",
    "",
    "<h2>简阳新闻</h2>",
    "<h1>简阳新闻</h1>",
    "<div><b>最新新闻</b></div>",
    "<div>简阳新闻列表</div>",
)
CRUMBS = (
    CRUMB,
    CRUMB.replace("&gt;", "»"),
    '<ul><li><a href="/">地方网</a></li><li><a href="/chengdu/">成都市</a></li><li>简阳新闻</li></ul>',
)
SIDE_NAMES = (
    *("频道推荐", "热点阅读", "图文看点", "乡里乡亲", "热点排行", "猜你喜欢"),
    *("新闻推荐", "相关新闻", "推荐阅读", "点击排行", "本周热点", "精彩图片"),
)


@dataclass
class _Maker:
    rng: Random

    def rows(self, numbers: list[int], form: str, dated: float) -> str:
        outer, inner = ROWS[form]
        has_dates = self.rng.random() < dated
        rows = [
            inner.format(a=link(n), h=href(n), n=n, d=f"<i>2018-12-{n % 28 + 1:02d}</i>" if has_dates else "")
            for n in numbers
        ]
        if form in ("ul", "paragraph", "card", "table") and len(rows) > 5 and self.rng.random() < 0.4:
            size = self.rng.randint(2, 7)
            groups = [outer.format("".join(rows[i : i + size])) for i in range(0, len(rows), size)]
            return self.rng.choice(("<hr>", "<p>-----</p>", "<h3>2018年12月18日</h3>", "<div>12-17</div>")).join(groups)
        return outer.format("".join(rows))

    def side_bars(self) -> list[str]:
        form, heading = self.rng.choice(list(ROWS)), self.rng.choice(HEADINGS)
        bars = []
        for index, name in enumerate(self.rng.sample(SIDE_NAMES, self.rng.randint(2, 6))):
            start = 9000 + 100 * index
            numbers = list(range(start, start + self.rng.choice([0, 3, 5, 8, 10])))
            bar = heading.format(name) + self.rows(numbers, form, 0.3)
            bars.append(f"<div>{bar}</div>" if form == "span" or self.rng.random() < 0.7 else bar)
        return bars

    def html(self, own: list[int], pager: str) -> str:
        main = self.rng.choice(OWN_HEADINGS) + self.rows(own, self.rng.choice(list(ROWS)), 0.6) + pager
        bars = self.side_bars()
        crumb = self.rng.choice(CRUMBS)
        boxed = self.rng.random() < 0.7
        column = "".join(bars) if self.rng.random() < 0.3 else f"<div>{''.join(bars)}</div>"
        if boxed:
            main = f"<div>{main}</div>"
        places = [crumb + main + column, column + crumb + main, bars[0] + crumb + main + "".join(bars[1:])]
        if boxed and column.startswith("<div><"):
            places.append(f"{crumb}<div>{column}</div>{main}")
        body = self.rng.choice(places)
        wrapper = self.rng.choice(("{}", "{}", "<table><tr><td>{}</td></tr></table>", "<div><div>{}</div></div>"))
        return page(wrapper.format(NAV + body), before="", after="<div>Copyright 地方网</div>")


@pytest.mark.parametrize("seed", range(150))
def test_the_list_is_told_apart(seed: int) -> None:
    rng = Random(seed)
    own = list(range(1, 1 + rng.choice([0, 1, 1, 2, 3, 5, 10, 20, 30])))
    pager = PAGER if len(own) >= 5 and rng.random() < 0.7 else ""
    listing = read(_Maker(rng).html(own, pager))
    assert ids(listing) == own
    assert listing.next_url == (f"https://www.yybnet.net{PATH}index_2.html" if pager else None)
    assert (listing.name, listing.city, len(listing.channels)) == ("简阳", "成都市", 4)
