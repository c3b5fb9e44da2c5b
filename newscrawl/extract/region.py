"""Which blocks are the article, by landmarks: from below the source line to the first junk heading.

Reading order decides, not containers, for in many layouts body and junk are siblings. Containers are asked
only where order does not tell: junk that stands between headline and body, or a box in the middle of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from newscrawl.extract import furniture, heading_words, junk
from newscrawl.extract.sourceline import classify
from newscrawl.extract.text import fold

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block, Outline
    from newscrawl.sites.profile import SiteProfile

SIDE_TAGS = frozenset(["aside", "nav", "footer"])
_BOX_SHARE = 0.5  # of the text; a side element with more of it is no side element
_MAX_PICTURES = 200  # looked at between headline and junk
_MAX_TITLE = 300  # characters
_GOING_ON = 2  # lines behind a box that make it a box in the middle of the text
_PROSE = 20  # characters from which a block with a full stop is prose
_MAX_LIST_HEADING = 24  # characters of its heading, 更多>> included
_LIST_SEEN = 5  # lines below a heading that show whether it heads a list of links
_FAR_BELOW = 200  # lines below it among which the text may go on
_MOSTLY = 0.4  # share of link text in a line of such a list, whose date is no link
_MIN_CELLS, _MAX_CELLS = 3, 40  # of a row of links below a text
_MAX_FEELINGS = 12  # buttons of feelings below a text
_MIN_META = 3  # characters of tools or counters above a text; a shorter line may be its first word
_STOPS = "。!?…\uff01\uff1f"


@dataclass(frozen=True, slots=True)
class Found:
    """Where the article is.

    chosen  the numbers of its blocks, in order
    start   the first block below the landmarks, and below junk that stands between them and the text
    end     the first junk heading, or the end of the page: pictures stand before blocks `start` to `end`
    home    the element that holds landmarks and text
    junk    the element of the first junk heading, which holds nothing of the article; None where there is none
    anchor  a block of the landmarks
    """

    chosen: list[int]
    start: int
    end: int
    home: int
    junk: int | None
    anchor: int


class Region:
    """The search for an article among the blocks of a page.

    start      the first block below headline and source line
    anchor     a block of the landmarks themselves, which no junk container holds
    title_key  folded headline
    channel    name of the channel as the breadcrumb prints it, or None
    """

    def __init__(
        self, outline: Outline, site: SiteProfile, start: int, anchor: int, title_key: str, channel: str | None
    ) -> None:
        self.outline = outline
        self.channel = channel
        self.blocks = outline.blocks
        self.site = site
        self.start = start
        self.anchor = anchor
        self.title_key = title_key

    def find(self) -> Found:
        """The article's blocks, in order, and between which blocks its pictures stand."""
        start = self.start
        end = self._next_heading(start)
        if end == start and end < len(self.blocks):
            start = self._past_junk(end)
            end = self._next_heading(start)
        chosen = list(range(start, end))
        if end < len(self.blocks):
            chosen += self._resumed(chosen, end)
        chosen, end = self._before_list(chosen, end)
        side = self._side_blocks(chosen)
        home = self._home(chosen)
        chosen = self._within(home, [index for index in chosen if index not in side])
        chosen = self._trimmed(self._without_repeats(chosen))
        after = max(end, chosen[-1] + 1 if chosen else 0)
        return Found(chosen, start, after, home, self._junk_node(end, chosen), self.anchor)

    def _home(self, chosen: list[int]) -> int:
        """The innermost element that holds the landmarks and the start of the text."""
        first = chosen[0] if chosen else self.anchor
        for node in self.outline.ancestors(self.blocks[self.anchor].node if self.blocks else 0):
            start, end = self.outline.spans[node]
            if start <= first < end and self.outline.parents[node] >= 0 and (chosen or end > self.start):
                return node
        return 0

    def _junk_node(self, heading: int, chosen: list[int]) -> int | None:
        """The element of the first junk heading that holds nothing of the article, or None."""
        if heading >= len(self.blocks):
            return None
        last = chosen[-1] if chosen else self.anchor
        found = None
        for node in self.outline.ancestors(self.blocks[heading].node):
            start, end = self.outline.spans[node]
            if start <= last < end or start <= self.anchor < end:
                break
            found = node
        return found

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
        """Where the body starts if junk stands before it; the heading itself where no body follows."""
        above = (picture for picture in self.outline.pictures if self.start <= picture.at <= heading)
        if any(not self._boxed(picture.node) for picture in islice(above, _MAX_PICTURES)):
            return heading
        index = heading
        boxed = False
        while index < len(self.blocks) and junk.is_end_heading(self.blocks[index], self.site, self.title_key):
            _, end = self._box(index, self.anchor)
            boxed = end > index + 1
            index = end
            while not boxed and index < len(self.blocks) and self._is_junk_item(index):
                index += 1
        stop = self._next_heading(index)
        if self._is_article(index, stop, boxed) or (boxed and self._has_pictures(index, stop)):
            return index
        return heading

    def _boxed(self, node: int) -> bool:
        """True for an element inside one that begins with a junk heading."""
        for ancestor in self.outline.ancestors(node):
            start, end = self.outline.spans[ancestor]
            if start <= self.anchor < end:
                return False
            if end > start and junk.is_end_heading(self.blocks[start], self.site, self.title_key):
                return True
        return False

    def _is_junk_item(self, index: int) -> bool:
        block = self.blocks[index]
        if junk.is_end_heading(block, self.site, self.title_key) or fold(block.text[:_MAX_TITLE]) == self.title_key:
            return False
        return junk.is_link(block) or not _is_prose(block)

    def _is_article(self, start: int, stop: int, boxed: bool) -> bool:
        """True where blocks below junk are the text: the headline again, or below a box anything of its own.

        Where the junk is in no box, a teaser below it could be taken for the text; only the headline tells.
        """
        for block in self.blocks[start:stop]:
            if fold(block.text[:_MAX_TITLE]) == self.title_key:
                return True
            if boxed and not junk.is_link(block) and not self._is_tail(block):
                return True
        return False

    def _has_pictures(self, start: int, stop: int) -> bool:
        """True where pictures stand below junk, and none above it."""
        places = [picture.at for picture in self.outline.pictures]
        return not any(self.start <= at < start for at in places) and any(start <= at <= stop for at in places)

    def _resumed(self, chosen: list[int], heading: int) -> list[int]:
        """What follows a box of links in the middle of the text, where it is the text going on.

        That takes a box that holds its heading and its links, and after it paragraphs in the very element that
        held the paragraphs before it.
        """
        if not chosen:
            return []
        start, end = self._box(heading, chosen[-1])
        inside = self.blocks[start:end]
        teaser = junk.heading_key(inside[0].text) in map(fold, self.site.teaser_headings)
        if teaser or start != heading or len(inside) < 2 or not all(junk.is_link(block) for block in inside[1:]):
            return []
        stop = self._next_heading(end)
        home = self._parent(chosen[-1])
        if self._holds_text_only(home):
            going_on = list(range(end, min(stop, self.outline.spans[home][1])))
            lines = [index for index in going_on if not self._is_tail(self.blocks[index])]
            return going_on if len(lines) >= _GOING_ON else []
        beside = [index for index in range(end, stop) if self._parent(index) == home]
        lines = [index for index in beside if "。" in self.blocks[index].text and not self._is_slogan(index)]
        return list(range(end, beside[-1] + 1)) if len(lines) >= _GOING_ON and len(chosen) > 1 else []

    def _before_list(self, chosen: list[int], end: int) -> tuple[list[int], int]:
        """Up to a list of links under a heading that the site does not declare (最新文章), where no text follows."""
        home = self._parent(chosen[0]) if chosen else -1
        for place, index in enumerate(chosen):
            if place and _heads_list(self.blocks[index]):
                below = chosen[place + 1 : place + 1 + _FAR_BELOW]
                going_on = sum("。" in self.blocks[later].text for later in below if self._parent(later) == home)
                if self._lists_links(below[:_LIST_SEEN]) and going_on < _GOING_ON:
                    return chosen[:place], index
        return chosen, end

    def _lists_links(self, indexes: list[int]) -> bool:
        """True for lines every other of which is a link at least: titles, or titles and summaries."""
        linked = sum(self.blocks[index].link_density > _MOSTLY for index in indexes)
        return linked > 1 and linked * 2 >= len(indexes)

    def _holds_text_only(self, node: int) -> bool:
        """True for an element below the landmarks with one junk heading in it: a text with a box in it."""
        start, end = self.outline.spans[node]
        headings = sum(
            junk.is_end_heading(self.blocks[index], self.site, self.title_key) for index in range(start, end)
        )
        return start > self.anchor and headings == 1

    def _is_slogan(self, index: int) -> bool:
        return junk.is_slogan(self.blocks[index].text, self.site, self.channel)

    def _parent(self, index: int) -> int:
        return self.outline.parents[self.blocks[index].node]

    def _side_blocks(self, chosen: list[int]) -> set[int]:
        """Blocks in elements that call themselves side matter, unless they hold most of the text."""
        side: set[int] = set()
        if SIDE_TAGS.isdisjoint(self.outline.tags):
            return side
        seen: set[int] = set()
        sums = [0, *accumulate(len(block.text) for block in self.blocks)]
        total = sums[chosen[-1] + 1] - sums[chosen[0]] if chosen else 0
        for index in chosen:
            for node in self.outline.ancestors(self.blocks[index].node):
                if node in seen:
                    break
                seen.add(node)
                start, end = self.outline.spans[node]
                if self.outline.tags[node] not in SIDE_TAGS or start <= self.anchor < end:
                    continue
                if sums[end] - sums[start] < _BOX_SHARE * total:
                    side.update(range(start, end))
        return side

    def _within(self, home: int, chosen: list[int]) -> list[int]:
        """Without odd lines that stand behind the element that holds landmarks and text."""
        end = self.outline.spans[home][1]
        outside = [index for index in chosen if index >= end]
        if any(_is_prose(self.blocks[index]) for index in outside):
            return chosen
        return [index for index in chosen if index < end]

    def _without_repeats(self, chosen: list[int]) -> list[int]:
        """Without the headline printed again above the text, and tools that stand alone there."""
        first = 0
        while first < len(chosen) and self._is_above_text(self.blocks[chosen[first]].text):
            first += 1
        return chosen[first:]

    def _is_above_text(self, text: str) -> bool:
        if fold(text[:_MAX_TITLE]) == self.title_key:
            return True
        return len(text) >= _MIN_META and not text.isdigit() and classify(text, self.site) == "meta"

    def _trimmed(self, chosen: list[int]) -> list[int]:
        """Without what hangs on at the end: slogans, footers, tools, comments, lists of links and their heading."""
        chosen = self._without_comments(chosen)
        links, paging, felt = 0, False, False
        while chosen:
            block = self.blocks[chosen[-1]]
            hanging = self._is_tail(block) or (links > 1 and _heads_list(block)) or (paging and block.text.isdigit())
            hanging = hanging or (felt and furniture.asks_feeling(block.text))
            feelings = 0 if hanging else furniture.feelings_at_end(self._last_lines(chosen))
            hanging_lines = 1 if hanging else feelings or self._linked_cells(chosen)
            if not hanging_lines:
                break
            links = links + 1 if junk.is_link(block) else 0
            paging = furniture.is_pager(block.text) or block.text.isdigit()
            felt = feelings > 0
            del chosen[-hanging_lines:]
        return chosen

    def _linked_cells(self, chosen: list[int]) -> int:
        """How many cells the last line's row has, where all of them are links: the channels, printed below."""
        row = self.blocks[chosen[-1]].row
        cells = [self.blocks[index] for index in chosen[-_MAX_CELLS:] if self.blocks[index].row == row]
        return len(cells) if row >= 0 and len(cells) >= _MIN_CELLS and all(map(junk.is_link, cells)) else 0

    def _last_lines(self, chosen: list[int]) -> list[str]:
        return [self.blocks[index].text for index in chosen[-_MAX_FEELINGS:]]

    def _without_comments(self, chosen: list[int]) -> list[int]:
        """Up to the heading of what readers say about the article."""
        for place, (index, following) in enumerate(pairwise(chosen)):
            if furniture.heads_comments(self.blocks[index].text, self.blocks[following].text):
                return chosen[:place]
        return chosen

    def _is_tail(self, block: Block) -> bool:
        text = block.text
        return (
            junk.is_slogan(text, self.site, self.channel)
            or junk.is_footer(text)
            or junk.is_share_bar(text)
            or junk.is_share_target(text)
            or junk.is_advert(text)
            or (junk.is_link(block) and block.row < 0)
            or (block.row < 0 and furniture.is_furniture(block))
        )


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE and any(stop in block.text for stop in _STOPS)


def _heads_list(block: Block) -> bool:
    """True for words that head a list of links: 推荐阅读, 最新文章. Whether it is one, what follows must show."""
    if len(block.text) > _MAX_LIST_HEADING or block.row >= 0:
        return False
    text = heading_words.clean(block.text)
    return heading_words.says_side_bar(text) or (len(text) > 3 and heading_words.says_list(text))
