"""What one run saw of each channel, judged at the run's end against the runs before it, and kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl import clock
from newscrawl.archive import crawls
from newscrawl.archive import health as records
from newscrawl.health import Figures, Judgement, Past, Run, Text, figures_of, judge
from newscrawl.items import Article, Fate, Listing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newscrawl.archive import Archive

TEXTS = 40  # latest articles of a channel among which lines that begin to repeat are looked for


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: `ended` and `sentence` say why; which channels it read, and which not to the end."""

    crawl_id: int
    ended: str
    sentence: str | None
    begun: Collection[str]
    unread: Collection[str]


class HealthBook:
    """The figures of a run, by channel."""

    def __init__(self) -> None:
        self.figures: dict[str, Figures] = {}

    def of(self, channel: str) -> Figures:
        """The figures of a channel, begun where there are none."""
        return self.figures.setdefault(channel, Figures())

    def add(self, item: Article | Listing | Fate, channel: str, *, first_page: bool) -> None:
        """Count what a page turned into; `first_page` says that it is the first of its listing."""
        figures = self.of(channel)
        if isinstance(item, Article):
            figures.add_article(item)
        elif isinstance(item, Listing):
            figures.add_listing(item, first_page=first_page)
        else:
            figures.add_fate(item)

    def judge(self, archive: Archive, ending: Ending) -> Judgement:
        """Judge the run, and keep figures and judgement; raises ArchiveError where they cannot be kept."""
        with archive.changes() as db:
            judged = self._gather(db, ending)
            judgement = judge(judged)
            for channel, figures in self.figures.items():
                records.save(
                    db,
                    ending.crawl_id,
                    channel,
                    new=judged.new.get(channel, 0),
                    figures=figures.to_dict(),
                    alarms=judgement.metrics(channel),
                )
            crawls.set_health(db, ending.crawl_id, judgement.health, judgement.reasons)
        return judgement

    def _gather(self, db: Database, ending: Ending) -> Run:
        """The run with everything that the rules ask for."""
        this = crawls.get(db, ending.crawl_id)
        assert this is not None, "the run was entered when it began"
        for channel in ending.begun:
            self.of(channel)
        read = [channel for channel, figures in self.figures.items() if figures.pages]
        unread = ending.unread if ending.ended == "finished" else ()
        return Run(
            at=clock.parse(clock.now()),
            now=self.figures,
            past={channel: _past(db, channel, ending.crawl_id) for channel in self.figures},
            new=records.discovered(db, since=this["started_at"]),
            texts={channel: _texts(db, channel, ending.crawl_id) for channel in read},
            ended=ending.ended,
            sentence=ending.sentence,
            unread={channel: self._why_unread(channel) for channel in unread},
        )

    def _why_unread(self, channel: str) -> str:
        reasons = self.of(channel).failed
        return next(iter(reasons), "'newscrawl audit' says more.")


def _past(db: Database, channel: str, crawl_id: int) -> list[Past]:
    return [
        Past(
            figures_of(row["figures"]),
            row["new"],
            clock.parse(row["started_at"]),
            frozenset(row["alarms"]) | frozenset(row["accepted"]),
        )
        for row in records.history(db, channel, before=crawl_id)
    ]


def _texts(db: Database, channel: str, crawl_id: int) -> list[Text]:
    return [
        Text(row["url"], row["title"], row["body"], row["crawl_id"] == crawl_id)
        for row in records.latest_texts(db, channel, TEXTS)
    ]
