"""What an edit changed: fields, paragraphs, characters; and both texts can be put together again from it."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.archive.differences import FIELDS, all_lines, changed_characters, changed_fields, changed_lines

TEXT: dict[str, Any] = {**dict.fromkeys(FIELDS), "title": "踏水镇修路", "authors": ["张三"], "images": [], "body": "一"}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"body": "二"}, []),
        ({"title": "踏水镇修桥"}, ["title"]),
        ({"authors": ["张三", "李四"], "source": "日报"}, ["source", "authors"]),
        ({"title": None, "problems": ["odd"]}, ["title"]),
    ],
)
def test_fields_that_changed_are_named_in_order_without_the_body(change: dict[str, Any], fields: list[str]) -> None:
    assert changed_fields(TEXT, TEXT | change) == fields


OLD = "一\n二\n三\n四"


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        (OLD, []),
        ("一\n二\n三\n四\n五", [("+", "五")]),
        ("二\n三\n四", [("-", "一")]),
        ("一\n贰\n三\n四", [("-", "二"), ("+", "贰")]),
        ("四\n一\n二\n三", [("+", "四"), ("-", "四")]),
        ("", [("-", "一"), ("-", "二"), ("-", "三"), ("-", "四"), ("+", "")]),
    ],
)
def test_paragraphs_that_changed_come_in_reading_order(new: str, changed: list[tuple[str, str]]) -> None:
    assert list(changed_lines(OLD, new)) == changed


@pytest.mark.parametrize("new", [OLD, "一\n贰\n三\n四\n五", "", "四\n三\n二\n一"])
def test_all_lines_hold_both_texts(new: str) -> None:
    lines = list(all_lines(OLD, new))
    assert "\n".join(line for sign, line in lines if sign != "+") == OLD
    assert "\n".join(line for sign, line in lines if sign != "-") == new


def test_characters_that_differ_are_marked_in_both_paragraphs() -> None:
    assert changed_characters("踏水镇修了三公里路。", "踏水镇修了五公里水泥路。") == (
        [("踏水镇修了", False), ("三", True), ("公里", False), ("路。", False)],
        [("踏水镇修了", False), ("五", True), ("公里", False), ("水泥", True), ("路。", False)],
    )
    assert changed_characters("路", "") == ([("路", True)], [])
