"""The line below the headline: what each of its pieces is, where it starts and where it ends."""

from __future__ import annotations

import pytest

from newscrawl.extract.sourceline import SourceLine, classify, find_source_line, label_pattern
from newscrawl.extract.text import fold
from newscrawl.sites import SCOL, YYBNET
from tests.extract.article_markup import TITLE, blocks, paragraphs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/", "source"),
        ("來源\uff1a西南商報", "source"),
        ("来源:", "source"),
        ("来源:她的邻居。她说,事情是这样的。", "none"),
        ("来源:本次普查的数据均来源于社区登记,截至2018年11月30日 18:00。", "none"),
        ("2018-12-18 10:57", "time"),
        ("发布时间\uff1a2018年12月18日", "time"),
        ("3小时前", "time"),
        ("2018年11月30日 08:00,比赛开始。", "none"),
        ("https://www.yybnet.net/", "url"),
        ("作者:王五", "author"),
        ("记者:她看到了什么?", "none"),
        ("点击次数: 128 次 评论(3) 分享到", "meta"),
        ("字号 大 中 小", "meta"),
        ("打印本页", "meta"),
        ("踏水镇在治理中聚焦群众需求", "none"),
        ("来" * 200, "none"),
    ],
)
def test_each_block_is_one_piece_of_a_source_line_or_none(text: str, kind: str) -> None:
    assert classify(text, YYBNET) == kind


@pytest.mark.parametrize(
    ("text", "rest"),
    [("来源:西南商报", "西南商报"), ("来 源 : 西南商报", "西南商报"), ("稿件来源:西南商报", "西南商报")],
)
def test_a_source_begins_where_its_label_ends(text: str, rest: str) -> None:
    match = label_pattern(("来源",)).search(text)
    assert match is not None
    assert text[match.end() :] == rest


def test_a_label_without_a_colon_is_a_word() -> None:
    assert label_pattern(SCOL.source_labels).search("稿源多样") is None


def find(html: str, start: int = 0, stop: int = 8) -> SourceLine | None:
    return find_source_line(blocks(html), YYBNET, start, stop, fold(TITLE))


def test_a_line_in_one_piece() -> None:
    line = find(paragraphs(TITLE, "来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/", "第一段。"), start=1)
    assert line is not None
    assert (line.start, line.end) == (1, 2)
    assert line.text == "来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/"
    assert (line.labelled, line.dated, line.addressed, line.own, line.weight) == (True, True, True, True, 10)


def test_a_line_in_pieces_leaves_out_what_says_nothing_of_the_article() -> None:
    line = find(
        paragraphs("字号 大 中 小", "2018-12-18 10:57", "来源:西南商报", "点击次数: 128", "作者:王五", "第一段来了。")
    )
    assert line is not None
    assert (line.start, line.end) == (0, 5)
    assert line.parts == ["2018-12-18 10:57", "来源:西南商报", "作者:王五"]
    assert line.weight == 6


def test_a_label_and_its_value_may_be_two_blocks() -> None:
    line = find(paragraphs("来源:", "西南商报", "2018-12-18 10:57", "第一段来了。"))
    assert line is not None
    assert line.text == "来源: 西南商报 2018-12-18 10:57"


def test_what_follows_a_lone_label_is_no_value_where_no_date_follows() -> None:
    line = find(paragraphs("来源:", "踏水镇的清晨", "第一段来了。"))
    assert line is not None
    assert line.text == "来源:"


def test_the_line_ends_where_the_headline_is_repeated() -> None:
    line = find(paragraphs("来源:西南商报", TITLE, "2018-12-18 10:57"))
    assert line is not None
    assert (line.text, line.dated) == ("来源:西南商报", False)


def test_an_address_of_another_site_is_an_address_but_not_its_own() -> None:
    line = find(paragraphs("2018-12-18 http://www.example.com/"))
    assert line is not None
    assert (line.addressed, line.own, line.weight) == (True, False, 3)


def test_a_line_that_begins_behind_the_window_is_not_looked_for() -> None:
    html = paragraphs("一", "二", "来源:西南商报")
    assert find(html, stop=2) is None
    assert find(html, stop=3) is not None
