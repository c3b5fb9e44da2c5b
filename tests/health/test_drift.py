"""The drift drill: redesigns that break extraction must raise the alarm, all else must not.

Here a week of normal runs and every kind of redesign once; `python -m benchmarks.drift` goes through 100 normal runs
and 21 breakages.
"""

from __future__ import annotations

import pytest

from newscrawl.replica.redesign import BREAKING
from tests.health.drill import HARMLESS, Drill


@pytest.fixture(scope="module")
def lived() -> Drill:
    """A small replica after a first run and five days; every one of them quiet."""
    drill = Drill(seed=1, articles_per_channel=8)
    assert drill.run().reasons == []
    for _ in range(5):
        drill.normal_day()
        assert drill.run().reasons == []
    return drill


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_harmless_redesign_stays_quiet(kind: str) -> None:
    drill = Drill(seed=2, articles_per_channel=4)
    assert drill.run().reasons == []
    drill.site.redesign(kind)
    drill.normal_day()
    assert drill.run().reasons == []


@pytest.mark.parametrize("kind", BREAKING)
def test_a_breaking_redesign_raises_the_alarm_at_once(kind: str) -> None:
    drill = Drill(seed=3, articles_per_channel=3)
    assert drill.run().reasons == []
    drill.site.redesign(kind)
    for slug in drill.new_paths:
        drill.publish(slug, 1)
    judgement = drill.run()
    assert judgement.health == "degraded"
    for reason in judgement.reasons:
        assert reason.startswith(("All channels: ", "chengdu"))
        assert "before" in reason
    if kind != "script-listing":
        assert "See https://www.yybnet.net/chengdu/" in judgement.reasons[0]


def test_an_alarm_lasts_until_the_site_is_mended(lived: Drill) -> None:
    channel = "chengdu/jianyang"
    lived.site.redesign("no-source-line", channel)
    days = 0
    while lived.run().health == "ok":
        lived.publish(channel, 1)
        days += 1
        assert days <= 6, "six articles without their source line must be enough"
    lived.publish(channel, 1)
    assert lived.run().health == "degraded"
    assert lived.run().health == "ok", "no article, no evidence"
    lived.publish(channel, 1)
    assert lived.run().health == "degraded"
    lived.site._state.redesigns.clear()
    lived.site.edit_junk()
    lived.publish(channel, 2)
    assert lived.run().reasons == []
