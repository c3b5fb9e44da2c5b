"""Which blocks are the article, by landmarks: from below the source line to the first junk heading.

Reading order decides, not containers, for in many layouts body and junk are siblings. Containers are asked
only where order does not tell: junk that stands between headline and body, or a box in the middle of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import junk
from newscrawl.extract.text import fold

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block, Outline
    from newscrawl.sites.profile import SiteProfile

_SIDE_TAGS = frozenset(["aside", "nav", "footer"])
_BOX_SHARE = 0.5  # of the text; a side element with more of it is no side element
_MAX_TITLE = 300  # characters
_PROSE = 20  # characters from which a block with a full stop is prose
_STOPS = "。!?…\uff01\uff1f"


class Region:
    """The search for an article among the blocks of a page.

    start      the first block below headline and source line
    anchor     a block of the landmarks themselves, which no junk container holds
    title_key  folded headline
    """

    def __init__(self, outline: Outline, site: SiteProfile, start: int, anchor: int, title_key: str) -> None:
        self.outline = outline
        self.blocks = outline.blocks
        self.site = site
        self.start = start
        self.anchor = anchor
        self.title_key = title_key

    def find(self) -> list[int]:
        """The numbers of the article's blocks, in order; empty where nothing is left."""
        start = self.start
        end = self._next_heading(start)
        if end == start and end < len(self.blocks):
            start = self._past_junk(end)
            end = self._next_heading(start)
        chosen = list(range(start, end))
        if end < len(self.blocks):
            chosen += self._resumed(chosen, end)
        side = self._side_blocks(chosen)
        chosen = self._within_home([index for index in chosen if index not in side])
        return self._trimmed(self._without_repeats(chosen))

    def _next_heading(self, start: int) -> int:
        for index in range(start, len(self.blocks)):
            if junk.is_end_heading(self.blocks[index], self.site, self.title_key):
                return index
        return len(self.blocks)

    def _box(self, index: int, beside: int) -> tuple[int, int]:
        """The blocks of the largest element around one block that does not hold another one."""
        box = (index, index + 1)
        for node in self.outline.ancestors(self.blocks[index].node):
            start, end = self.outline.spans[node]
            if start <= beside < end:
                break
            box = (start, end)
        return box

    def _past_junk(self, heading: int) -> int:
        """Where the body starts if junk stands before it; the end of the page where no body follows."""
        index = heading
        while index < len(self.blocks) and junk.is_end_heading(self.blocks[index], self.site, self.title_key):
            _, end = self._box(index, self.anchor)
            boxed = end > index + 1
            index = end
            while not boxed and index < len(self.blocks) and self._is_junk_item(index):
                index += 1
        stop = self._next_heading(index)
        return index if self._is_article(index, stop) else len(self.blocks)

    def _is_junk_item(self, index: int) -> bool:
        block = self.blocks[index]
        if junk.is_end_heading(block, self.site, self.title_key):
            return False
        return junk.is_link(block) or not _is_prose(block)

    def _is_article(self, start: int, stop: int) -> bool:
        prose = [block for block in self.blocks[start:stop] if _is_prose(block) and not junk.is_link(block)]
        return any(not junk.is_slogan(block.text, self.site) and not junk.is_footer(block.text) for block in prose)

    def _resumed(self, chosen: list[int], heading: int) -> list[int]:
        """What follows a box of links in the middle of the text, where it is the text going on.

        That takes a box that holds its heading and its links, and after it paragraphs in the very element that
        held the paragraphs before it.
        """
        if not chosen or len(chosen) < 2:
            return []
        start, end = self._box(heading, chosen[-1])
        inside = self.blocks[start:end]
        if start != heading or len(inside) < 2 or not all(junk.is_link(block) for block in inside[1:]):
            return []
        stop = self._next_heading(end)
        home = self._parent(chosen[-1])
        going_on = [index for index in range(end, stop) if self._parent(index) == home]
        prose = [index for index in going_on if _is_prose(self.blocks[index]) and not self._is_slogan(index)]
        return going_on if len(prose) >= 2 or (prose and stop < len(self.blocks)) else []

    def _is_slogan(self, index: int) -> bool:
        return junk.is_slogan(self.blocks[index].text, self.site)

    def _parent(self, index: int) -> int:
        return self.outline.parents[self.blocks[index].node]

    def _side_blocks(self, chosen: list[int]) -> set[int]:
        """Blocks in elements that call themselves side matter, unless they hold most of the text."""
        side: set[int] = set()
        total = sum(len(self.blocks[index].text) for index in chosen)
        seen: set[int] = set()
        for index in chosen:
            for node in self.outline.ancestors(self.blocks[index].node):
                if node in seen:
                    break
                seen.add(node)
                start, end = self.outline.spans[node]
                if self.outline.tags[node] in _SIDE_TAGS and not start <= self.anchor < end:
                    inside = [other for other in chosen if start <= other < end]
                    if sum(len(self.blocks[other].text) for other in inside) < _BOX_SHARE * total:
                        side.update(inside)
        return side

    def _within_home(self, chosen: list[int]) -> list[int]:
        """Without odd lines that stand behind the element that holds landmarks and text."""
        if not chosen:
            return chosen
        for node in self.outline.ancestors(self.blocks[self.anchor].node):
            start, end = self.outline.spans[node]
            if start <= chosen[0] < end:
                outside = [index for index in chosen if index >= end]
                odd = outside and not any(_is_prose(self.blocks[index]) for index in outside)
                return [index for index in chosen if index < end] if odd else chosen
        return chosen

    def _without_repeats(self, chosen: list[int]) -> list[int]:
        """Without the headline printed again above the text."""
        while chosen and fold(self.blocks[chosen[0]].text[:_MAX_TITLE]) == self.title_key:
            chosen = chosen[1:]
        return chosen

    def _trimmed(self, chosen: list[int]) -> list[int]:
        """Without what hangs on at the end: slogans, footers, share bars, lists of links."""
        while chosen and self._is_tail(self.blocks[chosen[-1]]):
            chosen.pop()
        return chosen

    def _is_tail(self, block: Block) -> bool:
        text = block.text
        return (
            junk.is_slogan(text, self.site)
            or junk.is_footer(text)
            or junk.is_share_bar(text)
            or junk.is_share_target(text)
            or junk.is_advert(text)
            or (junk.is_link(block) and block.row < 0)
        )


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE and any(stop in block.text for stop in _STOPS)
