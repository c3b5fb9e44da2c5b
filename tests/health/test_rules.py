"""The judgement of a whole run."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from newscrawl.health import SITE, Figures, Past, Run, judge

AT = datetime(2026, 11, 23, tzinfo=UTC)
CHANNELS = ("chengdu/jianyang", "chengdu/pujiang", "chengdu/xindu")


def figures(pages: int, flawed: int = 0, *, listed: int | None = 10, seconds: float = 0.0) -> Figures:
    made = Figures(pages=pages, fetched=pages, flaws=Counter({"no source": flawed}), listed=listed, answers=pages)
    made.seconds = seconds
    for number in range(flawed):
        made.note_example("no source", f"https://x/{number}")
    return made


def past(*made: Figures) -> list[Past]:
    return [Past(one, one.pages, AT) for one in made]


NORMAL = {channel: past(*[figures(3)] * 30) for channel in CHANNELS}


def test_a_run_like_those_before_is_ok() -> None:
    judgement = judge(Run(AT, {channel: figures(3) for channel in CHANNELS}, NORMAL))
    assert (judgement.health, judgement.reasons, judgement.alarms) == ("ok", [], [])


def test_a_fault_of_the_whole_site_is_told_once_and_kept_for_each_channel() -> None:
    judgement = judge(Run(AT, {channel: figures(3, 3) for channel in CHANNELS}, NORMAL))
    assert judgement.health == "degraded"
    assert judgement.reasons == [
        "All channels: 9 of 9 articles have no source; before it were 0 of 270. See https://x/0 https://x/1 https://x/2"
    ]
    assert [alarm.channel for alarm in judgement.alarms] == [SITE]
    assert judgement.metrics("chengdu/pujiang") == ["no source"]


def test_which_channels_a_run_reads_makes_no_difference() -> None:
    """A channel that never prints its source is no news, read alone or with others."""
    mixed = NORMAL | {"chengdu/pujiang": past(*[figures(3, 3)] * 30)}
    assert judge(Run(AT, {"chengdu/pujiang": figures(9, 9)}, mixed)).health == "ok"
    now = {"chengdu/pujiang": figures(9, 9), "chengdu/xindu": figures(1)}
    assert judge(Run(AT, now, mixed)).health == "ok"


def test_a_run_that_ended_early_says_so_first() -> None:
    down = judge(Run(AT, {}, ended="site down", sentence="The site is down."))
    assert (down.health, down.reasons) == ("failed", ["The site is down."])
    learnt = judge(Run(AT, {"chengdu": figures(3)}, ended="site down", sentence="The site is down."))
    assert learnt.health == "degraded"
    assert judge(Run(AT, {"chengdu": figures(3)}, ended="failed")).reasons == ["The run ended early: failed."]
    assert judge(Run(AT, {"chengdu": figures(3)}, ended="stopped")).health == "ok"


def test_a_listing_that_is_empty_and_unread_is_told_once() -> None:
    run = Run(AT, {"chengdu": figures(0, listed=0)}, {"chengdu": past(figures(3))}, unread={"chengdu": "nothing came."})
    assert judge(run).reasons == [
        "chengdu: its listing names no articles on the first page; it named 10 in the run before."
    ]
    run.now["chengdu"].listed = None
    assert judge(run).reasons == ["chengdu: its listing was not read to the end: nothing came."]


def test_a_slow_site_is_told() -> None:
    before = {"chengdu": past(*[figures(3, seconds=1.5)] * 10)}
    assert judge(Run(AT, {"chengdu": figures(3, seconds=6.0)}, before)).reasons == []
    assert judge(Run(AT, {"chengdu": figures(3, seconds=24.0)}, before)).reasons == [
        "The site takes 8.0 s for an answer; before it took 0.5 s."
    ]
