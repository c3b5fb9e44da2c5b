"""What one run saw of one channel, in numbers small enough to keep for years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, log2
from typing import Any

from newscrawl.extract.text import fold
from newscrawl.items import Article, Fate, Listing

EXAMPLES = 3
SHORT_CLASSES = (9, 11, 13, 15, 17)  # texts of up to 31, 63, 127, 255, 511 characters
WITNESSED = 8  # characters of a headline that <title> must have
REFUSALS = frozenset({401, 403, 407, 429})
_VARIABLE = re.compile(r"\S*https?://\S+|\d(?:[\d:.,年月日T+-]*[\d年月日Z])?")


@dataclass(slots=True)
class Figures:
    """Counts of a run in a channel.

    pages      article pages that came and were read; `flaws` how many of them had what (see `flaws_of`)
    lengths    articles by class of body length (`length_class`)
    listed     articles named by the listing's first page; None where it was not read anew
    oddities   what was odd about that page, without the parts that differ
    fetched    pages of any kind with a fate in this run; `failed` how many failed, by reason
    answers    answers of the site; `refused` those with a status of REFUSALS; `seconds` they took, together
    examples   up to EXAMPLES URLs for each flaw, and for each reason in `failed`
    """

    pages: int = 0
    flaws: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    listed: int | None = None
    oddities: list[str] = field(default_factory=list)
    fetched: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    refused: int = 0
    seconds: float = 0.0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add_article(self, article: Article) -> None:
        """An article that was read."""
        self.pages += 1
        self.fetched += 1
        for flaw in flaws_of(article):
            self.flaws[flaw] += 1
            self.note_example(flaw, article.url)
        if article.body:
            size = length_class(article.body)
            self.lengths[size] += 1
            self.note_example(f"length {size}", article.url)

    def add_listing(self, listing: Listing, *, first_page: bool) -> None:
        """A page of the listing."""
        self.fetched += 1
        if first_page and not listing.unchanged:
            self.listed = len(listing.articles)
            self.oddities = sorted({general(problem) for problem in listing.problems})

    def add_fate(self, fate: Fate) -> None:
        """A page that gave no article and no listing; one that is tried again in this run has no fate yet."""
        if fate.state == "pending":
            return
        self.fetched += 1
        if fate.state == "rejected" and fate.kind == "article":
            self.pages += 1
            flaw = f"rejected: {general(fate.reason)}"
            self.flaws[flaw] += 1
            self.note_example(flaw, fate.url)
        elif fate.state == "failed":
            reason = general(fate.reason)
            self.failed[reason] += 1
            self.note_example(reason, fate.url)

    def note_example(self, what: str, url: str) -> None:
        urls = self.examples.setdefault(what, [])
        if len(urls) < EXAMPLES and url not in urls:
            urls.append(url)

    def share(self, metric: str) -> tuple[int, int]:
        """How many have it, of how many: a flaw of pages, `failed` of fetches, `refused` of answers, `short N`."""
        if metric == "failed":
            return self.failed.total(), self.fetched
        if metric == "refused":
            return self.refused, self.answers
        if metric.startswith("short "):
            longest = int(metric.removeprefix("short "))
            return sum(count for size, count in self.lengths.items() if size <= longest), self.lengths.total()
        return self.flaws[metric], self.pages

    def metrics(self) -> list[str]:
        """Every metric that `share` can answer with more than nothing."""
        wanted = [*sorted(self.flaws), *(f"short {size}" for size in SHORT_CLASSES), "failed", "refused"]
        return [metric for metric in wanted if self.share(metric)[0]]

    def examples_of(self, metric: str) -> list[str]:
        """Up to EXAMPLES pages that have it."""
        if metric == "failed":
            keys = list(self.failed)
        elif metric.startswith("short "):
            keys = [
                f"length {size}" for size in sorted(self.lengths) if self.share(metric)[0] and size <= int(metric[6:])
            ]
        else:
            keys = [metric]
        return [url for key in keys for url in self.examples.get(key, [])][:EXAMPLES]

    def add(self, other: Figures) -> None:
        """Take another channel's figures in; `listed` and `oddities` have no sum and stay."""
        self.pages += other.pages
        self.flaws.update(other.flaws)
        self.lengths.update(other.lengths)
        self.fetched += other.fetched
        self.failed.update(other.failed)
        self.answers += other.answers
        self.refused += other.refused
        self.seconds += other.seconds
        for what, urls in other.examples.items():
            for url in urls:
                self.note_example(what, url)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; nothing that is empty."""
        values: dict[str, Any] = {
            "pages": self.pages,
            "flaws": dict(self.flaws),
            "lengths": {str(size): count for size, count in sorted(self.lengths.items())},
            "listed": self.listed,
            "oddities": self.oddities,
            "fetched": self.fetched,
            "failed": dict(self.failed),
            "answers": self.answers,
            "refused": self.refused,
            "seconds": round(self.seconds, 3),
        }
        return {name: value for name, value in values.items() if value or (name == "listed" and value is not None)}


def figures_of(values: Mapping[str, Any]) -> Figures:
    """Figures back from `to_dict`; the examples are not kept."""
    lengths = Counter({int(size): count for size, count in values.get("lengths", {}).items()})
    return Figures(
        pages=values.get("pages", 0),
        flaws=Counter(values.get("flaws", {})),
        lengths=lengths,
        listed=values.get("listed"),
        oddities=list(values.get("oddities", [])),
        fetched=values.get("fetched", 0),
        failed=Counter(values.get("failed", {})),
        answers=values.get("answers", 0),
        refused=values.get("refused", 0),
        seconds=values.get("seconds", 0.0),
    )


def flaws_of(article: Article) -> Iterable[str]:
    """What an article lacks, and its problems without the parts that differ from page to page."""
    lacks = {
        "no title": not article.title,
        "no source": not article.source,
        "no time": not article.published_at,
        "no byline": not article.byline,
        "no text": not article.body,
        "unwitnessed headline": _is_unwitnessed(article),
    }
    yield from (flaw for flaw, is_so in lacks.items() if is_so)
    yield from {f"problem: {general(problem)}" for problem in article.problems}


def _is_unwitnessed(article: Article) -> bool:
    """True where the page's <title> does not say the headline too: it may be that of something else."""
    if not article.title or article.page is None:
        return False
    return fold(article.title)[:WITNESSED] not in fold(article.page.meta.title)


def length_class(body: str) -> int:
    """Body length in steps of a factor of about 1.4: 100 characters are class 13, 200 class 15."""
    return int(2 * log2(1 + len(body)))


def longest_of(size: int) -> int:
    """The most characters a body of this class can have."""
    return ceil(2 ** ((size + 1) / 2)) - 2


def general(sentence: str) -> str:
    """A sentence without its addresses and numbers, so that the same thing is counted as the same.

    >>> general("The address says 201812, the page says 2019-01.")
    'The address says …, the page says ….'
    """
    return _VARIABLE.sub("…", sentence)[:120]
