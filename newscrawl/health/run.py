"""A run to be judged, and the runs before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from newscrawl.health.figures import Figures

SITE = "*"  # in place of a channel: all channels of the run together


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run in a channel: figures, articles newly discovered, when, and the metrics it was alarmed for."""

    figures: Figures
    new: int
    at: datetime
    alarms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """An archived article as the search for repeated lines needs it; `fresh` when this run brought it."""

    url: str
    title: str | None
    body: str
    fresh: bool


@dataclass(slots=True)
class Run:
    """The run to be judged. `past` is newest first; `texts` the channel's latest articles, newest first.

    `new` counts articles discovered, `ended` is why the run ended, `sentence` says so to people; `unread` gives for
    channels whose listing could not be read to its end the reason.
    """

    at: datetime
    now: dict[str, Figures]
    past: dict[str, list[Past]] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    ended: str = "finished"
    sentence: str | None = None
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is not as it was. `metric` names it for machines (`no source`), `sentence` for people.

    An alarm without a sentence is told by another one of the same run.
    """

    channel: str
    metric: str
    sentence: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """`health` is `ok`, `degraded` or `failed`; `reasons` are sentences with their examples."""

    health: str
    reasons: list[str]
    alarms: list[Alarm]

    def metrics(self, channel: str) -> list[str]:
        """What this channel was alarmed for, by itself or with the whole site."""
        return sorted({alarm.metric for alarm in self.alarms if alarm.channel in (channel, SITE)})


class History:
    """How often a metric was met in earlier runs, leaving out those that were alarmed for it."""

    def __init__(self, past: dict[str, list[Past]]) -> None:
        self._past = past
        self._sums: dict[tuple[str, str], tuple[float, float]] = {}

    def of(self, channel: str, metric: str) -> tuple[float, float]:
        """k0 of n0 in a channel; SITE sums all channels."""
        key = channel, metric
        if key not in self._sums:
            if channel == SITE:
                self._sums[key] = _sum(self.of(each, metric) for each in self._past)
            else:
                past = self._past.get(channel, [])
                self._sums[key] = _sum(p.figures.share(metric) for p in past if metric not in p.alarms)
        return self._sums[key]


def _sum(shares: Iterable[tuple[float, float]]) -> tuple[float, float]:
    k = n = 0.0
    for one, of in shares:
        k, n = k + one, n + of
    return k, n
