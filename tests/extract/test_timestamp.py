"""When an article was published: the date of its source line, and never another one of the page."""

from __future__ import annotations

import pytest

from newscrawl.extract import timestamp
from newscrawl.extract.timestamp import read_timestamp, url_month
from newscrawl.sites import SCOL, YYBNET
from tests.extract.article_markup import TEXT, opened, paragraphs


@pytest.mark.parametrize(
    ("line", "value", "problem"),
    [
        ("来源:西南商报 2018-12-18 10:57 https://www.yybnet.net/", "2018-12-18T10:57:00+08:00", None),
        ("发布时间\uff1a2018年12月18日 来源:西南商报", "2018-12-18", None),
        ("2018-12-17 更新:2018-12-18 10:57", "2018-12-18T10:57:00+08:00", None),
        ("2018-02-30 发布,2018-03-01 更新", "2018-03-01", None),
        ("来源:西南商报 2018-02-30 10:57", None, "The printed date '2018-02-30 10:57' is impossible."),
        ("来源:西南商报 3小时前", None, "The printed date '3小时前' is relative."),
        ("来源:西南商报", None, "No date is printed."),
        ("来源:西南商报 https://www.yybnet.net/2018-12-18/", None, "No date is printed."),
    ],
)
def test_a_date_is_read_from_a_source_line(line: str, value: str | None, problem: str | None) -> None:
    assert read_timestamp(line, YYBNET) == (value, problem)


@pytest.mark.parametrize(
    ("path", "month"),
    [
        ("/chengdu/news/201812/8361234.html", "2018-12"),
        ("/chengdu/jianyang/2018-12/18/8361234.html", "2018-12"),
        ("/chengdu/jianyang/", None),
        ("/about.html", None),
    ],
)
def test_the_address_of_an_article_carries_its_month(path: str, month: str | None) -> None:
    assert url_month(f"https://www.yybnet.net{path}", YYBNET) == month


def test_the_form_of_an_address_is_the_one_of_its_site() -> None:
    assert url_month("https://sichuan.scol.com.cn/ggxw/201812/56741321.html", SCOL) == "2018-12"
    assert url_month("https://sichuan.scol.com.cn/ggxw/2018-12/56741321.html", SCOL) is None
    assert url_month("", YYBNET) is None


def test_dates_in_the_text_and_below_it_are_not_taken() -> None:
    page = opened(paragraphs("2018年11月30日 08:00,比赛开始。", *TEXT), line="来源:西南商报")
    article = timestamp.apply(page)
    assert (article.published_at, article.problems) == (None, ["No date is printed."])


def test_the_month_of_the_address_is_a_witness_and_no_judge() -> None:
    article = timestamp.apply(opened(paragraphs(*TEXT), line="来源:西南商报 2019-01-02 10:57"))
    assert article.published_at == "2019-01-02T10:57:00+08:00"
    assert article.problems == ["The address says 2018-12, the page says 2019-01-02."]


def test_only_a_page_without_landmarks_is_asked_for_the_date_of_its_metadata() -> None:
    head = '<meta property="article:published_time" content="2018-12-18T10:57:00+08:00">'
    own = timestamp.apply(opened(paragraphs(*TEXT), line="", head=head))
    foreign = timestamp.apply(opened(paragraphs(*TEXT), line="", head=head, crumb="", below=""))
    assert (own.published_at, own.problems) == (None, ["No date is printed."])
    assert foreign.published_at == "2018-12-18T10:57:00+08:00"
    assert foreign.problems == ["The date '2018-12-18T10:57:00+08:00' is from the document's metadata."]
