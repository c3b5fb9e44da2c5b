"""Any content in any markup gives the same record, exactly: contents × random hostile renderings."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract_article
from newscrawl.sites import YYBNET
from tests.extract.contents import CONTENTS, Content
from tests.extract.rendering import URL, choices, expected, render

RENDERINGS_EACH = 14


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.name)
def test_any_markup_gives_the_same_record(content: Content) -> None:
    first = CONTENTS.index(content) * 1000
    for seed in range(first, first + RENDERINGS_EACH):
        choice = choices(seed)
        page = render(content, choice, seed).encode()
        article = extract_article(page, url=URL, content_type=None, site=YYBNET)
        wanted = expected(content, choice)
        assert {name: getattr(article, name) for name in wanted} == wanted, f"seed {seed}: {choice}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("label", ["utf-8", "gb2312", "big5", "iso-8859-1", None])
def test_bytes_are_trusted_over_labels(encoding: str, label: str | None) -> None:
    content, choice = CONTENTS[0], choices(3)
    meta = f"charset={label}" if label else ""
    page = render(content, choice, 3).replace("charset=utf-8", meta).encode(encoding, "xmlcharrefreplace")
    for header in (None, f"text/html; {meta}"):
        article = extract_article(page, url=URL, content_type=header, site=YYBNET)
        assert {name: getattr(article, name) for name in content.record()} == expected(content, choice)


def test_a_page_in_big5_is_the_same_as_in_utf8() -> None:
    content = next(content for content in CONTENTS if content.name == "traditional")
    for seed in range(8):
        page = render(content, choices(seed), seed)
        for simple, traditional in zip(
            "闻荐关欢评论频热点阅读图乡亲来网", "聞薦關歡評論頻熱點閱讀圖鄉親來網", strict=True
        ):
            page = page.replace(simple, traditional)
        read = [
            extract_article(body, url=URL, content_type="text/html; charset=gb2312", site=YYBNET)
            for body in (page.encode("big5", "xmlcharrefreplace"), page.encode())
        ]
        assert read[0] == read[1]
        assert read[0].body == content.body
