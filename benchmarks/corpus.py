"""Made-up news articles in any number, for measuring: words by their real frequency, topics that come in bursts.

The words and their frequencies are those of jieba's dictionary (a development dependency). A text drawn so has the
same common words as print, the same long tail of rare ones, and more distinct neighbours than print has: an index
over it is rather larger than over real articles, not smaller.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

FIRST_YEAR, YEARS = 2010, 12
DISTRICTS = 120
SOURCES = 300
_PUNCTUATION = ["，"] * 12 + ["。"] * 6 + ["、"] * 4 + ["：", "；", "“", "”", "（", "）", "《", "》", "！"]
_LATIN = ["APP", "LED", "GDP", "PPP", "5G", "COVID-19", "WiFi", "AAAA", "CEO", "Ｖ", "kW"]


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up article, its fields as in the archive."""

    number: int
    url: str
    city: str
    district: str
    channel: str
    title: str
    source: str
    published_at: str | None
    body: str


@dataclass(slots=True)
class Topic:
    """Words that stand together: a town, a project, its people."""

    name: str
    words: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def _dictionary() -> tuple[list[str], list[int]]:
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    pairs = [(line.split(" ")[0], int(line.split(" ")[1])) for line in lines]
    # Dictionaries undercount the particle that every text is full of.
    pairs = [(word, count * 6 if word == "的" else count) for word, count in pairs]
    pairs.sort(key=lambda pair: -pair[1])
    return [word for word, _ in pairs], list(accumulate(count for _, count in pairs))


def _date(rng: random.Random) -> str | None:
    if rng.random() < 0.01:
        return None
    day = f"{FIRST_YEAR + rng.randrange(YEARS)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return day if rng.random() < 0.1 else f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00+08:00"


class Corpus:
    """`articles(n)` gives the same n articles for the same seed; about 900 characters each, 120 to 5,000."""

    def __init__(self, seed: int = 1) -> None:
        self._rng = random.Random(seed)
        self._words, self._weights = _dictionary()
        self._drawn: Iterator[str] = iter(())
        self._rare_words = self._words[1_000:200_000]
        names = self._rng.sample(self._words[2_000:60_000], DISTRICTS + SOURCES)
        self._districts = names[:DISTRICTS]
        self._sources = [f"{name}日报" for name in names[DISTRICTS:]]
        self._topics = [Topic(f"{self._rare()}镇", [self._rare() for _ in range(25)]) for _ in range(1_500)]

    def articles(self, count: int) -> Iterator[Made]:
        for number in range(1, count + 1):
            yield self._article(number)

    def _rare(self) -> str:
        return self._rng.choice(self._rare_words)

    def _word(self) -> str:
        """The next word; they are drawn in lots, which is much faster than one by one."""
        word = next(self._drawn, None)
        if word is None:
            self._drawn = iter(self._rng.choices(self._words, cum_weights=self._weights, k=50_000))
            word = next(self._drawn)
        return word

    def _article(self, number: int) -> Made:
        rng = self._rng
        topic = self._topics[int(len(self._topics) * rng.random() ** 2)]
        place = int(DISTRICTS * rng.random() ** 2)
        district = self._districts[place]
        length = min(5_000, max(120, int(rng.lognormvariate(6.63, 0.6))))
        title = f"{district}{topic.name}" + "".join(self._text(topic, 14))
        return Made(
            number=number,
            url=f"https://www.yybnet.net/city{place % 10}/news/201812/{number}.html",
            city=f"{self._districts[place % 10]}市",
            district=district,
            channel=f"city{place % 10}/district{place}",
            title=title[:40],
            source=self._sources[int(SOURCES * rng.random() ** 3)],
            published_at=_date(rng),
            body=self._body(topic, length),
        )

    def _body(self, topic: Topic, length: int) -> str:
        paragraphs = []
        while length > 0:
            paragraph = "".join(self._text(topic, min(length, self._rng.randint(30, 260)))) + "。"
            paragraphs.append(paragraph)
            length -= len(paragraph)
        return "\n".join(paragraphs)

    def _text(self, topic: Topic, length: int) -> Iterator[str]:
        rng = self._rng
        while length > 0:
            chance = rng.random()
            if chance < 0.68:
                piece = self._word()
            elif chance < 0.82:
                piece = rng.choice(topic.words) if chance < 0.80 else topic.name
            elif chance < 0.965:
                piece = rng.choice(_PUNCTUATION)
            else:
                piece = str(rng.randint(1, 3_000)) if chance < 0.99 else rng.choice(_LATIN)
            length -= len(piece)
            yield piece
