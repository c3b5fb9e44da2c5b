"""The listing as a whole: addresses, refusals, hostile bytes, changes of markup that mean nothing, the replica."""

from __future__ import annotations

import random
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.extract.listing import read_listing, refusal
from newscrawl.items import Listing
from newscrawl.replica import ReplicaSite
from newscrawl.replica.channels import CHANNELS
from newscrawl.replica.markup import MARKUPS
from newscrawl.sites import YYBNET
from tests.extract.listing_markup import (
    CRUMB,
    FLAT_SIDE,
    NAV,
    PAGER,
    PATH,
    SIDE,
    dated,
    href,
    ids,
    link,
    page,
    read,
    ul,
)
from tests.extract.test_own_list import LISTS

FIRST = "https://www.yybnet.net/chengdu/news/201812/1.html"


@pytest.mark.parametrize(
    "address",
    [
        "http://www.yybnet.net/chengdu/news/201812/1.html",
        "https://m.yybnet.net/chengdu/news/201812/1.html",
        "//yybnet.net/chengdu/news/201812/1.html",
        "/chengdu/news/201812/1.html?from=timeline&amp;isappinstalled=0#comments",
        "../news/201812/1.html",
        " /chengdu/news/201812/1.html\n",
        "/chengdu//news/201812/1.html",
    ],
)
def test_every_form_of_an_address_is_the_one_article(address: str) -> None:
    assert read(page(f'<ul><li><a href="{address}">标题</a><li>{link(1)}</ul>')).articles == [FIRST]


def test_addresses_are_relative_to_the_base_of_the_page() -> None:
    html = page('<ul><li><a href="201812/1.html">标题</a></ul>', head='<base href="http://m.yybnet.net/chengdu/news/">')
    assert read(html).articles == [FIRST]


@pytest.mark.parametrize(
    "html",
    [
        f"<div onclick=\"location='{href(1)}'\">标题</div>",
        f'<div data-href="{href(1)}">标题</div>',
        f"<!-- {link(1)} -->",
        f"<script>document.write('{link(1)}')</script>",
        f"<template>{link(1)}</template>",
        f"<textarea>{link(1)}</textarea>",
        '<a href="https://example.com/chengdu/news/201812/1.html">标题</a>',
        '<a href="/chengdu/news/">新闻</a>',
    ],
)
def test_what_is_no_link_to_an_article(html: str) -> None:
    assert read(page(f"<div>{html}</div>")).articles == []


def test_an_address_that_names_another_channel_is_never_this_ones() -> None:
    rows = f"<li>{link(1)}<li>{link(2, folder='/chengdu/xindu/201812')}<li>{link(3, folder='/chengdu/jianyang/201812')}"
    assert ids(read(page(f"<ul>{rows}</ul>"))) == [1, 3]
    assert ids(read(page(f"<ul>{rows}</ul>"), "/chengdu/xindu/")) == [1, 2]


def test_an_address_that_names_this_channel_is_its_own_wherever_the_list_is() -> None:
    own = f"<div><p>{link(77, folder='/chengdu/jianyang/201812')}</p></div>"
    assert ids(read(page(f"<div>{ul([1, 2, 3])}{PAGER}</div><div></div>{own}"))) == [1, 2, 3, 77]


def test_an_article_of_a_neighbouring_city_stays_in_the_list_it_stands_in() -> None:
    rows = f"<li>{link(1)}<li>{link(2, folder='/ziyang/news/201512')}<li>{link(3)}"
    assert ids(read(page(f"<ul>{rows}</ul>"))) == [1, 2, 3]


def test_a_mirror_keeps_its_own_addresses() -> None:
    mirror = YYBNET.at("http://127.0.0.1:8000")
    url = "http://127.0.0.1:8000/chengdu/jianyang/"
    html = page(f"<div>{ul([1])}<a href='https://m.yybnet.net{href(2)}'>二</a>{PAGER}</div>")
    listing = read_listing(html.encode(), url=url, content_type=None, site=mirror)
    assert listing.articles == [f"http://127.0.0.1:8000{href(1)}", f"http://127.0.0.1:8000{href(2)}"]
    assert listing.next_url == f"{url}index_2.html"


