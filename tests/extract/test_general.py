"""Pages of sites without a declaration: the general method, and that the record says so."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article
from newscrawl.items import Article
from newscrawl.sites import YYBNET

BODY = (
    "三月的一个周末,小镇图书馆里坐满了人,读书会如期开始。",
    "馆长说,今后每月都要办一次,请大家都来读书、聊书。",
    "1",
    "“读书让人明白事理。”一位老人说,他每天都要来坐一坐。",
    "(责编:某某)",
)
NAV = "".join(f'<li><a href="/{n}">频道{n}</a></li>' for n in range(20))
COMMENTS = "".join(f"<div><b>网友{n}</b><p>说得真好,我也要去,希望每个镇都有。</p>回复 {n}</div>" for n in range(9))
RELATED = "".join(f'<li><a href="/r/{n}">又一个小镇办起了读书会,引来许多人</a></li>' for n in range(9))
NEXT = "<h1>另一篇文章</h1>" + "<p>另一篇文章的一段,很长很长,比上面那篇还要长得多,写了又写。</p>" * 12
PAGE = """<html><head><title>小镇办起读书会_某某网</title>{meta}</head><body><ul>{nav}</ul>
<div class=main><h1>小镇办起读书会</h1><div class=info>{info}</div>
<div class=text>{body}</div><div>责任编辑:某某</div><h3>相关阅读</h3><ul>{related}</ul>{comments}{next}</div>
<footer>某某网 版权所有</footer></body></html>"""


def read(wrap: str = "<p>{}</p>", info: str = "2020-03-04 05:06 来源:某某日报", meta: str = "") -> Article:
    body = "".join(wrap.format(line) for line in BODY)
    page = PAGE.format(meta=meta, nav=NAV, info=info, body=body, related=RELATED, comments=COMMENTS, next=NEXT)
    return extract_article(page.encode(), url="", content_type=None, site=YYBNET)


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "{}<br>", "<div>{}</div>", "<p><span>{}</span></p>\n"])
def test_the_text_is_the_first_prose_below_the_headline(wrap: str) -> None:
    article = read(wrap)
    assert article.title == "小镇办起读书会"
    assert article.body == "\n".join(BODY)
    assert (article.source, article.published_at) == ("某某日报", "2020-03-04T05:06:00+08:00")
    assert (article.city, article.district, article.channel) == (None, None, None)
    assert article.problems == ["The site's landmarks are absent: the text was found by the general method."]


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2020-03-04T05:06:00+08:00">',
        '<meta name="publishdate" content="2020-03-04 05:06">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2020-03-03T21:06:00Z"}]}</script>',
        '<script type="application/ld+json">{broken</script><meta itemprop="datePublished" content="2020-03-04 05:06">',
    ],
)
def test_a_date_from_metadata_is_taken_and_named_as_such(meta: str) -> None:
    article = read(info="", meta=meta)
    assert article.published_at == "2020-03-04T05:06:00+08:00"
    assert any("is from the document's metadata" in problem for problem in article.problems)


def test_without_any_date_it_is_null() -> None:
    article = read(info="")
    assert article.published_at is None
    assert "No date is printed." in article.problems
