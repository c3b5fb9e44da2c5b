"""What is no article: lists, and error pages that show the site's junk beside their message."""

from __future__ import annotations

import pytest

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.items import Article
from newscrawl.sites import YYBNET

CRUMB = '<div><a href="/">地方网</a> &gt; <a href="/chengdu/">成都市</a> &gt; 简阳新闻{leaf}</div>'
TEASER = "四川经济日报讯(记者唐千惠)12月16日,中石油西南油气田公司披露,位于成都市简阳市周家乡的永探1井,获初步测..."
JUNK = f'<h3>新闻推荐</h3><p><a href="/chengdu/news/201812/1.html">四川盆地钻获第一口火山岩工业气井</a><p>{TEASER}'


def extract(html: str) -> Article:
    return extract_article(html.encode(), url="", content_type="text/html; charset=utf-8", site=YYBNET)


@pytest.mark.parametrize("message", ["抱歉,您要查看的文章不存在或已被删除!", "您访问的页面不存在", "404 Not Found"])
def test_an_error_page_with_junk_beside_its_message(message: str) -> None:
    with pytest.raises(NotAnArticle, match="error message"):
        extract(f"<title>提示信息-地方网</title><body><p>{message}</p><p>3秒后自动返回首页</p>{JUNK}")


def test_an_article_may_speak_of_pages_that_are_not_there() -> None:
    body = "网友点开链接,却发现“您访问的页面不存在”,记者就此采访了市政务服务中心。"
    article = extract(
        f"<title>链接为何打不开</title><body>{CRUMB.format(leaf=' &gt; 正文')}<h1>链接为何打不开</h1>"
        f"<div>来源:西南商报 2018-12-18 10:57</div><p>{body}</p>{JUNK}"
    )
    assert article.body == body


@pytest.mark.parametrize("dated", [True, False])
def test_a_listing_is_no_article_though_a_breadcrumb_stands_above_it(dated: bool) -> None:
    rows = "".join(
        f'<li><a href="/chengdu/news/201812/{day}.html">简阳市召开第{day}次会议研究部署工作</a>'
        f"{f' 2018-12-{day:02}' if dated else ''}</li>"
        for day in range(1, 29)
    )
    with pytest.raises(NotAnArticle, match=r"list of links|no headline"):
        extract(f"<title>简阳新闻-地方网</title><body>{CRUMB.format(leaf='')}<h1>简阳新闻</h1><ul>{rows}</ul>")


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        ("", "The article has no text."),
        ('<p><img src="/u/1.jpg"></p>', "The article has no text, only pictures."),
        ('<video src="/u/1.mp4"></video>', "The article has no text, only a video."),
    ],
)
def test_an_article_without_text_says_what_it_has(shown: str, problem: str) -> None:
    article = extract(
        f"<title>踏水镇赏花</title><body>{CRUMB.format(leaf=' &gt; 正文')}<h1>踏水镇赏花</h1>"
        f"<div>来源:西南商报 2018-12-18 10:57</div>{shown}{JUNK}"
    )
    assert article.body == ""
    assert problem in article.problems
