from __future__ import annotations

import random
import struct

import pytest

from newscrawl.extract.fingerprint import KEYS, SAME_VALUES, VALUES, Fingerprint, fingerprint
from newscrawl.extract.near_copy import SHORTEST, Body, is_near_copy
from tests.extract.notices import FORMS, edited, notice, story

PAIRS = 400


def found(one: str, other: str) -> bool:
    """What the archive does: by the index to the comparison."""
    mark, other_mark = fingerprint(one), fingerprint(other)
    if mark is None or other_mark is None or not set(mark.keys) & set(other_mark.keys):
        return False
    return mark.likeness(other_mark) >= SAME_VALUES and is_near_copy(Body(one), Body(other))


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


def test_paragraphs_marks_and_spaces_make_no_difference() -> None:
    text = story(random.Random(2), 500)
    assert found(text, text.replace("，", ", ").replace("。", "。\n"))


def test_strangers_have_no_key_in_common() -> None:
    rng = random.Random(6)
    marks = [fingerprint(notice(kind, rng)) for kind in FORMS]
    keys = [key for mark in marks if mark for key in mark.keys]
    assert len(keys) == len(set(keys)) == KEYS * len(FORMS)


@pytest.mark.parametrize("text", ["", "图为活动现场。", "字" * (SHORTEST - 1), "。" * 500, "\ud800" * 100])
def test_short_or_empty_texts_have_none(text: str) -> None:
    assert fingerprint(text) is None


@pytest.mark.parametrize("length", [SHORTEST, 47, 60, 200, 2500, 60_000])
def test_texts_of_any_length_have_all_their_values(length: int) -> None:
    rng = random.Random(length)
    mark = fingerprint("".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(length)))
    assert mark is not None
    assert len(set(mark.values)) == VALUES


def test_a_text_that_repeats_itself_has_fewer_values() -> None:
    mark = fingerprint("踏水镇" * 30)
    assert mark is not None
    assert len(mark.values) == 3
    assert mark.likeness(mark) == 1


def test_a_fingerprint_survives_storage_and_is_the_same_everywhere() -> None:
    mark = fingerprint(story(random.Random(4), 300))
    assert mark is not None
    assert len(mark.packed) == 4 * (1 + VALUES)
    assert Fingerprint.unpack(mark.packed) == mark
    assert mark.keys == (mark.whole, *mark.values[: KEYS - 1])
    assert all(0 <= number < 2**32 for number in (mark.whole, *mark.values))
    seed = "四川简阳市踏水镇在城乡社区发展治理工作中，坚持党建引领、政府主导与群众参与并举，责任共担与利益共享并行"
    known = fingerprint(seed)
    assert known is not None
    assert known.packed.hex()[:32] == "fbee17271aa942d5ebcd845d22c31da6"


@pytest.mark.parametrize("packed", [b"", b"abc", b"abcd", b"abcd" * (VALUES + 2)])
def test_other_bytes_are_no_fingerprint(packed: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        Fingerprint.unpack(packed)
