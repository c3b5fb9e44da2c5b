"""Where an article belongs: its breadcrumb says it, its address, and else the links of its page."""

from __future__ import annotations

import pytest

from newscrawl.extract.breadcrumb import find_breadcrumb
from newscrawl.extract.place import Place, find_place
from newscrawl.extract.tree import parse
from newscrawl.sites import YYBNET
from tests.extract.article_markup import CRUMB, URL, blocks

DISTRICT_URL = "https://www.yybnet.net/chengdu/jianyang/201812/8361234.html"
XIANYANG = "https://www.yybnet.net/xianyang/news/201812/8361234.html"
NAV = (
    '<a href="/xianyang/">咸阳市</a> <a href="/xianyang/binxian/">彬县新闻</a> '
    '<a href="/chengdu/xindu/">新都新闻</a> <a href="/chengdu/jianyang/">简阳新闻</a>'
)
BIN_CRUMB = "<div>地方网 &gt; 彬县新闻 &gt; 正文</div>"


def find(html: str, url: str = URL) -> Place:
    return find_place(parse(html), find_breadcrumb(blocks(html), YYBNET), url, YYBNET)


@pytest.mark.parametrize(
    ("html", "url", "place"),
    [
        (CRUMB + NAV, URL, Place("成都市", "简阳", "chengdu/jianyang")),
        (CRUMB, URL, Place("成都市", "简阳", None)),
        (CRUMB, DISTRICT_URL, Place("成都市", "简阳", "chengdu/jianyang")),
        (NAV, DISTRICT_URL, Place("成都市", "简阳", "chengdu/jianyang")),
        ("", DISTRICT_URL, Place("成都市", None, "chengdu/jianyang")),
        (BIN_CRUMB + NAV, XIANYANG, Place("咸阳市", "彬县", "xianyang/binxian")),
        (NAV, XIANYANG, Place("咸阳市", None, None)),
        (CRUMB + NAV, "", Place("成都市", "简阳", "chengdu/jianyang")),
        ("", "", Place()),
        ("<p>成都市</p>", "", Place()),
    ],
)
def test_a_place_is_put_together_from_breadcrumb_address_and_links(html: str, url: str, place: Place) -> None:
    assert find(html, url) == place


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/chengdu/jianyang/index_2.html">简阳新闻</a>',
        '<a href="https://www.example.com/chengdu/jianyang/">简阳新闻</a>',
        '<a href="/chengdu/news/201812/1.html">简阳新闻</a>',
        '<a href="/chengdu/jianyang/">简阳新闻:坝坝会开得热闹,居民成为主人</a>',
        "<a>简阳新闻</a>",
    ],
)
def test_a_link_that_is_not_the_channels_first_page_under_its_own_name_tells_nothing(link: str) -> None:
    assert find(CRUMB + link).channel is None


def test_the_breadcrumb_goes_before_what_links_say() -> None:
    crumb = "<div>地方网 &gt; 简阳市 &gt; 简阳新闻 &gt; 正文</div>"
    assert find(crumb + '<a href="/chengdu/">成都市</a>').city == "简阳市"
