"""A tree as a reader sees it: one sequence of text blocks and pictures, in reading order.

Any markup that shows the same lines gives the same blocks, whether they are `<p>`, text between `<br>`, cells
of a layout table or spans made into lines by a style sheet. What the elements were called is forgotten, but
for what structure they formed: `Outline.parents` is the tree of block-level elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.extract.stylesheet import NONE, StyleSheet, display_of, read_styles
from newscrawl.extract.tags import BLOCK, CELLS, HEADINGS, LINE_BREAKS, UNSEEN
from newscrawl.extract.text import clean, squeeze

if TYPE_CHECKING:
    from lxml.etree import _Element

_INLINE_CODE, _BLOCK_CODE, _UNSEEN_CODE, _BREAK_CODE, _IMAGE_CODE = range(5)
_CODES: dict[str, int] = {
    **dict.fromkeys(BLOCK, _BLOCK_CODE),
    **dict.fromkeys(UNSEEN, _UNSEEN_CODE),
    **dict.fromkeys(LINE_BREAKS, _BREAK_CODE),
    "img": _IMAGE_CODE,
    "image": _IMAGE_CODE,
    "amp-img": _IMAGE_CODE,
    "mip-img": _IMAGE_CODE,
}
_PLAYERS = frozenset(["video", "audio", "embed", "object", "iframe"])
# The parser does not know these for empty and puts what follows them into them: it is read as what follows.
_EMPTY = frozenset(["embed", "source", "track"])
_ANCHOR_SEEN = 20  # elements in a link to its own page that show whether it holds lines
_MARKED = HEADINGS.keys() | CELLS | {"tr"}
_MAKES_LINES = BLOCK | LINE_BREAKS
_NO_SIZE = re.compile(r"font-size\s*:\s*0+(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE)
# What is to be closed with an element.
_BLOCK_OPEN, _LINK_OPEN, _HIDDEN_OPEN, _PRE_OPEN = 1, 2, 4, 8
# A run of lines made of one inline element each: what it takes to believe that.
_LINES_MIN, _LINES_MEAN, _LINES_TOTAL, _LINES_ENDED = 3, 20, 120, 0.5
_SENTENCE_ENDS = "。!?…”」』.;:\uff01\uff1f\uff1b\uff1a"


@dataclass(slots=True)
class Block:
    """One visible run of text.

    text      as `text.clean` gives it, never empty
    node      number of the innermost block-level element around it (see `Outline`)
    linked    characters of it that are link text, white space not counted
    heading   1–6 inside h1–h6, else 0
    row       number of the table row of which it is a whole cell, else -1; `cell` is the cell's place in it
    href      target of the first link in it
    """

    text: str
    node: int
    linked: int = 0
    heading: int = 0
    row: int = -1
    cell: int = 0
    href: str | None = None

    @property
    def link_density(self) -> float:
        """Share of its characters that are link text, 0 to 1."""
        return self.linked / (len(squeeze(self.text)) or 1) if self.linked else 0.0


@dataclass(slots=True)
class Picture:
    """One `<img>`: the element, the block before which it stands, and the block-level element around it."""

    element: _Element
    at: int
    node: int


@dataclass(slots=True)
class Outline:
    """The visible page: blocks, pictures, and the tree of block-level elements they stand in.

    `parents[n]` is the parent of block-level element n (-1 for the root), `tags[n]` its tag, `elements[n]` the
    element, `spans[n]` the first block in it and the first one after it. `players` are the blocks before which a
    video or another embedded player stands.
    """

    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    players: list[int] = field(default_factory=list)

    def ancestors(self, node: int) -> Iterator[int]:
        """The element itself and all around it, inside out."""
        while node >= 0:
            yield node
            node = self.parents[node]


def read_outline(root: _Element, *, unhide: bool = False) -> Outline:
    """Walk a tree once and list what it shows; with `unhide` also what its styles hide."""
    return _Walk(root, unhide).outline


class _Walk:
    """One pass over a tree; the state is what is open at the moment."""

    def __init__(self, root: _Element, unhide: bool) -> None:
        self.outline = Outline()
        self.unhide = unhide
        self.sheet: StyleSheet | None = read_styles(root)
        self.pieces: list[str] = []
        self.linked = 0
        self.href: str | None = None
        self.links = 0  # how many links are open around the current text
        self.heading = 0
        self.hidden = 0
        self.preformatted = 0
        self.lines: set[_Element] = set()  # inline elements that are lines of their own
        self.rows: list[_Row] = []
        self.node = -1
        self._open_node(root)
        self._walk(root)
        self._flush()
        self.outline.spans[0] = (0, len(self.outline.blocks))

    def _walk(self, root: _Element) -> None:
        stack: list[tuple[Iterator[_Element], _Element, int]] = [(iter(root), root, 0)]
        if root.text:
            self._say(root.text)
        while stack:
            children, owner, state = stack[-1]
            for child in children:
                entered = self._enter(child)
                if entered >= 0:
                    if len(child):
                        stack.append((iter(child), child, entered))
                        break
                    self._leave(child, entered)
                tail = child.tail
                if tail:
                    self._say(tail)
            else:
                stack.pop()
                if stack:
                    self._leave(owner, state)
                    tail = owner.tail
                    if tail:
                        self._say(tail)

    def _say(self, text: str) -> None:
        if not self.pieces and text.isspace():
            return
        if self.preformatted and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._flush()
                self._add(line)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        if self.links:
            self.linked += len(squeeze(text))

    def _flush(self) -> None:
        """End the current block, and keep it if it shows anything."""
        if not self.pieces:
            return
        text = clean("".join(self.pieces))
        if text and not self.hidden:
            self.outline.blocks.append(Block(text, self.node, self.linked, self.heading, -1, 0, self.href))
        self.pieces = []
        self.linked = 0
        if not self.links:
            self.href = None

    def _enter(self, element: _Element) -> int:
        """Open an element; gives what is to be closed with it, or -1 where nothing of it is read."""
        tag = element.tag
        code = _CODES.get(tag)
        if code is None:
            if not isinstance(tag, str):
                return -1
            code = _BLOCK_CODE if "-" in tag else _INLINE_CODE
        if code >= _UNSEEN_CODE:
            return self._pass(element, tag, code)
        names = element.keys()
        styled = self.sheet or "style" in names or "hidden" in names
        display = self._display(element) if styled else None
        if code == _BLOCK_CODE and (display != "inline" or tag in CELLS):
            return self._open_block(element, tag, display)
        if display is not None or self.lines:
            if display == NONE and code != _BLOCK_CODE:
                return -1
            if display == "block" or element in self.lines:
                return self._open_line(element, tag)
        return self._open_inline(element, tag)

    def _pass(self, element: _Element, tag: str, code: int) -> int:
        """Note an element that holds no text: a line break, a picture, a player, a script."""
        if code == _BREAK_CODE:
            self._flush()
        elif code == _IMAGE_CODE:
            self._picture(element, self._display(element))
        elif tag in _PLAYERS:
            self.outline.players.append(len(self.outline.blocks))
        if tag in _EMPTY and (len(element) or element.text):
            return self._open_inline(element, tag)
        return -1

    def _open_inline(self, element: _Element, tag: str) -> int:
        state = 0
        if tag == "a":
            href = element.get("href")
            if (href and href[0] != "#") or not is_anchor(element):
                self.links += 1
                self.href = self.href or href
                state = _LINK_OPEN
        text = element.text
        if text:
            self._say(text)
        return state

    def _open_line(self, element: _Element, tag: str) -> int:
        """An inline element that a style makes a line of its own."""
        self._flush()
        self._open_node(element)
        return _BLOCK_OPEN | self._open_inline(element, tag)

    def _open_block(self, element: _Element, tag: str, display: str | None) -> int:
        self._flush()
        self._open_node(element)
        state = _BLOCK_OPEN
        if display == NONE:
            self.hidden += 1
            state |= _HIDDEN_OPEN
        elif display == "pre" or tag == "pre":
            self.preformatted += 1
            state |= _PRE_OPEN
        if tag in _MARKED:
            self._mark(tag)
        if tag != "p" and len(element) >= _LINES_MIN:
            self._find_lines(element)
        text = element.text
        if text:
            self._say(text)
        return state

    def _mark(self, tag: str) -> None:
        """Open a heading, a table row or a cell."""
        if tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag == "tr":
            self.rows.append(_Row(len(self.outline.blocks)))
        elif self.rows:
            self.rows[-1].cells.append(len(self.outline.blocks))

    def _display(self, element: _Element) -> str | None:
        style = element.get("style")
        if not style:
            display = None if element.get("hidden") is None else NONE
        else:
            display = display_of(style)
            if not display and (element.get("hidden") is not None or _is_sizeless(element, style)):
                display = NONE
        if not display and self.sheet:
            display = self.sheet.display(element)
        return None if display == NONE and self.unhide else display

    def _open_node(self, element: _Element) -> None:
        outline = self.outline
        outline.parents.append(self.node)
        outline.tags.append(element.tag)
        outline.elements.append(element)
        outline.spans.append((len(outline.blocks), -1))
        self.node = len(outline.tags) - 1

    def _leave(self, element: _Element, state: int) -> None:
        if state & _BLOCK_OPEN:
            self._flush()
            outline, node = self.outline, self.node
            tag = outline.tags[node]
            if tag in _MARKED:
                if tag in HEADINGS:
                    self.heading = 0
                elif tag == "tr" and self.rows:
                    self.rows.pop().close(outline, node)
            outline.spans[node] = (outline.spans[node][0], len(outline.blocks))
            self.node = outline.parents[node]
        if state & _LINK_OPEN:
            self.links -= 1
            if not self.pieces:
                self.href = None
        if state & (_HIDDEN_OPEN | _PRE_OPEN):
            self.hidden -= bool(state & _HIDDEN_OPEN)
            self.preformatted -= bool(state & _PRE_OPEN)

    def _picture(self, element: _Element, display: str | None) -> None:
        at = len(self.outline.blocks)
        if any(piece.strip() for piece in self.pieces):
            at += 1
        if not self.hidden and display != NONE:
            self.outline.pictures.append(Picture(element, at, self.node))

    def _find_lines(self, element: _Element) -> None:
        """Note the children of an element that holds nothing but one inline element a paragraph.

        Without its style sheet such a page is one run of text. Sentences of one paragraph in a span each look
        alike, so this asks for several long lines, most of which end a sentence.
        """
        first = element[0].tag
        if _CODES.get(first, _INLINE_CODE) != _INLINE_CODE or (element.text or "").strip():
            return
        children = list(element)
        if any(child.tag != first or (child.tail or "").strip() for child in children):
            return
        texts = [text for text in map(_text_of, children) if text]
        total = sum(map(len, texts))
        if len(texts) < _LINES_MIN or total < max(_LINES_TOTAL, _LINES_MEAN * len(texts)):
            return
        if sum(text[-1] in _SENTENCE_ENDS for text in texts) >= _LINES_ENDED * len(texts):
            self.lines.update(children)


def is_anchor(element: _Element) -> bool:
    """True for a place in the page that is no link, though it may never be closed and then holds the whole text."""
    href = element.get("href")
    if href is None:
        return element.get("name") is not None or element.get("id") is not None
    return href.startswith("#") and any(inner.tag in _MAKES_LINES for inner in islice(element.iter(), 1, _ANCHOR_SEEN))


def _text_of(element: _Element) -> str:
    return clean("".join(map(str, element.itertext())) if len(element) else element.text or "")


def _is_sizeless(element: _Element, style: str) -> bool:
    """True for text of no size, put there against copying; around other elements it only closes the gaps."""
    return not len(element) and _NO_SIZE.search(style) is not None


class _Row:
    """A table row in the making: where it and each of its cells start."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.cells: list[int] = []

    def close(self, outline: Outline, node: int) -> None:
        """Mark the blocks as cells of one row, where no cell holds more than one of them."""
        end = len(outline.blocks)
        if not self.cells:
            return
        sizes = [after - before for before, after in zip(self.cells, [*self.cells[1:], end], strict=True)]
        if len(sizes) < 2 or max(sizes) > 1 or end - self.start < 2:
            return
        for place, (start, size) in enumerate(zip(self.cells, sizes, strict=True)):
            if size:
                outline.blocks[start].row = node
                outline.blocks[start].cell = place
