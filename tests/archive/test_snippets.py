"""Hits marked in a text, and the piece of it that a list of hits shows."""

from __future__ import annotations

import re

import pytest

from newscrawl.archive.snippets import SNIPPET, Marked, mark, snippet

TOWN = re.compile("踏水镇|路")


def joined(parts: list[Marked]) -> str:
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("踏水镇修路了", [("踏水镇", True), ("修", False), ("路", True), ("了", False)]),
        ("路路", [("路", True), ("路", True)]),
        ("无事", [("无事", False)]),
        ("", []),
    ],
)
def test_a_text_is_cut_at_its_hits_and_nothing_is_lost(text: str, parts: list[tuple[str, bool]]) -> None:
    assert mark(text, TOWN) == parts
    assert joined(mark(text, TOWN)) == text
    assert joined(mark(text, None)) == text


def test_a_short_text_is_its_own_snippet_on_one_line() -> None:
    assert snippet("踏水镇。\n院坝会。\n", TOWN) == [("踏水镇", True), ("。 院坝会。", False)]


def test_without_a_hit_a_snippet_is_the_beginning() -> None:
    body = "院坝会" * 60
    for pattern in (TOWN, None):
        assert snippet(body, pattern) == [(body[:SNIPPET], False), ("…", False)]


def test_a_snippet_begins_with_the_sentence_of_its_first_hit_where_that_is_near() -> None:
    body = "前文" * 60 + "。院坝会上说到踏水镇的事。" + "后文" * 60
    parts = snippet(body, TOWN)
    assert parts[:3] == [("…", False), ("院坝会上说到", False), ("踏水镇", True)]
    assert parts[-1] == ("…", False)
    assert len(joined(parts)) == SNIPPET + 2


def test_a_snippet_begins_a_little_before_a_hit_deep_in_a_sentence() -> None:
    parts = snippet("前文。" + "院坝会上说到" * 20 + "踏水镇。", TOWN)
    assert parts == [("…", False), ("说到" + "院坝会上说到" * 3, False), ("踏水镇", True), ("。", False)]


def test_a_paragraph_is_a_beginning_too() -> None:
    parts = snippet("前文" * 60 + "\n院坝会,踏水镇。", TOWN)
    assert parts == [("…", False), ("院坝会,", False), ("踏水镇", True), ("。", False)]
