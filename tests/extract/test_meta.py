"""What a document says of itself: title, meta tags, addresses and JSON-LD, however broken."""

from __future__ import annotations

import pytest

from newscrawl.extract.meta import Meta, read_meta
from newscrawl.extract.tree import parse


def read(html: str) -> Meta:
    return read_meta(parse(html))


def test_a_head_in_full() -> None:
    meta = read(
        "<head><title> 踏水镇 \n 让居民做主 </title><meta property='OG:Title' content=' 踏水镇 '>"
        "<meta name=source content=西南商报><meta itemprop=datePublished content=2018-12-18>"
        "<link rel='alternate Canonical' href=' /chengdu/news/201812/1.html '><base href=/chengdu/>"
        "<meta http-equiv=Refresh content='3; url=/'></head>"
    )
    assert meta == Meta(
        title="踏水镇让居民做主",
        canonical="/chengdu/news/201812/1.html",
        base="/chengdu/",
        refresh="3; url=/",
        named={"og:title": "踏水镇", "source": "西南商报", "datepublished": "2018-12-18"},
    )


def test_of_everything_the_first_that_says_something_counts() -> None:
    meta = read(
        "<title></title><title>一</title><title>二</title><meta name=source content=''><meta name=Source content=一>"
        "<meta name=source content=二><base href=/1/><base href=/2/><link rel=canonical><link rel=canonical href=/1>"
        "<link rel=canonical href=/2>"
    )
    assert (meta.title, meta.named, meta.base, meta.canonical) == ("一", {"source": "一"}, "/1/", "/1")


def test_an_empty_page_says_nothing() -> None:
    assert read("") == Meta()


def test_elements_that_ended_up_in_the_body_are_read() -> None:
    assert read("<p>早</p><title>踏水镇</title><meta name=source content=西南商报>").named == {"source": "西南商报"}


def test_the_title_of_a_drawing_is_none_of_the_document() -> None:
    assert read("<body><svg><title>返回</title><g><title>箭头</title></g></svg><title>踏水镇</title>").title == "踏水镇"


def linked_data(script: str) -> dict[str, str]:
    return read(f'<script type="application/LD+json">{script}</script>').linked_data


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (
            '{"headline": "踏水镇", "datePublished": "2018-12-18"}',
            {"headline": "踏水镇", "datePublished": "2018-12-18"},
        ),
        ('{"@graph": [{"name": "x"}, {"pubDate": "2018-12-18"}]}', {"pubDate": "2018-12-18"}),
        ('[{"headline": "一"}, {"headline": "二"}]', {"headline": "一"}),
        ('{"headline": "踏水\n镇"}', {"headline": "踏水镇"}),
        ('{"headline": 7, "pubDate": null, "datePublished": " "}', {}),
        ("{broken", {}),
        ("", {}),
        ('"headline"', {}),
        ("[" * 20_000, {}),
        ("[" * 20 + '{"headline": "太深"}' + "]" * 20, {}),
    ],
)
def test_linked_data_is_read_as_far_as_it_can_be(script: str, found: dict[str, str]) -> None:
    assert linked_data(script) == found


def test_another_script_is_no_linked_data() -> None:
    assert read('<script type="application/json">{"headline": "踏水镇"}</script>').linked_data == {}
