"""The same line in one article after the other: boilerplate that extraction takes for text, or one headline for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from newscrawl.health.run import Text

STREAK = 4  # articles in a row with the same line
SHARED, SHARED_LEAST = 0.5, 8  # share and number of a run's articles with the same line, whatever their channel
ENOUGH = 10  # articles of a first run, below which nothing is said
RARE = 0.1  # a line met in fewer of the older articles was not usual
SHORTEST = 4  # characters; shorter lines are sub-headings such as 结语
QUOTED = 40
HEADLINE = "headline: "


@dataclass(frozen=True, slots=True)
class Repeated:
    """A line that begins to repeat."""

    text: str
    sentence: str
    examples: tuple[str, ...]


def judge_lines(texts: Sequence[Text], alarmed: Collection[str] = ()) -> Iterator[Repeated]:
    """Lines that stand in each of the channel's latest articles and in few of those before; newest first.

    A line of `alarmed`, the last run's, is repeated for as long as the newest article has it.
    """
    texts = _different(texts)
    latest = texts[:STREAK]
    if not latest or not latest[0].fresh:
        return
    goes_on = set(_lines(latest[0])).intersection(alarmed)
    for line in sorted(goes_on):
        yield Repeated(line, f"{_what(line)} still stands in new articles.", (latest[0].url,))
    if len(texts) >= ENOUGH and all(text.fresh for text in texts):
        yield from _everywhere(texts)
    elif len(latest) == STREAK:
        common = set.intersection(*(set(_lines(text)) for text in latest))
        for line in common - goes_on:
            streak = _streak(line, texts)
            yield from _unusual({line}, texts[:streak], texts[streak:], "in each of the last")


def judge_shared_lines(
    fresh: Sequence[Text], older: Sequence[Text], alarmed: Collection[str] = ()
) -> Iterator[Repeated]:
    """Lines that stand in much of what a run brought, over all channels, and were not alarmed before."""
    fresh = _different(fresh)
    if len(fresh) < SHARED_LEAST:
        return
    counts = Counter(line for text in fresh for line in set(_lines(text)))
    common = {line for line, count in counts.items() if count >= max(SHARED_LEAST, SHARED * len(fresh))}
    having = [text for text in fresh if common & set(_lines(text))]
    yield from _unusual(common - set(alarmed), having, older, f"in {len(having)} of")


def _everywhere(texts: Sequence[Text]) -> Iterator[Repeated]:
    """A first run has no history: a line in most of its articles is boilerplate all the same."""
    counts = Counter(line for text in texts for line in set(_lines(text)))
    for line, count in counts.items():
        if count > SHARED * len(texts):
            having = [text.url for text in texts if line in set(_lines(text))]
            yield Repeated(line, f"{_what(line)} stands in {count} of {len(texts)} articles.", tuple(having[:3]))


def _unusual(common: set[str], latest: Sequence[Text], older: Sequence[Text], where: str) -> Iterator[Repeated]:
    for line in sorted(common):
        held = sum(line in set(_lines(text)) for text in older)
        if held > RARE * len(older) or (held and len(older) < 1 / RARE):
            continue
        sentence = f"{_what(line)} stands {where} {len(latest)} articles; before it stood in {held} of {len(older)}."
        yield Repeated(line, sentence, tuple(text.url for text in latest[:3]))


def _streak(line: str, texts: Sequence[Text]) -> int:
    """How many of the newest articles have the line, without a gap."""
    return next((at for at, text in enumerate(texts) if line not in set(_lines(text))), len(texts))


def _what(line: str) -> str:
    shown = line.removeprefix(HEADLINE)
    quoted = shown if len(shown) <= QUOTED else f"{shown[:QUOTED]}…"
    return f"the headline “{quoted}”" if line.startswith(HEADLINE) else f"the line “{quoted}”"


def _lines(text: Text) -> Iterable[str]:
    """The lines of a body that are long enough to tell, and its headline."""
    yield from (line for line in text.body.split("\n") if len(line) >= SHORTEST)
    if text.title:
        yield HEADLINE + text.title


def _different(texts: Sequence[Text]) -> list[Text]:
    """Without the copies among them: the same story twice is no boilerplate."""
    seen: set[str] = set()
    kept = []
    for text in texts:
        key = text.body[-200:]
        if not text.body or key not in seen:
            seen.add(key)
            kept.append(text)
    return kept
