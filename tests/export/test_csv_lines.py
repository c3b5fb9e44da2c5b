"""CSV that a spreadsheet opens and runs nothing of, and that a program reads back exactly."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given

from newscrawl.export.columns import chosen
from newscrawl.export.csv_lines import BOM, CsvEncoder, guard, unguard
from tests.export.material import TEXT


def encoded(names: tuple[str, ...], *rows: tuple[Any, ...], bom: bool = False) -> bytes:
    encoder = CsvEncoder(chosen(names, with_revisions=False), bom=bom)
    return b"".join((encoder.head(), encoder.encode(rows), encoder.tail()))


def test_every_text_is_quoted_and_lines_end_as_the_standard_asks() -> None:
    assert encoded(("id", "title"), (1, "踏水镇“修路”"), (2, '说"好",\n又说')) == (
        '"id","title"\r\n1,"踏水镇“修路”"\r\n2,"说""好"",\n又说"\r\n'.encode()
    )


def test_null_and_the_empty_text_can_be_told_apart() -> None:
    assert encoded(("title", "source"), (None, "")) == b'"title","source"\r\n,""\r\n'


def test_the_mark_by_which_excel_knows_utf8_stands_in_front_on_demand() -> None:
    assert encoded(("id",), bom=True) == BOM + b'"id"\r\n'


@pytest.mark.parametrize(
    ("held", "cell"),
    [
        ('["刘顺菊","王朝旭"]', '["刘顺菊","王朝旭"]'),
        ('["\\u5f20\\u4e09"]', '["张三"]'),
        ('["\\ud800"]', '["\ufffd"]'),
        ("[]", "[]"),
    ],
)
def test_lists_are_json_without_escapes(held: str, cell: str) -> None:
    rows = list(csv.reader(io.StringIO(encoded(("authors",), (held,)).decode(), newline=""), strict=True))
    assert rows == [["authors"], [cell]]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+86 28", "'+86 28"),
        ("-简阳", "'-简阳"),
        ("@某某", "'@某某"),
        ("＝1", "'＝1"),
        ("\t制表", "'\t制表"),
        ("'=1", "''=1"),
        ("'引", "'引"),
        ("1=1", "1=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str, guarded: str) -> None:
    assert guard(text) == guarded
    (_, (cell,)) = csv.reader(io.StringIO(encoded(("title",), (text,)).decode(), newline=""), strict=True)
    assert cell == guarded


@given(TEXT)
def test_the_guard_against_formulas_can_be_taken_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r\n|%＝＋－＠")
