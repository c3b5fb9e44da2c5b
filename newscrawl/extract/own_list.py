"""Which links to articles are the channel's own list, and which stand in side bars.

The list is the block of rows that reads like one: under a heading that names the channel, beside its pager, with
dates, not under a side bar's heading. What belongs with that block is added: the rest of a list cut into several,
pinned rows above it, groups under dates or topics. To miss an article is worse than to take one too many, so the
page's structure must speak against a link for it to be left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.extract.heading_words import clean, says_date
from newscrawl.extract.sections import heading_of

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Link, LinkMap, Piece
    from newscrawl.extract.sections import Heading

_DATED = re.compile(r"\d{1,4}\s*[-/.年月]\s*\d{1,2}|\d{1,2}:\d\d|(?:小时|分钟|天)前|今天|昨天")
_LONGEST_DATE = 18  # characters of a date inside a link: 2018-12-18 10:57
_PINNED = re.compile(r"[\[【(（]?(?:置顶|固顶|頭條|头条)[\]】)）]?")
_KIND_SCORE = {"own": 5, "crumb": 3, "list": 3, "unknown": -2, "junk": -20}
_OTHER_CITY = -8
_ASIDE = -6
_ASIDE_TAGS = frozenset(("aside", "footer", "nav"))
_BY_PAGER = 4
_LEAST = -5  # below this, a page without any better block has no list
_FEW_PINNED = 3  # articles above the list that may be its lead
_DAYS = 2  # blocks below a date that show a list to be grouped by day; the date above a single one may be a row's
_TELLING = 3  # rows from which on the box around them, and their dates, show what a block is like
_FEW_LINKS = 12  # links they may have: picture, title, summary


@dataclass(slots=True)
class _Row:
    """A link to an article; `item` is the largest box that leads to this article only, `box` the one around it."""

    link: Link
    heading: Heading | None
    item: int
    box: int


@dataclass
class _Block:
    """The rows of one box under one heading; `day` where a date on a line of its own stands right above them."""

    heading: Heading | None
    box: int
    rows: list[_Row]
    shape: int
    dated: bool = False
    day: bool = False
    aside: bool = False
    score: float = 0.0

    @property
    def start(self) -> int:
        return self.rows[0].link.node

    @property
    def kind(self) -> str:
        return self.heading.kind if self.heading else ""

    @cached_property
    def urls(self) -> set[str | None]:
        return {row.link.url for row in self.rows}


def choose_links(page: LinkMap, headings: list[Heading], pager_nodes: list[int], channel: str | None) -> list[Link]:
    """The links to this channel's own articles in reading order; an article may be linked more than once."""
    chosen = _Chooser(page, headings, pager_nodes, channel).choose()
    firm = [heading for heading in headings if not (heading.loose and heading.kind == "junk")]
    if not chosen and len(firm) < len(headings):
        chosen = _Chooser(page, firm, pager_nodes, channel).choose()
    return chosen


