"""What stands around an article is told by whole blocks; the same words inside a sentence mean nothing."""

from __future__ import annotations

import pytest

from newscrawl.extract import junk
from newscrawl.extract.blocks import Block
from newscrawl.extract.text import fold
from newscrawl.sites import SCOL, YYBNET
from tests.extract.article_markup import TITLE, blocks


def only(html: str) -> Block:
    (block,) = blocks(html)
    return block


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("■ 猜你喜欢 : 更多>>", "猜你喜欢"),
        ("【相關新聞】", "相关新闻"),
        ("热点 阅读 MORE", "热点阅读"),
        ("换一换", ""),
    ],
)
def test_a_heading_is_compared_without_its_decoration(text: str, key: str) -> None:
    assert junk.heading_key(text) == key


@pytest.mark.parametrize(
    "html",
    [
        "<h3>新闻推荐</h3>",
        "<p>相关新闻:</p>",
        "<div>■ 猜你喜欢 更多&gt;&gt;</div>",
        "<p>【熱點閱讀】</p>",
        "<p>评论</p>",
        f"<p>评论:({TITLE})</p>",
        f"<p>評論\uff1a\uff08{TITLE}\uff09</p>",
        "<p>评论:(踏水镇让居民…)</p>",
        "<p>评论(12)</p>",
        '<p>相关新闻: <a href="/1">石桥镇挂面飘香</a> <a href="/2">龙泉山看桃花去</a></p>',
    ],
)
def test_a_heading_of_the_site_ends_the_article(html: str) -> None:
    assert junk.is_end_heading(only(html), YYBNET, fold(TITLE))


@pytest.mark.parametrize(
    "html",
    [
        "<p>猜你喜欢的不只是音乐,还有家乡的味道,这是简阳人的共识。</p>",
        "<p>相关新闻:市民王女士称,她看到的并不属实。</p>",
        '<p>相关新闻见 <a href="/1">此处</a>,市民王女士称她看到的并不属实。</p>',
        "<p>评论:这件事值得每个人深思,不能一评了之。</p>",
        "<p>评论:(数量)不设上限</p>",
        "<p>评论:(另一篇文章的标题)</p>",
        "<p>强化党建引领</p>",
    ],
)
def test_its_words_in_a_sentence_end_nothing(html: str) -> None:
    assert not junk.is_end_heading(only(html), YYBNET, fold(TITLE))


def test_the_headings_are_the_ones_the_site_declares() -> None:
    heading = only("<h3>今日热榜</h3>")
    assert junk.is_end_heading(heading, SCOL, "")
    assert not junk.is_end_heading(heading, YYBNET, "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("评论:(踏水镇的清晨)", "踏水镇的清晨"),
        ("評論\uff1a\uff08踏水鎮\uff09", "踏水镇"),
        ("评论:踏水镇", None),
        ("正文", None),
    ],
)
def test_a_comment_heading_names_the_headline(text: str, title: str | None) -> None:
    assert junk.commented_title(text, YYBNET) == title


SLOGAN = "简阳新闻,弘扬社会正气。除了新闻,我们还传播幸福和美好!"


@pytest.mark.parametrize(
    ("text", "channel", "slogan"),
    [
        (SLOGAN, "简阳新闻", True),
        (SLOGAN.replace(",", "\uff0c", 1), "简阳新闻", True),
        (SLOGAN, None, True),
        (SLOGAN, "新都新闻", False),
        ("昨日看新闻,简阳一桥通车,市民奔走相告。", "简阳新闻", False),
        ("简阳新闻报道了踏水镇的变化。", "简阳新闻", False),
    ],
)
def test_a_slogan_begins_with_the_name_of_its_channel(text: str, channel: str | None, slogan: bool) -> None:
    assert junk.is_slogan(text, YYBNET, channel) is slogan


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ('<p><a href="/1">石桥镇挂面飘香</a></p>', True),
        ('<p>· <a href="/1">石桥镇挂面飘香</a></p>', True),
        ('<p>详情请见<a href="/1">石桥镇</a></p>', False),
        ('<p><a href="/1">https://www.yybnet.net/1</a></p>', False),
        ('<p><a href="/1">www.yybnet.net</a></p>', False),
        ("<p>石桥镇挂面飘香</p>", False),
    ],
)
def test_a_link_is_a_block_of_nothing_else_and_does_not_print_its_address(html: str, link: bool) -> None:
    assert junk.is_link(only(html)) is link


@pytest.mark.parametrize(
    "text",
    [
        "地方网 版权所有 Copyright © 2018 yybnet.net 蜀ICP备10000000号",
        "违法和不良信息举报电话:028-12345678",
        "川公网安备 51010000000000号",
        "关于我们 | 联系我们 | 网站地图",
        "返回顶部",
        "上一篇:石桥镇挂面飘香",
        "下一条新闻 > 龙泉山看桃花去",
    ],
)
def test_lines_of_a_pages_foot(text: str) -> None:
    assert junk.is_footer(text)


@pytest.mark.parametrize("text", ["他上一篇文章写的是石桥镇。", "上一篇:写得好。下一篇也好。", "返回顶部的山路修好了"])
def test_sentences_are_no_foot(text: str) -> None:
    assert not junk.is_footer(text)


@pytest.mark.parametrize(
    ("text", "bar", "target"),
    [
        ("分享到:", True, False),
        ("分享到: 微信 微博 QQ空间", True, False),
        ("一键分享", True, True),
        ("微信扫一扫,分享到朋友圈", True, False),
        ("微信", False, True),
        ("QQ空间 | 新浪微博", False, True),
        ("【打印本页】", False, True),
        ("微信支付进村", False, False),
        ("分享到的快乐更多", False, False),
    ],
)
def test_share_bars_and_their_buttons(text: str, bar: bool, target: bool) -> None:
    assert (junk.is_share_bar(text), junk.is_share_target(text)) == (bar, target)


@pytest.mark.parametrize(
    ("text", "advert"),
    [("广告", True), ("[推广]", True), ("广告位:招租", True), ("AD", True), ("广告公司落户简阳", False)],
)
def test_an_advertisement_calls_itself_one(text: str, advert: bool) -> None:
    assert junk.is_advert(text) is advert
