"""Where a page says it stands: 地方网 > 成都市 > 简阳新闻 > 正文, however it is printed."""

from __future__ import annotations

import pytest

from newscrawl.extract.breadcrumb import Breadcrumb, find_breadcrumb, is_place
from newscrawl.sites import SCOL, YYBNET
from tests.extract.article_markup import blocks, paragraphs


def find(html: str) -> Breadcrumb | None:
    return find_breadcrumb(blocks(html), YYBNET)


@pytest.mark.parametrize(
    "line",
    [
        "地方网 &gt; 成都市 &gt; 简阳新闻 &gt; 正文",
        "地方网&gt;&gt;成都市&gt;&gt;简阳新闻&gt;&gt;正文",
        "您的位置\uff1a地方网 » 成都市 » 简阳新闻 » 正文",
        "当前位置: 地方网/成都市/简阳新闻/正文",
        "你现在的位置:地方网 -&gt; 成都市 -&gt; 简阳新闻 -&gt; 正文",
        "地方网\uff1e成都市\uff1e简阳新闻\uff1e正文",
        "地方网 成都市 简阳新闻 正文",
        "地方网成都市简阳新闻正文",
    ],
)
def test_a_breadcrumb_in_one_line_is_read_with_any_separator(line: str) -> None:
    found = find(f"<p>踏水镇</p><p>{line}</p>")
    assert found is not None
    assert (found.start, found.end, found.names) == (1, 2, ["地方网", "成都市", "简阳新闻", "正文"])
    assert (found.city, found.district, found.channel_name, found.leaf) == ("成都市", "简阳", "简阳新闻", True)


def test_a_breadcrumb_may_be_spread_over_blocks_separators_too() -> None:
    found = find(paragraphs("踏水镇", "位置:地方网", "&gt;", "成都市", "&gt;", "简阳新闻", "正文", "第一段"))
    assert found is not None
    assert (found.start, found.end, found.names) == (1, 7, ["地方网", "成都市", "简阳新闻", "正文"])
    assert found.district == "简阳"


def test_a_listings_breadcrumb_ends_with_its_channel() -> None:
    found = find("<div>地方网 &gt; 成都市 &gt; 简阳新闻</div>")
    assert found is not None
    assert (found.channel_name, found.leaf) == ("简阳新闻", False)


def test_the_headline_as_the_last_crumb_makes_an_article_and_is_no_place() -> None:
    found = find("<div>首页 &gt; 成都市 &gt; 简阳新闻 &gt; 踏水镇让居民成为社区治理的主人</div>")
    assert found is not None
    assert found.leaf
    assert found.places == ["首页", "成都市", "简阳新闻"]


@pytest.mark.parametrize(
    ("line", "city", "district", "channel"),
    [
        ("地方网 &gt; 成都市 &gt; 成都新闻 &gt; 正文", "成都市", None, "成都新闻"),
        ("地方网 &gt; 凉山州 &gt; 西昌新闻 &gt; 正文", "凉山州", "西昌", "西昌新闻"),
        ("地方网 &gt; 简阳新闻 &gt; 正文", None, "简阳", "简阳新闻"),
        ("地方网 &gt; 成都市 &gt; 简阳市 &gt; 正文", "成都市", "简阳市", "简阳市"),
        ("地方网 &gt; 成都市 &gt; 正文", "成都市", None, None),
    ],
)
def test_city_and_district_are_read_from_the_crumbs(
    line: str, city: str | None, district: str | None, channel: str | None
) -> None:
    found = find(f"<div>{line}</div>")
    assert found is not None
    assert (found.city, found.district, found.channel_name) == (city, district, channel)


@pytest.mark.parametrize(
    "html",
    [
        "<p>踏水镇 &gt; 石桥镇</p>",
        "<p>地方网</p><p>踏水镇在城乡社区发展治理中,聚焦群众需求,聚合社会动能。</p><p>正文</p>",
        "<p>地方网讯:从A &gt; B到B &gt; C,市民的选择变了。</p>",
        "<p>首页</p><p>成都</p><p>首页</p>",
        "<p>正文</p>",
        "",
    ],
)
def test_what_is_no_breadcrumb(html: str) -> None:
    assert find(html) is None


def test_roots_and_leaves_are_the_ones_the_site_declares() -> None:
    found = find_breadcrumb(blocks("<div>四川在线 &gt; 公共新闻频道 &gt; 文章详情</div>"), SCOL)
    assert found is not None
    assert found.channel_name == "公共新闻频道"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("成都市", True),
        ("凉山彝族自治州", True),
        ("阿坝地区", True),
        ("金堂县", True),
        ("简阳新闻", False),
        ("市", False),
    ],
)
def test_a_place_says_that_it_is_one(name: str, place: bool) -> None:
    assert is_place(name) is place
