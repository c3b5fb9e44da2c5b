"""Name and city of a listing's channel, and the channels that its navigation names."""

from __future__ import annotations

import pytest

from newscrawl.extract.navigation import channel_name, district
from newscrawl.items import ChannelLink
from tests.extract.listing_markup import CRUMB, NAV, PATH, page, read, ul

CITY = '<a href="/chengdu/">成都市</a>'

PLACES = {
    "links and text": (CRUMB, "简阳", "成都市"),
    "»": (CRUMB.replace("&gt;", "»"), "简阳", "成都市"),
    "›": (CRUMB.replace("&gt;", "›"), "简阳", "成都市"),
    "/": (CRUMB.replace("&gt;", "/"), "简阳", "成都市"),
    "all text": ("<div>地方网 > 成都市 > 简阳新闻</div>", "简阳", "成都市"),
    "all text, no spaces": ("<p>当前位置:地方网>成都市>简阳新闻</p>", "简阳", "成都市"),
    "您的位置 and 首页": (
        f'<p>您的位置：<a href="/">首页</a>>{CITY}><a href="{PATH}">简阳新闻</a>></p>',
        "简阳",
        "成都市",
    ),
    "a list": (f'<ul><li><a href="/">地方网</a></li><li>{CITY}</li><li>简阳新闻</li></ul>', "简阳", "成都市"),
    "a list, own step a link": (
        f'<ol><li><a href="/">首页</a><li>{CITY}<li><a href="{PATH}">简阳新闻</a></ol>',
        "简阳",
        "成都市",
    ),
    "a table": (f"<table><tr><td>地方网<td>&gt;<td>{CITY}<td>&gt;<td>简阳新闻</table>", "简阳", "成都市"),
    "a province before": (
        f'<div><a href="/">地方网</a> > <a href="/sichuan/">四川</a> > {CITY} > 简阳新闻</div>',
        "简阳",
        "成都市",
    ),
    "without 新闻": (f'<div><a href="/">地方网</a> > {CITY} > 简阳</div>', "简阳", "成都市"),
    "city without 市": ("<div>首页 > 成都 > 简阳新闻</div>", "简阳", "成都"),
    "four characters": (CRUMB.replace("简阳新闻", "阿坝藏区新闻"), "阿坝藏区", "成都市"),
    "page number behind": (CRUMB.replace("简阳新闻", "简阳新闻 &gt; 第2页"), "简阳", "成都市"),
    "no breadcrumb, but a heading": ("<h1>简阳新闻</h1>", "简阳", None),
    "no breadcrumb, heading of a topic": ("<h1>图片新闻</h1>", "简阳", None),
}


@pytest.mark.parametrize(("crumb", "name", "city"), PLACES.values(), ids=PLACES.keys())
def test_name_and_city(crumb: str, name: str, city: str | None) -> None:
    listing = read(page(ul([1, 2]), before=crumb))
    assert (listing.name, listing.city, district(listing)) == (name, city, name)


def test_the_nav_names_the_channel_where_nothing_else_does() -> None:
    listing = read(f"<html><body>{NAV}{ul([1])}</body></html>")
    assert (listing.name, listing.city) == ("简阳", None)


def test_a_page_that_names_no_channel() -> None:
    listing = read(f"<html><title>欢迎</title><body>{ul([1])}</body></html>")
    assert (listing.name, listing.city, listing.channels) == (None, None, [])


def test_the_row_of_channels_is_no_breadcrumb() -> None:
    nav = '<div><a href="/">首页</a> | ' + NAV.removeprefix("<div>")
    listing = read(f"<html><body>{nav}{ul([1])}</body></html>")
    assert (listing.name, listing.city) == ("简阳", None)


