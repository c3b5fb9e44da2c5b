"""Which blocks are the article: from below the landmarks to the first junk heading, wherever junk stands."""

from __future__ import annotations

import pytest

from newscrawl.extract.region import Found, Region
from newscrawl.extract.text import fold
from newscrawl.sites import YYBNET
from tests.extract.article_markup import BELOW, TEXT, TITLE, outline, paragraphs

LINE = "<p>来源:西南商报</p>"
LINKS = '<ul><li><a href="/1">石桥镇挂面飘香</a></li><li><a href="/2">龙泉山看桃花去</a></li></ul>'
BOX = f"<div><h3>相关新闻</h3>{LINKS}</div>"
SLOGAN = "简阳新闻,弘扬社会正气。除了新闻,我们还传播幸福和美好!"


def find(html: str) -> tuple[list[str], Found]:
    """The texts of the article's blocks, on a page whose first block is the source line."""
    page = outline(f"<div>{html}</div>")
    found = Region(page, YYBNET, 1, 0, fold(TITLE), "简阳新闻").find()
    return [page.blocks[index].text for index in found.chosen], found


@pytest.mark.parametrize("below", [BELOW, f"<div>{BELOW}</div>", BOX, f"<p>评论:({TITLE})</p><p>好文</p>"])
def test_the_article_ends_at_the_first_junk_heading(below: str) -> None:
    texts, found = find(LINE + paragraphs(*TEXT) + below)
    assert texts == list(TEXT)
    assert (found.start, found.end) == (1, 3)


def test_the_headline_printed_again_above_the_text_is_left_out() -> None:
    assert find(LINE + paragraphs(TITLE, *TEXT) + BELOW)[0] == list(TEXT)


@pytest.mark.parametrize(
    "tail",
    [
        SLOGAN,
        "地方网 版权所有 © 2018",
        "分享到: 微信 微博",
        "打印本页",
        "广告",
        '<a href="/1">石桥镇挂面飘香</a>',
        f"{SLOGAN}</p><p>返回顶部</p><p>广告",
    ],
)
def test_what_hangs_on_at_the_end_is_left_out(tail: str) -> None:
    assert find(LINE + paragraphs(*TEXT, tail))[0] == list(TEXT)


def test_the_slogan_of_another_channel_is_text() -> None:
    other = SLOGAN.replace("简阳", "新都")
    assert find(LINE + paragraphs(*TEXT, other))[0] == [*TEXT, other]


def test_a_box_of_junk_between_source_line_and_text_is_passed() -> None:
    texts, found = find(LINE + BOX + paragraphs(*TEXT) + BELOW)
    assert texts == list(TEXT)
    assert (found.start, found.end) == (4, 6)


def test_pictures_above_a_box_are_the_article_unless_they_are_the_boxs_own() -> None:
    boxed = BOX.replace("</h3>", '</h3><img src="/1.jpg">')
    assert find(LINE + '<p><img src="/1.jpg"></p>' + BOX + paragraphs(*TEXT))[0] == []
    assert find(LINE + boxed + paragraphs(*TEXT))[0] == list(TEXT)


def test_junk_without_a_box_above_the_text_is_passed_only_where_the_headline_follows() -> None:
    bare = f"<h3>相关新闻</h3><p><a href=/1>石桥镇挂面飘香</a></p>{paragraphs(*TEXT)}"
    assert find(LINE + bare + BELOW)[0] == []
    headed = bare.replace("<p>四川", f"<p>{TITLE}</p><p>四川")
    assert find(LINE + headed + BELOW)[0] == list(TEXT)


def test_a_box_of_links_in_the_middle_does_not_end_the_text_that_goes_on() -> None:
    more = ("“以前出门一身泥。”村民李大爷笑着说。", "坝坝会明日再开。")
    assert find(LINE + paragraphs(*TEXT) + BOX + paragraphs(*more) + BELOW)[0] == [*TEXT, *more]


def test_a_box_below_one_paragraph_ends_it() -> None:
    assert find(LINE + paragraphs(TEXT[0]) + BOX + paragraphs(TEXT[1], "坝坝会明日再开。"))[0] == [TEXT[0]]


def test_a_slogan_is_no_text_going_on() -> None:
    assert find(LINE + paragraphs(*TEXT) + BOX + paragraphs("坝坝会明日再开。", SLOGAN))[0] == list(TEXT)


def test_a_teaser_below_a_box_is_not_the_text_going_on() -> None:
    above = LINE + paragraphs(*TEXT)
    assert find(above + BOX + paragraphs("永探1井获气。"))[0] == list(TEXT)
    recommended = BOX.replace("相关新闻", "新闻推荐")
    assert find(above + recommended + paragraphs("永探1井获气。", "初步测试良好。"))[0] == list(TEXT)


def test_side_matter_is_left_out_unless_it_is_most_of_the_text() -> None:
    aside = "<aside><p>他山之石</p></aside>"
    assert find(f"{LINE}<p>{TEXT[0]}</p>{aside}<p>{TEXT[1]}</p>{BELOW}")[0] == list(TEXT)
    assert find(f"{LINE}<aside>{paragraphs(*TEXT)}</aside>{BELOW}")[0] == list(TEXT)


def test_odd_lines_behind_the_element_of_the_text_are_left_out_but_no_prose() -> None:
    own = f"<div>{LINE}{paragraphs(*TEXT)}</div>"
    assert find(f"{own}<p>本地天气</p>")[0] == list(TEXT)
    prose = "坝坝会明日再开,欢迎全镇居民都来参加,一起商量。"
    assert find(f"{own}<p>本地天气</p><p>{prose}</p>")[0] == [*TEXT, "本地天气", prose]


def test_home_holds_landmarks_and_text_and_junk_holds_nothing_of_them() -> None:
    page = outline(f"<div><section>{LINE}{paragraphs(*TEXT)}</section><article>{BELOW}</article></div>")
    found = Region(page, YYBNET, 1, 0, "", None).find()
    assert page.tags[found.home] == "section"
    assert found.junk is not None
    assert page.tags[found.junk] == "article"
    assert Region(outline(LINE + TEXT[0]), YYBNET, 1, 0, "", None).find().junk is None
