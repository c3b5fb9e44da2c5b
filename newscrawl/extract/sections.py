"""Which heading a link stands under, and what that heading makes of it: the channel's own, a side bar's, or neither.

A heading is a block of its own; the same words inside a sentence or a link are none. It governs what follows it
inside the smallest box that holds it together with a link to an article, until the next heading.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from newscrawl.extract import heading_words as words
from newscrawl.extract.pager import is_pager_text

if TYPE_CHECKING:
    from newscrawl.extract.link_map import Line, Link, LinkMap, Piece

HeadingKind = Literal["own", "crumb", "list", "unknown", "line", "junk"]

_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "caption", "legend"))
_LABEL_COUNT = 3  # a heading printed this often, at the same place of its box, is a label of items
_OTHER_LINKS = 3  # links to something else between a side bar's heading and its first article


@dataclass(slots=True)
class Heading:
    """A heading, the box it governs (`scope`), and its kind.

    own      names this channel
    crumb    the breadcrumb, which names it too but stands over the whole page
    list     says list of news, of no place
    unknown  says something else, in a heading's tag or like a side bar's heading that follows
    line     says something else, as any line may: no heading unless it stands where side bars' headings do
    junk     a side bar's or another channel's

    `loose` marks a junk heading that may be none: its own box holds other lines and no article (a whole side bar
    left empty?), or only its place makes it one.
    """

    node: int
    text: str
    kind: HeadingKind
    scope: int
    shape: int
    loose: bool = False


def read_headings(page: LinkMap, own: str | None, others: frozenset[str], crumb: int | None) -> list[Heading]:
    """The headings that govern a link to an article, in reading order.

    `own` is this channel's name, `others` the names of the site's other channels, `crumb` the node at which the
    breadcrumb ends.
    """
    reader = _Reader(page, own, others, crumb)
    found = [heading for index, line in enumerate(page.lines) for heading in reader.in_line(index, line)]
    return reader.without_labels(found)


def heading_of(headings: list[Heading], page: LinkMap, links: list[Link]) -> list[Heading | None]:
    """For each of the links (in reading order) the heading that governs it."""
    governing: list[Heading | None] = []
    opened: list[Heading] = []
    following = iter([*headings, None])
    coming = next(following)
    for link in links:
        while coming and coming.node < link.node:
            opened.append(coming)
            coming = next(following)
        while opened and page.end[opened[-1].scope] <= link.node:
            opened.pop()
        governing.append(opened[-1] if opened else None)
    return governing


class _Reader:
    """One page's lines, and the names that its headings may carry."""

    def __init__(self, page: LinkMap, own: str | None, others: frozenset[str], crumb: int | None) -> None:
        self.page = page
        self.own = own
        self.others = others
        self.crumb = crumb
        self.suffix = page.site.channel_suffix
        self.nodes = [link.node for link in page.articles]
        self.line_nodes = [page.pieces[line.pieces[0]].node for line in page.lines if line.pieces]
        self.other_nodes = [link.node for link in page.links if self._leads_elsewhere(link)]

    @staticmethod
    def _leads_elsewhere(link: Link) -> bool:
        return link.kind != "article" and link.tag != "link" and not words.says_more(link.text)

    def in_line(self, index: int, line: Line) -> list[Heading]:
        """The headings of one line: the line as a whole, or where it holds articles, the pieces between them."""
        pieces = [self.page.pieces[i] for i in line.pieces]
        if any(self.page.links[i].kind == "article" for i in line.links):
            return [heading for piece in pieces for heading in self._beside_links(piece)]
        if all(is_pager_text(words.clean(piece.text)) for piece in pieces):
            return []
        kind = self._kind(index, line, pieces)
        return self._heading(pieces[-1].node, words.clean(line.text), kind) if kind else []

    def _beside_links(self, piece: Piece) -> list[Heading]:
        """A heading on one line with what it governs: only words that surely are one."""
        text = words.clean(piece.text)
        if piece.link is not None:
            return []
        if self._is_side_bar(text):
            return self._heading(piece.node, text, "junk")
        return self._heading(piece.node, text, "own") if self.own and text == f"{self.own}{self.suffix}" else []

    def _heading(self, node: int, text: str, kind: HeadingKind) -> list[Heading]:
        """The heading with its scope; none where it stands below an article of its own box, as a label does."""
        child = node
        for box in self.page.climb(node):
            if self.page.count_in(self.nodes, box, after=node):
                if self.page.count_in(self.nodes, child) or (kind == "junk" and self._is_far(node)):
                    return []
                shape = self.page.signature[self.page.parent[node]]
                return [Heading(node, text, kind, box, shape, loose=self.page.count_in(self.line_nodes, child) > 1)]
            child = box
        return []

    def _is_far(self, node: int) -> bool:
        """True where links to other things come between a heading and the next article: it governs those."""
        following = self.nodes[bisect_left(self.nodes, node)]
        return bisect_left(self.other_nodes, following) - bisect_left(self.other_nodes, node) > _OTHER_LINKS

    def _kind(self, index: int, line: Line, pieces: list[Piece]) -> HeadingKind | None:
        if self.crumb is not None and self._holds_crumb(pieces):
            return "crumb"
        text = words.clean(line.text)
        if not text or words.says_nothing_here(text):
            return "junk" if text else None
        in_tag = any(self.page.tag[box] in _HEADING_TAGS for box in islice(self.page.climb(pieces[0].node), 4))
        if len(text) > words.LONGEST or self._is_nav(index, line, in_tag=in_tag):
            return "junk" if self._is_row_of_tabs(pieces) else None
        if self._is_side_bar(text, shortest=2 if in_tag else 3):
            return "junk"
        if self.own and self.own in text:
            return "own"
        if text in self.others or text.removesuffix(self.suffix) in self.others:
            return "junk"
        if words.says_date(text):
            return None
        if words.says_list(text):
            return "list"
        with_more = any(words.says_more(self.page.links[i].text) for i in line.links)
        if in_tag or with_more:
            return "unknown"
        return "line" if words.is_short_name(text) else None

    def _is_side_bar(self, text: str, shortest: int = 3) -> bool:
        return text in self.page.site.end_headings or words.says_side_bar(text, shortest)

    def _is_row_of_tabs(self, pieces: list[Piece]) -> bool:
        """True for 频道推荐 | 热点阅读 on one line: the lists of both follow."""
        texts = [text for piece in pieces if (text := words.clean(piece.text))]
        return len(texts) > 1 and all(self._is_side_bar(text) for text in texts)

    def _holds_crumb(self, pieces: list[Piece]) -> bool:
        """True for the line of the breadcrumb's last step, be that step a link or text."""
        links = {self.page.links[piece.link].node for piece in pieces if piece.link is not None}
        return self.crumb in links or any(piece.node == self.crumb for piece in pieces)

    def _is_nav(self, index: int, line: Line, *, in_tag: bool) -> bool:
        """True for a row of links, and for one of several lines that each are nothing but a link."""
        if len([i for i in line.links if not words.says_more(self.page.links[i].text)]) > 1:
            return True
        if in_tag or not self._is_link_line(line):
            return False
        around = [self.page.lines[i] for i in (index - 1, index + 1) if 0 <= i < len(self.page.lines)]
        return any(self._is_link_line(other) for other in around)

    def _is_link_line(self, line: Line) -> bool:
        """True for a line that is nothing but a link, to a page of neither articles nor the pager."""
        pieces = [self.page.pieces[i] for i in line.pieces]
        links = [self.page.links[i] for i in line.links]
        if not links or any(piece.link is None and piece.text.strip(words.EDGE) for piece in pieces):
            return False
        return all(self._leads_elsewhere(link) and not is_pager_text(link.text) for link in links)

    def without_labels(self, headings: list[Heading]) -> list[Heading]:
        """Leave out what is printed at every item, and what stands among side bars' headings is one of them."""
        printed = Counter((heading.shape, heading.text) for heading in headings)
        unknown = Counter(heading.shape for heading in headings if heading.kind == "unknown")
        kept: list[Heading] = []
        for heading in headings:
            often = printed[heading.shape, heading.text] >= _LABEL_COUNT
            if often and heading.text not in self.page.site.end_headings:
                continue
            if heading.kind == "unknown" and unknown[heading.shape] >= _LABEL_COUNT and self._titles_one(heading):
                continue
            kept.append(heading)
        return self._among_side_bars(kept)

    def _among_side_bars(self, headings: list[Heading]) -> list[Heading]:
        """Judge by its place what its words do not tell: behind a side bar's heading of the same place, it is one."""
        places = [(self.page.parent[heading.scope], heading.shape) for heading in headings]
        last = {place: i for i, place in enumerate(places) if headings[i].kind == "junk"}
        met: set[tuple[int, int]] = set()
        kept: list[Heading] = []
        for i, (heading, place) in enumerate(zip(headings, places, strict=True)):
            if heading.kind in ("unknown", "line") and place in met:
                heading.kind = "junk"
            elif heading.kind == "line" and last.get(place, -1) > i:
                heading.kind = "unknown"
            elif heading.kind == "junk":
                met.add(place)
            if heading.kind != "line":
                kept.append(heading)
        return kept

    def _titles_one(self, heading: Heading) -> bool:
        """True where the heading's box holds a single article: it is that article's title, not a list's."""
        return self.page.count_in(self.nodes, heading.scope, after=heading.node) <= 2
