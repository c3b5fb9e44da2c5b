"""What must hold for every page: nothing makes extraction raise, and what a reader cannot see changes nothing."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.sites import YYBNET
from tests.extract.contents import CONTENTS
from tests.extract.rendering import URL, choices, render

SEEDS = st.integers(0, 10**6)
TAGS = (
    "p",
    "div",
    "br",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "a href=/x",
    "script",
    "style",
    "pre",
    "img src=/a.jpg",
    "h1",
)
SCRAPS = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag.split(' ')[0]}>" for tag in TAGS]
    + [
        "地方网 > 成都市 > 简阳新闻 > 正文",
        "来源:西南商报 2018-12-18 10:57",
        "来源:",
        "新闻推荐",
        "评论:(",
        "<!--",
        "\x00",
        "\ud800",
    ]
    + [
        "踏水镇创新抓好城乡社区发展治理。",
        "记者 王五",
        "(",
        "&nbsp;",
        "<title>",
        "</title>",
        "<a",
        '"',
        "\u3000",
        "2018-99-99",
    ]
)


def record(page: bytes, content_type: str | None = None) -> dict[str, Any]:
    try:
        article = extract_article(page, url=URL, content_type=content_type, site=YYBNET)
    except NotAnArticle as reason:
        return {"reason": str(reason)}
    return asdict(article)


def page_of(seed: int) -> str:
    return render(CONTENTS[seed % len(CONTENTS)], choices(seed), seed)


@given(st.binary(max_size=3000), st.one_of(st.none(), st.text(max_size=40)))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(body: bytes, content_type: str | None) -> None:
    record(body, content_type)


@given(st.lists(SCRAPS, max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_scraps_of_markup_raise(scraps: list[str]) -> None:
    record("".join(scraps).encode("utf-8", "surrogatepass"))


@given(SEEDS, st.integers(1, 6))
@settings(max_examples=35, deadline=None)
def test_wrapping_the_page_changes_nothing(seed: int, depth: int) -> None:
    page = page_of(seed)
    wrapped = re.sub(r"(?i)(<body>)(.*)", rf"\1{'<div>' * depth}\2", page, count=1, flags=re.DOTALL)
    assert record(wrapped.encode()) == record(page.encode())


@given(SEEDS, st.integers(0, 10**6))
@settings(max_examples=35, deadline=None)
def test_a_script_anywhere_between_tags_changes_nothing(seed: int, at: int) -> None:
    page = page_of(seed)
    body = page.lower().index("<body>")
    gaps = [match.start() for match in re.finditer(r"(?<=>)(?=<)", page) if match.start() > body + 5]
    cut = gaps[at % len(gaps)]
    script = "<script>document.write('<h3>猜你喜欢</h3>来源:某报 2001-01-01')</script>"
    assert record((page[:cut] + script + page[cut:]).encode()) == record(page.encode())


@given(SEEDS, st.sampled_from(["comment", "footer", "ad", "hidden-xs", "article", "related", "x9"]))
@settings(max_examples=35, deadline=None)
def test_class_names_change_nothing(seed: int, name: str) -> None:
    page = page_of(seed)
    renamed = (
        page if "zz9" in page else re.sub(r"(?i)<(div|p|ul|li|td|table|h\d)(?=[ >])", rf'<\1 class="{name}"', page)
    )
    assert record(renamed.encode()) == record(page.encode())


@given(SEEDS, st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]))
@settings(max_examples=35, deadline=None)
def test_re_encoding_changes_nothing(seed: int, encoding: str) -> None:
    page = page_of(seed)
    assert record(page.encode(encoding)) == record(page.encode())


@given(SEEDS, st.sampled_from(["\n", "\r\n\t", "   ", "\n\n"]))
@settings(max_examples=35, deadline=None)
def test_white_space_between_blocks_changes_nothing(seed: int, space: str) -> None:
    page = page_of(seed)
    spaced = re.sub(r"(?i)(?=<(?:p|div|ul|table|tr|section|h\d|body|dl)\b)", space, page)
    assert record(spaced.encode()) == record(page.encode())


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_the_same_page_gives_the_same_record(seed: int) -> None:
    assert record(page_of(seed).encode()) == record(page_of(seed).encode())
