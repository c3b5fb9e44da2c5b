"""The headline is a line that the page shows, and the document's `<title>` bears witness which one."""

from __future__ import annotations

import pytest

from newscrawl.extract.headline import Headlines, untailed
from newscrawl.extract.text import fold
from newscrawl.sites import YYBNET
from tests.extract.article_markup import TITLE, blocks

NAMES = {"地方网", "成都市", "简阳新闻"}


def headlines(html: str, *, start: int = 0) -> Headlines:
    return Headlines(blocks(html), YYBNET, NAMES, start)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (f"{TITLE}-简阳新闻-地方网", TITLE),
        (f"{TITLE}_地方网", TITLE),
        (f"地方网 | {TITLE}", TITLE),
        (f"{TITLE} - 新都新闻", TITLE),
        ("踏水镇-柏林社区:一张图-治到底-地方网", "踏水镇-柏林社区:一张图-治到底"),
        ("踏水镇召开新闻发布会通报全镇新闻", "踏水镇召开新闻发布会通报全镇新闻"),
        ("简阳新闻-地方网", None),
        ("地方网", None),
        ("", None),
    ],
)
def test_names_at_the_ends_of_a_document_title_are_cut(title: str, text: str | None) -> None:
    assert untailed(title, NAMES, "新闻") == text


def test_the_longest_line_that_the_document_title_begins_with_is_the_headline() -> None:
    page = headlines(f"<h1>地方网</h1><p>踏水镇让居民</p><p>{TITLE}</p><p>别的一行</p>")
    found = page.confirmed([f"{TITLE}-地方网"])
    assert found is not None
    assert (found.text, found.at, found.key) == (TITLE, [(2, 3)], fold(TITLE))


def test_a_line_inside_the_document_title_must_make_up_much_of_it() -> None:
    page = headlines("<p>石桥镇挂面飘香</p><p>别的一行</p>")
    assert page.confirmed(["简阳要闻|石桥镇挂面飘香|地方网"]) is not None
    assert page.confirmed(["简阳要闻|石桥镇挂面飘香四方|地方网"]) is None
    assert page.confirmed(["专题一|石桥镇挂面飘香|天府机场建设提速,龙泉山看桃花去|地方网"]) is None


def test_a_heading_broken_into_lines_is_one_headline() -> None:
    page = headlines("<h1>踏水镇让居民<br>成为社区治理的主人</h1><p>正文</p>")
    found = page.confirmed([TITLE])
    assert found is not None
    assert (found.text, found.at) == ("踏水镇让居民 成为社区治理的主人", [(0, 2)])


def test_every_place_that_prints_the_headline_is_told_but_no_link_to_it() -> None:
    page = headlines(f"<h1>{TITLE}</h1><p>一</p><p>{TITLE}</p><p><a href=/1>{TITLE}</a></p>")
    found = page.confirmed([TITLE])
    assert found is not None
    assert found.at == [(0, 1), (2, 3)]


def test_a_headline_that_is_only_printed_as_a_link_is_taken_from_there() -> None:
    found = headlines(f"<p><a href=/1>{TITLE}</a></p><p>一</p>").confirmed([TITLE])
    assert found is not None
    assert found.at == [(0, 1)]


@pytest.mark.parametrize("witness", ["地方网", "简阳新闻", "新", ""])
def test_the_name_of_a_site_or_channel_is_no_witness(witness: str) -> None:
    assert headlines("<h1>地方网</h1><h2>简阳新闻</h2><p>新</p>").confirmed([witness]) is None


def test_above_a_source_line_the_highest_heading_is_the_headline() -> None:
    page = headlines(f"<h3>专题</h3><h2>{TITLE}</h2><p>副题</p><p>来源:西南商报</p><h1>另一篇文章</h1>")
    found = page.above(3, None)
    assert found is not None
    assert (found.text, found.at) == (TITLE, [(1, 2)])


def test_above_a_source_line_without_headings_the_title_is_believed_and_then_the_nearest_line() -> None:
    page = headlines("<p>踏水镇新貌</p><p>坝坝会开得热闹</p><p>来源:西南商报</p>")
    told, nearest = page.above(2, "标题里说的"), page.above(2, None)
    assert told is not None
    assert (told.text, told.at) == ("标题里说的", [])
    assert nearest is not None
    assert (nearest.text, nearest.at) == ("坝坝会开得热闹", [(1, 2)])


def test_without_a_source_line_the_h1_goes_before_the_title_and_the_title_before_lesser_headings() -> None:
    first = headlines(f"<h2>相关新闻</h2><h2>小标题</h2><h1>{TITLE}</h1>").loudest("标题里说的")
    assert first is not None
    assert first.text == TITLE
    lesser = headlines("<h2>相关新闻</h2><h2>小标题</h2>")
    told, untold = lesser.loudest("标题里说的"), lesser.loudest(None)
    assert told is not None
    assert told.text == "标题里说的"
    assert untold is not None
    assert untold.text == "小标题"
    assert headlines("<p>没有标题</p>").loudest(None) is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>正文</p><p><a href=/1>链接一条</a></p><p>{TITLE}</p><p>第一段。</p>", TITLE),
        ("<p>正文</p><p>踏水镇在城乡社区发展治理中成效显著。</p>", None),
        ("<p>正文</p><p>原文 http://example.com/1</p>", None),
    ],
)
def test_below_the_breadcrumb_the_first_line_that_is_no_sentence_is_the_headline(html: str, text: str | None) -> None:
    found = headlines(html, start=1).below()
    assert (found and found.text) == text
    assert headlines(html).below() is None


def test_a_witness_tells_the_headline_without_names_and_the_next_one_is_asked_where_it_is_only_names() -> None:
    page = headlines("<p>正文</p>")
    assert page.told(["简阳新闻-地方网", f"{TITLE}-地方网"]) == TITLE
    assert page.told(["地方网", ""]) is None
