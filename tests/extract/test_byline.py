"""Who wrote it: a line that is nothing but the byline leaves the body, one inside a sentence stays in it too."""

from __future__ import annotations

import pytest

from newscrawl.extract import boilerplate, byline
from newscrawl.items import Article
from tests.extract.article_markup import TEXT, opened, paragraphs


def read(*texts: str, line: str = "来源:西南商报 2018-12-18 10:57") -> Article:
    return byline.apply(boilerplate.apply(opened(paragraphs(*texts), line=line)))


@pytest.mark.parametrize(
    ("printed", "text", "authors"),
    [
        ("刘顺菊 王朝旭 文/图", "刘顺菊 王朝旭 文/图", ["刘顺菊", "王朝旭"]),
        ("本报记者 张三 李四 摄影报道", "本报记者 张三 李四 摄影报道", ["张三", "李四"]),
        ("\uff08记者 王五\uff09", "记者 王五", ["王五"]),
        ("记者 王五 通讯员 赵六", "记者 王五 通讯员 赵六", ["王五", "赵六"]),
        ("据新华社", "据新华社", []),
        ("刘顺菊 王朝旭", "刘顺菊 王朝旭", ["刘顺菊", "王朝旭"]),
    ],
)
def test_a_byline_on_a_line_of_its_own_leaves_the_body(printed: str, text: str, authors: list[str]) -> None:
    article = read(*TEXT, printed)
    assert (article.byline, article.authors) == (text, authors)
    assert article.body == "\n".join(TEXT)


def test_a_byline_may_stand_above_the_text_or_a_little_before_its_end() -> None:
    above, before = read("本报记者 张三丰", *TEXT), read(*TEXT, "(记者 王五)", "又讯:坝坝会明日再开。")
    assert (above.authors, above.body) == (["张三丰"], "\n".join(TEXT))
    assert (before.authors, before.body) == (["王五"], "\n".join([*TEXT, "又讯:坝坝会明日再开。"]))


@pytest.mark.parametrize(
    ("first", "authors"),
    [
        ("本报讯(记者 王五)12月17日,踏水镇召开坝坝会。", ["王五"]),
        ("新华社成都12月18日电(记者唐千惠 实习生陈可)踏水镇召开坝坝会。", ["唐千惠", "陈可"]),
        ("四川日报讯 记者 王五 报道:踏水镇召开坝坝会。", ["王五"]),
    ],
)
def test_a_byline_at_the_head_of_the_text_stays_in_it(first: str, authors: list[str]) -> None:
    article = read(first, *TEXT)
    assert article.authors == authors
    assert article.body == "\n".join([first, *TEXT])


def test_a_byline_in_brackets_behind_the_last_sentence_stays_there() -> None:
    article = read(TEXT[0], f"{TEXT[1]}(王五 赵六)")
    assert (article.byline, article.authors) == ("王五 赵六", ["王五", "赵六"])
    assert article.body.endswith("蓄水池28口。(王五 赵六)")


def test_names_without_a_title_are_none_below_verse_or_above_the_end() -> None:
    verse = read("白鹭飞过踏水的清晨", "炊烟升起", "刘顺菊 王朝旭")
    above = read("刘顺菊 王朝旭", *TEXT)
    assert (verse.byline, above.byline) == (None, None)
    assert verse.body.endswith("刘顺菊 王朝旭")


def test_a_source_line_may_name_the_author() -> None:
    article = read(*TEXT, line="来源:西南商报 作者:王五 赵六 2018-12-18 10:57")
    assert (article.byline, article.authors) == ("作者:王五 赵六", ["王五", "赵六"])


def test_the_text_goes_before_the_source_line() -> None:
    article = read(*TEXT, "(记者 张三)", line="来源:西南商报 作者:王五 2018-12-18 10:57")
    assert article.authors == ["张三"]


def test_without_landmarks_the_byline_is_read_and_its_line_stays() -> None:
    text = "三月的一个周末,小镇图书馆里坐满了人,读书会如期开始,大家都来了。"
    page = opened(paragraphs(text, text, "本报记者 张三"), line="", crumb="", below="")
    article = byline.apply(boilerplate.apply(page))
    assert article.authors == ["张三"]
    assert article.body.endswith("本报记者 张三")


def test_a_text_without_a_byline_gets_none() -> None:
    article = read(*TEXT, "记者看到,文图并茂的展板前挤满了人。")
    assert (article.byline, article.authors) == (None, [])