def test_dates_beside_else_the_month_of_the_address() -> None:
    assert read(page(dated([1, 2]))).dates == ["2018-12-01", "2018-12-02"]
    assert read(page(ul([1]))).dates == ["2018-12"]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>404 Not Found</title><h1>404 Not Found</h1>", "error page: 404 Not Found"),
        ("<title>地方网</title><p>抱歉,您访问的页面不存在!</p>", "error page: 抱歉,您访问的页面不存在!"),
        (f"<title>出错了</title>{NAV}<p>您要找的内容已被删除</p>", "error page: 出错了"),
        (f"<title>404 - 页面不存在</title>{NAV}<p>看看别的:</p>{ul([9001, 9002])}", "error page: 404 - 页面不存在"),
        ("<title>系统繁忙</title><p>服务器错误</p>", "error page: 系统繁忙"),
        ("<title>用户登录</title><form><input name=u></form>", "a login or a check: 用户登录"),
        ("<p>访问过于频繁,请输入验证码</p>", "a login or a check: 访问过于频繁,请输入验证码"),
        ("<p>hello</p>", "names no article and no pager"),
        ("", "names no article and no pager"),
    ],
)
def test_a_page_that_is_no_listing(html: str, reason: str) -> None:
    listing = read(html)
    assert (listing.articles, listing.next_url) == ([], None)
    assert reason in str(refusal(listing))


@pytest.mark.parametrize(
    "html",
    [
        page(""),
        page("<ul></ul>", after=""),
        page("<p>暂无内容</p>", after=FLAT_SIDE),
        page(ul([1])),
        page("", after=PAGER),
        f"<html><title>404路公交改线-简阳新闻</title><body>{NAV}{CRUMB}{ul([1])}</body></html>",
    ],
)
def test_an_empty_listing_is_a_listing(html: str) -> None:
    assert refusal(read(html)) is None


def test_a_listing_that_names_no_article_says_so() -> None:
    assert read(page("<ul></ul>")).problems == ["the listing names no article"]


def test_encodings_do_not_matter() -> None:
    html = page(dated([1, 2]))
    expected = read(html)
    for encoding in ("gb18030", "gbk", "utf-8-sig", "utf-16"):
        assert read(html.encode(encoding)) == expected


def _same(one: Listing, other: Listing) -> None:
    for name in ("articles", "next_url", "channels", "name", "city", "dates"):
        assert getattr(one, name) == getattr(other, name), name


PAGES = {name: html for name, (html, _) in LISTS.items() if "flat" not in name}


@pytest.mark.parametrize("name", PAGES)
def test_markup_that_means_nothing_changes_nothing(name: str) -> None:
    html = PAGES[name]
    before, body, after = re.split(r"(?<=<body>)(.*)(?=</body>)", html, flags=re.DOTALL)
    rng = random.Random(name)
    wrapped = f"{before}<div><div class=a>{body}</div></div>{after}"
    classes = re.sub(
        r"<(div|ul|li|p|span|h3)>", lambda m: f'<{m[1]} class="{rng.choice(["side", "hot", "list"])}">', html
    )
    upper = re.sub(r"</?[a-z0-9]+", lambda m: m[0].upper(), html)
    spaced = re.sub(r">(?=<)", lambda _: rng.choice([">", ">\n", ">\n\t  "]), html)
    script = html.replace("<body>", "<body><script>var a = '<a href=1>';</script><style>a{}</style>")
    for other in (wrapped, classes, upper, spaced, script):
        _same(read(other), read(html))


