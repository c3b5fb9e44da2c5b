"""What the page of an article shows: text, provenance, every earlier text against the next, and how to cite it."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("datasette", reason="the extra 'serve' is not installed")

from datasette.utils.asgi import Request

from newscrawl.serve.article_view import article_view, citation, differing_lines, history, printed, safe_link, shown

URL = "https://www.yybnet.net/chengdu/news/201812/1.html"
ARTICLE: dict[str, Any] = {
    "id": 7,
    "url": URL,
    "city": "成都市",
    "district": "简阳",
    "title": "踏水镇修路",
    "source": "西南商报",
    "published_at": "2018-12-18T10:57:00+08:00",
    "byline": None,
    "authors": ["刘顺菊", "王朝旭"],
    "images": [],
    "body": "第一段。\n \n第二段。",
    "first_archived_at": "2026-11-23T01:00:00Z",
    "revision": 1,
    "revisions": [],
}


def test_a_page_has_paragraphs_links_and_where_it_belongs() -> None:
    images = [{"url": "https://x/1.jpg", "caption": "图"}, {"url": "javascript:alert(1)", "caption": None}]
    view = article_view(ARTICLE | {"images": images}, Request.fake("/article/7"))
    assert view["paragraphs"] == ["第一段。", "第二段。"]
    assert [image["link"] for image in view["images"]] == ["https://x/1.jpg", None]
    assert view["link"] == URL
    assert view["printed"] == "2018-12-18 10:57"
    assert view["place_url"] == "/search?city=%E6%88%90%E9%83%BD%E5%B8%82&district=%E7%AE%80%E9%98%B3"
    assert view["source_url"] == "/search?source=%E8%A5%BF%E5%8D%97%E5%95%86%E6%8A%A5"
    assert "（地方新闻档案 #7，2026-11-23）" in view["citation"]
    assert (
        "（Local news archive #7，2026-11-23）" in article_view(ARTICLE, Request.fake("/article/7?lang=en"))["citation"]
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (URL, URL),
        ("http://x/", "http://x/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/relative", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_a_browser_may_follow_only_web_addresses(url: str, link: str | None) -> None:
    assert safe_link(url) == link


@pytest.mark.parametrize(
    ("published_at", "text"),
    [("2018-12-18T10:57:00+08:00", "2018-12-18 10:57"), ("2018-12-18", "2018-12-18"), (None, None)],
)
def test_a_date_stands_as_it_was_printed(published_at: str | None, text: str | None) -> None:
    assert printed(published_at) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, f"刘顺菊、王朝旭：《踏水镇修路》西南商报，2018-12-18。{URL}（档案 #7，2026-11-23）"),
        ({"authors": [], "source": None}, f"《踏水镇修路》2018-12-18。{URL}（档案 #7，2026-11-23）"),
        (
            {"authors": [], "title": None, "source": None, "published_at": None},
            f"{URL}（档案 #7，2026-11-23）",
        ),
    ],
)
def test_a_citation_leaves_out_what_is_not_known(changes: dict[str, Any], text: str) -> None:
    assert citation(ARTICLE | changes, "档案") == text


def test_each_earlier_text_stands_against_the_one_after_it_latest_first() -> None:
    first = ARTICLE | {"revision": 1, "replaced_at": "2026-11-24", "title": "旧题", "body": "第一段。"}
    second = ARTICLE | {"revision": 2, "replaced_at": "2026-11-25", "authors": [], "body": "第一段。"}
    newest = ARTICLE | {"revision": 3, "revisions": [first, second], "body": "第一段改。"}
    later, earlier = history(newest)
    assert (later["revision"], later["replaced_at"], later["fields"]) == (
        2,
        "2026-11-25",
        [("authors", "—", "刘顺菊、王朝旭")],
    )
    assert later["lines"] == [
        ("-", [("第一段", False), ("。", False)]),
        ("+", [("第一段", False), ("改", True), ("。", False)]),
    ]
    assert (earlier["revision"], earlier["fields"][0]) == (1, ("title", "旧题", "踏水镇修路"))
    assert earlier["lines"] == [(" ", [("第一段。", False)])]


def test_an_article_in_its_first_text_has_no_history() -> None:
    assert history(ARTICLE) == []


def test_only_where_one_paragraph_replaced_one_the_characters_are_marked() -> None:
    assert differing_lines("一路\n二路\n三路", "一路\n贰路\n三路") == [
        (" ", [("一路", False)]),
        ("-", [("二", True), ("路", False)]),
        ("+", [("贰", True), ("路", False)]),
        (" ", [("三路", False)]),
    ]
    assert differing_lines("一路\n二路", "壹桥\n贰桥\n叁桥") == [
        ("-", [("一路", False)]),
        ("-", [("二路", False)]),
        ("+", [("壹桥", False)]),
        ("+", [("贰桥", False)]),
        ("+", [("叁桥", False)]),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("西南商报", "西南商报"),
        (["刘顺菊", "王朝旭"], "刘顺菊、王朝旭"),
        ([{"url": "https://x/1.jpg", "caption": None}], "https://x/1.jpg"),
        ([], "—"),
    ],
)
def test_a_value_is_shown_for_reading(value: object, text: str) -> None:
    assert shown(value) == text
