"""The headline: found where a reader sees it, with the document's `<title>` as witness."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.extract.junk import is_end_heading
from newscrawl.extract.sourceline import classify
from newscrawl.extract.text import clean, fold, plain

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block
    from newscrawl.sites.profile import SiteProfile

_TAIL = re.compile(r"\s*(?:[-_|–—―·~<>《》«»::\uff5c\uff3f\uff1a\uff0d]+|\s)\s*")
_AFTER_TITLE = frozenset("-_|–—―·~,<>《》«»[]【】()")
_MAX_TITLE = 160  # characters
_MAX_CHANNEL = 8  # characters of a channel's name
_MAX_WITNESS = 400  # characters of `<title>` that are read
_MIN_TITLE = 2
_NEAR = 5  # blocks above a source line among which the headline stands
_MAX_LINES = 4  # lines one heading element may be broken into
_SHARE_OF_TITLE = 0.4  # of <title> that a block must cover to be the headline when it is not its beginning


@dataclass(slots=True)
class Headline:
    """The headline and the blocks that print it, in page order; no block where only `<title>` says it."""

    text: str
    at: list[tuple[int, int]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return fold(self.text)


class Headlines:
    """The lines of a page that may be its headline.

    names  folded names that are no headline: of the site, of channels and crumbs
    start  the first block that may hold it: the one after the breadcrumb, or 0
    """

    def __init__(self, blocks: list[Block], site: SiteProfile, names: set[str], start: int) -> None:
        self.site = site
        self.names = names | {fold(site.title), *map(fold, site.crumb_roots)}
        self.blocks = blocks
        self.below_breadcrumb = start > 0
        self.lines = _candidates(blocks, site, start)

    def confirmed(self, witnesses: list[str]) -> Headline | None:
        """The line that the document's own title names; `witnesses` are `<title>` and og:title."""
        for witness in witnesses:
            best = self._longest_in(witness)
            if best:
                return _printed(best, self.lines)
        return None

    def _longest_in(self, witness: str) -> _Line | None:
        """The longest line that `<title>` begins with, or that makes up much of it."""
        key = fold(witness[:_MAX_WITNESS])
        if len(key) < _MIN_TITLE or key in self.names:
            return None
        firsts = self._first_characters({*witness, *key})
        told = fold(untailed(witness[:_MAX_WITNESS], self.names, fold(self.site.channel_suffix)) or "")
        best: _Line | None = None
        for line in self.lines:
            if line.text[0] not in firsts:
                continue
            if line.key in key and (line.key == told or _is_title_of(line.key, key)) and self._may_be(line):
                best = line if best is None or _better(line, best) else best
        return best

    def _first_characters(self, chars: set[str]) -> set[str]:
        """Those that lines begin with and that are, as printed or plain, among `chars`: a look that costs little."""
        firsts = "".join({line.text[0] for line in self.lines})
        return {first for first, flat in zip(firsts, plain(firsts), strict=True) if first in chars or flat in chars}

    def above(self, block: int, told: str | None) -> Headline | None:
        """The headline of a page whose `<title>` names no line of it: what stands above the source line."""
        free = [line for line in self.lines if line.end <= block and not line.linked]
        near = [line for line in free if block - _NEAR <= line.start and self._may_be(line)]
        headings = [line for line in near if line.heading]
        headings = headings or [line for line in free if line.heading == 1 and self._may_be(line)]
        if headings:
            best = min(headings, key=lambda line: (line.heading, -line.start))
        elif told or not near:
            return Headline(told) if told else None
        else:
            best = near[-1]
        return _printed(best, self.lines)

    def loudest(self, told: str | None) -> Headline | None:
        """Where nothing else points at it: the h1, what `<title>` says, another heading."""
        headings = [line for line in self.lines if line.heading and not line.linked and self._may_be(line)]
        if headings:
            best = min(headings, key=lambda line: (line.heading, line.start))
            if best.heading == 1 or not told:
                return _printed(best, self.lines)
        return Headline(told) if told else None

    def below(self) -> Headline | None:
        """The first line below the breadcrumb, where there is not even a source line to go by."""
        if not self.below_breadcrumb:
            return None
        first = next((line for line in self.lines if not line.linked and self._may_be(line)), None)
        if first is None or "。" in first.text or "://" in first.text:
            return None
        return _printed(first, self.lines)

    def told(self, witnesses: list[str]) -> str | None:
        """The headline as `<title>` alone tells it, without the names at its ends."""
        suffix = fold(self.site.channel_suffix)
        return next(
            (title for title in (untailed(witness, self.names, suffix) for witness in witnesses) if title), None
        )

    def _may_be(self, line: _Line) -> bool:
        if len(line.key) < _MIN_TITLE or line.key in self.names:
            return False
        return not is_end_heading(self.blocks[line.start], self.site, "")


