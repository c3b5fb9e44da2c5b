"""Shares that leap, and those that only look as if they did."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from newscrawl.health import Figures, Past
from newscrawl.health.shares import judge_share

AT = datetime(2018, 12, 18, tzinfo=UTC)


def day(flawed: int, of: int, *, alarmed: bool = False) -> Past:
    figures = Figures(pages=of, flaws=Counter({"no source": flawed}))
    return Past(figures, of, AT, frozenset({"no source"}) if alarmed else frozenset())


def judge(flawed: int, of: int, past: list[Past], prior: tuple[float, float] = (0, 0)) -> tuple[int, int, int] | None:
    share = judge_share("no source", day(flawed, of).figures, past, prior)
    return (share.k, share.n, share.runs) if share else None


def test_a_break_is_seen_in_the_run_that_meets_it() -> None:
    assert judge(8, 8, [day(1, 10)] * 20) == (8, 8, 1)


def test_a_channel_with_an_article_a_day_is_seen_over_some_days() -> None:
    normal = [day(0, 1)] * 60
    assert judge(1, 1, normal) is None
    assert judge(1, 1, [day(1, 1), *normal]) is None
    assert judge(1, 1, [day(1, 1)] * 3 + normal) == (4, 4, 4)


def test_runs_without_articles_are_no_part_of_the_row() -> None:
    assert judge(1, 1, [day(0, 0), day(1, 1), day(0, 0), day(1, 1), day(1, 1), *[day(0, 1)] * 60]) == (4, 4, 4)


def test_a_channel_that_never_prints_sources_is_normal() -> None:
    assert judge(5, 5, [day(3, 3)] * 10) is None
    assert judge(5, 5, [day(3, 3)] * 10, prior=(10, 1000)) is None


def test_an_alarm_goes_on_until_articles_come_without_the_flaw() -> None:
    normal = [day(0, 3)] * 30
    assert judge(1, 1, [day(6, 6, alarmed=True), *normal]) == (1, 1, 1)
    assert judge(1, 1, [day(0, 0), day(6, 6, alarmed=True), *normal]) == (1, 1, 1)
    assert judge(0, 1, [day(6, 6, alarmed=True), *normal]) is None
    assert judge(1, 5, [day(6, 6, alarmed=True), *normal]) is None


def test_alarmed_runs_do_not_become_the_normal() -> None:
    past = [day(6, 6, alarmed=True)] * 50 + [day(0, 3)] * 30
    assert judge(6, 6, past) == (6, 6, 1)


def test_a_first_run_is_held_against_what_any_site_prints() -> None:
    assert judge(6, 10, []) == (6, 10, 1)
    assert judge(5, 10, []) is None
    assert judge(9, 9, []) is None


def test_a_young_channel_leans_on_the_others() -> None:
    assert judge(5, 5, [], prior=(3, 1000)) == (5, 5, 1)
    assert judge(5, 5, [], prior=(300, 1000)) is None
