"""What headings say."""

from __future__ import annotations

import pytest

from newscrawl.extract.heading_words import clean, says_date, says_list, says_nothing_here, says_side_bar

SIDE_BARS = (
    *(
        "频道推荐",
        "热点阅读",
        "图文看点",
        "乡里乡亲",
        "热点排行",
        "猜你喜欢",
        "新闻推荐",
        "相关新闻",
        "推荐阅读",
        "编辑推荐",
    ),
    *(
        "大家都在看",
        "您可能感兴趣的新闻",
        "24小时热文",
        "图片新闻",
        "点击排行",
        "成都热点",
        "简阳新闻推荐",
        "精彩视频",
        "本周热点排行榜",
    ),
)


@pytest.mark.parametrize("text", SIDE_BARS)
def test_a_side_bar(text: str) -> None:
    assert says_side_bar(text)


@pytest.mark.parametrize(
    "text",
    [
        "简阳新闻",
        "最新新闻",
        "新闻列表",
        "踏水镇的推荐信",
        "推荐",
        "2018年12月",
        "今日要闻",
        "踏水镇推荐十名村干部候选人公示",
        "",
    ],
)
def test_no_side_bar(text: str) -> None:
    assert not says_side_bar(text)


def test_decoration_more_and_english_are_no_part_of_a_heading() -> None:
    assert (
        clean(" 【热点阅读】 HOT NEWS ")
        == clean("■ 热点阅读:")
        == clean("热点阅读 更多>>")
        == clean("热 点 阅 读")
        == "热点阅读"
    )


def test_lists_dates_and_nothing() -> None:
    assert says_list("最新新闻")
    assert says_list("新闻列表")
    assert not says_list("简阳新闻列表")
    assert says_date("2018年12月18日")
    assert says_date("今天")
    assert not says_date("12月的简阳")
    assert says_nothing_here("暂无相关内容")
    assert not says_nothing_here("没有更多了")