def untailed(title: str, names: set[str], suffix: str) -> str | None:
    """A `<title>` without the names at its ends: `…-简阳新闻-地方网`; None where nothing but names is left.

    `suffix` is what the names of channels end with.
    """

    def is_name(text: str) -> bool:
        key = fold(text)
        return key in names or (key.endswith(suffix) and len(key) <= _MAX_CHANNEL)

    title = clean(title)
    cuts = list(_TAIL.finditer(title))
    end = len(title)
    for cut in reversed(cuts):
        if is_name(title[cut.end() : end]) or cut.end() == end:
            end = cut.start()
        else:
            break
    start = 0
    for cut in cuts:
        if cut.end() < end and (is_name(title[start : cut.start()]) or cut.start() == start):
            start = cut.end()
        else:
            break
    text = title[start:end].strip()
    return text if len(text) >= _MIN_TITLE and not is_name(text) else None


class _Line:
    """A run of blocks that may be a headline: one block, or the lines of one heading element."""

    __slots__ = ("_block", "_key", "end", "heading", "start", "text")

    def __init__(self, text: str, start: int, end: int, block: Block) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.heading = block.heading
        self._block = block
        self._key: str | None = None

    @property
    def linked(self) -> bool:
        """True where more than half of it is a link."""
        return self._block.link_density > 0.5

    @property
    def key(self) -> str:
        """The folded text; made when first asked for, for most lines are never looked at."""
        if self._key is None:
            self._key = fold(self.text)
        return self._key


def _candidates(blocks: list[Block], site: SiteProfile, start: int) -> list[_Line]:
    lines = []
    index = start
    while index < len(blocks):
        block = blocks[index]
        line = _line(blocks, site, index) if block.heading else _Line(block.text, index, index + 1, block)
        if _MIN_TITLE <= len(line.text) <= _MAX_TITLE:
            lines.append(line)
        index = line.end
    return lines


def _line(blocks: list[Block], site: SiteProfile, start: int) -> _Line:
    """The lines of the heading element that begins there."""
    block = blocks[start]
    end = start + 1
    while end < len(blocks) and blocks[end].node == block.node and end - start < _MAX_LINES:
        if classify(blocks[end].text, site) in ("source", "time"):
            break
        end += 1
    text = " ".join(part.text for part in blocks[start:end]) if end - start > 1 else block.text
    return _Line(text, start, end, block)


def _printed(best: _Line, lines: list[_Line]) -> Headline:
    """The headline as that line prints it, with every place that prints it too; links only where nothing else."""
    first = best.text[0]
    same = [line for line in lines if line.text[0] == first and line.key == best.key]
    unlinked = [line for line in same if not line.linked]
    return Headline(best.text, [(line.start, line.end) for line in unlinked or same])


def _is_title_of(key: str, witness: str) -> bool:
    at = witness.find(key)
    if at == 0:
        return len(key) == len(witness) or witness[len(key)] in _AFTER_TITLE
    end = at + len(key)
    bounded = witness[at - 1] in _AFTER_TITLE and (end == len(witness) or witness[end] in _AFTER_TITLE)
    return bounded and len(key) >= _SHARE_OF_TITLE * len(witness)


def _better(line: _Line, other: _Line) -> bool:
    return (len(line.key), line.heading > 0, not line.linked) > (len(other.key), other.heading > 0, not other.linked)