class _Chooser:
    """One page, its blocks of rows, and the box that its pager closes."""

    def __init__(self, page: LinkMap, headings: list[Heading], pager_nodes: list[int], channel: str | None) -> None:
        self.page = page
        self.channel = channel
        self.city = channel.split("/")[0] if channel else None
        links = [link for link in page.articles if page.site.channel(str(link.url)) in (None, channel)]
        self.rows = _rows(page, links, heading_of(headings, page, links))
        self.nodes = [row.link.node for row in self.rows]
        self.side_nodes = [row.link.node for row in self.rows if row.heading and row.heading.kind == "junk"]
        self.blocks = self._blocks()
        self.days = Counter(_node(block.heading) for block in self.blocks if block.day)
        self.pager_nodes = pager_nodes
        self.pager_box = self._pager_box()
        for block in self.blocks:
            block.score = self._score(block)

    def choose(self) -> list[Link]:
        usable = [block for block in self.blocks if block.kind != "junk"]
        main = max(usable, key=lambda block: block.score, default=None)
        chosen: list[_Block] = []
        if main is not None and main.score > _LEAST:
            chosen = [block for block in usable if block is main or self._belongs(block, main)]
        else:
            named = [block for block in self.blocks if all(self._names_channel(row) for row in block.rows)]
            chosen = named or self._behind_side_bar()
        taken = {id(row.link) for block in chosen for row in block.rows}
        return [row.link for row in self.rows if id(row.link) in taken or self._is_surely_own(row)]

    def _blocks(self) -> list[_Block]:
        blocks: dict[tuple[int, int], _Block] = {}
        for row in self.rows:
            key = (_node(row.heading), row.box)
            if key not in blocks:
                blocks[key] = _Block(row.heading, row.box, [], self.page.signature[row.box])
            blocks[key].rows.append(row)
        dates = [piece.node for piece in self.page.pieces if _is_dated(piece)]
        for block in blocks.values():
            end = max(self.page.end[block.rows[-1].item], block.rows[-1].link.node + 6)
            count = bisect_left(dates, end) - bisect_left(dates, block.rows[0].item)
            block.dated = count * 2 >= len(block.urls)
            block.day = self._below_a_day(block)
        return list(blocks.values())

    def _below_a_day(self, block: _Block) -> bool:
        """True where the last line above the first row is a date and nothing else."""
        line = block.rows[0].link.line - 1
        while line >= 0 and not self.page.lines[line].text.strip():
            line -= 1
        return line >= 0 and says_date(clean(self.page.lines[line].text))

    def _score(self, block: _Block) -> float:
        """How much a block reads like the channel's list; the number of its rows only breaks ties."""
        score = _KIND_SCORE.get(block.kind, 0) + block.dated + min(len(block.urls), 20) / 20
        if any(self._names_channel(row) for row in block.rows):
            score += 8
        foreign = sum(self.page.site.city(str(row.link.url)) != self.city for row in block.rows)
        if self.city and foreign * 2 > len(block.rows):
            score += _OTHER_CITY
        block.aside = any(self.page.tag[box] in _ASIDE_TAGS for box in self.page.climb(block.start))
        if block.aside:
            score += _ASIDE
        if self.pager_box is not None and self.page.inside(block.start, self.pager_box):
            score += _BY_PAGER
        return score

    def _names_channel(self, row: _Row) -> bool:
        return self.channel is not None and self.page.site.channel(str(row.link.url)) == self.channel

    def _is_surely_own(self, row: _Row) -> bool:
        """True outside side bars for an address that names this channel, and for a row marked as pinned."""
        if row.heading and row.heading.kind == "junk":
            return False
        line = self.page.lines[row.link.line]
        pinned = any(_PINNED.fullmatch(self.page.pieces[index].text) for index in line.pieces)
        return pinned or self._names_channel(row)

    def _pager_box(self) -> int | None:
        """The smallest box that holds a pager together with a whole block of rows, none of a side bar."""
        rows = [row for row in self.rows if not (row.heading and row.heading.kind == "junk")]
        nodes = [row.link.node for row in rows]
        boxes = [box for node in self.pager_nodes if (box := self._box_with(nodes, node)) is not None]
        if not boxes:
            return None
        box = max(boxes, key=lambda box: self.page.end[box] - box)
        before = bisect_left(nodes, self.page.end[box]) - 1
        while before >= 0 and (nodes[before] >= box or self._holds(rows[before].box, box)):
            if self._holds(rows[before].box, box):
                box = rows[before].box
            before -= 1
        return box

    def _box_with(self, nodes: list[int], start: int) -> int | None:
        return next((box for box in self.page.climb(start) if self.page.count_in(nodes, box)), None)

    def _holds(self, outer: int, inner: int) -> bool:
        return outer < inner < self.page.end[outer]

    def _belongs(self, block: _Block, main: _Block) -> bool:
        """True for a block that is part of the same list as the main one."""
        box = self.pager_box
        if self._is_lead(block, main) or self._is_first_of_its_own(block):
            return True
        if box is not None and self._tells_apart(box) and self.page.inside(main.start, box):
            return self.page.inside(block.start, box)
        if block.heading is main.heading:
            return self._same_shape(block, main) or self._same_parent(block, main)
        if self._may_be_the_list_too(block, main):
            return True
        alike = block.kind == main.kind and bool(block.heading) and bool(main.heading)
        return alike and block.shape == main.shape and (block.kind == "own" or self._same_heading_shape(block, main))

    def _is_first_of_its_own(self, block: _Block) -> bool:
        """True for the rows right behind a heading that names the channel."""
        if block.heading is None or block.kind != "own":
            return False
        following = bisect_left(self.nodes, block.heading.node)
        return self.rows[following].box == block.box

    def _may_be_the_list_too(self, block: _Block, main: _Block) -> bool:
        """True for a block elsewhere on the page that says as much for itself, so that leaving it out is a risk."""
        if block.aside or block.kind == "unknown" or (main.dated and not block.dated):
            return False
        both = {block.kind, main.kind}
        return both == {"crumb", "list"} or (len(block.urls) > len(main.urls) and (bool(block.kind) or block.dated))

    def _same_heading_shape(self, block: _Block, main: _Block) -> bool:
        return bool(block.heading and main.heading and block.heading.shape == main.heading.shape)

    def _same_shape(self, block: _Block, main: _Block) -> bool:
        """True where rows look alike; in a block of one or two, dates and the box around them tell nothing.

        Nor do dates where they head the blocks, for then rows carry none of their own.
        """
        by_day = (block.day or main.day) and self.days[_node(main.heading)] >= _DAYS
        if not by_day and min(len(block.urls), len(main.urls)) >= _TELLING and block.dated != main.dated:
            return False
        few = min(len(block.urls), len(main.urls)) < _TELLING
        ends = {self.page.signature[each.rows[-1].link.node] for each in (block, main)}
        return block.shape == main.shape or ((few or by_day) and len(ends) == 1)

    def _same_parent(self, block: _Block, main: _Block) -> bool:
        """True for parts of one box that holds no side bar.

        A list cut in two, its last part a single row, or rows inside one another for want of end tags.
        """
        parent = self.page.parent
        shared = {main.box, parent[main.box]} & {block.box, parent[block.box]}
        shared |= {outer.box for outer, inner in ((block, main), (main, block)) if self._holds(outer.box, inner.box)}
        return any(not self._holds_side_bar(box) for box in shared if box >= 0)

    def _holds_side_bar(self, box: int) -> bool:
        return self.page.count_in(self.side_nodes, box) > 0

    def _tells_apart(self, box: int) -> bool:
        """True where the pager's box leaves out some articles of the page and holds no side bar."""
        return self.page.count_in(self.nodes, box) < len(self.nodes) and not self._holds_side_bar(box)

    def _is_lead(self, block: _Block, main: _Block) -> bool:
        """True for the few rows right above the main block, under the same heading: pinned, or with a picture."""
        if block.heading is not main.heading or len(block.urls) > _FEW_PINNED or block.start > main.start:
            return False
        first, last = bisect_left(self.nodes, block.start), bisect_left(self.nodes, main.start)
        if last - first > _FEW_LINKS:
            return False
        return all(row.heading is main.heading and row.box in (main.box, block.box) for row in self.rows[first:last])

    def _behind_side_bar(self) -> list[_Block]:
        """Where every row stands under a side bar's heading: those of another shape behind a side bar's own.

        A side bar has no pager and hardly ever dates, so one of the two must speak for them; with a pager right
        behind, also rows of the same shape count, all but the first box.
        """
        before = self.blocks
        if self.pager_nodes:
            before = [block for block in before if block.start < min(self.pager_nodes)]
        same = [block for block in before if block.heading is before[-1].heading]
        if self.pager_nodes:
            return same[1:]
        return [block for block in same[1:] if block.dated and not same[0].dated and block.shape != same[0].shape]


