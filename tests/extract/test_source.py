"""Who published an article first: read from the source line as printed, else null and a problem."""

from __future__ import annotations

import pytest

from newscrawl.extract import boilerplate, source
from newscrawl.extract.source import read_source
from newscrawl.items import Article
from newscrawl.sites import SCOL, YYBNET
from tests.extract.article_markup import TEXT, opened, paragraphs

DISTANT = "<p>2018年的冬天,镇上的人都记得那条路,那条路上的人也都记得镇上。</p>"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/", "西南商报"),
        ("2018-12-18 10:57 来源\uff1a西南商报", "西南商报"),
        ("來源\uff1a西南商報 2018-12-18", "西南商報"),
        ("文章来源: 四川日报 简阳记者站 作者:王五", "四川日报 简阳记者站"),
        ("来源:新华社\u3000成都分社 2018年12月18日 10:57", "新华社\u3000成都分社"),
        ("来源:“简阳发布”微信公众号", "“简阳发布”微信公众号"),
        ("(来源:西南商报)", "西南商报"),
        ("来源:人民网(四川频道) 2018-12-18", "人民网(四川频道)"),
        ("来源:西南商报 | 责任编辑:王五 | 点击次数: 12", "西南商报"),
        ("来源:西南商报 3小时前", "西南商报"),
        ("来源:西南商报 收藏 打印 分享", "西南商报"),
        ("来源:西南商报?? www.yybnet.net", "西南商报"),
        ("来源:未知 2018-12-18", None),
        ("来源: 2018-12-18 10:57", None),
        ("来源:", None),
        ("西南商报 2018-12-18 10:57", None),
    ],
)
def test_a_source_is_read_as_printed(line: str, value: str | None) -> None:
    assert read_source(line, YYBNET) == value


def test_the_labels_are_the_ones_the_site_declares() -> None:
    assert read_source("稿源:四川日报", SCOL) == "四川日报"


def _stage(article: Article) -> Article:
    return source.apply(boilerplate.apply(article))


def test_the_stage_fills_the_source_and_has_nothing_to_complain_of() -> None:
    article = _stage(opened(paragraphs(*TEXT)))
    assert (article.source, article.problems) == ("西南商报", [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [("2018-12-18 10:57 https://www.yybnet.net/", "No source is printed."), ("", "No source line was found.")],
)
def test_a_page_without_a_source_says_whether_it_has_a_line_for_one(line: str, problem: str) -> None:
    article = _stage(opened(paragraphs(*TEXT), line=line))
    assert (article.source, article.problems) == (None, [problem])


def test_a_page_without_landmarks_may_name_its_source_below_the_text_and_says_so() -> None:
    article = _stage(opened(DISTANT * 3 + "<p>来源:四川日报</p>", line="", crumb="", below=""))
    assert article.source == "四川日报"
    assert article.problems == ["The source '四川日报' is from a line below the text."]
