"""The sentences: channel, field, before and now, and examples."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.health.figures import longest_of
from newscrawl.health.shares import Share

_FLAWS = {
    "no title": "articles have no headline",
    "no source": "articles have no source",
    "no time": "articles have no time",
    "no byline": "articles have no byline",
    "no text": "articles have no text",
    "unwitnessed headline": "articles have a headline that the page's <title> does not have",
    "failed": "pages failed",
    "refused": "answers were refusals (HTTP 401, 403, 407 or 429)",
}


def say_share(share: Share, others: Sequence[Share] = ()) -> str:
    """`8 of 8 articles have no source; before it were 1 of 214.` And what else the same pages have."""
    over = f" of the last {share.runs} runs" if share.runs > 1 else ""
    what = _what(share.metric)
    noun, _, rest = what.partition(" ")
    before = f"before it were {share.k0:.0f} of {share.n0:.0f}" if share.n0 else "there is no history to compare with"
    also = "".join(f" The same {_what(other.metric)}." for other in others)
    return f"{share.k} of {share.n} {noun}{over} {rest}; {before}.{also}"


def with_examples(sentence: str, examples: Sequence[str]) -> str:
    """The sentence, and where to look."""
    return f"{sentence} See {' '.join(examples)}" if examples else sentence


def _what(metric: str) -> str:
    if metric in _FLAWS:
        return _FLAWS[metric]
    if metric.startswith("short "):
        return f"articles have a text of at most {longest_of(int(metric.removeprefix('short ')))} characters"
    kind, _, sentence = metric.partition(": ")
    return f"pages were rejected (“{sentence}”)" if kind == "rejected" else f"articles have the problem “{sentence}”"
