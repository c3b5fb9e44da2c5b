"""The channels that a page of the site names: each slug once, under the name a reader sees."""

from __future__ import annotations

import pytest

from newscrawl.extract.channel_links import read_channel_links
from newscrawl.items import ChannelLink
from newscrawl.sites import YYBNET

HOME = "https://www.yybnet.net/"


def read(html: str, *, url: str = HOME) -> list[ChannelLink]:
    return read_channel_links(html.encode(), url=url, content_type="text/html; charset=utf-8", site=YYBNET)


def test_cities_and_districts_in_reading_order() -> None:
    assert read(
        '<a href="/chengdu/">成都</a><ul><li><a href="/chengdu/jianyang/">[简阳新闻]</a>'
        '<li><a href="//m.yybnet.net/xianyang/binxian">彬县 &raquo;</a></ul>'
    ) == [
        ChannelLink("chengdu", "成都"),
        ChannelLink("chengdu/jianyang", "简阳"),
        ChannelLink("xianyang/binxian", "彬县"),
    ]


def test_a_channel_linked_twice_keeps_its_place_and_its_first_name() -> None:
    assert read(
        '<a href="/chengdu/jianyang/"><img src=1.png></a><a href="/chengdu/">成都</a>'
        '<a href="/chengdu/jianyang/index.html">简<b>阳</b></a><a href="/chengdu/jianyang/">更多</a>'
    ) == [ChannelLink("chengdu/jianyang", "简阳"), ChannelLink("chengdu", "成都")]


@pytest.mark.parametrize(
    "href",
    [
        "/chengdu/jianyang/index_2.html",
        "/chengdu/jianyang/?page=3",
        "/chengdu/news/201812/1.html",
        "https://www.example.com/chengdu/jianyang/",
        "/",
        "javascript:void(0)",
        "",
    ],
)
def test_other_links_lead_to_no_channel(href: str) -> None:
    assert read(f'<a href="{href}">简阳新闻</a><a>简阳</a>') == []


def test_relative_links_and_bytes_in_another_encoding() -> None:
    body = '<meta charset=gbk><a href="jianyang/">简阳新闻</a>'.encode("gbk")
    found = read_channel_links(body, url=f"{HOME}chengdu/", content_type=None, site=YYBNET)
    assert found == [ChannelLink("chengdu/jianyang", "简阳")]
