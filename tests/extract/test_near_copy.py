from __future__ import annotations

import random
from itertools import combinations

import pytest

from newscrawl.extract.near_copy import SHORTEST, Body, is_near_copy
from tests.extract.notices import FORMS, edited, notice, story


def same(one: str, other: str) -> bool:
    return is_near_copy(Body(one), Body(other))


@pytest.mark.parametrize("kind", FORMS)
def test_notices_that_share_only_their_form_are_no_copies(kind: str) -> None:
    rng = random.Random(kind)
    bodies = [Body(text) for text in {notice(kind, rng) for _ in range(40)}]
    assert [pair for pair in combinations(bodies, 2) if is_near_copy(*pair)] == []


def test_stories_of_the_same_phrases_are_no_copies() -> None:
    rng = random.Random(9)
    bodies = [Body(story(rng, 600)) for _ in range(60)]
    assert [pair for pair in combinations(bodies, 2) if is_near_copy(*pair)] == []


def test_one_number_in_an_otherwise_same_notice_makes_another() -> None:
    text = notice("power cut", random.Random(1)) + "本次停电涉及用户365户。"
    assert same(text, text)
    assert not same(text, text.replace("365", "412"))


def test_sentences_that_come_or_go_leave_a_copy() -> None:
    text = story(random.Random(3), 900)
    assert same(text, text[40:])
    assert same(text, text[:-40])
    assert same(text, f"本报讯(记者 李明)2018年12月3日,{text}")


def test_a_tenth_more_is_another_text() -> None:
    rng = random.Random(4)
    texts = [story(rng, 800) for _ in range(50)]
    assert not any(same(text, edited(text, 0.25, rng)) for text in texts)


@pytest.mark.parametrize("text", ["", "图为活动现场。", "字" * (SHORTEST - 1), "。" * 500, "\ud800" * 100])
def test_short_or_empty_texts_are_like_nothing(text: str) -> None:
    assert not same(text, text)


def test_long_tables_of_numbers_are_compared_too() -> None:
    rng = random.Random(5)
    rows = [f"第{n}名 {rng.randint(100, 999)}分 {rng.randint(10, 99)}.{rng.randint(10, 99)}秒" for n in range(1500)]
    text = "\n".join(rows)
    assert same(text, text)
    assert same(text, text.replace("第7名", "第八名"))
    assert not same(text, "\n".join(f"第{n}名 {rng.randint(100, 999)}分 {rng.randint(10, 99)}秒" for n in range(1500)))
