"""A second site, really different: its URL grammar and its landmarks, all of it from one declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.extract import extract_article
from newscrawl.sites import SCOL, SITES

ROOT = Path(__file__).parent.parent.parent
URL = "https://sichuan.scol.com.cn/ggxw/201812/56741321.html"
PAGE = """<html><head><title>川西高原修起致富路--四川在线</title></head><body>
<div>首页 | 川报观察 | <a href="/ggxw/">高端新闻</a></div>
<div class="weizhi">您当前的位置:<a href="/">四川在线</a> &raquo; <a href="/ggxw/">经济频道</a> &raquo; 文章详情</div>
<div class="t">川西高原修起致富路</div>
<div class="i"><span>2018年12月18日 10:57</span> <span>稿源:四川日报</span> <span>编辑:某某</span></div>
<div class="c">{body}</div>
<div class="h">热点推荐</div><ul><li><a href="/ggxw/201812/1.html">高速通车</a></li></ul>
<p>成都昨日迎来入冬最冷一天,气温降至零度。</p>
<div>Copyright 四川在线 版权所有</div></body></html>"""
BODY = (
    "12月17日,川西高原上的一条新路通车,两个县城之间的路程缩短了一半。",
    "猜你喜欢的风景,一路都看得到。",
    "相关新闻",
    "“以前要走一整天。”牧民说。",
)


def page(wrap: str) -> bytes:
    lines = (*BODY, "四川日报记者 张三")
    return PAGE.format(body="".join(wrap.format(line) for line in lines)).encode("gbk")


@pytest.mark.parametrize(
    "wrap", ["<p>{}</p>", "{}<br>", "<div><div>{}</div></div>", "<table><tr><td>{}</td></tr></table>"]
)
def test_its_own_landmarks_are_read(wrap: str) -> None:
    article = extract_article(page(wrap), url=URL, content_type=None, site=SCOL)
    assert article.title == "川西高原修起致富路"
    assert article.source == "四川日报"
    assert article.published_at == "2018-12-18T10:57:00+08:00"
    assert (article.byline, article.authors) == ("四川日报记者 张三", ["张三"])
    # 相关新闻 ends an article of 地方网; here it is a sub-heading.
    assert article.body == "\n".join(BODY)
    assert (article.site, article.channel, article.district) == ("scol", "ggxw", "经济")


def test_its_addresses() -> None:
    assert SITES["scol"] is SCOL
    assert SCOL.kind(URL) == "article"
    assert SCOL.kind("https://sichuan.scol.com.cn/ggxw/index_2.html") == "listing"
    assert SCOL.page_number("https://sichuan.scol.com.cn/ggxw/index_2.html") == 2
    assert SCOL.channel("https://sichuan.scol.com.cn/ggxw/") == "ggxw"
    assert SCOL.kind("https://www.yybnet.net/chengdu/news/201812/1.html") is None


def test_the_guide_shows_the_profile_as_it_is() -> None:
    guide = (ROOT / "docs" / "adding-a-site.md").read_text(encoding="utf-8")
    assert (ROOT / "newscrawl" / "sites" / "scol.py").read_text(encoding="utf-8") in guide