def _node(heading: Heading | None) -> int:
    return heading.node if heading else -1


def _is_dated(piece: Piece) -> bool:
    return bool(_DATED.search(piece.text)) and (piece.link is None or len(piece.text) <= _LONGEST_DATE)


def _rows(page: LinkMap, links: list[Link], headings: list[Heading | None]) -> list[_Row]:
    """Each link with its boxes; pictures, titles and summaries that lead to one article share an item."""
    nodes = [link.node for link in links]
    first, last = _runs(links)
    rows: list[_Row] = []
    for index, (link, heading) in enumerate(zip(links, headings, strict=True)):
        item = link.node
        for box in page.climb(link.node):
            begin, end = bisect_left(nodes, box), bisect_left(nodes, page.end[box])
            if begin < first[index] or end > last[index] + 1 or page.tag[box] in ("body", "html"):
                break
            item = box
        rows.append(_Row(link, heading, item, page.parent[item]))
    return rows


def _runs(links: list[Link]) -> tuple[list[int], list[int]]:
    """For each link the first and the last of the neighbouring links that lead to the same article."""
    first, last = list(range(len(links))), list(range(len(links)))
    for index in range(1, len(links)):
        if links[index].url == links[index - 1].url:
            first[index] = first[index - 1]
    for index in range(len(links) - 2, -1, -1):
        if links[index].url == links[index + 1].url:
            last[index] = last[index + 1]
    return first, last
