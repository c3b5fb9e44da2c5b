"""Bytes over labels, and damage that stays where it is."""

from __future__ import annotations

import codecs

import pytest

from newscrawl.extract.decode import decode

SIMPLIFIED = "<html><title>简阳市踏水镇</title><p>来源:西南商报</p><p>今年以来,全镇群众的生活有了新变化。</p>" * 3
TRADITIONAL = "<html><title>簡陽市踏水鎮</title><p>來源:西南商報</p><p>今年以來,全鎮群眾的生活有了新變化。</p>" * 3
LABELS = ("utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "shift_jis", "nonsense")


@pytest.mark.parametrize("header", [None, *LABELS])
@pytest.mark.parametrize("meta", ["", *LABELS])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLIFIED, "utf-8"), (SIMPLIFIED, "gbk"), (TRADITIONAL, "utf-8"), (TRADITIONAL, "big5"), (TRADITIONAL, "gbk")],
)
def test_any_label_gives_the_text(text: str, encoding: str, meta: str, header: str | None) -> None:
    page = f"<meta charset={meta}>{text}"
    content_type = f"text/html; charset={header}" if header else None
    assert decode(page.encode(encoding), content_type) == page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_and_utf16(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


def test_a_mark_decides_over_everything() -> None:
    assert decode(codecs.BOM_UTF8 + b"a", "text/html; charset=gbk") == "a"


def test_four_byte_characters_of_gb18030() -> None:
    assert decode((SIMPLIFIED + "𠮷野先生").encode("gb18030")).endswith("𠮷野先生")


def test_the_euro_sign_of_code_page_936() -> None:
    assert decode(SIMPLIFIED.encode("gbk") + b"<p>\x80100</p>") == f"{SIMPLIFIED}<p>€100</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_few_broken_bytes_spoil_only_themselves(encoding: str) -> None:
    page = SIMPLIFIED.encode(encoding)
    at = page.index("今年以来".encode(encoding))
    for broken in (page[:at] + b"\xff" + page[at + 1 :], page[:at] + b"\xff\xff" + page[at:], page[:-1]):
        text = decode(broken)
        assert text.startswith("<html><title>简阳市踏水镇</title><p>来源:西南商报</p><p>")
        assert text.count("全镇群众的生活有了新变化") >= 2
        assert sum(char == "\ufffd" for char in text) <= 4


def test_a_page_in_another_language_goes_by_its_label() -> None:
    page = "<p>東京の天気は晴れです。とてもいい天気ですね。</p>".encode("shift_jis")
    assert "とてもいい天気" in decode(page, "text/html; charset=shift_jis")


def test_nothing_is_nothing() -> None:
    assert decode(b"") == ""