@pytest.mark.parametrize(
    "crumb",
    [
        f"<div>地方网 > {CITY}</div>",
        "<div>地方网 > 成都市 > 成都新闻</div>",
        "<ul><li>地方网</li><li>成都市</li><li>成都新闻</li></ul>",
    ],
)
def test_the_citys_own_channel_has_a_name_and_no_district(crumb: str) -> None:
    listing = read(f"<html><title>成都新闻-地方网</title><body>{NAV}{crumb}{ul([1])}</body></html>", "/chengdu/")
    assert (listing.channel, listing.name, listing.city) == ("chengdu", "成都", "成都市")
    assert district(listing) is None


def test_channels_of_the_city_each_once_in_reading_order() -> None:
    listing = read(page(ul([1]), after=NAV + '<a href="/mianyang/anzhou/">安州新闻</a><a href="/">地方网</a>'))
    assert listing.channels == [
        ChannelLink("chengdu/xindu", "新都", "成都市"),
        ChannelLink("chengdu/wenjiang", "温江", "成都市"),
        ChannelLink("chengdu/jianyang", "简阳", "成都市"),
        ChannelLink("chengdu/dujiangyan", "都江堰", "成都市"),
    ]


LINKS = {
    "more before the name": ('<a href="/chengdu/pidu/">更多</a> <p><a href="/chengdu/pidu/">郫都新闻</a></p>', "郫都"),
    "only more, beside the name": ('<h3>郫都新闻 <a href="/chengdu/pidu/">more...</a></h3>', "郫都"),
    "short name before the full one": (
        '<a href="/chengdu/pidu/">郫都</a><a href="/chengdu/pidu/">郫都新闻</a>',
        "郫都",
    ),
    "without 新闻": ('<a href="/chengdu/pidu/">郫都</a>', "郫都"),
    "in brackets": ('<a href="/chengdu/pidu/">[郫都新闻]</a>', "郫都"),
    "a picture": ('<a href="/chengdu/pidu/"><img alt="郫都新闻" src="p.gif"></a>', "郫都"),
    "index file on the mobile host": ('<a href="http://m.yybnet.net/chengdu/pidu/index.html?x=1">郫都新闻</a>', "郫都"),
    "an option": ('<select><option value="/chengdu/pidu/">郫都新闻</option></select>', "郫都"),
    "upper case": ('<A HREF="/chengdu/pidu/">郫都新闻</A>', "郫都"),
    "only more": ('<p>各地</p><a href="/chengdu/pidu/">更多</a>', None),
    "no text": ('<a href="/chengdu/pidu/"></a>', None),
    "a page number": ('<a href="/chengdu/pidu/">1</a>', None),
    "a headline": ('<a href="/chengdu/pidu/">郫都豆瓣香飘四海 产业园区年产值破百亿元</a>', None),
    "a later page": ('<a href="/chengdu/pidu/index_2.html">郫都新闻</a>', None),
    "about us": ('<a href="/chengdu/pidu/">关于我们</a>', None),
    "another city": ('<a href="/deyang/pidu/">郫都新闻</a>', None),
    "another site": ('<a href="https://example.com/chengdu/pidu/">郫都新闻</a>', None),
}


@pytest.mark.parametrize(("html", "name"), LINKS.values(), ids=LINKS.keys())
def test_which_links_name_a_channel(html: str, name: str | None) -> None:
    listing = read(page(ul([1]), before=CRUMB, after=html))
    assert [link.name for link in listing.channels] == ([name] if name else [])


def test_the_home_page_names_channels_of_every_city() -> None:
    listing = read(NAV + '<a href="/mianyang/anzhou/">安州新闻</a>', "/")
    assert [link.slug for link in listing.channels][-2:] == ["chengdu/dujiangyan", "mianyang/anzhou"]
    assert (listing.channel, listing.name) == ("", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("简阳新闻", "简阳"),
        ("都江堰新闻", "都江堰"),
        ("· 简阳新闻", "简阳"),
        ("简阳新闻网", "简阳"),
        ("简阳", "简阳"),
        ("新闻", ""),
    ],
)
def test_a_channels_name_is_without_news(text: str, name: str) -> None:
    assert channel_name(text) == name
