"""The pictures of an article: which are its own, where they are to be had, and what is printed under them."""

from __future__ import annotations

import pytest

from newscrawl.extract.pictures import find_images
from newscrawl.extract.region import Region
from newscrawl.items import Image
from newscrawl.sites import YYBNET
from tests.extract.article_markup import TEXT, URL, outline, paragraphs

BASE = "https://www.yybnet.net"


def images(main: str, base: str = URL) -> list[Image]:
    return _find(main, base)[0]


def captions(main: str) -> list[str]:
    return _find(main, URL)[1]


def _find(main: str, base: str) -> tuple[list[Image], list[str]]:
    """The pictures of an article whose first block is its source line, and the blocks that are captions."""
    page = outline(f"<div><p>来源:西南商报</p>{main}</div><h3>新闻推荐</h3><p><img src=/junk.jpg>别处</p>")
    found = Region(page, YYBNET, 1, 0, "", None).find()
    pictures, blocks = find_images(page, found, base)
    return pictures, [page.blocks[block].text for block in sorted(blocks)]


def around(picture: str) -> str:
    return f"<p>{TEXT[0]}</p>{picture}<p>{TEXT[1]}</p>"


@pytest.mark.parametrize(
    ("element", "address"),
    [
        ('<img src="/upload/1.jpg">', f"{BASE}/upload/1.jpg"),
        ('<img src="1.jpg">', f"{BASE}/chengdu/news/201812/1.jpg"),
        ('<img src="//img.example.com/1.jpg">', "https://img.example.com/1.jpg"),
        ('<img src="/loading.gif" data-original="/1.jpg">', f"{BASE}/1.jpg"),
        ('<img src="/thumb.jpg" data-src="/1.jpg">', f"{BASE}/1.jpg"),
        ('<img src="/1.jpg" data-original="/blank.gif">', f"{BASE}/1.jpg"),
        ('<img srcset="/small.jpg 1x, /large.jpg 2x">', f"{BASE}/large.jpg"),
        ('<img src="/1.jpg" width="600" height="80%">', f"{BASE}/1.jpg"),
        ('<img src="/1.jpg" width="30%">', f"{BASE}/1.jpg"),
    ],
)
def test_a_picture_has_one_absolute_address(element: str, address: str) -> None:
    assert images(around(f"<p>{element}</p>")) == [{"url": address, "caption": None}]


@pytest.mark.parametrize(
    "element",
    [
        "<img>",
        '<img src="/loading.gif">',
        '<img src="data:image/gif;base64,R0lGOD">',
        '<img src="/images/logo.png">',
        '<img src="/images/wx_qrcode.png">',
        '<img src="/1.jpg" width="16" height="16">',
        '<img src="http://[broken/1.jpg">',
        '<a href="https://ads.example.com/"><img src="/1.jpg"></a>',
        '<a href="#top"><img src="/1.jpg"></a>',
        '<a href="javascript:void(0)"><span><img src="/1.jpg"></span></a>',
    ],
)
def test_furniture_and_advertisements_are_no_pictures_of_the_article(element: str) -> None:
    assert images(around(f"<p>{element}</p>")) == []


@pytest.mark.parametrize("href", ["/gallery/1.html", "https://img.example.com/large.jpg", "https://pic.yybnet.net/1"])
def test_a_picture_may_be_a_link_to_its_own_site_or_to_its_large_form(href: str) -> None:
    assert len(images(around(f'<p><a href="{href}"><img src="/1.jpg"></a></p>'))) == 1


def test_a_picture_printed_twice_is_one() -> None:
    assert len(images(around('<p><img src="/1.jpg"></p><p><img src="/1.jpg"></p>'))) == 1


def test_without_an_address_of_the_page_a_relative_one_stays_relative() -> None:
    assert images(around('<p><img src="/1.jpg"></p>'), base="") == [{"url": "/1.jpg", "caption": None}]


def test_pictures_of_side_matter_and_share_bars_are_none_of_the_article() -> None:
    aside = '<aside><p>他山之石</p><img src="/aside.jpg"></aside>'
    assert images(f'{paragraphs(*TEXT)}{aside}<p><img src="/1.jpg"></p><p>最后一段。</p>') == [
        {"url": f"{BASE}/1.jpg", "caption": None}
    ]


@pytest.mark.parametrize(
    ("printed", "caption"),
    [
        ('<figure><img src="/1.jpg"><figcaption>坝坝会上</figcaption></figure>', "坝坝会上"),
        ('<div><img src="/1.jpg"><span>坝坝会上</span></div>', "坝坝会上"),
        ('<p><img src="/1.jpg"></p><p>图为坝坝会现场。</p>', "图为坝坝会现场。"),
        ('<p><img src="/1.jpg"></p><p>▲坝坝会现场</p>', "▲坝坝会现场"),
        ('<p><img src="/1.jpg"></p><p>柏杨村的红香椿基地 王朝旭 摄</p>', "柏杨村的红香椿基地 王朝旭 摄"),
        ('<p><img src="/1.jpg"></p><p>坝坝会(资料图)</p>', "坝坝会(资料图)"),
    ],
)
def test_a_caption_is_told_by_its_box_or_by_its_words(printed: str, caption: str) -> None:
    assert images(around(printed)) == [{"url": f"{BASE}/1.jpg", "caption": caption}]
    assert captions(around(printed)) == [caption]


@pytest.mark.parametrize(
    "below", ["坝坝会开了一个上午。", "图书馆里坐满了人。", "刘顺菊 王朝旭 文/图", "摄影展今日开幕,市民前往观看。"]
)
def test_a_paragraph_or_a_byline_below_a_picture_is_no_caption(below: str) -> None:
    main = around(f'<p><img src="/1.jpg"></p><p>{below}</p>')
    assert images(main) == [{"url": f"{BASE}/1.jpg", "caption": None}]
    assert captions(main) == []


def test_a_caption_shared_by_two_pictures_is_the_last_ones() -> None:
    found = images(around('<p><img src="/1.jpg"></p><p><img src="/2.jpg"></p><p>图为坝坝会现场。</p>'))
    assert [image["caption"] for image in found] == [None, "图为坝坝会现场。"]


def test_an_article_of_pictures_alone_keeps_them_though_no_line_around_them_is_text() -> None:
    assert images('<p><img src="/1.jpg"></p><p><img src="/2.jpg"></p>') == [
        {"url": f"{BASE}/1.jpg", "caption": None},
        {"url": f"{BASE}/2.jpg", "caption": None},
    ]


def test_the_pictures_of_a_share_bar_are_its_own() -> None:
    assert images(f'{paragraphs(*TEXT)}<div>分享到: <img src="/weixin.jpg"></div>') == []