@given(st.binary(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_raise(body: bytes) -> None:
    read(body)


_TAGS = (
    "<div>",
    "</div>",
    "<ul>",
    "<li>",
    "<a href=",
    "<a>",
    "</a>",
    "<p>",
    "<td>",
    "<svg>",
    "</body>",
    "<head>",
    "\x00",
)
_PARTS = (
    NAV,
    CRUMB,
    PAGER,
    SIDE,
    FLAT_SIDE,
    link(1),
    link(2),
    "<h3>热点排行</h3>",
    "<h2>简阳新闻</h2>",
    "下一页",
    "<select>",
)
_BROKEN = (
    "<option value=/chengdu/2/>",
    "&#x110000;",
    '<a href="http://[">',
    '<a href="?page=²">2</a>',
    "<base href='http://['>",
    '<a href="//www.yybnet.net:99999999/">',
    "<a href='/chengdu/jianyang/?p=99999999999999999999'>下一页</a>",
)
_TOKENS = st.sampled_from((*_TAGS, *_PARTS, *_BROKEN))


@given(st.lists(_TOKENS, max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_markup_makes_it_raise(tokens: list[str]) -> None:
    listing = read("".join(tokens))
    assert len(listing.articles) == len(set(listing.articles)) == len(listing.dates)
    assert all(YYBNET.kind(url) == "article" for url in listing.articles)
    assert listing.next_url is None or YYBNET.channel(listing.next_url) == "chengdu/jianyang"


HUGE = {
    "many links": (page(ul(range(5000))), 5000),
    "many headings": (page("<h3>热点排行</h3>" * 5000 + ul(range(5))), 0),
    "many side bars": (page(ul([1]) + "".join(f"<div><h3>热点阅读</h3>{ul([i])}</div>" for i in range(2, 2000))), 1),
    "deep": (page("<div>" * 1500 + ul(range(5))), 5),
    "deep, a link in each": (page("".join(f"<div>{link(i)}" for i in range(1500))), 1500),
    "many pages": (page(ul([1]) + "".join(f'<a href="{PATH}{i}/">{i}</a>' for i in range(2, 5000))), 1),
    "one line": (page("<a href=/>首页</a> &gt; 成都 " * 5000 + ul([1])), 1),
    "pager links between the rows": (
        page("".join(f'{link(i)}<a href="{PATH}{i + 2}/">第{i + 2}页</a><p>' for i in range(3000))),
        3000,
    ),
}


@pytest.mark.parametrize(("html", "articles"), HUGE.values(), ids=HUGE.keys())
def test_pages_of_a_hostile_size_are_read_whole(html: str, articles: int) -> None:
    """Each of these would take minutes if any step grew faster than the page."""
    assert len(read(html).articles) == articles


@pytest.mark.parametrize("markup", [None, *MARKUPS])
def test_channels_of_the_replica_walked_to_their_end(markup: str | None) -> None:
    """All channels as the replica has them; in one markup for all, one channel for each form of pager."""
    replica = ReplicaSite(3, markup=markup)
    truth: dict[str, dict[int, tuple[str, str]]] = {}
    for record in replica.truth():
        if record["position"] is not None:
            place = truth.setdefault(record["channel"], {})
            place[record["position"]] = (record["url"], record["first_published"][:10])
    for channel in CHANNELS if markup is None else {channel.pager: channel for channel in CHANNELS}.values():
        articles, dates = _walk(replica, channel.slug)
        expected = [place for _, place in sorted(truth[channel.slug].items())]
        assert articles == [url for url, _ in expected]
        assert dates == [day for _, day in expected]


def _walk(replica: ReplicaSite, channel: str) -> tuple[list[str], list[str | None]]:
    articles: list[str] = []
    dates: list[str | None] = []
    url: str | None = YYBNET.listing_url(channel)
    while url:
        parts = urlsplit(url)
        answer = replica.respond(f"{parts.path}?{parts.query}")
        assert answer.status == 200
        listing = read_listing(answer.body, url=url, content_type=None, site=YYBNET)
        assert (listing.channel, listing.city, listing.problems) == (channel, "成都市", [])
        assert len(listing.channels) == 13
        articles += listing.articles
        dates += listing.dates
        url = listing.next_url
    return articles, dates
