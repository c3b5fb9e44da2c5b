"""Listings that are empty, short or odd."""

from __future__ import annotations

from newscrawl.health.listings import judge_listed, judge_oddities

NONE: frozenset[str] = frozenset()


def test_an_empty_listing_is_said() -> None:
    assert judge_listed(0, [(10, NONE), (None, NONE), (12, NONE)]) == (
        "its listing names no articles on the first page; it named 10 or more in 2 runs before."
    )
    assert (
        judge_listed(1, [(9, NONE)]) == "its listing names 1 article on the first page; it named 9 in the run before."
    )


def test_a_little_less_is_normal() -> None:
    assert judge_listed(8, [(9, NONE)]) is None
    assert judge_listed(None, [(9, NONE)]) is None
    assert judge_listed(0, []) is None
    assert judge_listed(0, [(0, NONE), (5, NONE)]) is None


def test_an_empty_listing_does_not_become_the_normal() -> None:
    alarmed = frozenset({"listing"})
    assert judge_listed(0, [(0, alarmed), (0, alarmed), (10, NONE)]) is not None


def test_an_oddity_never_seen_is_said() -> None:
    found = dict(judge_oddities(["the link works by script only"], [([], NONE)] * 3))
    assert found == {
        "listing: the link works by script only": "its listing is not as it was: the link works by script only; "
        "in 3 runs before it was not so."
    }
    seen = (["the link works by script only"], NONE)
    assert not dict(judge_oddities(["the link works by script only"], [([], NONE), seen]))
    assert not dict(judge_oddities(["the link works by script only"], []))
    alarmed = (["the link works by script only"], frozenset({"listing: the link works by script only"}))
    assert dict(judge_oddities(["the link works by script only"], [alarmed, ([], NONE)]))
