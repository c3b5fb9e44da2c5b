"""The query language: what each sign means, and that no text is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.archive.query import Query, Term, parse


def written(query: Query) -> str:
    """A query in a notation for reading: groups by `&`, alternatives by `|`."""
    return " & ".join(" | ".join(_written(term) for term in group) for group in query.groups)


def _written(term: Term) -> str:
    field = "" if term.field == "text" else f"{term.field}="
    return f"{'not ' if term.negated else ''}{field}<{term.text}>"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ""),
        (" \t　", ""),
        ("踏水镇", "<踏水镇>"),
        ("踏水镇 社区", "<踏水镇> & <社区>"),
        ("踏水镇　社区", "<踏水镇> & <社区>"),
        ('"踏水镇 社区"', "<踏水镇 社区>"),
        ("“踏水镇　 社区” 治理", "<踏水镇  社区> & <治理>"),
        ("＂踏水镇＂社区", "<踏水镇> & <社区>"),
        ('"踏水镇 社区', "<踏水镇 社区>"),
        ('""', ""),
        ("建强“主引擎”", "<建强“主引擎”>"),
        ("踏水镇 -广告", "<踏水镇> & not <广告>"),
        ("－广告", "not <广告>"),
        ('-"广告 招聘"', "not <广告 招聘>"),
        ("- 广告", "<-> & <广告>"),
        ("COVID-19", "<covid-19>"),
        ("踏水镇 OR 柏杨村", "<踏水镇> | <柏杨村>"),
        ("a OR b OR c d", "<a> | <b> | <c> & <d>"),
        ("a OR -b", "<a> | not <b>"),
        ("OR", "<or>"),
        ("OR a OR", "<or> & <a> & <or>"),
        ("a OR OR b", "<a> | <or> & <b>"),
        ("a or b", "<a> & <or> & <b>"),
        ('a "OR" b', "<a> & <or> & <b>"),
        ("title:踏水", "title=<踏水>"),
        ("标题：“踏 水”", "title=<踏 水>"),
        ("来源:西南商报", "source=<西南商报>"),
        ("-SOURCE:西南商报", "not source=<西南商报>"),
        ("title: 踏水", "<title:> & <踏水>"),
        ("http://a.cn/?q=1", "<http://a.cn/?q=1>"),
        ("ＬＥＤ屏", "<led屏>"),
        ("a\x00b\x1f", "<a> & <b>"),
        ("\ud800踏", "<踏>"),
        ("body:a NEAR(a b) a* ^a {a} a AND b", "<body:a> & <near(a> & <b)> & <a*> & <^a> & <{a}> & <a> & <and> & <b>"),
    ],
)
def test_what_is_typed_and_what_is_meant(typed: str, meant: str) -> None:
    assert written(parse(typed)) == meant


@given(st.text(max_size=60))
def test_every_text_is_a_query(typed: str) -> None:
    for group in parse(typed).groups:
        assert group
        for term in group:
            assert term.text == term.text.strip() != ""


def test_an_endless_query_is_cut() -> None:
    assert sum(len(term.text) for group in parse("踏" * 5_000).groups for term in group) == 1_000


def test_highlights_are_what_may_stand_in_a_text_longest_first() -> None:
    assert parse("水 踏水镇 -广告 source:日报 title:社区").highlights == ["踏水镇", "社区", "水"]
