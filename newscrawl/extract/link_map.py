"""A page as a reader meets it: links and lines of text in reading order, and which box holds which.

Every element and every piece of text gets a number in reading order. The numbers inside a box are exactly
`box .. end[box]`, so "is it inside" and "how many links are in there" need no walk over the tree. No class name,
id or style is looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from newscrawl.extract.tags import INLINE, RAW_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.sites.profile import SiteProfile, UrlKind

_SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\u3000\ufeff]+")
_SKIPPED = (RAW_TEXT - {"title"}) | {"template", "object", "svg", "head"}
_IN_LINE = INLINE | {"img", "input", "button", "select"}
_NO_LINK = ("#", "javascript:", "mailto:", "tel:", "data:", "about:")
MAX_CLIMB = 40  # levels looked at above a link or heading: hostile nesting must not cost quadratic time
MAX_KINDS = 24  # different tags around a box that are told apart


@dataclass(slots=True)
class Link:
    """One link: `<a>`, `<area>`, `<link>`, or the `<option>` of a page chooser.

    `url` is canonical, null where the link leads off the site or nowhere (`href` is as written); `text` is what a
    reader sees, else what stands in for it (alt, then `hint`: title or aria-label); `rel` is in lower case.
    """

    node: int
    tag: str
    line: int
    url: str | None
    kind: UrlKind | None
    href: str
    rel: str
    text: str
    hint: str
    selected: bool = False


@dataclass(slots=True)
class Piece:
    """A run of text inside one element; `link` is the index of the link around it. Pictures give their alt text."""

    node: int
    text: str
    line: int
    link: int | None
    picture: bool = False


@dataclass(slots=True)
class Line:
    """What a browser shows between two breaks: its text, and the indexes of its pieces and links."""

    text: str = ""
    pieces: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """The link being read."""

    index: int
    texts: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)


class LinkMap:
    """Links, pieces and lines of a page in reading order, and its boxes as `parent`, `end` and `tag` by number."""

    def __init__(self, root: etree._Element, *, url: str, site: SiteProfile) -> None:
        self.url = url
        self.site = site
        self.parent: list[int] = []
        self.end: list[int] = []
        self.tag: list[str] = []
        self.links: list[Link] = []
        self.pieces: list[Piece] = []
        self.lines: list[Line] = [Line()]
        self.title = squeeze(root.findtext(".//title") or "")
        self._base = _base(root, url)
        self._open: _Open | None = None
        self._read(root)
        for line in self.lines:
            line.text = self._line_text(line)

    def inside(self, node: int, box: int) -> bool:
        """True when `node` is `box` or anywhere in it."""
        return box <= node < self.end[box]

    def climb(self, node: int) -> Iterator[int]:
        """The boxes around `node`, innermost first, at most MAX_CLIMB of them."""
        for _ in range(MAX_CLIMB):
            node = self.parent[node]
            if node < 0:
                return
            yield node

    @cached_property
    def articles(self) -> list[Link]:
        """The links to articles, in reading order."""
        return [link for link in self.links if link.kind == "article"]

    @cached_property
    def signature(self) -> list[int]:
        """For each node a number that is equal for boxes under the same kinds of tags, however often nested.

        Leaving out repetitions makes rows alike whose missing end tags put each into the one before.
        """
        known: dict[tuple[int, str], int] = {}
        tags: list[frozenset[str]] = []
        own: list[int] = []
        for node, parent in enumerate(self.parent):
            above = own[parent] if parent >= 0 else -1
            if above >= 0 and (self.tag[node] in tags[above] or len(tags[above]) >= MAX_KINDS):
                own.append(above)
                continue
            number = known.setdefault((above, self.tag[node]), len(known))
            if number == len(tags):
                tags.append((tags[above] if above >= 0 else frozenset()) | {self.tag[node]})
            own.append(number)
        return own

    def _read(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        open_nodes: list[int] = []
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                node = open_nodes.pop()
                self._leave(node, tag)
                self._add_text(element.tail, open_nodes[-1] if open_nodes else -1)
                continue
            node = self._add_node(tag, open_nodes[-1] if open_nodes else -1)
            open_nodes.append(node)
            self._enter(element, tag, node)
            if tag in _SKIPPED or not tag:
                if tag == "head":
                    self._read_head(element, node)
                walker.skip_subtree()
            else:
                self._add_text(element.text, node)

    def _add_node(self, tag: str, parent: int) -> int:
        node = len(self.parent)
        self.parent.append(parent)
        self.end.append(node + 1)
        self.tag.append(tag)
        return node

    def _enter(self, element: etree._Element, tag: str, node: int) -> None:
        if tag not in _IN_LINE:
            self._break_line()
        if tag in ("a", "area", "link", "option"):
            self._add_link(element, tag, node)
        elif tag == "img":
            self._add_picture(element, node)

    def _leave(self, node: int, tag: str) -> None:
        self.end[node] = len(self.parent)
        if self._open and self.links[self._open.index].node == node:
            self._close_link(self._open)
        if tag not in _IN_LINE:
            self._break_line()

    def _break_line(self) -> None:
        if self.lines[-1].pieces or self.lines[-1].links:
            self.lines.append(Line())

    def _read_head(self, head: etree._Element, node: int) -> None:
        """`<link rel=next>` is all that a listing's head tells."""
        for element in head.iter("link"):
            if "next" in (element.get("rel") or "").lower():
                self._add_link(element, "link", self._add_node("link", node))

    def _add_link(self, element: etree._Element, tag: str, node: int) -> None:
        href = element.get("value" if tag == "option" else "href")
        if href is None:
            return
        url = self._resolve(href, tag)
        hint = squeeze(element.get("title") or element.get("aria-label") or element.get("alt") or "")
        link = Link(
            node=node,
            tag=tag,
            line=len(self.lines) - 1,
            url=url,
            kind=self.site.kind(url) if url else None,
            href=href.strip(),
            rel=(element.get("rel") or "").lower(),
            text=hint,
            hint=hint,
            selected=element.get("selected") is not None,
        )
        self.links.append(link)
        if tag != "link":
            self.lines[-1].links.append(len(self.links) - 1)
            self._open = _Open(len(self.links) - 1)

    def _close_link(self, opened: _Open) -> None:
        link = self.links[opened.index]
        shown = squeeze("".join(opened.texts))
        link.text = shown or next((alt for alt in opened.alts if alt), "") or link.hint
        self._open = None

    def _resolve(self, href: str, tag: str) -> str | None:
        href = href.strip()
        if not href or href.lower().startswith(_NO_LINK):
            return None
        if tag == "option" and not re.search(r"[/?.]", href):
            return None
        return self.site.canonical(href, self._base)

    def _add_picture(self, element: etree._Element, node: int) -> None:
        alt = squeeze(element.get("alt") or element.get("title") or "")
        if self._open:
            self._open.alts.append(alt)
        elif alt:
            self._add_piece(Piece(node, alt, len(self.lines) - 1, None, picture=True))

    def _add_text(self, text: str | None, box: int) -> None:
        shown = squeeze(text or "")
        if not shown:
            return
        if self._open:
            self._open.texts.append(f" {shown}" if (text or "")[0].isspace() else shown)
        link = self._open.index if self._open else None
        self._add_piece(Piece(self._add_node("#text", box), shown, len(self.lines) - 1, link))

    def _add_piece(self, piece: Piece) -> None:
        self.pieces.append(piece)
        line = self.lines[-1]
        line.pieces.append(len(self.pieces) - 1)
        if piece.link is not None and piece.link not in line.links[-1:]:
            line.links.append(piece.link)

    def _line_text(self, line: Line) -> str:
        """The text of a line; alternative texts of its pictures only where there is no other."""
        pieces = [self.pieces[index] for index in line.pieces]
        return " ".join(piece.text for piece in pieces if not piece.picture) or " ".join(p.text for p in pieces)

    def count_in(self, nodes: list[int], box: int, after: int = -1) -> int:
        """How many of the sorted `nodes` are in `box`, behind the node `after`."""
        return bisect_left(nodes, self.end[box]) - bisect_left(nodes, max(box, after + 1))


def squeeze(text: str) -> str:
    """The text with every run of white or invisible characters as one space, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def _base(root: etree._Element, url: str) -> str:
    """What relative links are relative to: `<base href>`, else the page itself."""
    element = root.find(".//base[@href]")
    href = (element.get("href") or "").strip() if element is not None else ""
    try:
        return urljoin(url, href) or url
    except ValueError:
        return url
