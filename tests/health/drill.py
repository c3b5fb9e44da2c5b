"""The replica read day by day without HTTP: pages go through extraction, figures through the rules, as in a crawl.

Fast enough to go through many days of many sites; `tests/end_to_end` does the same over the network.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta, timezone

from newscrawl.errors import NotAnArticle
from newscrawl.extract import STAGES, open_page
from newscrawl.extract.listing import read_listing
from newscrawl.health import Figures, Judgement, Past, Run, Text, judge
from newscrawl.items import Fate
from newscrawl.replica import ReplicaSite
from newscrawl.replica.channels import CHANNELS
from newscrawl.sites import YYBNET

SHANGHAI = timezone(timedelta(hours=8))
TEXTS = 40
HARMLESS = ("class-names", "wrappers", "new-sidebar", "other-markup")


class Drill:
    """A replica and the runs over it."""

    def __init__(self, seed: int, articles_per_channel: int | None = None) -> None:
        self.site = ReplicaSite(seed, articles_per_channel)
        self.rng = random.Random(seed)
        self.past: dict[str, list[Past]] = {}
        self.texts: dict[str, list[Text]] = {}
        self.new_paths = {slug: list(paths) for slug, paths in self._all_paths().items()}

    def normal_day(self) -> None:
        """News as the local press has it, an edit, now and then an article gone, and changes that mean nothing."""
        self.site.advance(days=1)
        for channel in CHANNELS:
            self.publish(channel.slug, self.rng.choices((0, 1, 2, 3, 5), (30, 30, 20, 15, 5))[0])
        if self.rng.random() < 0.3:
            self.site.edit_junk()
        if self.rng.random() < 0.3:
            self.site.vanish(self.rng.choice(self.site.article_paths()), delist=self.rng.random() < 0.7)
        if self.rng.random() < 0.1:
            self.site.redesign(self.rng.choice(HARMLESS), self.rng.choice((None, self.rng.choice(CHANNELS).slug)))

    def publish(self, slug: str, count: int) -> None:
        """New articles, to be read by the next run."""
        self.new_paths[slug] += reversed(self.site.publish(slug, count))

    def run(self) -> Judgement:
        """One run over all channels: the first page of each listing, and every article not yet read."""
        now = {channel.slug: self._read(channel.slug) for channel in CHANNELS}
        new = {slug: figures.fetched - 1 for slug, figures in now.items()}
        at = self.site.now.replace(tzinfo=SHANGHAI)
        judgement = judge(Run(at=at, now=now, past=self.past, new=new, texts=self.texts))
        for slug, figures in now.items():
            known = self.past.setdefault(slug, [])
            known.insert(0, Past(figures, new[slug], at, frozenset(judgement.metrics(slug))))
            self.texts[slug] = [Text(t.url, t.title, t.body, False) for t in self.texts.get(slug, [])]
        return judgement

    def _read(self, slug: str) -> Figures:
        figures = Figures()
        url = YYBNET.listing_url(slug)
        answer = self.site.respond(f"/{slug}/")
        listing = read_listing(answer.body, url=url, content_type=answer.header("Content-Type"), site=YYBNET)
        figures.add_listing(listing, first_page=True)
        for path in self.new_paths[slug]:
            self._read_article(slug, path, figures)
        self.new_paths[slug] = []
        return figures

    def _read_article(self, slug: str, path: str, figures: Figures) -> None:
        url = YYBNET.base_url + path
        answer = self.site.respond(path)
        if answer.status != 200:
            figures.add_fate(
                Fate(url, "article", "gone", f"The site says the page does not exist (HTTP {answer.status}).")
            )
            return
        try:
            content_type = answer.header("Content-Type")
            article = open_page(answer.body, url=url, content_type=content_type, site=YYBNET)
            for stage in STAGES:
                article = stage(article)
        except NotAnArticle as reason:
            figures.add_fate(Fate(url, "article", "rejected", str(reason)))
            return
        figures.add_article(article)
        texts = self.texts.setdefault(slug, [])
        texts.insert(0, Text(url, article.title, article.body, True))
        del texts[TEXTS:]

    def _all_paths(self) -> dict[str, list[str]]:
        by_channel: dict[str, list[str]] = {channel.slug: [] for channel in CHANNELS}
        for record in self.site.iter_truth():
            by_channel[record["channel"]].insert(0, record["path"])
        return by_channel


def sentences(judgements: Iterable[Judgement]) -> list[str]:
    """Every reason of every run."""
    return [reason for judgement in judgements for reason in judgement.reasons]
