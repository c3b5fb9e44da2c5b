"""Index terms: what is folded, what is indexed, and that a text holds the terms of every piece of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.archive import tokens

# Mostly Han and what stands beside it in print, some of everything else that SQLite can store.
TEXTS = st.text(st.sampled_from("踏水镇社区𠮷ABcｄＥ12３.．，。 \n-%“”") | st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("LED屏", "led屏"),
        ("ＬＥＤ屏，第３名！", "led屏,第3名!"),
        ("踏水　镇\t社区", "踏水 镇 社区"),
        ("第一段\n第二段", "第一段\n第二段"),
        ("ÉΣЖ", "éσж"),
        ("ﾃﾚﾋﾞ｡", "テレヒ\uff9e。".replace("\uff9e", "\u3099")),
        ("İstanbul", "İstanbul"),
        ("ß", "ß"),
        ("Ⅳ", "ⅳ"),
    ],
)
def test_case_and_width_are_folded(printed: str, folded: str) -> None:
    assert tokens.fold(printed) == folded


@given(TEXTS)
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = tokens.fold(text)
    assert len(folded) == len(text)
    assert tokens.fold(folded) == folded


@given(TEXTS)
def test_variants_are_the_inverse_of_folding(text: str) -> None:
    for char in text:
        folded = tokens.fold(char)
        assert char in tokens.variants(folded)
        assert {tokens.fold(variant) for variant in tokens.variants(folded)} == {folded}


def test_terms_of_a_sentence() -> None:
    assert tokens.terms("踏水镇,有LED屏3.5米") == {
        *"踏水镇,有led屏3.5米",
        *("踏水", "水镇", "有l", "le", "ed", "d屏", "屏3", "5米"),
        *("led", "3.", ".5"),
    }


def test_terms_of_numbers_and_latin_words() -> None:
    assert {"201", "018", "2018", "8年"} <= tokens.terms("２０１８年")
    assert {"cov", "covi", "ovid", "d-", "-1", "19"} <= tokens.terms("COVID-19")


def test_no_term_reaches_over_white_space_or_a_paragraph() -> None:
    assert tokens.terms("踏 水\n镇") == {"踏", "水", "镇"}


@given(TEXTS, st.integers(0, 30), st.integers(1, 30))
def test_a_text_holds_all_terms_that_any_piece_of_it_is_looked_for_by(text: str, start: int, length: int) -> None:
    piece = tokens.fold(text)[start : start + length]
    needed, _ = tokens.query_terms(piece)
    assert set(needed) <= tokens.terms(text)


@given(TEXTS, TEXTS)
def test_terms_that_prove_a_hit_do(text: str, phrase: str) -> None:
    for piece in {tokens.fold(phrase), *tokens.fold(phrase).split(), tokens.fold(text)[3:5]}:
        needed, proven = tokens.query_terms(piece)
        if proven:
            assert (set(needed) <= tokens.terms(text)) == (piece in tokens.fold(text))


@pytest.mark.parametrize(
    ("phrase", "needed", "proven"),
    [
        ("镇", ["镇"], True),
        ("踏水", ["踏水"], True),
        ("踏水镇", ["踏水", "水镇"], False),
        ("led", ["led"], True),
        ("led屏", ["led", "d屏"], False),
        ("2018年", ["2018", "8年"], False),
        ("wifi", ["wifi"], True),
        ("covid", ["covi", "ovid"], False),
        ("《踏", ["《", "踏"], False),
        ("踏 水", ["踏", "水"], False),
        (",", [","], True),
        ("", [], False),
    ],
)
def test_the_fewest_terms_are_asked_for(phrase: str, needed: list[str], proven: bool) -> None:
    assert tokens.query_terms(phrase) == (needed, proven)


def test_a_long_phrase_is_looked_for_by_some_of_its_terms() -> None:
    phrase = "".join(chr(0x4E00 + n) for n in range(200))
    needed, proven = tokens.query_terms(phrase)
    assert (len(needed), proven) == (tokens.MAX_QUERY_TERMS, False)
    assert set(needed) <= tokens.terms(phrase)
