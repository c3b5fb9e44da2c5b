"""How surprising a count is."""

from __future__ import annotations

import pytest

from newscrawl.health.chance import surprise


def test_nothing_surprises_without_a_history() -> None:
    assert surprise(10, 10, 0, 0) == 1.0


def test_what_was_always_so_does_not_surprise() -> None:
    assert surprise(20, 20, 100, 100) > 0.9
    assert surprise(1, 20, 5, 100) > 0.5


def test_chances_of_all_counts_sum_to_one() -> None:
    assert surprise(0, 5, 3, 50) == 1.0
    single = [surprise(k, 5, 3, 50) - surprise(k + 1, 5, 3, 50) for k in range(1, 5)]
    assert all(chance >= 0 for chance in single)
    assert surprise(1, 5, 3, 50) == pytest.approx(sum(single) + surprise(5, 5, 3, 50))


def test_a_longer_history_makes_a_break_surprise_more() -> None:
    assert surprise(4, 4, 0, 200) < surprise(4, 4, 0, 20) < surprise(2, 4, 0, 20)


def test_a_very_long_history_counts_no_more_than_a_long_one() -> None:
    assert surprise(5, 5, 30, 300) == pytest.approx(surprise(5, 5, 3000, 30_000))
