from __future__ import annotations

import random
from itertools import combinations

import pytest

from newscrawl.extract.fingerprint import SAME_VALUES, SHORTEST, Fingerprint, fingerprint, is_near_copy
from tests.extract.notices import FORMS, edited, notice, story

PAIRS = 400


def found(one: str, other: str) -> bool:
    """What the archive does: by the index to the comparison."""
    mark, other_mark = fingerprint(one), fingerprint(other)
    if mark is None or other_mark is None or not set(mark.bands) & set(other_mark.bands):
        return False
    return mark.likeness(other_mark) >= SAME_VALUES and is_near_copy(one, other)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.03, 0.05])
@pytest.mark.parametrize("length", [200, 900])
def test_at_least_99_of_100_near_copies_are_found(length: int, share: float) -> None:
    rng = random.Random(f"{length} {share}")
    texts = [story(rng, length) for _ in range(PAIRS)]
    assert sum(found(text, edited(text, share, rng)) for text in texts) / PAIRS >= 0.99


def test_most_copies_of_a_notice_are_found() -> None:
    rng = random.Random(5)
    texts = [notice(kind, rng) for kind in FORMS for _ in range(40)]
    assert sum(found(text, edited(text, 0.05, rng)) for text in texts) / len(texts) >= 0.97


@pytest.mark.parametrize("kind", FORMS)
def test_notices_that_share_only_their_form_are_no_copies(kind: str) -> None:
    rng = random.Random(kind)
    texts = list({notice(kind, rng) for _ in range(40)})
    assert [pair for pair in combinations(texts, 2) if is_near_copy(*pair)] == []


def test_stories_of_the_same_phrases_are_no_copies() -> None:
    rng = random.Random(9)
    texts = [story(rng, 600) for _ in range(60)]
    assert [pair for pair in combinations(texts, 2) if is_near_copy(*pair)] == []


def test_one_number_in_an_otherwise_same_notice_makes_another() -> None:
    text = notice("power cut", random.Random(1)) + "本次停电涉及用户365户。"
    assert is_near_copy(text, text)
    assert not is_near_copy(text, text.replace("365", "412"))


def test_paragraphs_marks_and_spaces_make_no_difference() -> None:
    text = story(random.Random(2), 500)
    other = text.replace("，", ", ").replace("。", "。\n")
    assert found(text, other)


def test_a_sentence_that_is_missing_leaves_a_copy() -> None:
    text = story(random.Random(3), 900)
    assert found(text, text[40:])
    assert found(text, text[:-40])


@pytest.mark.parametrize("text", ["", "图为活动现场。", "字" * (SHORTEST - 1), "。" * 500, "\ud800" * 100])
def test_short_or_empty_texts_are_compared_with_nothing(text: str) -> None:
    assert not found(text, text)


def test_a_fingerprint_survives_storage_and_does_not_depend_on_the_process() -> None:
    mark = fingerprint(story(random.Random(4), 300))
    assert mark is not None
    assert len(mark.packed) == 84
    assert Fingerprint.unpack(mark.packed) == mark
    assert len(set(mark.bands)) == 14
    assert all(0 <= band < 2**40 for band in mark.bands)
    seed = "四川简阳市踏水镇在城乡社区发展治理工作中，坚持党建引领、政府主导与群众参与并举，责任共担与利益共享并行"
    known = fingerprint(seed)
    assert known is not None
    assert known.packed.hex()[:32] == "2996f2f7132ddc8eb8a781094a6b13cd"
