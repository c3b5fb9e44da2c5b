"""Every word of the interface is there in both languages, and leaves the same room for what is put in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import newscrawl.serve
from newscrawl.items import PageState
from newscrawl.serve.language import DEFAULT, Language, words

ZH, EN = words("zh"), words("en")
FOLDER = Path(newscrawl.serve.__file__).parent
# As templates ask for a word: w.search, or w["search"].
ASKED = re.compile(r"\bw(?:\.(\w+)|\[\"(\w+)\"\])")


def test_both_languages_have_every_word() -> None:
    assert set(get_args(Language)) == {"zh", "en"}
    assert list(ZH) == list(EN)
    assert all(word.strip() for word in (*ZH.values(), *EN.values()))


def test_chinese_is_chinese_and_english_is_not() -> None:
    assert DEFAULT == "zh"
    han = re.compile("[\u4e00-\u9fff]")
    assert [key for key, word in ZH.items() if not han.search(word)] == ["other_language"]
    # The name of the other language, and examples of what may be typed.
    assert [key for key, word in EN.items() if han.search(word)] == ["other_language", "query_hint"]


def test_what_is_put_into_a_word_has_its_place_in_both() -> None:
    gaps = re.compile(r"%[sd]")
    assert {key: gaps.findall(word) for key, word in ZH.items()} == {
        key: gaps.findall(word) for key, word in EN.items()
    }


def test_every_word_that_a_template_asks_for_is_there() -> None:
    asked = {
        next(filter(None, found.groups()))
        for template in FOLDER.rglob("*.html")
        for found in ASKED.finditer(template.read_text(encoding="utf-8"))
    }
    assert len(asked) > 50
    assert asked <= set(ZH)


def test_every_end_of_a_run_and_every_fate_has_its_words() -> None:
    for known in (ZH, EN):
        assert all(f"state_{state}" in known for state in get_args(PageState) if state != "archived")
        ends = ("finished", "stopped", "interrupted", "failed", "site down", "unknown channel")
        assert all(f"ended_{ended}" in known for ended in ends)
        assert all(f"health_{health}" in known for health in ("ok", "degraded", "failed", "unknown"))
