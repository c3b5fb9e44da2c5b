"""Texts of two archives, put in order: nothing twice, and the same whichever of them takes in the other."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies

from newscrawl.archive.merge import Text, _in_order


def texts(pairs: list[tuple[int, str]]) -> list[Text]:
    """A history as an archive keeps one: by time, no text followed by itself."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    kept = [pair for index, pair in enumerate(ordered) if not index or ordered[index - 1][1] != pair[1]]
    return [Text(str(time), {"content_sha256": sha256}) for time, sha256 in kept]


histories = strategies.lists(
    strategies.tuples(strategies.integers(1, 3), strategies.sampled_from("abc")), min_size=1, max_size=6
).map(texts)


@hypothesis.given(histories, histories)
@hypothesis.example(texts([(1, "c"), (2, "a"), (2, "b")]), texts([(2, "c"), (2, "a"), (2, "c")]))
@hypothesis.example(texts([(1, "a"), (2, "b"), (2, "a")]), texts([(2, "a"), (2, "b")]))
def test_merging_is_the_same_both_ways_and_any_number_of_times(left: list[Text], right: list[Text]) -> None:
    merged = _in_order(left, right)
    assert _in_order(right, left) == merged
    assert _in_order(merged, left) == merged
    assert _in_order(merged, right) == merged
    assert _in_order(left, left) == left
    assert {text.sha256 for text in merged} == {text.sha256 for text in (*left, *right)}


def test_the_order_of_texts_of_one_moment_is_kept() -> None:
    ours, theirs = texts([(1, "b"), (1, "a")]), texts([(1, "b"), (1, "a"), (1, "c")])
    assert _in_order(ours, theirs) == theirs
    assert _in_order(theirs, ours) == theirs


def test_texts_of_one_moment_whose_order_is_told_both_ways_come_once() -> None:
    assert _in_order(texts([(1, "b"), (1, "a")]), texts([(1, "a"), (1, "b")])) == texts([(1, "a"), (1, "b")])
